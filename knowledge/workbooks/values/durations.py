"""How long a course takes, in months: "2,5 năm", "18 - 24 tháng", "1 năm 6 tháng", 24 under "(tháng)"."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from knowledge.text import fold
from knowledge.workbooks.grid import Cell
from knowledge.workbooks.values.decimals import NUMBER, decimal_of
from knowledge.workbooks.values.spans import figure_parts, reject, split_remark
from knowledge.workbooks.values.unreadable import Unreadable
from knowledge.workbooks.values.words import ValueWords
from knowledge.workbooks.values.written import literal_unit, tidy, written

_MONTHS = {"month": Decimal(1), "year": Decimal(12), "week": Decimal(7) / 30, "day": Decimal(1) / 30}
_TENTH = Decimal("0.1")
_BRACKETS = re.compile(r"\(([^()]*)\)|:(.*)$")
_PART = re.compile(rf"\s*({NUMBER})\s*((?:(?!\bva\b)[a-z]+ ?)*)\s*")


def duration(cell: Cell, words: ValueWords, *, header: str = "") -> tuple[Decimal, Decimal] | None:
    """Shortest and longest time in months; None when the cell says nothing.

    `header` gives the unit where the cell has none. Weeks and days are turned into months of 30 days, to a tenth.
    "dưới 3 tháng" is (0, 3). Raises Unreadable for hours, periods and credits (they say nothing of the calendar), for
    terms (a school has two or three a year), for "trên 3 tháng" and for a number without a unit.
    """
    read, text = written(cell, words)
    if read is None:
        return None
    unit = _header_unit(header, words)
    if isinstance(read, date):
        raise Unreadable("date_not_number")
    if isinstance(read, Decimal):
        own = words.durations.get(literal_unit(cell.number_format))
        length = _positive(_months(read, own or unit))
        return length, length
    return _of_text(text, words, unit)


@lru_cache(maxsize=8192)
def _of_text(text: str, words: ValueWords, unit: str | None) -> tuple[Decimal, Decimal]:
    figure, _, _ = split_remark(text, words)
    or_else, listed, each = _patterns(words)
    parts = [part for some in or_else.split(figure.strip(" .")) for part in listed.split(some)]
    plain = [each.sub("", part.strip()) for part in parts]
    if len(parts) > len(or_else.findall(figure)) + 1 and len({_last_unit(part, words) for part in plain}) > 1:
        # "1 nam, 6 thang" may be one time or two.
        raise Unreadable("several_values")
    ends = [_ends(part.strip(), words, unit) for part in plain]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _ends(figure: str, words: ValueWords, unit: str | None) -> tuple[Decimal, Decimal]:
    reject(figure, words)
    parts, flags = figure_parts(figure, words)
    if "at_least" in flags:
        raise Unreadable("duration_open", "3")
    high_unit = _last_unit(parts[-1], words) or unit
    lengths = [_positive(_length(part, words, high_unit)) for part in parts]
    if len(lengths) > 2 or lengths != sorted(lengths):
        raise Unreadable("range_reversed" if len(lengths) == 2 else "unparseable_value", "24")
    return (Decimal(0) if "at_most" in flags else lengths[0]), lengths[-1]


def _length(text: str, words: ValueWords, unit: str | None) -> Decimal:
    """Of "1 nam 6 thang" and "2 nam ruoi"; a lone number is in `unit`."""
    total, place, smallest = Decimal(0), 0, Decimal(10_000)
    while place < len(text):
        match = _PART.match(text, place)
        if match is None:
            raise Unreadable("unparseable_value", "24")
        named = match[2].strip()
        half = next((word for word in words.half if named.endswith(f" {word}")), None)
        own = _unit_of(named.removesuffix(half or "").strip(), words)
        value, _ = decimal_of(match[1], "rate")
        if own is None and (place or match.end() < len(text)):
            raise Unreadable("unparseable_value", "24")
        own = own or unit
        step = _MONTHS.get(own or "", smallest)
        total += _months(value + (Decimal("0.5") if half else 0), own)
        if step >= smallest:
            raise Unreadable("several_values")
        place, smallest = match.end(), step
    return total


def _unit_of(named: str, words: ValueWords) -> str | None:
    if not named:
        return None
    if named in words.durations:
        return words.durations[named]
    if named in words.study_hours:
        raise Unreadable("hours_not_months")
    if named in words.terms:
        raise Unreadable("terms_not_months")
    raise Unreadable("unparseable_value", "24")


def _last_unit(text: str, words: ValueWords) -> str | None:
    found = [match[2].strip() for match in _PART.finditer(text)]
    return words.durations.get(found[-1]) if found else None


def _months(value: Decimal, unit: str | None) -> Decimal:
    if unit is None:
        raise Unreadable("duration_unit_missing")
    months = value * _MONTHS[unit]
    return months if unit in ("month", "year") else months.quantize(_TENTH)


def _positive(months: Decimal) -> Decimal:
    if months <= 0:
        raise Unreadable("duration_not_positive")
    return months


@lru_cache(maxsize=1024)
def _header_unit(header: str, words: ValueWords) -> str | None:
    """The unit that a header names: in brackets or behind a colon first; None when it names none or several."""
    folded = fold(tidy(header))
    inside = " ".join(" ".join(found) for found in _BRACKETS.findall(folded))
    for part in (inside, folded):
        named = {words.durations[word] for word in re.findall("[a-z]+", part) if word in words.durations}
        if named:
            return named.pop() if len(named) == 1 else None
    return None


@lru_cache(maxsize=8)
def _patterns(words: ValueWords) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What stands between two times, what may (", " and "/" after a unit), and what is said around one of them."""
    spoken = "|".join(rf"\b{re.escape(word)}\b" if word.isalpha() else re.escape(word) for word in words.or_else)
    labels = "|".join(re.escape(label) for label in words.course_labels)
    groups = "|".join(re.escape(group) for group in words.groups)
    ahead = r"(?=(?:[a-z ]+:?\s*)?[0-9])"
    return (
        re.compile(rf"\s*(?:{spoken})\s*{ahead}"),
        re.compile(rf"(?<=[a-z])\s*[,/]\s*{ahead}"),
        re.compile(rf"^(?:[a-z ]+:|(?:{labels})(?![a-z]))\s*(?=[0-9])|\s*/\s*(?:{groups})$"),
    )
