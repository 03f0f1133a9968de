"""When a record is too old to be told without its period: twelve months for offers, six for figures."""

from __future__ import annotations

import calendar
import re
from datetime import date

from knowledge.period import Period

OFFER_MONTHS = 12
FIGURE_MONTHS = 6


def is_old(end: date, today: date, *, months: int) -> bool:
    """True when more than `months` have passed since the last day that a record speaks of."""
    return today > months_after(end, months)


def months_after(day: date, months: int, *, on: int | None = None) -> date:
    """The day so many months later (earlier when negative); `on` sets the day of the month, at most its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day if on is None else on, last))


def offer_period(intake_year: str | None, as_of: date) -> Period:
    """The year or school year an offer was made for; without one, the year and the day of its source.

    The tables write a school year as `2025-2026`.
    """
    written = intake_year or ""
    try:
        return Period.parse(f"NH{written}" if re.fullmatch(r"\d{4}-\d{4}", written) else written)
    except ValueError:
        return Period(end=as_of, start=as_of, code=str(as_of.year))
