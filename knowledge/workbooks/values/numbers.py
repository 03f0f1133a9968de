"""Counts, measures and rates as departments write them: "1.234", "30-35", "35/lớp x 2 lớp", "12,5 %"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from knowledge.workbooks.grid import Cell
from knowledge.workbooks.values.decimals import Style
from knowledge.workbooks.values.spans import Side, span_of, split_remark
from knowledge.workbooks.values.unreadable import Unreadable
from knowledge.workbooks.values.words import ValueWords
from knowledge.workbooks.values.written import literal_unit, shows_percent, written

_NEGATIVE = re.compile(r"\(\s*([0-9][0-9., ]*%?)\s*\)")
_TIMES = re.compile(r"\s*(?<![a-z])[x*](?![a-z])\s*(?=[0-9])")
_PLUS = re.compile(r"(?<=[0-9a-z])(?<![0-9]e)\s*\+\s*(?=[0-9])")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,5}")
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or a range.

    `flags`: approximate_value, at_least, at_most (the number is a bound), computed (a product or a sum was worked out),
    ambiguous_separator, scientific_notation. `remark`: what stood in brackets, as written.
    """

    low: Decimal
    high: Decimal
    flags: tuple[str, ...] = ()
    remark: str = ""

    @property
    def whole(self) -> int:
        """The one whole number. Raises Unreadable `not_integer`, or `range_not_single` for a range."""
        if self.low != self.high:
            raise Unreadable("range_not_single")
        if self.low != self.low.to_integral_value():
            raise Unreadable("not_integer")
        return int(self.low)


def quantity(cell: Cell, words: ValueWords, *, counts: bool = True) -> Quantity | None:
    """The number in a cell; None when it is empty or marked as "no information".

    `counts`: the column counts things, so "1,234" is 1234 (flag `ambiguous_separator`) and a percentage is refused;
    otherwise the comma is a decimal comma and a percentage is read in points. Scales in the cell are worked out
    ("1,2 tr" → 1200000). A range has two ends. Raises Unreadable.
    """
    value = cell.value
    # Most cells are these; the rest of this module is for the others.
    if type(value) is int and cell.number_format == "General":
        return _exactly(value)
    if isinstance(value, str):
        if value.isascii() and value.isdigit() and len(value) <= 18:
            return _exactly(int(value))
        if _THOUSANDS.fullmatch(value) is not None:
            return _exactly(int(value.replace(".", "")))
        return _quantity_of_text(value, words, counts)
    read, _ = written(cell, words)
    if read is None:
        return None
    number = _number(read)
    if shows_percent(cell.number_format):
        if counts:
            raise Unreadable("percent_not_count")
        number *= 100
    else:
        number *= words.scales.get(literal_unit(cell.number_format), Decimal(1))
    return Quantity(number, number)


def percentage(cell: Cell, words: ValueWords) -> Quantity | None:
    """The percentage in a cell, in points: "12,5 %", 12.5 and 0.125 shown as a percentage are 12.5.

    A number without a sign or a percentage format stays as it is ("1,7133"): the caller knows what it was divided by.
    None when the cell says nothing. Raises Unreadable.
    """
    if isinstance(cell.value, str):
        return _percentage_of_text(cell.value, words)
    read, _ = written(cell, words)
    if read is None:
        return None
    number = _number(read) * (100 if shows_percent(cell.number_format) else 1)
    return Quantity(number, number)


@lru_cache(maxsize=65536)
def _exactly(value: int) -> Quantity:
    number = Decimal(value)
    return Quantity(number, number)


def _number(read: str | Decimal | date) -> Decimal:
    if isinstance(read, Decimal):
        return read
    raise Unreadable("date_not_number")


@lru_cache(maxsize=16384)
def _quantity_of_text(value: str, words: ValueWords, counts: bool) -> Quantity | None:
    read, text = written(Cell(value), words)
    if read is None:
        return None
    figure, remark, flags = split_remark(text, words)
    figure = _signed(figure, words)
    if any(figure.endswith(sign) for sign in words.percent if not sign.isalpha()):
        if counts:
            raise Unreadable("percent_not_count")
        return _percentage_of_text(value, words)
    low, high, found = _expression(figure, words, "count" if counts else "measure")
    return _ordered(low, high, (*flags, *found), remark)


@lru_cache(maxsize=16384)
def _percentage_of_text(value: str, words: ValueWords) -> Quantity | None:
    read, text = written(Cell(value), words)
    if read is None:
        return None
    figure, remark, flags = split_remark(text, words)
    span = span_of(_signed(figure, words), words, "rate")
    for side in (span.low, span.high):
        if side is not None and side.tail and side.tail not in words.percent:
            raise Unreadable("unparseable_value", "12,5")
    high = span.low.value if span.high is None else span.high.value
    return _ordered(span.low.value, high, (*flags, *span.flags), remark)


def _ordered(low: Decimal, high: Decimal, flags: tuple[str, ...], remark: str) -> Quantity:
    if low > high:
        raise Unreadable("range_reversed")
    return Quantity(low, high, tuple(dict.fromkeys(flags)), remark)


def _signed(figure: str, words: ValueWords) -> str:
    """ "(12)" and "giam 12" → "-12"."""
    if (negative := _NEGATIVE.fullmatch(figure)) is not None:
        return f"-{negative[1]}"
    first = _WORD.match(figure)
    if first is not None and first[0] in words.sign:
        return ("-" if words.sign[first[0]] == "minus" else "") + figure[first.end() :].strip(" :")
    return figure


def _expression(figure: str, words: ValueWords, style: Style) -> tuple[Decimal, Decimal, tuple[str, ...]]:
    """A single number, a range, or a product or sum that is worked out (flag `computed`)."""
    figure, equals, result = figure.partition("=")
    if (computed := _worked_out(figure.strip(), words, style)) is not None:
        if equals and _plain(result.strip(), words, style) != computed:
            raise Unreadable("sum_contradicts", f"{computed:f}")
        return computed, computed, ("computed",)
    span = span_of(figure + equals + result, words, style)
    high = span.low if span.high is None else span.high
    factor = _count_scale(high.tail, words)
    low_factor = _count_scale(span.low.tail, words) if span.low.tail else factor
    return span.low.value * low_factor, high.value * factor, span.flags


def _worked_out(figure: str, words: ValueWords, style: Style) -> Decimal | None:
    """The result of "35/lop x 2 lop" or "20 + 15"; None when the figure is neither."""
    factors = _TIMES.split(figure)
    if len(factors) > 1:
        sides = [_single(factor, words, style) for factor in factors]
        grouped = sum(side.tail in words.groups for side in sides)
        if len(sides) != 2 or grouped > 1:
            raise Unreadable("unparseable_value", "70")
        return sides[0].value * _factor(sides[0], words) * sides[1].value * _factor(sides[1], words)
    terms = _PLUS.split(figure)
    return sum((_plain(term, words, style) for term in terms), Decimal(0)) if len(terms) > 1 else None


def _single(text: str, words: ValueWords, style: Style) -> Side:
    span = span_of(text, words, style)
    if span.high is not None or span.flags:
        raise Unreadable("unparseable_value", "70")
    return span.low


def _plain(text: str, words: ValueWords, style: Style) -> Decimal:
    side = _single(text, words, style)
    return side.value * _count_scale(side.tail, words)


def _factor(side: Side, words: ValueWords) -> Decimal:
    """Of one side of a product: "35 hs/lop" and "2 lop" count as they stand."""
    unit, slash, group = side.tail.partition("/")
    if (slash and group.strip() in words.groups) or not slash:
        return Decimal(1) if unit.strip() in words.groups and not slash else _count_scale(unit.strip(), words)
    raise Unreadable("unparseable_value", "70")


def _count_scale(tail: str, words: ValueWords) -> Decimal:
    """1 for the unit of a count, the scale for "nghin nguoi". Raises Unreadable for any other word."""
    unit = tail.strip(" .")
    if not unit or unit in words.people:
        return Decimal(1)
    people, slash, per = unit.rpartition("/")
    if slash and words.per.get(per.strip()) == "nam" and people.strip() in words.people:
        return Decimal(1)
    scale, _, rest = unit.partition(" ")
    if scale.strip(".") in words.scales and (not rest or rest.strip() in words.people):
        return words.scales[scale.strip(".")]
    raise Unreadable("unparseable_value", "30")
