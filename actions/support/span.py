"""The time that a question about support is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from actions.turn import Turn
from knowledge.models import Period
from knowledge.text import fold, nfc

_BARE_MONTH = re.compile(r"\bthang (1[0-2]|0?[1-9])\b(?! tuoi)")


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
        asked = _of_bare_month(turn) or turn.slots.period
        if asked is None:
            return cls(today, today, today, month)
        period = Period.parse(asked)
        if period.start <= today <= period.end and period.code != month.code:
            return cls(today, today, today, month)
        return cls(period.start, period.end, today if period.code == month.code else period.end, period)


def _of_bare_month(turn: Turn) -> str | None:
    """ "Còn tháng 7 thì sao": that month of the year talked about, else of this year."""
    match = _BARE_MONTH.search(fold(nfc(turn.text)))
    if match is None or turn.named.period:
        return None
    year = Period.parse(turn.slots.period).end.year if turn.slots.period else turn.today.year
    return f"{year}-M{int(match[1]):02d}"
