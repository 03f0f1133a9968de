"""The blank template: what its guide says is true, and its own examples come through the import."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.places import province_codes
from knowledge.provinces import provinces_of, read_packs
from knowledge.reference import read_all
from knowledge.workbooks.template import import_template

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


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """The blank template with the guide's examples as the first row of each table."""
    workbook = load_workbook(BLANK)
    for name, columns in COLUMNS.items():
        sheet = workbook[name]
        examples = [GUIDE["sheets"][name]["columns"][key]["example"] for key in columns]
        for column, value in enumerate([1, *examples], start=1):
            sheet.cell(header_row(sheet) + 1, column, value or (value if value == 0 else None))
    path = tmp_path / "cao_bang_2026_Q3.xlsx"
    workbook.save(path)
    return path


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


def test_the_examples_come_through(filled: Path) -> None:
    packs = read_packs(Path("data/provinces"))
    known = read_all(Path("data"), packs)
    definition = Path("data/lexicon/template.yaml")
    rows = import_template(filled, definition, known, province_codes(provinces_of(packs)))
    assert {name: len(rows[name]) for name in TABLES.values()} == dict.fromkeys(TABLES.values(), 1)
    (offer,) = rows["programmes"]
    assert (offer["trade_name"], offer["level"], offer["quota"]) == ("Hàn", "trung_cap", 35)
    assert {row["confidence"] for name in TABLES.values() for row in rows[name]} == {"sample"}


@pytest.mark.parametrize("name", TABLES)
def test_a_list_to_pick_from_fits_a_cell_and_is_understood(name: str) -> None:
    template = yaml.safe_load(Path("data/lexicon/template.yaml").read_text(encoding="utf-8"))
    for key, column in GUIDE["sheets"][name]["columns"].items():
        choices = [str(choice) for choice in column.get("choices", ())]
        assert len(",".join(choices)) <= 253  # Excel's limit is 255 with the quotes.
        assert not [choice for choice in choices if "," in choice]
        field = template["sheets"][name]["columns"].get(COLUMNS[name][key], {})
        if choices and "vocabulary" in field:
            words = {word for forms in template["vocabularies"][field["vocabulary"]].values() for word in forms}
            assert {choice.casefold() for choice in choices} <= {str(word).casefold() for word in words}
        if choices and column["example"]:
            assert column["example"] in choices
