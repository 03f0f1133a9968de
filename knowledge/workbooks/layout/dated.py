"""Columns whose header is a period: "Quý II/2026 | Quý III/2026"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from knowledge.period import Period
from knowledge.periods import period_of
from knowledge.workbooks.layout.spelling import plain
from knowledge.workbooks.layout.words import LayoutWords, TableWords

_VALUE, _VALUE_BEFORE = "value", "value_prev"
_OF_PERIODS = ("period", "period_prev", "graduation_year", "intake_year")
_LENGTHS_DIFFER = 4
"""Days by which two periods of one kind may differ in length: 28 and 31 days are both a month."""


class DatedColumns:
    """Reads the periods in headers."""

    def __init__(self, words: LayoutWords, today: date) -> None:
        self._words = words
        self._today = today
        self._periods: dict[str, Period | None] = {}

    def period(self, text: str) -> Period | None:
        """The period that a header names."""
        if text not in self._periods:
            code = period_of(text, self._today) if any(map(str.isdigit, text)) else None
            self._periods[text] = Period.parse(code) if code else None
        return self._periods[text]

    def is_period(self, text: str) -> bool:
        """Whether a header names a period and nothing else."""
        if self.period(text) is None:
            return False
        return all(word.isdigit() or word in self._words.period_words for word in _words(text))

    def name_no_column(self, offers: Mapping[int, dict[str, float]], headers: Mapping[int, tuple[str, ...]]) -> None:
        """A header that is a period itself is over figures, not over a column of periods."""
        for column, fields in offers.items():
            if self.is_period(headers[column][-1]):
                for name in _OF_PERIODS:
                    fields.pop(name, None)

    def keep_latest(self, offers: Mapping[int, dict[str, float]], headers: Mapping[int, tuple[str, ...]]) -> None:
        """Of columns that say the same of different periods only the latest keeps its offers."""
        latest: dict[str, Period] = {}
        dated = {column: self.period(" ".join(headers[column])) for column in offers}
        first = {column: max(fields, key=lambda name: fields[name]) for column, fields in offers.items() if fields}
        for column, name in first.items():
            period = dated[column]
            if period is not None and (name not in latest or period.end > latest[name].end):
                latest[name] = period
        for column, name in first.items():
            period = dated[column]
            if period is not None and period.end < latest[name].end:
                offers[column].clear()

    def figures(
        self, table: TableWords, headers: Mapping[int, tuple[str, ...]], chosen: Mapping[str, int]
    ) -> dict[str, int]:
        """Columns of an indicator table that are headed by periods: the latest is the value, the period just before it
        is the value before, or the only other one of the same length (the same months of the year before).
        """
        if _VALUE not in table.fields or "indicator" not in chosen:
            return {}
        free = {
            column: period
            for column, path in headers.items()
            if column not in chosen.values() and self.is_period(path[-1]) and (period := self.period(" ".join(path)))
        }
        found: dict[str, int] = {}
        if _VALUE in chosen:
            latest = self.period(" ".join(headers[chosen[_VALUE]]))
        elif free:
            found[_VALUE] = max(free, key=lambda column: (free[column].end, -free[column].days))
            latest = free[found[_VALUE]]
        else:
            return {}
        others = {column: period for column, period in free.items() if column != found.get(_VALUE)}
        if latest is None or _VALUE_BEFORE in chosen:
            return found
        just_before = [column for column, period in others.items() if _follows(latest, period)]
        alike = [
            column for column, period in others.items() if _same_length(latest, period) and period.end < latest.start
        ]
        for column in just_before or (alike if len(others) == 1 else []):
            found[_VALUE_BEFORE] = column
        return found


def _same_length(period: Period, other: Period) -> bool:
    return abs(period.days - other.days) <= _LENGTHS_DIFFER


def _follows(period: Period, before: Period) -> bool:
    return before.end + timedelta(days=1) == period.start and _same_length(period, before)


def _words(text: str) -> list[str]:
    return plain(text).split()
