"""The model of doubt: learnt from questions of both sorts, alike in both spellings, absent without an encoder."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.errors import DataError
from knowledge.library import Library
from knowledge.models import Passage
from knowledge.questions import NO_QUESTIONS, read_questions
from knowledge.retrieval.doubt import Doubt, words
from knowledge.retrieval.doubting import learn
from knowledge.retrieval.noise import without_diacritics
from knowledge.retrieval.vectors import AsQueries, VectorCache
from knowledge.text import Teencode, fold
from knowledge.unheld import Lessons, read_lessons
from tests.knowledge.fake_encoder import FakeEncoder

TEENCODE = Teencode.load(Path("data/lexicon/teencode.tsv"))
HELD = tuple(f"học nghề {name} mất bao lâu {number}" for number in range(30) for name in ("hàn", "may"))
UNHELD = tuple(f"phòng {name} mở cửa mấy giờ {number}" for number in range(30) for name in ("tập", "máy"))


def vectors(lessons: Lessons) -> np.ndarray:
    return FakeEncoder().queries([*lessons.held, *lessons.unheld])


@pytest.fixture(scope="module")
def small() -> Doubt:
    lessons = Lessons(HELD, UNHELD)
    learnt = learn(lessons, vectors(lessons), TEENCODE)
    assert learnt is not None
    assert learnt[1]["refused_of_unheld"] > 0.9
    return learnt[0]


def test_it_parts_the_two_sorts_and_is_kept_as_it_was(small: Doubt, tmp_path: Path) -> None:
    small.save(tmp_path)
    opened = Doubt.open(tmp_path, TEENCODE)
    assert opened is not None
    assert opened.limits == small.limits
    for text, unheld in (("phòng máy mở cửa buổi nào", True), ("học hàn mất bao lâu", False)):
        (vector,) = FakeEncoder().queries([text])
        assert (opened.of(text, vector) >= opened.limits.refuse) is unheld
        assert opened.of(text, vector) == pytest.approx(small.of(text, vector), abs=0.05)


def test_where_nothing_was_learnt_nothing_is_opened(tmp_path: Path) -> None:
    assert Doubt.open(tmp_path, TEENCODE) is None
    few = Lessons(HELD[:10], UNHELD)
    assert learn(few, vectors(few), TEENCODE) is None


@pytest.mark.parametrize("text", ["Đường vào trường có dốc cho xe lăn không?", "lễ phát bằng hôm nào ạ"])
def test_its_words_are_the_same_in_both_spellings(text: str) -> None:
    assert np.array_equal(words(text, TEENCODE), words(without_diacritics(text), TEENCODE))


def test_questions_are_kept_apart_from_passages(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    VectorCache(tmp_path).vectors(["học hàn"], encoder)
    found = VectorCache(tmp_path).vectors(["học hàn"], AsQueries(encoder))
    assert (encoder.read, encoder.asked) == (["học hàn"], ["học hàn"])
    assert np.array_equal(found, FakeEncoder().queries(["học hàn"]))


def test_the_lessons_are_many_and_no_question_is_of_both_sorts() -> None:
    passage = Passage("policy:nt-100", "policy", "nt-100", "Nội trú", "")
    lessons = read_lessons(Path("data"), read_questions(Path("data/questions"), [passage]))
    assert len(lessons.unheld) >= 500
    assert len(lessons.held) >= 1000
    assert {fold(text) for text in lessons.held}.isdisjoint(fold(text) for text in lessons.unheld)


@pytest.mark.parametrize("told", ["details: [a]\n", "details: {}\nbeyond: []\nheld: []\n", "details: [\n"])
def test_a_malformed_file_is_named(tmp_path: Path, told: str) -> None:
    assert read_lessons(tmp_path, NO_QUESTIONS) == Lessons()
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "unheld.yaml").write_text(told, encoding="utf-8")
    with pytest.raises(DataError) as raised:
        read_lessons(tmp_path, NO_QUESTIONS)
    assert raised.value.problems[0].code == "questions_malformed"


def test_by_words_alone_nothing_is_doubted(library: Library) -> None:
    assert not library.is_doubtful("ký túc xá có mấy phòng", answered=True)


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("buổi sáng thư viện của trường mở lúc mấy giờ", True),
        ("buoi sang thu vien cua truong mo luc may gio", True),
        ("ai giữ sổ đầu bài của lớp em", True),
        ("học nghề hàn mất bao lâu", False),
        ("nhà em hộ nghèo học trung cấp được miễn gì", False),
        ("nha em ho ngheo hoc trung cap duoc mien gi", False),
        ("liên thông nghĩa là gì vậy ạ", False),
    ],
)
def test_the_projects_own_model(searching_library: Library, text: str, doubtful: bool) -> None:
    if searching_library.search_mode != "hybrid":
        pytest.skip("set-up has made no encoder")
    assert searching_library.is_doubtful(text, answered=True) is doubtful
