"""Written questions: read with their places, every fault named, nothing of an unserved province missed."""

from pathlib import Path

import pytest

from knowledge.errors import DataError
from knowledge.models import Passage
from knowledge.questions import CheckQuestion, Questions, read_questions

PASSAGES = [
    Passage("policy:a", "policy", "a", "A", ""),
    Passage("indicator:UNEMP", "indicator", "UNEMP", "Thất nghiệp", ""),
    Passage("indicator:UNEMP:04", "indicator", "UNEMP", "Thất nghiệp", "", province="04"),
    Passage("indicator:JOBS:04", "indicator", "JOBS", "Việc làm", "", province="04"),
    Passage("document:d:x", "document", "d:x", "D", "", variants=("hỏi từ trước",)),
    Passage("document:d:x#2", "document", "d:x", "D", ""),
    Passage("institution:CB01", "institution", "CB01", "Trường Mẫu", "", province="04"),
]


def read(folder: Path, *, variants: str = "", check: str = "") -> Questions:
    (folder / "variants").mkdir(exist_ok=True)
    (folder / "variants" / "mau.yaml").write_text(variants, encoding="utf-8")
    (folder / "check.yaml").write_text(check, encoding="utf-8")
    return read_questions(folder, PASSAGES)


def test_a_folder_that_is_not_there_holds_no_question(tmp_path: Path) -> None:
    assert read_questions(tmp_path / "none", PASSAGES) == Questions({}, ())


def test_variants_go_to_the_national_passage_and_the_first_piece(tmp_path: Path) -> None:
    questions = read(
        tmp_path,
        variants=(
            "indicator: {UNEMP: [bao nhiêu người thất nghiệp], JOBS: [có việc gì mới]}\n"
            "document: {'d:x': [d là gì]}\n"
            "institution: {CB01: [trường ở đâu]}\n"
        ),
    )
    asked = {one.id: one.variants for one in questions.asked_of(PASSAGES)}
    assert asked == {
        "policy:a": (),
        "indicator:UNEMP": ("bao nhiêu người thất nghiệp",),
        "indicator:UNEMP:04": (),
        "indicator:JOBS:04": ("có việc gì mới",),
        "document:d:x": ("hỏi từ trước", "d là gì"),
        "document:d:x#2": (),
        "institution:CB01": ("trường ở đâu",),
    }


def test_check_questions_hold_what_answers_them(tmp_path: Path) -> None:
    questions = read(
        tmp_path,
        check=(
            "answerable:\n"
            "  - {text: d nghĩa là gì, records: ['document:d:x', 'indicator:UNEMP']}\n"
            "  - {text: trường ở tỉnh khác, records: ['institution:LS01']}\n"
            "unanswerable:\n"
            "  - trời có mưa không\n"
        ),
    )
    assert questions.checks == (
        CheckQuestion("d nghĩa là gì", frozenset({"document:d:x", "indicator:UNEMP"})),
        CheckQuestion("trời có mưa không"),
    )
    assert questions.left_out == 1


def test_a_question_about_a_record_that_is_gone_is_left_out_and_counted(tmp_path: Path) -> None:
    questions = read(
        tmp_path,
        variants="policy:\n  a: [một]\n  gone: [hai, ba]\n",
        check="answerable:\n  - {text: bốn, records: ['policy:gone']}\n",
    )
    assert questions.variants == {("policy", "a"): ("một",)}
    assert questions.checks == ()
    assert questions.left_out == 3


@pytest.mark.parametrize(
    ("variants", "check", "code", "row", "value"),
    [
        ("policy:\n  a: [một]\npolicies:\n  a: [hai]\n", "", "question_kind_unknown", 3, "policies"),
        ("", "answerable:\n  - text: một\n    records: ['law:c']\n", "question_kind_unknown", 3, "law:c"),
        ("", "answerable:\n  - {text: một}\n", "question_incomplete", 2, "text"),
        ("", "other:\n  - một\n", "question_part_unknown", 1, "other"),
        ("policy:\n  a:\n    - một\n    - '?!'\n", "", "question_empty", 4, "?!"),
        ("policy:\n  a:\n    - một hai\n    - Một  hai?\n", "", "question_twice", 4, "Một hai?"),
        ("policy:\n  a: [một hai]\n", "unanswerable: [mot hai]\n", "question_twice", 1, "mot hai"),
        ("policy:\n  a: một\n", "", "questions_malformed", 2, None),
        ("policy:\n  a: [một\n", "", "questions_malformed", 3, None),
        ("- policy\n", "", "questions_malformed", 1, None),
        ("policy:\n  a:\n    - {một: hai}\n", "", "questions_malformed", 3, None),
    ],
)
def test_a_fault_is_named_with_file_and_line(
    tmp_path: Path, variants: str, check: str, code: str, row: int, value: str | None
) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, variants=variants, check=check)
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.value) == (code, row, value)
    assert problem.file == str(tmp_path / ("variants/mau.yaml" if not check else "check.yaml"))


def test_the_project_s_own_questions_have_their_records(built: Path) -> None:
    manifest = (next(built.glob("*/manifest.json"))).read_text(encoding="utf-8")
    assert "questions_left_out" not in manifest
