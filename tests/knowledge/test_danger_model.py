"""The model of dangers: learnt from examples, the same in every spelling, silent where there is none."""

from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge import snapshot
from knowledge.dangers import Examples, Suspicions, learn, read_examples
from knowledge.dangers.examples import kinds_of
from knowledge.dangers.suspicion import FILE
from knowledge.errors import DataError
from knowledge.library import Library
from knowledge.linear.features import BUCKETS, WIDTH, features, parts, shares
from knowledge.manifest import sha256_of
from knowledge.retrieval.noise import without_diacritics
from knowledge.text import Teencode
from tests.knowledge.small_data import small_data

LEXICON = Path("data/lexicon")
TEENCODE = Teencode.load(LEXICON / "teencode.tsv")
KINDS = kinds_of(LEXICON)
EXAMPLES = read_examples(Path("data/dangers"), KINDS)


@pytest.fixture(scope="module")
def small() -> Suspicions:
    """A model of two kinds, learnt from a few of the examples."""
    told = [one for one in EXAMPLES.told if one[0] in {"self_harm", "scammed"}][:120]
    learnt = learn(Examples(tuple(told), EXAMPLES.ordinary[:120]), TEENCODE)
    assert learnt is not None
    return learnt[0]


def test_there_is_enough_to_learn_from_and_nothing_twice() -> None:
    assert {kind for kind, _ in EXAMPLES.told} == KINDS
    assert len(EXAMPLES.told) >= 900
    assert len(EXAMPLES.ordinary) >= 900
    assert {text for _, text in EXAMPLES.told}.isdisjoint({*EXAMPLES.ordinary, *EXAMPLES.plain})


@given(st.text(alphabet="ăâđêôơưáàảãạấờếộ abcdeghiklmnopqrstuvxy,.?0123456789", max_size=60))
def test_marks_change_nothing(text: str) -> None:
    written, stripped = features(text, TEENCODE), features(without_diacritics(text), TEENCODE)
    assert np.array_equal(written, stripped)


@given(st.text(max_size=80))
def test_any_text_has_places_within_the_weights(text: str) -> None:
    places = features(text, TEENCODE)
    assert len(set(places.tolist())) == len(places)
    assert all(0 <= place < BUCKETS for place in places)


def test_teencode_is_written_out() -> None:
    assert np.array_equal(features("e k mún sống nx", TEENCODE), features("em khong mun song nua", TEENCODE)) or set(
        features("e k muon", TEENCODE)
    ) & set(features("em không muốn", TEENCODE))


def test_a_long_message_is_seen_whole_and_in_parts_that_leave_no_word_out() -> None:
    words = ["mot", "hai", "bon", "bay", "muoi", "tram", "trieu", "dong", "bac", "vang", "sat", "thep", "cat", "gach"]
    whole, *others = parts(" ".join(words), TEENCODE)
    assert np.array_equal(whole, features(" ".join(words), TEENCODE))
    assert {crc32(word.encode()) % BUCKETS for word in words} <= set(np.concatenate(others).tolist())
    assert len(parts(" ".join(words[:WIDTH]), TEENCODE)) == 1
    assert parts("?!", TEENCODE) == []


def test_danger_within_a_long_question_counts_by_its_own_words() -> None:
    learnt = learn(EXAMPLES, TEENCODE)
    assert learnt is not None
    danger, around = (
        "tụi nó bắt em quỳ rồi quay clip",
        "cho em hỏi học phí trung cấp điện ở trường này một năm bao nhiêu ạ",
    )
    alone, within, without = (
        learnt[0].of(one) for one in (danger, f"{around}, {danger}, {around}", f"{around}, {around}")
    )
    assert alone is not None
    assert within is not None
    assert without is not None
    assert (alone.may_be, within.may_be, without.may_be) == (True, True, False)


def test_words_and_letters_count_alike_however_many_they_are() -> None:
    places = features("tụi nó chặn đánh em ở cổng trường", TEENCODE)
    words = places < BUCKETS // 2
    assert words.any()
    assert (~words).sum() > words.sum()
    assert np.square(shares(places)[words]).sum() == pytest.approx(1.0)
    assert np.square(shares(places)[~words]).sum() == pytest.approx(1.0)
    assert shares(features("", TEENCODE)).size == 0


def test_a_slip_leaves_most_letters() -> None:
    typed, meant = features("tui no dahn em", TEENCODE), features("tui no danh em", TEENCODE)
    other = features("hoc phi bao nhieu", TEENCODE)
    letters = set(meant[meant >= BUCKETS // 2].tolist())
    assert len(letters & set(typed.tolist())) > 2 * len(letters & set(other.tolist()))
    assert len(letters & set(typed.tolist())) >= len(letters) / 2


def test_no_word_is_no_suspicion(small: Suspicions) -> None:
    assert small.of("") is None
    assert small.of("?!") is None


def test_a_kept_model_says_the_same(small: Suspicions, tmp_path: Path) -> None:
    small.save(tmp_path)
    opened = Suspicions.open(tmp_path, TEENCODE)
    assert opened is not None
    for text in ("em không muốn sống nữa", "học phí bao nhiêu", "chuyển tiền rồi họ chặn em"):
        before, after = small.of(text), opened.of(text)
        assert before is not None
        assert after is not None
        assert after.kind == before.kind
        assert after.score == pytest.approx(before.score, abs=0.02)
        assert (after.is_danger, after.may_be) == (after.score >= opened.limits.alarm, after.score >= opened.limits.ask)


def test_the_same_examples_give_the_same_bytes(small: Suspicions, tmp_path: Path) -> None:
    hashes: set[str] = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        small.save(tmp_path / name)
        hashes.add(sha256_of(tmp_path / name / FILE))
    assert len(hashes) == 1


def test_limits_stand_in_order(small: Suspicions) -> None:
    assert small.limits.doubt <= small.limits.ask <= small.limits.alarm


def test_too_few_examples_teach_nothing() -> None:
    assert learn(Examples(EXAMPLES.told[:10], EXAMPLES.ordinary[:10]), TEENCODE) is None


def test_a_snapshot_without_examples_suspects_nothing(tmp_path: Path) -> None:
    built = snapshot.build(small_data(tmp_path), tmp_path / "built")
    assert not (built.folder / FILE).exists()
    assert Library.open(built.folder).suspicion("em không muốn sống nữa") is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("- một câu", "dangers_unreadable"),
        ("self_harm: [", "dangers_unreadable"),
        ("self_harm: {any: []}", "dangers_unreadable"),
        ("loneliness: {any: [em buồn]}", "danger_of_no_kind"),
    ],
)
def test_a_file_of_another_shape_is_a_fault(content: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "told").mkdir()
    (tmp_path / "told" / "new.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as raised:
        read_examples(tmp_path, KINDS)
    assert [problem.code for problem in raised.value.problems] == [code]


def test_no_folder_is_no_example(tmp_path: Path) -> None:
    assert read_examples(tmp_path, KINDS) == Examples()


@pytest.mark.parametrize("name", ["safety_unseen", "safety_fresh", "safety_third"])
def test_nothing_that_judges_is_learnt(name: str) -> None:
    unseen = yaml.safe_load(Path(f"tests/cases/{name}.yaml").read_text(encoding="utf-8"))
    judged = {text for ways in unseen["told"].values() for texts in ways.values() for text in texts}
    assert judged.isdisjoint({text for _, text in EXAMPLES.told})
    assert set(unseen["ordinary"]).isdisjoint({*EXAMPLES.ordinary, *EXAMPLES.plain})
