"""What the export says about itself: the data dictionary and the span of each table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.dictionary import Dictionary
from knowledge.freshness.ages import offer_period
from knowledge.period import Period
from knowledge.tables import Table


@dataclass(frozen=True, slots=True)
class Span:
    """First and last period of a table's rows as codes, and the newest day of their sources."""

    first: str | None
    last: str | None
    as_of: date | None


def span(rows: Iterable[Mapping[str, Any]]) -> Span:
    """The span of a table; without any period both codes are None."""
    held = list(rows)
    periods = [period for row in held if (period := _period_of(row)) is not None]
    first = min(periods, key=lambda one: (one.start, one.end)).code if periods else None
    last = max(periods).code if periods else None
    return Span(first, last, max((row["as_of"] for row in held if row.get("as_of")), default=None))


def dictionary_rows(
    tables: Sequence[Table], columns: Mapping[str, Sequence[str]], words: Dictionary
) -> list[dict[str, Any]]:
    """One entry a column of what is exported: table, column, label, type, unit, codes, description.

    `columns`: names of the exported columns by table. `values` are the codes with their words.
    """
    entries: list[dict[str, Any]] = []
    for table in tables:
        kinds = {column.name: column for column in table.stored}
        for name in columns[table.name]:
            term = words.term(table.name, name)
            column = kinds.get(name)
            allowed = column.allowed if column is not None and column.allowed else tuple(term.words)
            entries.append(
                {
                    "table": table.name,
                    "table_label": words.label(table.name),
                    "column": name,
                    "label": term.label,
                    "type": column.kind.value if column is not None else "texts",
                    "required": column.required if column is not None else True,
                    "unit": term.unit,
                    "unit_column": term.unit_from,
                    "values": {code: term.words.get(code, code) for code in allowed},
                    "description": term.description,
                }
            )
    return entries


def _period_of(row: Mapping[str, Any]) -> Period | None:
    """The period a row speaks of: written, or its year of graduation or intake."""
    if row.get("intake_year"):
        period = offer_period(str(row["intake_year"]), date.min)
        return None if period.end == date.min else period
    try:
        return Period.parse(str(row.get("period") or row.get("graduation_year")))
    except ValueError:
        return None
