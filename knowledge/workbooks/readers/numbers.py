"""Numbers as files store them: decimal point, no grouping; days counted from a year."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta

_DAY_MS = 86_400_000
_LAST_SERIAL = 2_958_466


def stored_number(text: str) -> int | float | None:
    """The number of a stored text, None when it is none (or not finite)."""
    try:
        if len(text) < 16 and text.lstrip("-").isdecimal():
            return int(text)
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def day_or_time(serial: float, *, from_1904: bool) -> date | datetime | time | None:
    """What a serial number of Excel shows in a date format; None when no calendar has it (Excel shows ####)."""
    if not 0 <= serial < _LAST_SERIAL:
        return None
    days, milliseconds = divmod(round(serial * _DAY_MS), _DAY_MS)
    clock = timedelta(milliseconds=milliseconds)
    if days == 0:
        return (datetime.min + clock).time()
    if from_1904:
        day = datetime(1904, 1, 1) + timedelta(days)
    else:
        # Excel counts a 29 February 1900 that never was.
        day = datetime(1899, 12, 31 if days < 60 else 30) + timedelta(days)
    return day + clock if milliseconds else day.date()


def stored_day(text: str) -> date | datetime | None:
    """An ISO day with or without time ("2026-09-01", "2026-09-01T07:30:00Z"), None when it is none."""
    try:
        moment = datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return None
    return moment.date() if moment.time() == time() else moment
