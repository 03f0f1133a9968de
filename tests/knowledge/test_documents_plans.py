"""Targets are held against the plans they were read in: an invented plan always, the real ones where PLANS_DIR is set.

The project keeps no copy of the plans, nor of the sentences that the targets were read from. Those sentences come from
the file that TARGETS_FILE names (columns source_plan, section, raw_text), else from `../facts/targets.csv` beside the
folder of the plans.
"""

import csv
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from knowledge.__main__ import Settings, main
from knowledge.documents.document import Document
from knowledge.documents.plans import check_targets, match_plans
from knowledge.documents.reader import read_document
from knowledge.provinces import read_packs
from knowledge.reference import read_all

LEXICON = Path("data/lexicon")
PLANS_DIR = Settings().plans_dir
needs_plans = pytest.mark.skipif(not PLANS_DIR, reason="PLANS_DIR names no folder of provincial plans")

PLAN = """ỦY BAN NHÂN DÂN TỈNH MẪU
Số: 15/KH-UBND
KẾ HOẠCH
Đưa học sinh tỉnh Mẫu vào học nghề đến năm 2030
I. MỤC TIÊU
1. Đến năm 2030
- 35 - 40% học sinh học nghề, ít nhất 02 trường đạt chuẩn, 12,5% là nữ.
"""
ROW: dict[str, Any] = {"plan_id": "mau-15", "title": "Kế hoạch đưa học sinh vào học nghề", "number": "15/KH-UBND"}


def target(section: str, low: float | None, high: float | None = None, plan: str = "mau-15") -> dict[str, Any]:
    return {"target_id": "t", "plan_id": plan, "section": section, "value_min": low, "value_max": high}


@pytest.fixture
def plan(tmp_path: Path) -> Document:
    path = tmp_path / "mau.txt"
    path.write_text(PLAN, encoding="utf-8")
    return read_document(path, LEXICON)


def test_a_plan_is_found_by_its_number_else_by_its_title(plan: Document) -> None:
    other = replace(plan, number="16/KH-UBND", title="Quyết định giao chỉ tiêu")
    unnumbered = {**ROW, "number": None, "title": "Kế hoạch đưa học sinh tỉnh Mẫu vào học nghề đến năm 2030"}
    attached = {**ROW, "number": "kèm theo Quyết định 15/KH-UBND"}
    assert match_plans([other, plan], [ROW]) == {"mau-15": plan}
    assert match_plans([other, plan], [unnumbered]) == {"mau-15": plan}
    assert match_plans([other, plan], [attached]) == {"mau-15": plan}
    assert match_plans([other], [unnumbered]) == {}
    assert match_plans([], [ROW]) == {}


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (target("I.1", 35, 40), None),
        (target("I.1", 2), None),
        (target("I.1", 12.5), None),
        (target("I.1", 5), "target_value_missing"),
        (target("I.1", 3), "target_value_missing"),
        (target("I.1", 12), "target_value_missing"),
        (target("I.2", 35), "target_section_missing"),
        (target("I.1", 35, plan="khac"), "plan_not_found"),
    ],
)
def test_a_target_names_its_section_and_the_section_its_figure(
    plan: Document, wanted: dict[str, Any], code: str | None
) -> None:
    plans = [ROW, {**ROW, "plan_id": "khac", "number": "99/KH-UBND", "title": "Việc khác hẳn"}]
    problems = list(check_targets([wanted], plans, match_plans([plan], plans)))
    assert [problem.code for problem in problems] == ([code] if code else [])


def test_the_command_shows_the_sections_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mau.txt"
    path.write_text(PLAN, encoding="utf-8")
    assert main(["documents", str(path)]) == 0
    told = capsys.readouterr().out
    assert "15/KH-UBND" in told
    assert "I.1" in told


@pytest.fixture(scope="module")
def plans() -> dict[str, Document]:
    paths = sorted((PLANS_DIR or Path()).iterdir())
    return {path.name: read_document(path, LEXICON) for path in paths}


@pytest.mark.plans
@needs_plans
def test_every_sentence_stands_verbatim_in_the_section_it_was_read_in(plans: dict[str, Document]) -> None:
    beside = (PLANS_DIR or Path()).parent / "facts" / "targets.csv"
    source = Path(os.environ.get("TARGETS_FILE") or beside)
    if not source.exists():
        pytest.skip("TARGETS_FILE names no file of sentences")
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 49
    missing = [
        (row["source_plan"], row["section"], row["indicator"], row["year"])
        for row in rows
        if (section := plans[row["source_plan"]].section(row["section"])) is None or row["raw_text"] not in section.text
    ]
    assert missing == []


@pytest.mark.plans
@needs_plans
def test_every_target_of_the_project_is_linked_to_a_section_that_names_its_figure(plans: dict[str, Document]) -> None:
    data = Path("data")
    rows = read_all(data, read_packs(data / "provinces"))
    matched = match_plans(list(plans.values()), rows["plans"])
    assert set(matched) == {row["plan_id"] for row in rows["plans"]}
    assert list(check_targets(rows["targets"], rows["plans"], matched)) == []


@pytest.mark.plans
@needs_plans
def test_the_plans_are_read_without_a_fault_and_every_anchor_is_its_own(plans: dict[str, Document]) -> None:
    for document in plans.values():
        anchors = [section.anchor for section in document.sections]
        assert len(set(anchors)) == len(anchors)
        assert {problem.code for problem in document.problems} <= {"document_issuer_unknown"}
        assert document.kind == "kế hoạch"
