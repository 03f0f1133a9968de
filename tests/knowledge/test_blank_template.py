"""The blank template: what its guide says is true, and its own examples come through the import."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.errors import Severity
from knowledge.provinces import provinces_of, read_packs
from knowledge.reference import read_all
from knowledge.workbooks.importer import import_workbook
from knowledge.workbooks.lexicon import ImportLexicon
from knowledge.workbooks.result import ImportResult

BLANK = Path("data/sample/blank_template.xlsx")
GUIDE: Mapping[str, Any] = yaml.safe_load(Path("data/sample/guide.yaml").read_text(encoding="utf-8"))
COLUMNS: Mapping[str, Mapping[str, str]] = yaml.safe_load(
    Path("data/sample/workbooks.yaml").read_text(encoding="utf-8")
)["sheets"]
TABLES = {
    "institutions": "institutions",
    "programmes": "programmes",
    "enrolment": "enrolment_by_period",
    "graduate_outcomes": "graduate_outcomes_by_period",
    "vacancies": "vacancies_by_period",
    "labour_market": "labour_market_indicators_by_period",
}


def header_row(sheet: Worksheet) -> int:
    """The row of the column names."""
    return next(row for row in range(1, 20) if sheet.cell(row, 1).value == "STT")


Filled = Mapping[str, Sequence[Mapping[str, Any]]]
LETTERHEAD = {
    1: "Đơn vị báo cáo: Sở Giáo dục và Đào tạo",
    2: "Tỉnh: Cao Bằng",
    3: "Số: 12/BC-SGDĐT",
    5: "Kỳ báo cáo: Quý III năm 2026",
    6: "Số liệu tính đến ngày: 30/9/2026",
}


def example(sheet: str) -> dict[str, Any]:
    """The guide's example of each column."""
    return {key: column["example"] for key, column in GUIDE["sheets"][sheet]["columns"].items()}


Reader = Callable[[Filled], ImportResult]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Reads a copy of the template with its first lines and the rows given filled in."""
    packs = read_packs(Path("data/provinces"))
    held, provinces = read_all(Path("data"), packs), provinces_of(packs)
    lexicon = ImportLexicon.load(Path("data/lexicon"))
    path = tmp_path_factory.mktemp("filled") / "report.xlsx"

    def read(filled: Filled) -> ImportResult:
        fill(path, filled)
        return import_workbook(path, lexicon, held, provinces=provinces, today=date(2026, 11, 21))

    return read


def fill(path: Path, filled: Filled) -> None:
    """Write the template with its first lines and these rows filled in."""
    workbook = load_workbook(BLANK)
    for name, rows in filled.items():
        sheet = workbook[name]
        for line, text in LETTERHEAD.items():
            sheet.cell(line, 1, text)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate([number, *(row.get(key) for key in COLUMNS[name])], start=1):
                sheet.cell(header_row(sheet) + number, column, None if value == "" else value)
    workbook.save(path)


def every_choice(name: str) -> Iterator[dict[str, Any]]:
    """Rows that between them have every word of every list; what identifies a row differs."""
    lists = {key: column["choices"] for key, column in GUIDE["sheets"][name]["columns"].items() if "choices" in column}
    for number in range(max(map(len, lists.values()))):
        row = {**example(name), "code": "", "indicator": f"Chỉ số Mẫu {number}", "position": f"Việc Mẫu {number}"}
        row |= {"trade": f"Nghề Mẫu {number}", "name": f"Trường Mẫu {number}"}
        yield row | {key: choices[number % len(choices)] for key, choices in lists.items()}


def test_it_has_a_guide_and_six_tables() -> None:
    assert load_workbook(BLANK).sheetnames == [GUIDE["sheet"], *TABLES]


def test_the_guide_names_every_column_as_it_is_printed() -> None:
    workbook = load_workbook(BLANK)
    explained = {(row[0], row[1]) for row in workbook[GUIDE["sheet"]].iter_rows(values_only=True)}
    for name in TABLES:
        sheet = workbook[name]
        _, *headers = [cell.value for cell in sheet[header_row(sheet)]]
        assert headers == list(COLUMNS[name].values())
        assert {(name, header) for header in headers} <= explained


def test_nothing_is_filled_in() -> None:
    workbook = load_workbook(BLANK)
    assert all(workbook[name].max_row == header_row(workbook[name]) for name in TABLES)


def test_the_examples_come_through_without_a_remark(imported: Reader) -> None:
    result = imported({name: [example(name)] for name in TABLES})
    assert {name: len(result.tables[name]) for name in TABLES.values()} == dict.fromkeys(TABLES.values(), 1)
    assert [problem for problem in result.problems if problem.severity is not Severity.INFO] == []
    for name, table in TABLES.items():
        (row,) = result.tables[table]
        assert (row["confidence"], row["province"], row["provider"]) == ("sample", "04", "so_gddt"), name
        assert row["as_of"] == date(2026, 9, 30)


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        (
            "institutions",
            ["school_code", "commune", "old_district", "levels", "capacity_per_year", "dorm_fee", "status"],
        ),
        ("programmes", ["quota", "entry_level", "tuition_unit", "fee_policy", "heavy_toxic", "apply_to", "campus"]),
        ("enrolment_by_period", ["enrolled_veteran", "studying_end", "dropout", "enrolled_cum", "enrol_rate"]),
        ("graduate_outcomes_by_period", ["cohort_enrolled", "self_employed", "rate_denominator", "months_after"]),
        ("vacancies_by_period", ["employer_type", "size_band", "salary_unit", "contract_type", "priority_group"]),
        ("labour_market_indicators_by_period", ["indicator_code", "value_prev", "change_pct", "period_prev", "kind"]),
    ],
)
def test_columns_of_every_table_reach_their_field(imported: Reader, table: str, fields: list[str]) -> None:
    (sheet,) = (name for name, stored in TABLES.items() if stored == table)
    (row,) = imported({sheet: [example(sheet)]}).tables[table]
    assert [field for field in fields if row[field] in (None, "", ())] == []


@pytest.mark.parametrize("name", TABLES)
def test_a_list_to_pick_from_fits_a_cell(name: str) -> None:
    for column in GUIDE["sheets"][name]["columns"].values():
        choices = column.get("choices", [])
        assert len(",".join(choices)) <= 253  # Excel's limit is 255 with the quotes.
        assert not [choice for choice in choices if "," in choice]
        assert not choices or column["example"] in choices


@pytest.mark.parametrize("name", [name for name in TABLES if name != "enrolment"])
def test_every_word_of_a_list_is_understood(imported: Reader, name: str) -> None:
    rows = list(every_choice(name))
    result = imported({name: rows})
    assert [str(problem) for problem in result.problems if problem.code in {"unknown_word", "level_missing"}] == []
    assert len(result.tables[TABLES[name]]) == len(rows)
