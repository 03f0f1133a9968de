"""A reporting period: a stretch of days with the way it was written."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A reporting period: its first and last day, and how it was written ("2025-Q4")."""

    end: date
    start: date
    code: str

    @property
    def days(self) -> int:
        """Length in days, both ends counted."""
        return (self.end - self.start).days + 1

    @classmethod
    def parse(cls, code: str) -> Period:
        """From `2026`, `2026-Q3`, `2026-H1`, `2026-M09`, `2026-M02-M07` (February to July), `2025-M09-2026-M06`,
        `2026-9M` (first nine months), `2021-2025`, `NH2025-2026`, `2025-09-02` (one day).

        A school year (`NH`) runs from 1 September to 31 August. ValueError for anything else.
        """
        if school_year := re.fullmatch(r"NH(\d{4})-(\d{4})", code):
            first_year, last_year = int(school_year[1]), int(school_year[2])
            if last_year != first_year + 1:
                raise ValueError(f"{code!r} is not a period")
            return cls(end=date(last_year, 8, 31), start=date(first_year, 9, 1), code=code)
        if over_years := re.fullmatch(r"(\d{4}-M\d{2})-(\d{4}-M\d{2})", code):
            first_month, last_month = cls.parse(over_years[1]), cls.parse(over_years[2])
            if first_month.start.year >= last_month.start.year:
                raise ValueError(f"{code!r} is not a period")
            return cls(end=last_month.end, start=first_month.start, code=code)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", code):
            day = date.fromisoformat(code)
            return cls(end=day, start=day, code=code)
        match = re.fullmatch(r"(\d{4})(?:-(?:Q(\d)|H(\d)|M(\d{2})(?:-M(\d{2}))?|(\d{1,2})M|(\d{4})))?", code)
        if match is None:
            raise ValueError(f"{code!r} is not a period")
        year = int(match[1])
        first, last, last_year = 1, 12, year
        if match[2]:
            first, last = 3 * int(match[2]) - 2, 3 * int(match[2])
        elif match[3]:
            first, last = 6 * int(match[3]) - 5, 6 * int(match[3])
        elif match[4]:
            first = int(match[4])
            last = int(match[5] or first)
        elif match[6]:
            last = int(match[6])
        elif match[7]:
            last_year = int(match[7])
        if not (1 <= first <= last <= 12 and year <= last_year):
            raise ValueError(f"{code!r} is not a period")
        end = date(last_year, last, calendar.monthrange(last_year, last)[1])
        return cls(end=end, start=date(year, first, 1), code=code)
