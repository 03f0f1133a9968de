"""What should have arrived by a day: the schedule of every data set against the periods held.

A row of `schedule` says who sends a data set how often, and when a period's data are due: on `due_day` of the month
`due_month` after the period's last one. A row without a province holds for every province served.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from knowledge.freshness.ages import months_after
from knowledge.period import Period

Rows: TypeAlias = Sequence[Mapping[str, Any]]

_A_YEAR = {"month": 12, "quarter": 4, "half": 2, "year": 1}
_CODES = {"month": "{year}-M{number:02d}", "quarter": "{year}-Q{number}", "half": "{year}-H{number}", "year": "{year}"}
_FORMS = {"month": r"(\d{4})-M(\d\d)", "quarter": r"(\d{4})-Q(\d)", "half": r"(\d{4})-H(\d)", "year": r"(\d{4})()"}


@dataclass(frozen=True, slots=True)
class Due:
    """One data set of one provider and province: the last period held, the one awaited and when it is due.

    `missing` counts the periods due and not held, None when nothing was ever held; `days_late` is 0 until the day after
    `due`.
    """

    schedule_id: str
    dataset: str
    provider: str
    province: str
    frequency: str
    held: Period | None
    awaited: Period
    due: date
    days_late: int
    missing: int | None
    source: str

    @property
    def is_late(self) -> bool:
        """True from the day after `due`."""
        return self.days_late > 0


def due_dates(tables: Mapping[str, Rows], provinces: Iterable[str], today: date) -> list[Due]:
    """Every data set of the schedule for every province (codes), in the schedule's order by province."""
    served = sorted(provinces)
    return [
        _due(row, province, tables.get(row["dataset"], ()), today)
        for province in served
        for row in tables["schedule"]
        if row["province"] in {None, province}
    ]


def due_on(period: Period, due_month: int, due_day: int) -> date:
    """The day by which a period's data must be there."""
    return months_after(period.end, due_month, on=due_day)


def nth(frequency: str, number: int) -> Period:
    """The period with this running number (year × periods a year + place in the year, from 0)."""
    year, place = divmod(number, _A_YEAR[frequency])
    return Period.parse(_CODES[frequency].format(year=year, number=place + 1))


def number_of(frequency: str, code: str) -> int | None:
    """Running number of a period; None for a period of another length."""
    match = re.fullmatch(_FORMS[frequency], code)
    return None if match is None else int(match[1]) * _A_YEAR[frequency] + int(match[2] or 1) - 1


def place_of(frequency: str, period: Period) -> int:
    """Which month, quarter or half of its year a period is, from 1."""
    return (period.end.month - 1) * _A_YEAR[frequency] // 12 + 1


def _due(row: Mapping[str, Any], province: str, held: Rows, today: date) -> Due:
    frequency, month, day = row["frequency"], row["due_month"], row["due_day"]
    providers = {row["provider"], row["former_provider"]} - {None}
    last = max(_held(held, frequency, province, providers), default=None)
    latest = _latest_due(frequency, month, day, today)
    awaited = nth(frequency, latest if last is None else last + 1)
    due = due_on(awaited, month, day)
    return Due(
        schedule_id=row["schedule_id"],
        dataset=row["dataset"],
        provider=row["provider"],
        province=province,
        frequency=frequency,
        held=None if last is None else nth(frequency, last),
        awaited=awaited,
        due=due,
        days_late=max(0, (today - due).days),
        missing=None if last is None else max(0, latest - last),
        source=row["source"],
    )


def _latest_due(frequency: str, month: int, day: int, today: date) -> int:
    """The last period whose due date has passed."""
    number = today.year * _A_YEAR[frequency] + 2 * _A_YEAR[frequency]
    while due_on(nth(frequency, number), month, day) >= today:
        number -= 1
    return number


def _held(rows: Rows, frequency: str, province: str, providers: set[str]) -> Iterator[int]:
    """Periods held of one sender; fictional rows are nobody's report."""
    for row in rows:
        if row.get("province") != province or row.get("provider") not in providers or row["confidence"] == "sample":
            continue
        number = number_of(frequency, _period_code(row))
        if number is not None:
            yield number


def _period_code(row: Mapping[str, Any]) -> str:
    """The period a row speaks of: written, the year of intake or graduation, or the year of its source."""
    if row.get("period"):
        return str(row["period"])
    if row.get("graduation_year"):
        return str(row["graduation_year"])
    return str(row["intake_year"])[:4] if row.get("intake_year") else str(row["as_of"].year)
