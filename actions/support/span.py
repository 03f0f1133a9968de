"""The time that a question about support is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from actions.slots.conversation import EARLIER_PERIOD
from actions.turn import Turn
from knowledge.period import Period
from knowledge.periods import days_named, months_named, without_other_times
from knowledge.text import fold, nfc

_SEVERAL = 2
_FROM_MONTH_TO_MONTH = re.compile(r"\d{4}-M\d{2}-(?:\d{4}-)?M\d{2}")
"""Periods that are told whole, also where today lies within them."""
_WHOLE_YEAR = re.compile(r"\b(?:ca|tron|het|suot|toan bo|tong) nam\b")
""" "Cả năm 2026": all its months, and not only what holds today."""
_STRETCH = re.compile(r"\b(?:tu|den|toi|het)\b|\d\s*[-–]\s*(?:thang|ngay|\d)")
""" "Từ … đến …": all the time between."""
_BARE_MONTH = re.compile(r"\bthang (1[0-2]|0?[1-9])\b(?! tuoi)")
_BOTH = re.compile(
    r"\b(?:ca )?(?:hai|2) (?:em|ban|dua|chau|hs|hoc sinh|hoc vien|nguoi|truong hop|nam|khoa|dot|thoi diem)\b|\bca hai\b"
)
_TERM = re.compile(r"\b(?:hoc ky|hoc ki|hk|ky|ki) ?(?P<which>ii|i|2|1)\b")
_ONE_MONTH = re.compile(r"(?P<year>\d{4})-M(?P<month>\d{2})")
_AND_BEFORE = re.compile(r"\btruoc (?:do|day|thang do|moc do)\b")
_BEFORE_IT = re.compile(r"\btruoc thang \d")


@dataclass(frozen=True, slots=True)
class Span:
    """`on` decides which law applies; amounts are told for all of `start` to `end`."""

    start: date
    end: date
    on: date
    period: Period

    @property
    def months(self) -> int:
        """How many calendar months, both ends counted."""
        return 12 * (self.end.year - self.start.year) + self.end.month - self.start.month + 1

    @classmethod
    def of(cls, turn: Turn) -> Span:
        """This month; or the period the user named, under the law at its end (today's, when today lies in it)."""
        today = turn.today
        month = Period.parse(f"{today.year}-M{today.month:02d}")
        if days := _of_days(turn):
            return days
        if two := _of_two_cases(turn):
            return two
        asked = _of_bare_month(turn) or _of_two_months(turn) or turn.slots.period
        asked = asked or _of_this_year(turn)
        if asked is None:
            return cls(today, today, today, month)
        period = Period.parse(_with_month_before(turn, _of_term(turn, _of_whole_year(turn, asked))))
        is_now = period.start <= today <= period.end
        if is_now and period.code != month.code and not _FROM_MONTH_TO_MONTH.fullmatch(period.code):
            return cls(today, today, today, month)
        if not _STRETCH.search(fold(nfc(turn.text))) and (two := _two_named(turn, period)):
            period = two
        return cls(period.start, period.end, today if is_now else period.end, period)


def _of_term(turn: Turn, code: str) -> str:
    """The months of a term of a school year: the first is told as September to December, the second as half a year."""
    term = _TERM.search(fold(nfc(turn.text)))
    if term is None or not code.startswith("NH"):
        return code
    year = Period.parse(code).start.year
    return f"{year}-M09-M12" if term["which"] in {"1", "i"} else f"{year + 1}-M01-M06"


def _with_month_before(turn: Turn, code: str) -> str:
    """ "Từ tháng 7/2026 bao nhiêu, trước đó bao nhiêu": with the month before, which has an amount of its own.

    "Trước tháng 7/2026": that month alone.
    """
    month, plain = _ONE_MONTH.fullmatch(code), fold(nfc(turn.text))
    alone = _BEFORE_IT.search(plain) is not None
    if month is None or not (alone or _AND_BEFORE.search(plain)):
        return code
    year, number = int(month["year"]), int(month["month"])
    if alone:
        return f"{year}-M{number - 1:02d}" if number > 1 else f"{year - 1}-M12"
    return f"{year}-M{number - 1:02d}-M{number:02d}" if number > 1 else f"{year - 1}-M12-{year}-M01"


def _of_days(turn: Turn) -> Span | None:
    """The day that a message names, or two of them: the law of that day, which need not be that of its month."""
    plain = without_other_times(fold(nfc(turn.text)))
    if not turn.named.period or _STRETCH.search(plain):
        return None
    found = sorted(set(days_named(plain)))
    if not 1 <= len(found) <= _SEVERAL or not all(_is_of(turn, one) for one in found[:1]):
        return None
    first, last = found[0], found[-1]
    code = first.isoformat() if first == last else f"{first.isoformat()}+{last.isoformat()}"
    return Span(first, last, last, Period(start=first, end=last, code=code))


def _is_of(turn: Turn, day: date) -> bool:
    """Whether the day lies in the period that the message was read to ask about."""
    period = Period.parse(turn.named.period or "")
    return period.start <= day <= period.end


def _two_named(turn: Turn, period: Period) -> Period | None:
    """Two months that are named beside each other are no stretch from one to the other."""
    found = sorted(set(months_named(without_other_times(fold(nfc(turn.text))))))
    ends = (period.start.year, period.start.month), (period.end.year, period.end.month)
    if len(found) != _SEVERAL or [f"{year}-M{month:02d}" for year, month in ends] != found:
        return None
    return Period(start=period.start, end=period.end, code="+".join(found))


def _of_two_cases(turn: Turn) -> Span | None:
    """ "Hai em … khác nhau không": the two times that the talk asked about one after the other."""
    earlier, later = dict(turn.slots.facts).get(EARLIER_PERIOD), turn.slots.period
    is_asked = "beside" in turn.named.back and _BOTH.search(fold(nfc(turn.text)))
    if not (earlier and later and is_asked) or turn.named.period:
        return None
    one, other = sorted((Period.parse(earlier), Period.parse(later)), key=lambda each: each.start)
    if one.end >= other.start:
        return None
    return Span(
        one.start, other.end, other.end, Period(start=one.start, end=other.end, code=f"{one.code}+{other.code}")
    )


def _of_bare_month(turn: Turn) -> str | None:
    """ "Còn tháng 7 thì sao": that month of the year talked about, else of this year."""
    match = _BARE_MONTH.search(without_other_times(fold(nfc(turn.text))))
    if match is None or turn.named.period:
        return None
    year = Period.parse(turn.slots.period).end.year if turn.slots.period else turn.today.year
    return f"{year}-M{int(match[1]):02d}"


def _of_this_year(turn: Turn) -> str | None:
    return str(turn.today.year) if re.search(r"\bca nam nay\b", fold(nfc(turn.text))) else None


def _of_whole_year(turn: Turn, code: str) -> str:
    """The months of a year whose whole is asked for."""
    is_whole = code.isdigit() and _WHOLE_YEAR.search(fold(nfc(turn.text)))
    return f"{code}-M01-M12" if is_whole else code


def _of_two_months(turn: Turn) -> str | None:
    """From the first to the last month, where a message names several by themselves: amounts are told for each."""
    found = sorted(set(months_named(without_other_times(fold(nfc(turn.text))))))
    if len(found) < _SEVERAL or turn.named.period not in found:
        return None
    (first_year, _), (last_year, last) = (code.split("-") for code in (found[0], found[-1]))
    return f"{found[0]}-{last}" if first_year == last_year else f"{found[0]}-{found[-1]}"
