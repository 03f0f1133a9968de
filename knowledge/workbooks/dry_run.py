"""What a file would load, as one CSV a table, and its problems: for the officer's eye and for tests.

Columns and their order are those of the gold tables; cells are text: days ISO, lists joined by ";", rates
with two digits.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.documents.rows import SECTIONS
from knowledge.errors import Problem
from knowledge.reference import Row
from knowledge.tables import INSTITUTIONS, PROGRAMMES
from knowledge.workbook_tables import ENROLMENT, MARKET, OUTCOMES, VACANCIES
from knowledge.workbooks.result import ImportResult

_LAST = ("import_flags", "is_sample", "data_status", "source_document", "source", "confidence")
COLUMNS: dict[str, tuple[str, ...]] = {
    INSTITUTIONS.name: (
        *("row_ref", "school_code", "name_official", "type", "owner", "address_line", "phone", "levels"),
        *("capacity_per_year", "dormitory", "dorm_places"),
        *_LAST,
    ),
    PROGRAMMES.name: (
        *("row_ref", "institution_name", "trade_code", "trade_name", "level"),
        *("duration_months_min", "duration_months_max", "quota", "quota_scope", "entry_level"),
        *("tuition_amount", "tuition_unit", "fee_policy", "apply_to", "start_date"),
        *_LAST,
    ),
    ENROLMENT.name: (
        *("row_ref", "period", "institution_name", "trade_name", "level", "quota_year", "applied", "admitted"),
        *("enrolled", "enrolled_female", "enrolled_ethnic", "enrolled_cum", "enrol_rate"),
        *_LAST,
    ),
    OUTCOMES.name: (
        *("row_ref", "graduation_year", "institution_name", "trade_name", "level", "graduates", "surveyed"),
        *("responded", "employed", "employed_matched", "further_study", "rate_reported", "rate_denominator"),
        *("rate_over_responded_recomputed", "avg_income_min", "avg_income_max", "usable_in_answer"),
        *_LAST,
    ),
    VACANCIES.name: (
        *("row_ref", "period", "employer", "employer_type", "position", "quantity", "qualification", "experience"),
        *("salary_min", "salary_max", "salary_unit", "salary_band", "workplace", "country", "benefits", "deadline"),
        *_LAST,
    ),
    MARKET.name: (
        *("row_ref", "indicator_code", "indicator_vi", "breakdown", "unit", "period_prev", "value_prev"),
        *("period", "value", "change_abs"),
        *_LAST,
    ),
}
_STORED_AS = {
    "row_ref": "row_no",
    "name_official": "name",
    "address_line": "address",
    "start_date": "start",
    "indicator_vi": "indicator_name",
}
_RATES = frozenset({"enrol_rate", "rate_reported", "rate_over_responded_recomputed"})


def write_dry_run(result: ImportResult, out: Path, message: Callable[[Problem], str]) -> None:
    """Write `<table>.csv` for each of the six tables and `problems.json` into `out`, which is made.

    A document has one table, its sections.
    """
    out.mkdir(parents=True, exist_ok=True)
    tables = {SECTIONS.name: SECTIONS.names} if SECTIONS.name in result.tables else COLUMNS
    for table, columns in tables.items():
        with (out / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([_cell(row, column) for column in columns] for row in result.tables.get(table, ()))
    listed = [as_json(problem, message) for problem in result.problems]
    (out / "problems.json").write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def as_json(problem: Problem, message: Callable[[Problem], str]) -> dict[str, Any]:
    """A problem with its sentence; what has no place is null."""
    return {
        "file": problem.file,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "severity": problem.severity.value,
        "code": problem.code,
        "message": message(problem),
    }


def _cell(row: Row, column: str) -> str:
    if column == "is_sample":
        return "1" if row["confidence"] == "sample" else "0"
    value = row[_STORED_AS.get(column, column)]
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if column in _RATES:
            return f"{value:.2f}"
        case float():
            return f"{value:.6f}".rstrip("0").rstrip(".")
        case date():
            return value.isoformat()
        case tuple() | list():
            return ";".join(map(str, value))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        case _:
            return str(value)
