"""The time that a question about support is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from actions.turn import Turn
from knowledge.models import Period


@dataclass(frozen=True, slots=True)
class Span:
    """`on` decides which law applies; amounts are told for all of `start` to `end`."""

    start: date
    end: date
    on: date
    period: Period

    @classmethod
    def of(cls, turn: Turn) -> Span:
        """This month; or the period the user named, under the law at its end (today's, when it lasts until today)."""
        today = turn.today
        month = Period.parse(f"{today.year}-M{today.month:02d}")
        if turn.slots.period is None:
            return cls(today, today, today, month)
        period = Period.parse(turn.slots.period)
        if period.start <= today <= period.end and period.code != month.code:
            return cls(today, today, today, month)
        return cls(period.start, period.end, today if period.code == month.code else period.end, period)
