"""A file's figures against what is held of earlier periods, and given by the sender where the file is silent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import Problem, Severity
from knowledge.provinces import provinces_of, read_packs
from knowledge.reference import read_all
from knowledge.workbooks.importer import Given, import_workbook
from knowledge.workbooks.result import ImportResult
from tests.knowledge.workbooks.reading import DATA, TODAY, lexicon

HEADER = "STT;Tên cơ sở;Nghề đào tạo;Trình độ;Chỉ tiêu năm;Đăng ký;Trúng tuyển;Nhập học;Lũy kế từ đầu năm"
SCHOOL = "Trường Trung cấp Mẫu 07"


def enrolled(folder: Path, *rows: str, title: str = "KẾT QUẢ TUYỂN SINH QUÝ III NĂM 2026") -> Path:
    path = folder / "bao_cao.csv"
    path.write_text("\n".join([title, HEADER, *rows]), encoding="utf-8")
    return path


def held_row(period: str, **figures: int) -> dict[str, Any]:
    return {"institution_name": SCHOOL, "trade_name": "Hàn", "level": "trung_cap", "period": period, **figures}


def read(path: Path, held: list[dict[str, Any]], given: Given | None = None) -> ImportResult:
    packs = read_packs(DATA / "provinces")
    rows = {**read_all(DATA, packs), "enrolment_by_period": held}
    return import_workbook(path, lexicon(), rows, provinces=provinces_of(packs), today=TODAY, given=given)


def problem(result: ImportResult, code: str) -> Problem:
    (found,) = [one for one in result.problems if one.code == code]
    return found


ROW = f"1;{SCHOOL};Hàn;TC;100;90;80;70;150"


def test_a_jump_waits_for_an_eye_and_stays_in_the_table(tmp_path: Path) -> None:
    result = read(enrolled(tmp_path, ROW), [held_row("2026-Q2", enrolled=30, enrolled_cum=80)])
    found = problem(result, "jump")
    assert (found.row, found.column, found.value, found.severity) == (3, "Nhập học", "70", Severity.WARNING)
    assert found.expected is not None
    assert found.expected.startswith("30 (+133")
    assert result.needs_decision
    (row,) = result.tables["enrolment_by_period"]
    assert row["enrolled"] == 70
    assert "jump:enrolled" in row["import_flags"]


@pytest.mark.parametrize(
    "held",
    [
        held_row("2026-Q2", enrolled=60, enrolled_cum=80),
        held_row("2026-H1", enrolled=10, enrolled_cum=80),
        held_row("2026-Q4", enrolled=10),
        {**held_row("2026-Q2", enrolled=10), "level": "cao_dang"},
    ],
    ids=["a small change", "a period of another length", "a later period", "another level"],
)
def test_what_is_no_jump(held: dict[str, Any], tmp_path: Path) -> None:
    result = read(enrolled(tmp_path, ROW), [held])
    assert not [one for one in result.problems if one.code == "jump"]


def test_a_running_total_never_falls_within_a_year(tmp_path: Path) -> None:
    result = read(enrolled(tmp_path, ROW), [held_row("2026-H1", enrolled=150, enrolled_cum=160)])
    found = problem(result, "running_total_falls")
    assert (found.row, found.value, found.expected) == (3, "150", "160")
    last_year = read(enrolled(tmp_path, ROW), [held_row("2025", enrolled=150, enrolled_cum=160)])
    assert not [one for one in last_year.problems if one.code == "running_total_falls"]


def test_a_file_without_a_period_takes_the_senders_word(tmp_path: Path) -> None:
    path = enrolled(tmp_path, ROW, title="KẾT QUẢ TUYỂN SINH")
    silent = read(path, [])
    assert silent.tables["enrolment_by_period"] == ()
    assert [row.code for row in silent.set_aside] == ["period_missing"]
    told = read(path, [], Given(province="04", period="2026-Q3"))
    (row,) = told.tables["enrolment_by_period"]
    assert (row["period"], row["province"]) == ("2026-Q3", "04")


def test_rows_that_contradict_each_other_are_both_set_aside(tmp_path: Path) -> None:
    other = f"2;{SCHOOL};Hàn;TC;100;90;80;60;150"
    result = read(enrolled(tmp_path, ROW, other), [])
    assert result.tables["enrolment_by_period"] == ()
    assert [(row.row, row.code) for row in result.set_aside] == [
        (3, "duplicate_contradicts"),
        (4, "duplicate_contradicts"),
    ]
    assert result.set_aside[0].cells["Nhập học"] == "70"


def test_a_repeated_row_counts_once(tmp_path: Path) -> None:
    result = read(enrolled(tmp_path, ROW, ROW.replace("1;", "2;", 1)), [])
    assert len(result.tables["enrolment_by_period"]) == 1
    assert problem(result, "duplicate_merged").row == 4


def test_a_wrong_total_is_reported_with_both_sums(tmp_path: Path) -> None:
    second = f"2;{SCHOOL};Điện công nghiệp;TC;50;40;30;20;20"
    total = "Tổng cộng;;;;150;130;110;99;170"
    found = problem(read(enrolled(tmp_path, ROW, second, total), []), "total_differs")
    assert (found.row, found.column, found.value, found.expected) == (5, "Nhập học", "99", "90")


def test_an_institution_nobody_knows_is_kept_and_flagged(tmp_path: Path) -> None:
    result = read(enrolled(tmp_path, ROW), [])
    (row,) = result.tables["enrolment_by_period"]
    assert row["institution_id"] is None
    assert "institution_unknown" in row["import_flags"]
    assert problem(result, "institution_unknown").value == SCHOOL


@pytest.mark.parametrize(
    ("letterhead", "title", "basis", "province"),
    [
        ("UBND TỈNH VĨNH LONG", "KẾT QUẢ TUYỂN SINH QUÝ III NĂM 2026", "moi", "86"),
        ("UBND TỈNH VĨNH LONG", "KẾT QUẢ TUYỂN SINH QUÝ I NĂM 2025", "cu", "86"),
        ("UBND TỈNH TRÀ VINH", "KẾT QUẢ TUYỂN SINH QUÝ I NĂM 2025", "cu", "86"),
    ],
)
def test_figures_of_the_old_areas_say_so(
    letterhead: str, title: str, basis: str, province: str, tmp_path: Path
) -> None:
    result = read(enrolled(tmp_path, ROW, title=f"{letterhead}\n{title}"), [])
    (row,) = result.tables["enrolment_by_period"]
    assert (row["area_basis"], row["province"]) == (basis, province)
