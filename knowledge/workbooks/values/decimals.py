"""One written number → Decimal: "1.234,5", "1 234", "12,5", "1.5E+09"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from knowledge.workbooks.values.unreadable import Unreadable

Style = Literal["count", "measure", "rate"]
"""What the number is of. A lone separator before exactly three digits is a thousands separator in a count, whichever it
is; in a measure the dot is one and the comma is the decimal comma; in a rate both stand before decimals."""

NUMBER = r"[0-9]+(?:[., ][0-9]+)*(?:e[+-]?[0-9]+)?"
"""Anything that may be meant as one number, in folded text."""

_DIGITS = re.compile(r"[0-9]{1,18}")
_GROUPED = re.compile(r"([1-9][0-9]{0,2})(?:([., ])[0-9]{3})(?:\2[0-9]{3}){0,5}(?:(?!\2)[.,]([0-9]{1,9}))?")
_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,17})[.,]([0-9]{1,15})")
_SCIENTIFIC = re.compile(r"([0-9](?:[.,][0-9]{1,15})?)e([+-]?[0-9]{1,3})")
_LOOKALIKES = str.maketrans({"o": "0", "l": "1", "i": "1"})
_LOOKALIKE_NUMBER = re.compile(r"(?=.*[0-9])[0-9oli]+(?:[., ][0-9oli]+)*")


def decimal_of(number: str, style: Style) -> tuple[Decimal, tuple[str, ...]]:
    """The value of an unsigned number and its flags (`ambiguous_separator`, `scientific_notation`).

    Raises Unreadable `unparseable_value` when the separators do not make one number ("1.23.456", "35 40").
    """
    if _DIGITS.fullmatch(number):
        return Decimal(number), ()
    if scientific := _SCIENTIFIC.fullmatch(number):
        if abs(int(scientific[2])) > 15:
            raise Unreadable("unparseable_value", "30")
        return Decimal(f"{scientific[1].replace(',', '.')}e{scientific[2]}") + 0, ("scientific_notation",)
    grouped = _GROUPED.fullmatch(number)
    if grouped and (grouped[3] is not None or _groups_thousands(number, grouped[2], style)):
        doubtful = grouped[3] is None and grouped[2] == "," and number.count(",") == 1
        whole, separator, rest = number, "", ""
        if grouped[3] is not None:
            whole, rest = number[: -len(grouped[3]) - 1], grouped[3]
            separator = "."
        value = Decimal(f"{whole.replace(grouped[2], '')}{separator}{rest}")
        return value, ("ambiguous_separator",) if doubtful else ()
    if _DECIMAL.fullmatch(number):
        return Decimal(number.replace(",", ".")), ()
    raise Unreadable("unparseable_value", "30")


def _groups_thousands(number: str, separator: str, style: Style) -> bool:
    if separator == " " or number.count(separator) > 1:
        return True
    return style == "count" or (style == "measure" and separator == ".")


def lookalike(folded: str) -> str:
    """The number meant by digits typed as letters, as it should be written: "3.4oo" → "3.400"; "" when it is none."""
    return folded.translate(_LOOKALIKES) if _LOOKALIKE_NUMBER.fullmatch(folded) else ""
