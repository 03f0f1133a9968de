"""The period a row speaks of: its own cell, else the sheet's title."""

from __future__ import annotations

from datetime import date

from knowledge.models import Period
from knowledge.periods import period_of
from knowledge.workbooks.reading import Reader
from knowledge.workbooks.rows.known import Known


def read_period(reader: Reader, known: Known, field: str = "period") -> str | None:
    """Code of a period. A row of figures without one is set aside."""
    written = reader.text(field)
    if written is None:
        if known.period is None:
            reader.draft.reject("period_missing", field)
        return known.period
    found = parse_period(written, known)
    if found is None:
        reader.draft.reject("period_unreadable", field, value=written)
    return found


def parse_period(written: str, known: Known) -> str | None:
    """A written period; "Quý III" without a year takes the sheet's year."""
    anchor = date(known.year or 1, 12, 31)
    found = period_of(written, anchor) or (period_of(f"{written}/{known.year}", anchor) if known.year else None)
    if found is None:
        return None
    try:
        return Period.parse(found).code
    except ValueError:
        return None
