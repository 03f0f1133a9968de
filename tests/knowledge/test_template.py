"""A filled blank template: the sample workbooks load, and a faulty cell is named with file, sheet, row and column."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell

from knowledge.contents import collect
from knowledge.errors import DataError
from knowledge.library import Library
from knowledge.places import province_codes
from knowledge.provinces import provinces_of, read_packs
from knowledge.reference import read_all
from knowledge.workbooks.template import import_template

SAMPLE = Path("data/sample/lang_son_2026_Q3.xlsx")
DEFINITION = Path("data/lexicon/template.yaml")
PACKS = read_packs(Path("data/provinces"))
KNOWN = read_all(Path("data"), PACKS)
PROVINCES = province_codes(provinces_of(PACKS))


def test_three_provinces_with_two_institutions_each() -> None:
    rows = collect(Path("data"), samples=True).tables
    samples = [row for row in rows["institutions"] if row["confidence"] == "sample"]
    assert sorted(row["province"] for row in samples) == ["04", "04", "20", "20", "86", "86"]
    assert [row["institution_id"] for row in samples] == ["XX01", "XX02", "XX03", "XX04", "XX05", "XX06"]
    assert all("Mẫu" in row["name"] for row in samples)


def test_a_row_comes_through_typed_and_matched() -> None:
    rows = import_template(SAMPLE, DEFINITION, KNOWN, PROVINCES)
    (car,) = [
        row for row in rows["programmes"] if row["occupation_id"] == "cong_nghe_o_to" and row["level"] == "trung_cap"
    ]
    assert car["entry_level"] == "tot_nghiep_thcs"
    assert car["confidence"] == "sample"
    assert car["as_of"].isoformat() == "2026-09-30"
    assert isinstance(car["tuition_amount"], int)
    assert {"enrolment_by_period", "graduate_outcomes_by_period", "vacancies_by_period"} <= set(rows)


def test_samples_come_after_what_is_verified(library: Library) -> None:
    offers = library.programmes(province="20")
    flags = [offer.provenance.is_sample for offer in offers]
    assert flags == sorted(flags)
    assert {True, False} == set(flags)


@pytest.mark.parametrize(
    ("sheet", "header", "value", "code"),
    [
        ("programmes", "Chỉ tiêu tuyển sinh", "ba mươi", "not_integer"),
        ("programmes", "Trình độ đào tạo", "tiến sĩ", "not_allowed"),
        ("programmes", "Nhận hồ sơ đến", "mùa thu", "not_date"),
        ("programmes", "Tên cơ sở GDNN", "Trường Mẫu Không Có", "unknown_institution"),
        ("institutions", "Tên cơ sở GDNN", None, "required"),
    ],
)
def test_a_faulty_cell_is_named(tmp_path: Path, sheet: str, header: str, value: str | None, code: str) -> None:
    path = tmp_path / SAMPLE.name
    shutil.copyfile(SAMPLE, path)
    workbook = load_workbook(path)
    headers = [cell.value for cell in workbook[sheet][1]]
    cell = workbook[sheet].cell(row=3, column=headers.index(header) + 1)
    assert isinstance(cell, Cell)
    cell.value = value
    workbook.save(path)
    with pytest.raises(DataError) as caught:
        import_template(path, DEFINITION, KNOWN, PROVINCES)
    problem = next(problem for problem in caught.value.problems if problem.code == code)
    assert (problem.file, problem.sheet, problem.row) == (SAMPLE.name, sheet, 3)


def test_missing_sheets_and_columns_are_named_together(tmp_path: Path) -> None:
    path = tmp_path / SAMPLE.name
    workbook = load_workbook(SAMPLE)
    del workbook["vacancies"]
    workbook["programmes"].delete_cols(4)
    workbook.save(path)
    with pytest.raises(DataError) as caught:
        import_template(path, DEFINITION, KNOWN, PROVINCES)
    assert {(problem.sheet, problem.code) for problem in caught.value.problems} == {
        ("vacancies", "sheet_missing"),
        ("programmes", "column_missing"),
    }


def test_the_script_writes_the_same_workbooks_again(tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in Path("data/sample").glob("*.xlsx")}
    for name in ("make_samples.py", "workbooks.yaml", "guide.yaml"):
        shutil.copyfile(Path("data/sample") / name, tmp_path / name)
    subprocess.run([sys.executable, str(tmp_path / "make_samples.py")], check=True, timeout=60)
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.xlsx")} == before


@pytest.mark.parametrize(
    ("source", "confidence"),
    [
        ("MẪU – số liệu không có thật", "sample"),
        ("  MẪU: thử", "sample"),
        ("Báo cáo theo biểu mẫu 02", "medium"),
        ("Mẫu số 02/BC-SGDĐT", "medium"),
        ("Báo cáo quý III của Sở", "medium"),
    ],
)
def test_only_a_source_that_begins_with_the_mark_is_a_sample(tmp_path: Path, source: str, confidence: str) -> None:
    rows = import_template(report(tmp_path, source), DEFINITION, KNOWN, PROVINCES)
    assert {row["confidence"] for table in rows.values() for row in table} == {confidence}


def test_a_known_institution_keeps_its_id_and_its_row(tmp_path: Path) -> None:
    known = KNOWN["institutions"][0]
    path = report(tmp_path, "Báo cáo quý III của Sở")
    workbook = load_workbook(path)
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "Trường Cao đẳng Mẫu Lạng Sơn 01":
                    cell.value = known["name"]  # pyright: ignore[reportAttributeAccessIssue]
    workbook.save(path)
    rows = import_template(path, DEFINITION, KNOWN, PROVINCES)
    assert [row["institution_id"] for row in rows["institutions"]] == ["XX01"]
    assert known["institution_id"] in {row["institution_id"] for row in rows["programmes"]}


def test_a_file_that_is_no_workbook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.write_text("a;b", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        import_template(path, DEFINITION, KNOWN, PROVINCES)
    assert [(problem.file, problem.code) for problem in caught.value.problems] == [("report.xlsx", "not_workbook")]


def report(folder: Path, source: str) -> Path:
    """The sample workbook with another source on every row."""
    workbook = load_workbook(SAMPLE)
    for sheet in workbook:
        column = [cell.value for cell in sheet[1]].index("Nguồn") + 1
        for (cell,) in sheet.iter_rows(min_row=2, min_col=column, max_col=column):
            if cell.value:
                cell.value = source  # pyright: ignore[reportAttributeAccessIssue]
    path = folder / SAMPLE.name
    workbook.save(path)
    return path
