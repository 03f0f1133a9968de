"""Days and months as departments write them: "30/8/2026", "trước 15/8", "T9/2026", serial numbers, "Quanh năm"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from knowledge.workbooks.grid import Cell
from knowledge.workbooks.values.unreadable import Unreadable
from knowledge.workbooks.values.words import ValueWords
from knowledge.workbooks.values.written import written

_YEARS = range(1945, 2101)
_SERIALS = range(40_000, 60_001)
_EPOCH = date(1899, 12, 30)
_SERIAL_TEXT = re.compile(r"[45][0-9]{4}")
_TIME = re.compile(
    r"(?<![0-9/.-])[0-9]{1,2}\s?(?:h(?![a-z])|:|gio(?![a-z]))\s?(?:[0-5][0-9](?![0-9/]))?(?::[0-5][0-9])?"
)
_ISO_T = re.compile(r"(?<=[0-9])t(?=[0-9]{2}:)")
_DAY_MONTH = re.compile(r"[0-9]\s?/\s?[0-9]")
_YEAR = r"(?P<year>[0-9]{4})"
_MONTH = r"(?P<month>[0-9]{1,2})"
_DAY = r"(?P<day>[0-9]{1,2})"


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or a month where no day is written ("T9/2026"), or neither where it never ends ("Quanh năm").

    `month` is like "2026-09", "" when `precision` is "none". `flags`: year_inferred (from the context), several_dates
    (`day` is the last of them, `first` the first when both are days), possible_month_swap (Excel stored it, and day and
    month could be each other), american_order (only month/day makes sense: look at the whole column), at_least (the day
    something begins: "từ 30/8"), rolling.
    """

    day: date | None
    month: str
    precision: Literal["day", "month", "none"]
    flags: tuple[str, ...] = ()
    first: date | None = None


@dataclass(frozen=True, slots=True)
class _Named:
    """A date found in a text; the year may be missing."""

    place: int
    year: int | None
    month: int
    day: int | None
    american: bool = False


def day(cell: Cell, words: ValueWords, *, year: int | None) -> Day | None:
    """The day or month in a cell; None when it says nothing. `year` completes dates written without one.

    Texts are read as day/month/year. Numbers from 40000 to 60000 are Excel's serial days. Raises Unreadable:
    `not_date`, `year_missing`, `error_cell`.
    """
    if isinstance(cell.value, bool):
        raise Unreadable("not_date", "dd/mm/yyyy")
    read, _ = written(cell, words)
    match read:
        case None:
            return None
        case datetime():
            return _stored(read.date())
        case date():
            return _stored(read)
        case Decimal():
            if int(read) not in _SERIALS:
                raise Unreadable("not_date", "dd/mm/yyyy")
            return _stored(_EPOCH + timedelta(days=int(read)))
        case str():
            return _of_text(read, words, year)


def _stored(when: date) -> Day:
    if when.year not in _YEARS:
        raise Unreadable("not_date", "dd/mm/yyyy")
    doubtful = when.day <= 12 and when.day != when.month
    return Day(when, f"{when:%Y-%m}", "day", ("possible_month_swap",) if doubtful else ())


@lru_cache(maxsize=8192)
def _of_text(folded: str, words: ValueWords, year: int | None) -> Day:
    if _SERIAL_TEXT.fullmatch(folded):
        return _stored(_EPOCH + timedelta(days=int(folded)))
    text = _number_pattern(words).sub(" ", _TIME.sub(" ", _ISO_T.sub(" ", folded)))
    # A hyphen between two dates is no part of either.
    text = text.replace("-", " - ") if _DAY_MONTH.search(text) else text
    found, rest = _named(text, words)
    if not found and any(word in folded for word in words.rolling):
        return Day(None, "", "none", ("rolling",))
    if not found or any(char.isdigit() for char in rest):
        raise Unreadable("not_date", "dd/mm/yyyy")
    completed = _completed(found, year)
    last = max(completed, key=_order)
    first = min(completed, key=_order)
    flags = [
        *(["several_dates"] if len(completed) > 1 else []),
        *(["year_inferred"] if any(one.year is None for one in found) else []),
        *(["american_order"] if any(one.american for one in found) else []),
        *(
            ["at_least"]
            if len(completed) == 1 and folded.startswith(tuple(f"{word} " for word in words.starting))
            else []
        ),
    ]
    when, begins = _date(last), _date(first)
    month = f"{last.year}-{last.month:02d}"
    return Day(
        when,
        month,
        "month" if when is None else "day",
        tuple(flags),
        begins if begins != when and when is not None else None,
    )


def _named(text: str, words: ValueWords) -> tuple[list[_Named], str]:
    """The dates in a text in their order, and the text without them."""
    found: list[_Named] = []
    for form in _forms(words):
        for match in form.finditer(text):
            found += _read(match)
        text = form.sub(lambda match: " " * len(match[0]), text)
    return sorted(found, key=lambda one: one.place), text


def _read(match: re.Match[str]) -> Iterator[_Named]:
    parts = match.groupdict()
    year = _full_year(parts["year"]) if parts.get("year") else None
    month = int(parts["month"])
    number = int(parts["day"]) if parts.get("day") else None
    american = month > 12 and number is not None and number <= 12 and year is not None
    if american and number is not None:
        month, number = number, month
    if not 1 <= month <= 12 or (year is not None and year not in _YEARS):
        raise Unreadable("not_date", "dd/mm/yyyy")
    # 2024 has a 29 February: a date without a year is checked again when it has one.
    named = _Named(match.start(), year, month, number, american)
    _date(replace(named, year=year or 2024))
    if parts.get("first_day"):
        yield replace(named, day=int(parts["first_day"]))
    if parts.get("first_month"):
        yield replace(named, month=int(parts["first_month"]))
    yield replace(named, place=match.end())


def _full_year(written_year: str) -> int:
    number = int(written_year)
    return number if len(written_year) == 4 else number + (2000 if number < 80 else 1900)


def _completed(found: Sequence[_Named], year: int | None) -> list[_Named]:
    """Missing years: that of the next date that has one (or the year before when it would come after it), or `year`.

    Raises Unreadable `year_missing` when there is none, or when a date so completed comes before one that stands in
    front of it ("15/11 - 15/1").
    """
    completed: list[_Named] = []
    after: _Named | None = None
    for one in reversed(found):
        if one.year is not None:
            after = one
            completed.append(one)
            continue
        known = year if after is None else after.year
        if known is None:
            raise Unreadable("year_missing", "dd/mm/yyyy")
        dated = replace(one, year=known)
        if after is not None and _order(dated) > _order(completed[-1]):
            dated = replace(one, year=known - 1)
        completed.append(dated)
    completed.reverse()
    for place, one in enumerate(found):
        if one.year is None and any(_order(earlier) > _order(completed[place]) for earlier in completed[:place]):
            raise Unreadable("year_missing", "dd/mm/yyyy")
    return completed


def _order(one: _Named) -> tuple[int, int, int]:
    return one.year or 0, one.month, one.day or 31


def _date(one: _Named) -> date | None:
    """None for a month. Raises Unreadable when there is no such day."""
    if one.day is None or one.year is None:
        return None
    try:
        return date(one.year, one.month, one.day)
    except ValueError:
        raise Unreadable("not_date", "dd/mm/yyyy") from None


@lru_cache(maxsize=8)
def _number_pattern(words: ValueWords) -> re.Pattern[str]:
    """Numbers that are no part of a date: "dot 1" (not the day in "dot 30/6"), the weekday in "T2, 7/9/2026"."""
    rounds = "|".join(re.escape(word) for word in words.rounds)
    weekdays = "|".join(re.escape(word) for word in words.weekday)
    return re.compile(
        rf"(?<![a-z])(?:{rounds})\s*[0-9]{{1,2}}(?![0-9])(?!\s?[/.-]\s?[0-9]{{1,2}}(?![0-9]))"
        rf"|(?<![a-z])(?:{weekdays})\s*[2-7](?=\s*,?\s*(?:[a-z]+\s*)?[0-9]{{1,2}}\s?[/.-]\s?[0-9])"
    )


@lru_cache(maxsize=8)
def _forms(words: ValueWords) -> tuple[re.Pattern[str], ...]:
    """Ways of writing a date, those with more parts first."""
    thang = "|".join(re.escape(word) for word in words.month)
    full, marked = words.month[0], rf"(?<![a-z])(?:{thang})\.?\s*"
    ended = r"(?![0-9]|\s?[/.][0-9]|/[a-z]|-[0-9])"
    return tuple(
        re.compile(rf"(?<![0-9/.,])(?<![0-9]-)(?:{form}){ended}")
        for form in (
            rf"{_YEAR}\s?([/.-])\s?{_MONTH}\s?\2\s?{_DAY}",
            rf"(?P<first_day>[0-9]{{1,2}})\s*(?:-|den)\s*{_DAY}\s?([/.])\s?{_MONTH}\s?\3\s?{_YEAR}",
            rf"{_DAY}\s?([/.-])\s?{_MONTH}\s?\2\s?(?P<year>[0-9]{{4}}|[0-9]{{2}})",
            rf"{_DAY}\s*{full}\s*{_MONTH}(?:\s*(?:,?\s*nam|[/.-])\s*{_YEAR})?",
            rf"(?:{marked})?(?P<first_month>[0-9]{{1,2}})\s*(?:-|,|va)\s*(?:{marked})?{_MONTH}\s?[/.]\s?{_YEAR}",
            rf"(?:{marked})?{_MONTH}(?:\s?[/.-]\s?|\s*,?\s*nam\s*){_YEAR}",
            rf"{_YEAR}-{_MONTH}",
            rf"{_DAY}\s?/\s?{_MONTH}",
            rf"{marked}{_MONTH}",
        )
    )
