"""Telephone numbers of schools and offices, in one form: 0xxxxxxxxx or 1800xxxx."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.text import fold
from knowledge.workbooks.grid import Cell
from knowledge.workbooks.values.unreadable import Unreadable
from knowledge.workbooks.values.written import tidy

# Landlines have 11 digits since 2017, mobiles 10 since 2018; hotlines 8 or 10.
_VALID = re.compile(r"02[0-9]{9}|0[35789][0-9]{8}|1[89]00[0-9]{4}(?:[0-9]{2})?")
_INTERNATIONAL = re.compile(r"^(?:\+|00)?84(?=0?[235789][0-9]{8,9}$)0?")
_EXTENSION = re.compile(r"\(?\s*(?:ext|may le|so le|noi bo|nhanh|nb)\b[\s.:]*[0-9]{1,5}\s*\)?")
_BOTH = re.compile(r"(?:tel|dt|dien thoai)\s*[/&-]\s*fax")
_FAX = re.compile(r"\bfax[\s.:]*[0-9+(][0-9 ().-]*")
_SEPARATORS = re.compile(r"[;,/|\n]|\bhoac\b|\bva\b")
_GROUP = re.compile(r"\+?[0-9]+")
_MOST_GROUPS = 24


def phones(cell: Cell) -> tuple[str, ...]:
    """The numbers in a cell, in order, each once; () when it holds no digit.

    Labels, extensions and fax numbers are dropped. A number that Excel stored without its leading zero gets it back.
    Raises Unreadable `invalid_phone`, whose `expected` lists the parts that are no number, as soon as one is not.
    """
    value = cell.value
    if cell.error is not None:
        raise Unreadable("error_cell")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        if value is None:
            return ()
        raise Unreadable("invalid_phone")
    if not isinstance(value, str):
        digits = f"{value:.0f}"
        found = _numbers([digits]) or _numbers([f"0{digits}"])
        if found is None:
            raise Unreadable("invalid_phone", digits)
        return found
    kept: list[str] = []
    invalid: list[str] = []
    text = _BOTH.sub(" ", _EXTENSION.sub(" ", fold(tidy(value.replace("\n", ";")))))
    for part in _SEPARATORS.split(_FAX.sub(" ", text)):
        groups = _GROUP.findall(part.replace("(0)", ""))
        found = _numbers(groups, kept[-1] if kept else "") if groups else ()
        if found is None:
            invalid.append(part.strip(" ()-.:"))
        else:
            kept += found
    if invalid:
        raise Unreadable("invalid_phone", "; ".join(invalid))
    return tuple(dict.fromkeys(kept))


def _numbers(groups: Sequence[str], before: str = "") -> tuple[str, ...] | None:
    """Groups of digits joined into valid numbers, the longest number first; None when they do not fit.

    Seven digits behind a landline are a number of the same area: "0206 3000 005 - 3000006".
    """
    if not groups:
        return ()
    if len(groups) > _MOST_GROUPS:
        return None
    for end in range(min(len(groups), 8), 0, -1):
        number = _INTERNATIONAL.sub("0", "".join(groups[:end]))
        if len(number) == 7 and number[0] != "0" and before.startswith("02"):
            number = before[:4] + number
        if _VALID.fullmatch(number) and (rest := _numbers(groups[end:], number)) is not None:
            return number, *rest
    return None
