"""Reads a filled blank template (.xlsx, six sheets) into rows of the snapshot's tables.

The template's headers, and the words allowed in coded cells, stand in `data/lexicon/template.yaml`. All faults of a
workbook are reported together; a workbook with faults gives no rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import yaml
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.errors import DataError, Problem
from knowledge.gazetteer import same_name
from knowledge.models import Period
from knowledge.reference import Row
from knowledge.tables import INSTITUTIONS, PROGRAMMES, Table
from knowledge.text import fold, nfc
from knowledge.workbook_tables import ENROLMENT, MARKET, OUTCOMES, VACANCIES

_SAMPLE_MARK = "mau"
_SHEET_TABLES: Mapping[str, Table] = {
    "institutions": INSTITUTIONS,
    "programmes": PROGRAMMES,
    "enrolment": ENROLMENT,
    "graduate_outcomes": OUTCOMES,
    "vacancies": VACANCIES,
    "labour_market": MARKET,
}


@dataclass(frozen=True, slots=True)
class _Field:
    header: str
    name: str
    kind: str
    required: bool
    codes: Mapping[str, str] | None


def import_template(
    path: Path, definition: Path, known: Mapping[str, Sequence[Row]], provinces: Mapping[str, str]
) -> dict[str, list[Row]]:
    """Rows by table name. `known` holds the rows read so far: institutions, trades and occupations to match against;
    `provinces` the code of every province by its name, see `places.province_codes`.

    Rows whose source begins with MẪU are samples (confidence `sample`), the others `medium`: a department's own report.
    An institution that is known by name keeps its id and its row.
    """
    sheets = _definition(definition, provinces)
    try:
        workbook = load_workbook(path, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError):
        raise DataError([Problem(path.name, "not_workbook")]) from None
    problems: list[Problem] = []
    read: dict[str, list[tuple[int, Row]]] = {}
    for name, fields in sheets.items():
        if name not in workbook.sheetnames:
            problems.append(Problem(path.name, "sheet_missing", sheet=name))
            continue
        sheet = workbook[name]
        read[name], faults = _read_sheet(path.name, sheet, fields)
        problems += faults
    if problems:
        raise DataError(problems)
    return _Assembly(path, read, known).tables()


class _Assembly:
    """Joins the sheets of one workbook: institutions get ids, programmes find their institution and trade."""

    def __init__(
        self, path: Path, read: Mapping[str, list[tuple[int, Row]]], known: Mapping[str, Sequence[Row]]
    ) -> None:
        self._path = path
        self._read = read
        self._known = known
        self._as_of = _period_end(read)
        self._problems: list[Problem] = []
        taken = sum(row["institution_id"].startswith("XX") for row in known["institutions"])
        new = [
            row
            for _, row in read["institutions"]
            if not any(same_name(row["name"], one["name"]) for one in known["institutions"])
        ]
        self._institutions = [
            self._finish(INSTITUTIONS, {**row, "institution_id": f"XX{taken + number:02d}"})
            for number, row in enumerate(new, start=1)
        ]

    def tables(self) -> dict[str, list[Row]]:
        """Rows of all six tables; DataError when a row names an institution that is nowhere."""
        built: dict[str, list[Row]] = {INSTITUTIONS.name: self._institutions}
        for sheet, table in _SHEET_TABLES.items():
            if table is not INSTITUTIONS:
                rows = [self._join(sheet, table, line, row) for line, row in self._read[sheet]]
                built[table.name] = [self._finish(table, row) for row in rows]
        if self._problems:
            raise DataError(self._problems)
        return built

    def _join(self, sheet: str, table: Table, line: int, row: Row) -> Row:
        joined = {**row, table.key: f"{self._path.stem}-{sheet}-{line}"}
        if "institution_name" in row:
            joined["institution_id"] = self._institution_id(sheet, line, row["institution_name"])
        if table is PROGRAMMES:
            joined["duration_months_min"], joined["duration_months_max"] = row["duration_months"] or (None, None)
            joined["occupation_id"] = self._occupation_id(row["trade_code"], row["trade_name"])
        return joined

    def _finish(self, table: Table, row: Row) -> Row:
        sample = _is_sample(row["source"])
        complete = {
            **row,
            "as_of": self._as_of,
            "confidence": "sample" if sample else "medium",
            "existence_confidence": "sample" if sample else "high",
            "old_province": row.get("province"),
        }
        empty: dict[str, Any] = {column.name: () if column.kind == "texts" else None for column in table.columns}
        return {name: complete.get(name, default) for name, default in empty.items()}

    def _institution_id(self, sheet: str, line: int, name: str) -> str | None:
        for row in (*self._institutions, *self._known["institutions"]):
            if same_name(row["name"], name):
                return row["institution_id"]
        self._problems.append(Problem(self._path.name, "unknown_institution", row=line, value=name, sheet=sheet))
        return None

    def _occupation_id(self, trade_code: str | None, trade_name: str) -> str | None:
        for row in self._known["trades"]:
            if trade_code and row["trade_code"] == trade_code and row["occupation_id"]:
                return row["occupation_id"]
        for row in self._known["occupations"]:
            if any(same_name(form, trade_name) for form in (row["name"], *row["aliases"])):
                return row["occupation_id"]
        return None


def _is_sample(source: str) -> bool:
    """The first word is MẪU in capitals; "Báo cáo theo biểu mẫu 02" and "Mẫu số 02" are real sources."""
    first = re.match(r"\w+", nfc(source).lstrip())
    return first is not None and first[0].isupper() and fold(first[0]) == _SAMPLE_MARK


def _definition(path: Path, provinces: Mapping[str, str]) -> dict[str, list[_Field]]:
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    vocabularies = {
        name: {_plain(word): code for code, words in codes.items() for word in (code, *words)}
        for name, codes in loaded["vocabularies"].items()
    }
    vocabularies["province"] = {_plain(word): code for name, code in provinces.items() for word in (code, name)}
    return {
        sheet: [
            _Field(
                header=header,
                name=entry["field"],
                kind=entry.get("kind", "text"),
                required=entry.get("required", False),
                codes=vocabularies[entry["vocabulary"]] if "vocabulary" in entry else None,
            )
            for header, entry in content["columns"].items()
        ]
        for sheet, content in loaded["sheets"].items()
    }


def _read_sheet(file: str, sheet: Worksheet, fields: Sequence[_Field]) -> tuple[list[tuple[int, Row]], list[Problem]]:
    lines = list(sheet.iter_rows(values_only=True))
    header = [_plain(str(cell or "")) for cell in (lines[0] if lines else ())]
    missing = [field for field in fields if _plain(field.header) not in header]
    if missing:
        return [], [Problem(file, "column_missing", row=1, column=field.header, sheet=sheet.title) for field in missing]
    rows: list[tuple[int, Row]] = []
    problems: list[Problem] = []
    for line, cells in enumerate(lines[1:], start=2):
        if all(cell is None or str(cell).strip() == "" for cell in cells):
            continue
        row: Row = {}
        for field in fields:
            cell = cells[header.index(_plain(field.header))]
            try:
                row[field.name] = _value(field, cell)
            except ValueError as error:
                code, _, expected = str(error).partition("|")
                problems.append(
                    Problem(file, code, line, field.header, str(cell), sheet=sheet.title, expected=expected or None)
                )
        rows.append((line, row))
    return rows, problems


def _value(field: _Field, cell: Any) -> Any:
    text = nfc(str(cell)) if cell is not None else ""
    if not text:
        if field.required:
            raise ValueError("required")
        return () if field.kind == "texts" else None
    match field.kind:
        case "texts":
            return tuple(_code(field, part) for part in re.split(r"[;\n]", text) if part.strip())
        case "integer":
            return _number(cell, text, whole=True)
        case "number":
            return _number(cell, text, whole=False)
        case "range":
            low, _, high = text.replace("–", "-").partition("-")
            first = float(_number(None, low.strip(), whole=False))
            return first, float(_number(None, high.strip(), whole=False)) if high else first
        case "date":
            return _day(cell, text)
        case _:
            return _code(field, _whole(cell, text))


def _whole(cell: Any, text: str) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else text


def _code(field: _Field, text: str) -> str:
    if field.codes is None:
        return text.strip()
    try:
        return field.codes[_plain(text)]
    except KeyError:
        raise ValueError("not_allowed|" + ", ".join(sorted(set(field.codes.values())))) from None


def _number(cell: Any, text: str, *, whole: bool) -> int | float:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        value = float(cell)
    elif re.fullmatch(r"\d{1,3}(\.\d{3})+", text):
        value = float(text.replace(".", ""))
    elif re.fullmatch(r"-?\d+([.,]\d+)?", text):
        value = float(text.replace(",", "."))
    else:
        raise ValueError("not_integer" if whole else "not_number")
    if whole and not value.is_integer():
        raise ValueError("not_integer")
    return int(value) if whole else value


def _day(cell: Any, text: str) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for pattern in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise ValueError("not_date|dd/mm/yyyy")


def _period_end(read: Mapping[str, list[tuple[int, Row]]]) -> date:
    """Last day of the reported quarter: the day the workbook speaks of."""
    for _, row in read["institutions"]:
        if row["period"]:
            return Period.parse(row["period"]).end
    raise DataError([Problem("institutions", "required", column="period")])


def _plain(text: str) -> str:
    return " ".join(fold(nfc(text)).replace("–", "-").split())
