"""The period a row speaks of: its own cell, else the sheet's title."""

from __future__ import annotations

from datetime import date

from knowledge.period import Period
from knowledge.periods import period_of
from knowledge.workbooks.reading import Reader
from knowledge.workbooks.rows.known import Known


def read_period(reader: Reader, known: Known, field: str = "period") -> str | None:
    """Code of a period. A row of figures without one is set aside."""
    written = reader.text(field)
    found = parse_period(written, known) if written else known.period
    if found is None:
        reader.draft.reject("period_unreadable" if written else "period_missing", field, value=written or "")
    elif in_future(found, known.today):
        reader.draft.reject("period_in_future", field, value=found)
    return found


def in_future(period: str, today: date) -> bool:
    """Whether a period has not begun: no figures of it can be known."""
    try:
        return Period.parse(period).start > today
    except ValueError:
        return False


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
