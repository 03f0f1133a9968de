"""The model of what is asked of support: learnt from examples, the same in every spelling, silent where unsure."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.asked import Questions, learn, read_asked
from knowledge.asked.examples import DUE, NOTHING
from knowledge.asked.learning import PRECISION
from knowledge.asked.questions import FILE, seen
from knowledge.errors import DataError
from knowledge.manifest import sha256_of
from knowledge.retrieval.noise import without_diacritics
from knowledge.text import Teencode

TEENCODE = Teencode.load(Path("data/lexicon/teencode.tsv"))
EXAMPLES = read_asked(Path("data/questions/asked"))


@pytest.fixture(scope="module")
def learnt() -> tuple[Questions, dict[str, dict[str, float]]]:
    found = learn(EXAMPLES, TEENCODE)
    assert found is not None
    return found


def test_there_is_enough_to_learn_from() -> None:
    assert len(EXAMPLES) >= 1700
    counts = {field: sum(one == field for one, _ in EXAMPLES) for field, _ in EXAMPLES}
    assert min(counts.values()) >= 10
    assert {NOTHING, DUE} < set(counts)


def test_held_out_messages_are_taken_rightly(learnt: tuple[Questions, dict[str, dict[str, float]]]) -> None:
    _, measured = learnt
    assert measured["written"]["precision"] == pytest.approx(PRECISION, abs=0.005)
    assert measured["written"]["found"] >= 0.45
    assert measured["with_slips"]["precision"] >= 0.85


def test_marks_and_figures_change_nothing() -> None:
    for _, text in EXAMPLES[::7]:
        assert np.array_equal(seen(text, TEENCODE), seen(without_diacritics(text), TEENCODE))
    assert np.array_equal(seen("cộng 50 với 70", TEENCODE), seen("cộng 1.000 với 2,5", TEENCODE))


def test_no_word_is_no_question(learnt: tuple[Questions, dict[str, dict[str, float]]]) -> None:
    assert learnt[0].of("?!") is None


def test_what_asks_nothing_is_no_question_of_its_own(learnt: tuple[Questions, dict[str, dict[str, float]]]) -> None:
    for text in ("em cảm ơn ạ", "nhà em ở xã biên giới", "được bao nhiêu tiền một tháng"):
        question = learnt[0].of(text)
        assert question is not None
        assert not question.is_of_its_own


def test_a_kept_model_says_the_same(learnt: tuple[Questions, dict[str, dict[str, float]]], tmp_path: Path) -> None:
    hashes: set[str] = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        learnt[0].save(tmp_path / name)
        hashes.add(sha256_of(tmp_path / name / FILE))
    assert len(hashes) == 1
    opened = Questions.open(tmp_path / "one", TEENCODE)
    assert opened is not None
    assert opened.limit == learnt[0].limit
    for _, text in EXAMPLES[::11]:
        before, after = learnt[0].of(text), opened.of(text)
        assert before is not None
        assert after is not None
        assert after.margin == pytest.approx(before.margin, abs=0.01)


def test_a_snapshot_without_a_model_opens_none(tmp_path: Path) -> None:
    assert Questions.open(tmp_path, TEENCODE) is None
    assert learn(EXAMPLES[:20], TEENCODE) is None


def test_one_message_under_two_headings_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("why: [sao vậy]\nwhere: [sao vậy]\n", encoding="utf-8")
    with pytest.raises(DataError) as raised:
        read_asked(tmp_path)
    assert [one.code for one in raised.value.problems] == ["asked_twice"]
