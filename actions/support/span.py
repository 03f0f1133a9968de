"""The time that a question about support is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from actions.turn import Turn
from knowledge.models import Period
from knowledge.periods import without_other_times
from knowledge.text import fold, nfc

_FROM_MONTH_TO_MONTH = re.compile(r"\d{4}-M\d{2}-(?:\d{4}-)?M\d{2}")
"""Periods that are told whole, also where today lies within them."""
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
        """This month; or the period the user named, under the law at its end (today's, when today lies in it)."""
        today = turn.today
        month = Period.parse(f"{today.year}-M{today.month:02d}")
        asked = _of_bare_month(turn) or turn.slots.period
        if asked is None:
            return cls(today, today, today, month)
        period = Period.parse(asked)
        is_now = period.start <= today <= period.end
        if is_now and period.code != month.code and not _FROM_MONTH_TO_MONTH.fullmatch(period.code):
            return cls(today, today, today, month)
        return cls(period.start, period.end, today if is_now else period.end, period)


def _of_bare_month(turn: Turn) -> str | None:
    """ "Còn tháng 7 thì sao": that month of the year talked about, else of this year."""
    match = _BARE_MONTH.search(without_other_times(fold(nfc(turn.text))))
    if match is None or turn.named.period:
        return None
    year = Period.parse(turn.slots.period).end.year if turn.slots.period else turn.today.year
    return f"{year}-M{int(match[1]):02d}"
