"""Amounts in đồng as departments write them: "801.550đ/tháng", "6,5 - 9 triệu", 7,2 under "tr.đ/tháng", "5tr5"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from knowledge.text import fold
from knowledge.workbooks.grid import Cell
from knowledge.workbooks.values.scales import names_other_currency, per_of, scale_of
from knowledge.workbooks.values.spans import Side, Span, reject, span_of, split_remark
from knowledge.workbooks.values.unreadable import Unreadable
from knowledge.workbooks.values.words import ValueWords
from knowledge.workbooks.values.written import literal_unit, shows_percent, written

_ALREADY_DONG = 100_000
"""A figure without a unit from here on is in đồng whatever the header says: nobody earns or pays 100,000 million."""
_NEVER_DONG = 1_000
"""A figure without a unit below this is in no known unit: the smallest note in use is 1,000 đồng.

Only a piece is paid less."""
_TOO_MUCH = 10_000_000_000
_SEVERAL = re.compile(r"[0-9][^;]*;[^;]*[0-9]")
_SYMBOL = re.compile(r"[a-z$]+|[^\sa-z0-9]")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in đồng or a range, and what it is paid for.

    `per`: thang, hoc_ky, nam, toan_khoa, tin_chi, mo_dun, ngay, gio, tuan, buoi, san_pham; None when nothing says.
    `flags`: free (nothing is paid; the amount is 0), waived (a fee exists and is not paid), approximate_value,
    at_least, at_most, unit_in_cell_differs (the cell's own unit was taken, not the header's), rounded (to whole đồng).
    """

    low: int
    high: int
    per: str | None
    flags: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class _Amount:
    value: Decimal
    scale: Decimal | None
    per: str | None


def money(cell: Cell, words: ValueWords, *, header: str = "") -> Money | None:
    """The amount in a cell; None when it says nothing. `header` gives the unit where the cell has none.

    A unit in the cell wins; a figure of 100,000 or more without a unit is in đồng. Raises Unreadable, also where no
    unit can be told (`money_unit_missing`, `money_scale_doubtful`), for other currencies, reductions ("Giảm 70%") and
    fees that only some do not pay.
    """
    read, text = written(cell, words)
    if read is None:
        return None
    if isinstance(read, date):
        raise Unreadable("date_not_number")
    if names_other_currency(header, words):
        raise Unreadable("currency")
    if isinstance(read, Decimal):
        if shows_percent(cell.number_format):
            raise Unreadable("percent_not_money")
        span = Span(Side(read, literal_unit(cell.number_format)), None, ())
        return _in_dong(span, words, header, (), "")
    return _of_text(text, words, header)


def is_negotiable(cell: Cell, words: ValueWords) -> bool:
    """True when the cell says that the pay is agreed on later ("Thỏa thuận"): `money` refuses it as `negotiable`."""
    read, _ = written(cell, words)
    return isinstance(read, str) and read.strip(" .") in words.negotiable


@lru_cache(maxsize=16384)
def _of_text(text: str, words: ValueWords, header: str) -> Money | None:
    figure, remark, flags = split_remark(text, words)
    figure = figure.strip(" .")
    if (given := _without_amount(figure, words, remark)) is not None:
        return given
    if any(char.isdigit() for char in figure):
        if _names_currency(figure, words) or (remark.isalpha() and _names_currency(fold(remark), words)):
            raise Unreadable("currency")
        if "%" in figure:
            raise Unreadable("percent_not_money")
        if _SEVERAL.search(figure):
            raise Unreadable("several_values")
    figure = _label_pattern(words).sub("", figure, count=1)
    if remark and (unit := _unit_or_none(fold(remark), words)) is not None:
        figure, remark = f"{figure} {unit}", ""
    span = span_of(_joined(figure, words), words, "count")
    found = tuple(flag for flag in span.flags if flag != "ambiguous_separator")
    return _in_dong(Span(span.low, span.high, found), words, header, flags, remark)


def _without_amount(figure: str, words: ValueWords, remark: str) -> Money | None:
    if figure in words.free:
        return Money(0, 0, None, ("free",), remark)
    if figure in words.waived:
        return Money(0, 0, None, ("free", "waived"), remark)
    if figure in words.negotiable:
        raise Unreadable("negotiable")
    if any(figure.startswith(f"{word} ") for word in words.free | words.waived):
        raise Unreadable("free_for_some")
    return None


def _names_currency(figure: str, words: ValueWords) -> bool:
    signs = set(_SYMBOL.findall(figure))
    padded = f" {figure} "
    return not signs.isdisjoint(words.other_currencies | words.short_currencies) or any(
        f" {name} " in padded for name in words.other_currencies if " " in name
    )


@lru_cache(maxsize=8)
def _label_pattern(words: ValueWords) -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(re.escape(label) for label in words.money_labels)})\s*:?\s*(?=\S*[0-9])")


@lru_cache(maxsize=8)
def _joined_pattern(words: ValueWords) -> re.Pattern[str]:
    scales = "|".join(re.escape(word) for word in words.scales)
    return re.compile(rf"(?<![0-9.,])([0-9]{{1,3}})\s*({scales})\s*([0-9]{{1,3}})(?![0-9.,])\s*({scales})?(?![a-z])")


def _joined(figure: str, words: ValueWords) -> str:
    """Amounts in two steps as one number: "5tr5" → "5500000", "1 trieu 200 nghin" → "1200000"."""

    def amount(match: re.Match[str]) -> str:
        scale, rest = words.scales[match[2]], Decimal(match[3])
        if match[4]:
            step = words.scales[match[4]]
        elif len(match[3]) == 2:
            raise Unreadable("unparseable_value", f"{Decimal(match[1]) * scale:f}")
        else:
            step = scale / 10 ** len(match[3])
        if rest * step >= scale:
            raise Unreadable("unparseable_value", f"{Decimal(match[1]) * scale:f}")
        (dong,) = sorted(words.dong & {"d"}) or [""]
        return f"{Decimal(match[1]) * scale + rest * step:f} {dong}"

    return _joined_pattern(words).sub(amount, figure)


def _in_dong(span: Span, words: ValueWords, header: str, flags: tuple[str, ...], remark: str) -> Money:
    header_scale, header_per = scale_of(header, words) if header else (Decimal(1), None)
    high = _amount(span.high or span.low, words)
    low = _amount(span.low, words)
    if low.scale is None and low.value < _ALREADY_DONG:
        low = _Amount(low.value, high.scale, low.per or high.per)
    found = [*flags, *span.flags]
    ends = [_scaled(end, header_scale, found) for end in (low, high)]
    if ends[0] > ends[1]:
        raise Unreadable("range_reversed")
    if ends[0] < 0:
        raise Unreadable("negative_money")
    whole = [_whole(end, found) for end in ends]
    if low.per is not None and high.per is not None and low.per != high.per:
        raise Unreadable("several_values")
    return Money(whole[0], whole[1], high.per or low.per or header_per, tuple(dict.fromkeys(found)), remark)


def _amount(side: Side, words: ValueWords) -> _Amount:
    unit = _unit(side.tail, words)
    return _Amount(side.value, unit[0], unit[1])


def _scaled(amount: _Amount, header_scale: Decimal, flags: list[str]) -> Decimal:
    value, scale = amount.value, amount.scale
    if scale is None and value >= _ALREADY_DONG:
        scale = Decimal(1)
    if scale is None:
        if header_scale == 1 and 0 < value < _NEVER_DONG:
            raise Unreadable("money_unit_missing")
        if header_scale >= 1_000_000 and value >= _NEVER_DONG:
            raise Unreadable("money_scale_doubtful")
        scale = header_scale
    elif scale == 1 and 0 < value < _NEVER_DONG and amount.per != "san_pham":
        raise Unreadable("money_unit_missing")
    elif header_scale not in (1, scale) and value:
        flags.append("unit_in_cell_differs")
    if value * scale > _TOO_MUCH:
        raise Unreadable("money_scale_doubtful")
    return value * scale


def _whole(value: Decimal, flags: list[str]) -> int:
    if value == value.to_integral_value():
        return int(value)
    if value < _ALREADY_DONG:
        raise Unreadable("unparseable_value", "700000")
    flags.append("rounded")
    return int(value.to_integral_value(ROUND_HALF_UP))


@lru_cache(maxsize=4096)
def _unit(tail: str, words: ValueWords) -> tuple[Decimal | None, str | None]:
    """Scale and `per` of what stands behind a number: "tr.d/nguoi/thang" → (1000000, "thang"). Raises Unreadable."""
    head, *behind = tail.split("/")
    listed = head.replace(".", " ").split()
    each = next((place for place, word in enumerate(listed) if word in words.each), None)
    if each is not None:
        behind.append(" ".join(listed[each:]))
        listed = listed[:each]
    pers = {code for piece in behind if (code := per_of(piece, words)) is not None}
    if len(pers) > 1:
        raise Unreadable("several_values")
    per = pers.pop() if pers else None
    compact = "".join(listed)
    for name in ("", *words.dong):
        unit = name.replace(" ", "")
        if not compact.endswith(unit):
            continue
        rest = compact[: len(compact) - len(unit)]
        if rest in words.scales:
            return words.scales[rest], per
        if not rest:
            return (Decimal(1) if unit else None), per
    if any(char.isdigit() for char in tail):
        reject(tail, words)
    raise Unreadable("unparseable_value", "700000")


def _unit_or_none(text: str, words: ValueWords) -> str | None:
    """The text when it is a unit of money."""
    try:
        scale, per = _unit(text, words)
    except Unreadable:
        return None
    return None if scale is None and per is None else text
