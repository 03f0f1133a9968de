"""Ranking by words and by sense: exact statistics, filters inside the search, one ranking for every spelling."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from knowledge.models import Passage
from knowledge.retrieval.calibration import Calibration
from knowledge.retrieval.dense import Dense, build_dense
from knowledge.retrieval.finder import Filter, Finder
from knowledge.retrieval.fusion import Moments, best_first, fused, z_scores
from knowledge.retrieval.hybrid import Ranker
from knowledge.retrieval.vectors import VectorCache
from knowledge.text import Teencode, fold
from tests.knowledge.fake_encoder import FakeEncoder, Untouched

TEENCODE = Teencode({"hp": "hoc phi"})
PASSAGES = [
    Passage("policy:a", "policy", "a", "Miễn học phí trung cấp", "Người xong lớp 9", topic="tuition"),
    Passage("policy:b", "policy", "b", "Tiền ăn ở nội trú", "Hộ nghèo học trung cấp", topic="boarding"),
    Passage("occupation:han", "occupation", "han", "Hàn", "Nối kim loại", levels=("so_cap", "trung_cap")),
    Passage("occupation:may", "occupation", "may", "May thời trang", "Cắt may quần áo", levels=("cao_dang",)),
    Passage("institution:x", "institution", "x", "Trường Cao đẳng Mẫu", "Học nghề hàn", province="04"),
    Passage("institution:y", "institution", "y", "Trường Cao đẳng Mẫu Hai", "Học nghề hàn", province="20"),
]


@pytest.fixture(scope="module")
def ranker(tmp_path_factory: pytest.TempPathFactory) -> Ranker:
    folder = tmp_path_factory.mktemp("index")
    return Ranker.build(PASSAGES, encoder=FakeEncoder(), restorer=Untouched(), teencode=TEENCODE, folder=folder)


def unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), counts=st.lists(st.integers(1, 4), min_size=1, max_size=40))
def test_mean_and_deviation_are_those_of_all_cosines(
    tmp_path_factory: pytest.TempPathFactory, seed: int, counts: list[int]
) -> None:
    random = np.random.default_rng(seed)
    # Like those of an encoder: far from the origin, close together.
    vectors = unit(random.normal(size=(sum(counts), 16)) + 3)
    folder = tmp_path_factory.mktemp("dense")
    build_dense(vectors, counts, folder)
    dense, query = Dense(folder), unit(random.normal(size=(1, 16)) + 3)[0]
    every = vectors.astype(np.float64) @ query.astype(np.float64)
    assert dense.moments(query).mean == pytest.approx(every.mean(), abs=1e-9)
    assert dense.moments(query).deviation == pytest.approx(every.std(), abs=1e-7)
    owners = np.repeat(np.arange(len(counts)), counts)
    highest = np.array([every[owners == one].max() for one in range(len(counts))])
    positions = random.permutation(len(counts))
    assert dense.cosines(query, positions) == pytest.approx(highest[positions], abs=1e-6)
    assert dense.nearest(query, len(counts))[0] == highest.argmax()


@given(scores=st.lists(st.floats(-5, 5), min_size=1, max_size=50), limit=st.integers(1, 60))
def test_the_best_come_first_and_equal_ones_in_order(scores: list[float], limit: int) -> None:
    expected = sorted(range(len(scores)), key=lambda place: (-scores[place], place))[:limit]
    assert best_first(np.array(scores), limit).tolist() == expected


def test_scores_without_spread_say_nothing() -> None:
    assert z_scores(np.array([2.0, 2.0]), Moments(2.0, 0.0)).tolist() == [0.0, 0.0]
    assert fused(np.array([2.0]), np.array([-1.0])).tolist() == [0.5]


def test_hybrid_scores_are_those_of_brute_force(ranker: Ranker) -> None:
    question = ranker.question("học nghề hàn")
    assert question.vector is not None
    ranking = ranker.look(question)
    encoder = FakeEncoder()
    vectors = encoder.passages([f"{one.title}\n{one.body}" for one in PASSAGES])
    cosines = vectors.astype(np.float64) @ question.vector
    bm25 = question.bm25.astype(np.float64)
    expected = 0.5 * (bm25 - bm25.mean()) / bm25.std() + 0.5 * (cosines - cosines.mean()) / cosines.std()
    assert sorted(ranking.positions.tolist()) == list(range(len(PASSAGES)))
    assert ranking.scores == pytest.approx(expected[ranking.positions], abs=1e-4)


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        (Filter(kinds=frozenset({"occupation"})), {"occupation:han", "occupation:may"}),
        (Filter(kinds=frozenset({"institution"}), province="04"), {"institution:x"}),
        (Filter(province="20"), {one.id for one in PASSAGES} - {"institution:x"}),
        (Filter(kinds=frozenset({"occupation"}), level="cao_dang"), {"occupation:may"}),
        (Filter(kinds=frozenset({"policy"}), topic="boarding"), {"policy:b"}),
    ],
)
@pytest.mark.parametrize("mode", ["lexical", "hybrid"])
def test_filters_apply_inside_the_search(ranker: Ranker, mode: str, wanted: Filter, kept: set[str]) -> None:
    finder = Finder(ranker, "hybrid" if mode == "hybrid" else "lexical", Calibration())
    # One candidate of each ranker: filtered afterwards nothing would be left of most questions.
    selection = finder.selection(wanted)
    for text in ("học nghề hàn cao đẳng", "trường cao đẳng mẫu", "học phí trung cấp"):
        question = ranker.question(text, mode=finder.mode)
        narrow = ranker.look(question, mode=finder.mode, among=selection, count=1)
        assert {PASSAGES[position].id for position in narrow.positions} <= kept
        found = {hit.passage.id for hit in finder.find(text, wanted, limit=10)}
        assert found <= kept
        if mode == "hybrid":
            assert len(narrow.positions)
            assert found == kept


def test_both_spellings_rank_alike_by_words(ranker: Ranker) -> None:
    for passage in PASSAGES:
        asked = f"{passage.title} {passage.body}"
        assert ranker.rank(asked, mode="lexical") == ranker.rank(fold(asked), mode="lexical")
    assert ranker.rank("hp trung cấp", mode="lexical") == ranker.rank("học phí trung cấp", mode="lexical")


def test_without_an_encoder_only_words_rank(tmp_path: Path) -> None:
    plain = Ranker.build(PASSAGES, encoder=None, restorer=None, teencode=TEENCODE, folder=tmp_path)
    assert plain.modes == ("lexical",)
    assert plain.rank("học phí", mode="lexical", limit=1)[0][0] == "policy:a"
    with pytest.raises(ValueError, match="no encoder"):
        plain.rank("học phí")


def test_an_encoder_never_sees_an_unrestored_question(tmp_path: Path) -> None:
    class Restored:
        def readable(self, text: str) -> str:
            return f"readable: {text}"

    encoder = FakeEncoder()
    asked = Ranker.build(PASSAGES, encoder=encoder, restorer=Restored(), teencode=TEENCODE, folder=tmp_path)
    asked.rank("hoc phi", mode="hybrid")
    asked.rank("hoc phi", mode="dense")
    assert encoder.asked == ["readable: hoc phi"] * 2
    with pytest.raises(ValueError, match="restorer"):
        Ranker.open(tmp_path, PASSAGES, encoder=encoder, restorer=None, teencode=TEENCODE)


def hashes(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_passages_give_the_same_bytes_cached_or_not(tmp_path: Path) -> None:
    def build(name: str, passages: Sequence[Passage]) -> dict[str, str]:
        Ranker.build(
            passages,
            encoder=FakeEncoder(),
            restorer=Untouched(),
            teencode=TEENCODE,
            folder=tmp_path / name,
            cache=tmp_path / "cache",
        )
        return hashes(tmp_path / name)

    first = build("one", PASSAGES)
    build("fewer", PASSAGES[:2])
    assert build("again", PASSAGES) == first
    assert "dense/vectors.faiss" in first


def test_only_what_is_new_is_encoded_and_a_damaged_cache_counts_as_empty(tmp_path: Path) -> None:
    encoder, cache = FakeEncoder(), VectorCache(tmp_path)
    first = cache.vectors(["một", "hai"], encoder)
    assert sorted(encoder.read) == ["hai", "một"]
    encoder.read.clear()
    again = cache.vectors(["hai", "ba", "một"], encoder)
    assert encoder.read == ["ba"]
    assert again[[2, 0]].tolist() == first.tolist()
    (file,) = tmp_path.glob("*.npz")
    file.write_bytes(file.read_bytes()[:100])
    encoder.read.clear()
    assert cache.vectors(["hai", "ba", "một"], encoder).tolist() == again.tolist()
    assert sorted(encoder.read) == ["ba", "hai", "một"]
