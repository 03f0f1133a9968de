"""The encoder is used only where it helps, the thresholds are measured, and a search that loses its encoder says so."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from knowledge import snapshot
from knowledge.encoders import Choice
from knowledge.errors import DataError, Problem
from knowledge.library import Library
from knowledge.models import Passage
from knowledge.questions import CheckQuestion
from knowledge.retrieval.calibration import COVERAGE_THRESHOLDS, FEATURES, WORDS, Calibration, Line, Thresholds
from knowledge.retrieval.fitting import PRECISION, Sample, fit
from knowledge.retrieval.gate import SPELLINGS, judge
from knowledge.retrieval.hybrid import Ranker
from knowledge.snapshot import Built
from knowledge.text import Teencode
from tests.knowledge.fake_encoder import FakeEncoder, KnowingEncoder, Untouched, WeakEncoder
from tests.knowledge.small_data import SOURCE, small_data

PASSAGES = [
    Passage("a", "occupation", "a", "Nghề hàn", "nối kim loại bằng lửa"),
    Passage("b", "occupation", "b", "Nghề may", "cắt và ghép quần áo"),
    Passage("c", "occupation", "c", "Nghề mộc", "đóng bàn ghế gỗ"),
    Passage("d", "occupation", "d", "Nghề điện", "lắp đèn trong nhà"),
    Passage("e", "occupation", "e", "Nghề nấu ăn", "chế biến món ăn"),
]
CHECKS = [
    CheckQuestion("nghề nào nối kim loại", frozenset({"a"})),
    CheckQuestion("nghề nào cắt quần áo", frozenset({"b"})),
    CheckQuestion("nghề làm tủ giường trong nhà", frozenset({"c"})),
    CheckQuestion("nghề kéo dây thay bóng", frozenset({"d"})),
    CheckQuestion("hôm nay trời mưa không"),
]
TITLES = {check.text: f"Nghề {title}" for check, title in zip(CHECKS, ("hàn", "may", "mộc", "điện"), strict=False)}


@pytest.mark.parametrize(
    ("encoder", "mode"), [(KnowingEncoder(TITLES), "hybrid"), (WeakEncoder(), "lexical"), (None, "lexical")]
)
def test_an_encoder_is_used_only_when_it_helps_in_every_spelling(
    tmp_path: Path, encoder: FakeEncoder | None, mode: str
) -> None:
    ranker = Ranker.build(PASSAGES, encoder=encoder, restorer=Untouched(), teencode=Teencode({}), folder=tmp_path)
    judgement = judge(ranker, CHECKS)
    assert judgement.mode == mode
    assert judgement.encoder_refused == (encoder is not None and mode == "lexical")
    assert judgement.figures.keys() == SPELLINGS.keys()
    for figures in judgement.figures.values():
        assert figures.keys() == ({"lexical", "hybrid"} if encoder else {"lexical"})
        if encoder:
            assert (figures["hybrid"]["ndcg@10"] > figures["lexical"]["ndcg@10"]) == (mode == "hybrid")


def test_without_check_questions_words_decide_and_coverage_counts(tmp_path: Path) -> None:
    ranker = Ranker.build(
        PASSAGES, encoder=KnowingEncoder(TITLES), restorer=Untouched(), teencode=Teencode({}), folder=tmp_path
    )
    judgement = judge(ranker, [])
    assert judgement.mode == "lexical"
    assert judgement.calibrations["lexical"].thresholds == COVERAGE_THRESHOLDS
    assert judgement.calibrations["lexical"].leading is None


def samples(count: int, *, overlap: float) -> list[Sample]:
    """First hits of `count` questions of each sort; the right ones have the higher feature, up to the overlap."""
    random = np.random.default_rng(7)
    made: list[Sample] = []
    for group in range(2 * count):
        right = group % 2 == 0
        features = np.full(len(FEATURES), 0.5)
        features[0] = random.uniform(0.5 - overlap, 1) if right else random.uniform(0, 0.5 + overlap)
        features[WORDS] = 5
        made.append(Sample(features, right, first=True, answerable=right, group=group))
    return made


def test_thresholds_hold_on_questions_held_out() -> None:
    calibration = fit(samples(200, overlap=0.2))
    assert calibration.measured["answer_precision"] >= PRECISION
    assert calibration.measured["answer_recall"] > 0.4
    assert calibration.measured["false_refusals"] <= 0.03
    assert 0 < calibration.thresholds.ask_above < calibration.thresholds.answer_above < 1
    again = Calibration.from_json(json.loads(json.dumps(calibration.to_json())))
    assert again == calibration
    features = np.stack([one.features for one in samples(200, overlap=0.2)])
    assert again.confidence(features).tolist() == calibration.confidence(features).tolist()


def test_nothing_is_answered_where_precision_cannot_be_reached() -> None:
    assert fit(samples(200, overlap=0.5)).thresholds.answer_above == 1.0


def test_a_short_question_is_never_sure_enough_to_be_answered() -> None:
    line = Line(tuple(5.0 for _ in FEATURES), 0.0)
    calibration = Calibration(Thresholds(0.8, 0.2), line, line)
    features = np.ones((2, len(FEATURES)))
    features[:, WORDS] = (2, 3)
    short, long = calibration.confidence(features)
    assert 0.2 < short < 0.8 < long


# A snapshot with an encoder that helps, of the occupations alone.


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = small_data(tmp_path_factory.mktemp("small"))
    for name in ("occupations.csv", "trades.csv"):
        shutil.copyfile(SOURCE / "reference" / name, data / "reference" / name)
    checks = yaml.safe_load((SOURCE / "questions" / "check.yaml").read_text(encoding="utf-8"))
    kept = [one for one in checks["answerable"] if one["records"][0].startswith("occupation:")]
    write_questions(data, {"answerable": kept, "unanswerable": checks["unanswerable"]})
    return data


def write_questions(data: Path, checks: Any, variants: Any = None) -> None:
    folder = data / "questions"
    (folder / "variants").mkdir(parents=True, exist_ok=True)
    (folder / "check.yaml").write_text(yaml.safe_dump(checks, allow_unicode=True), encoding="utf-8")
    if variants is not None:
        (folder / "variants" / "mau.yaml").write_text(yaml.safe_dump(variants, allow_unicode=True), encoding="utf-8")


@pytest.fixture(scope="module")
def knowing(data: Path, tmp_path_factory: pytest.TempPathFactory) -> KnowingEncoder:
    plain = Library.open(snapshot.build(data, tmp_path_factory.mktemp("plain")).folder)
    names = {f"occupation:{one.id}": one.name for one in plain.occupations}
    checks = yaml.safe_load((data / "questions" / "check.yaml").read_text(encoding="utf-8"))
    return KnowingEncoder({one["text"]: names[one["records"][0]] for one in checks["answerable"]})


@pytest.fixture(scope="module")
def made(data: Path, knowing: KnowingEncoder, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return snapshot.build(data, tmp_path_factory.mktemp("built"), encoder=knowing)


def manifest(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_the_manifest_names_encoder_verdict_and_figures(made: Built, knowing: KnowingEncoder) -> None:
    told = manifest(made.folder)
    assert told["models"]["search"] == "hybrid"
    assert told["models"]["encoder"] == {"name": "fake", "digest": knowing.digest, "dimension": knowing.dimension}
    assert told["evaluation"]["search"]["figures"].keys() == SPELLINGS.keys()
    assert not [remark for remark in made.remarks if remark.code.startswith("encoder_")]
    stored = json.loads((made.folder / "calibration.json").read_text(encoding="utf-8"))
    assert stored == told["evaluation"]["search"]["calibration"]
    library = Library.open(made.folder, encoder=lambda: Choice(knowing))
    assert library.search_mode == "hybrid"
    assert library.problems == ()
    assert library.thresholds == Thresholds(**stored["hybrid"]["thresholds"])
    (hit, *_) = library.search("thợ hàn hằng ngày làm những việc gì")
    assert hit.passage.record_id == "han"
    assert 0 < hit.confidence <= 1


def test_another_encoder_makes_another_snapshot_and_a_weak_one_is_refused(data: Path, made: Built) -> None:
    assert snapshot.build(data, made.folder.parent).digest != made.digest
    weak = snapshot.build(data, made.folder.parent, encoder=WeakEncoder("weak-1"))
    assert manifest(weak.folder)["models"]["search"] == "lexical"
    assert "encoder_refused" in {remark.code for remark in weak.remarks}
    assert Library.open(weak.folder).problems == ()


def test_the_same_encoder_gives_the_same_bytes_with_or_without_a_cache(
    data: Path, made: Built, knowing: KnowingEncoder, tmp_path: Path
) -> None:
    again = snapshot.build(data, tmp_path, encoder=knowing)
    assert again.digest == made.digest
    assert (tmp_path / "vectors" / f"{knowing.digest}.npz").is_file()


@pytest.mark.parametrize("choice", [Choice(None), Choice(FakeEncoder("another-1"))])
def test_a_search_without_its_encoder_goes_by_words_and_says_so(made: Built, choice: Choice) -> None:
    library = Library.open(made.folder, encoder=lambda: choice)
    assert library.search_mode == "lexical"
    assert [problem.code for problem in library.problems] == ["search_encoder_missing"]
    stored = manifest(made.folder)["evaluation"]["search"]["calibration"]["lexical"]["thresholds"]
    assert library.thresholds == Thresholds(**stored)
    assert library.search("thợ hàn làm những việc gì")[0].passage.record_id == "han"


def test_why_there_is_no_encoder_is_told_too(made: Built) -> None:
    why = Problem("data/built", "encoder_damaged")
    library = Library.open(made.folder, encoder=lambda: Choice(None, (why,)))
    assert library.problems[0] == why


@pytest.mark.parametrize("name", ["vectors.faiss", "mean.npy", "covariance.npy", "firsts.npy"])
@pytest.mark.parametrize("missing", [True, False])
def test_damaged_vectors_are_a_warning(
    made: Built, knowing: KnowingEncoder, tmp_path: Path, name: str, missing: bool
) -> None:
    folder = tmp_path / made.digest
    shutil.copytree(made.folder, folder)
    path = folder / "index" / "dense" / name
    if missing:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-8] + b"damaged!")
    library = Library.open(folder, encoder=lambda: Choice(knowing))
    assert library.search_mode == "lexical"
    assert [problem.code for problem in library.problems] == ["search_vectors_damaged"]
    snapshot.verify(folder, but="index/dense")
    with pytest.raises(DataError):
        snapshot.verify(folder)


def test_serving_imports_neither_training_nor_evaluation_libraries() -> None:
    code = "import sys, actions.server; print(*sorted({'torch', 'transformers', 'sklearn'} & sys.modules.keys()))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == ""
