"""What stands in a cell before it is read as a value: marks of "no information", errors, one spelling of signs."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from knowledge.text import fold, nfc
from knowledge.workbooks.grid import Cell
from knowledge.workbooks.values.unreadable import Unreadable
from knowledge.workbooks.values.words import ValueWords

Written = str | Decimal | date | None
"""Folded text, an exact number, a day (or a moment), or nothing."""

_SOFT_HYPHEN_IN_NUMBER = re.compile("(?<=[0-9])\u00ad(?=[0-9])")
_ERROR = re.compile(r"#(?:[A-Z0-9/_]+[!?]?|#+)", re.IGNORECASE)
_QUOTES = "'\"‘’“”`´"
_SIGNS = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},  # fullwidth forms
    **dict.fromkeys([*range(0x2000, 0x200B), 0x3000, 0x00A0, 0x202F, 0x205F], " "),
    **dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63], "-"),
    0x00D7: "x",
    0x2044: "/",
    0x2215: "/",
}
_REFUSED = "\ufffd"
_LITERAL = re.compile(r'"([^"]*)"')


def tidy(text: str) -> str:
    """One line of NFC text: plain spaces, hyphens and digits; quotes that Excel puts before a number dropped.

    A soft hyphen between two digits is a hyphen on one screen and nothing on another: it becomes a sign that no
    number may hold.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split()).strip(_QUOTES + " ")
    marked = _SOFT_HYPHEN_IN_NUMBER.sub(_REFUSED, text)
    return " ".join(nfc(marked.translate(_SIGNS)).split()).strip(_QUOTES + " ")


def written(cell: Cell, words: ValueWords) -> tuple[Written, str]:
    """The cell's value (text folded, numbers exact) and its tidy text with case and diacritics ("" for other values).

    None when the cell is empty or holds a mark of "no information". Raises Unreadable for Excel's errors, booleans,
    times of day and numbers that are no numbers.
    """
    value = cell.value
    match value:
        case None:
            if cell.error is not None:
                raise Unreadable("error_cell")
            return None, ""
        case str():
            text = tidy(value)
            if _ERROR.fullmatch(text):
                raise Unreadable("error_cell")
            folded = fold(text)
            return (None if words.is_nothing(text) else folded), text
        case bool():
            raise Unreadable("boolean_not_number")
        case int():
            return Decimal(value), ""
        case float():
            return exact(value), ""
        case date():
            return value, ""
        case time() | timedelta():
            raise Unreadable("date_not_number")


def exact(number: float) -> Decimal:
    """The number a person typed, without binary noise: 0.1 + 0.2 → 0.3. Raises Unreadable for NaN and infinity."""
    if not isfinite(number):
        raise Unreadable("unparseable_value", "30")
    if number.is_integer():
        return Decimal(int(number))
    rounded = Decimal(f"{round(number, 9):.15g}")
    return Decimal(int(rounded)) if rounded == rounded.to_integral_value() else rounded


@lru_cache(maxsize=1024)
def literal_unit(number_format: str) -> str:
    """The text that a number format shows beside the number, folded: '0 "tháng"' → "thang"; "" when there is none."""
    return fold(tidy(" ".join(_LITERAL.findall(number_format.partition(";")[0]))))


@lru_cache(maxsize=1024)
def shows_percent(number_format: str) -> bool:
    """True when Excel multiplies the number by 100 to show it; a % in quotes is a text."""
    return "%" in _LITERAL.sub("", number_format).replace("\\%", "")
