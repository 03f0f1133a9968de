"""Periods named in a message: "quý 4 năm 2025", "tháng 9/2026", "năm ngoái", "2030"."""

from __future__ import annotations

import re
from datetime import date

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = r"(?:nam|/|-|)\s*(?P<year>20\d{2})"
_QUARTER = re.compile(rf"\b(?:quy|q)\s*(?P<quarter>iv|iii|ii|i|[1-4])\s*{_YEAR}\b")
_MONTH = re.compile(rf"\bthang\s*(?P<month>1[0-2]|0?[1-9])\s*{_YEAR}\b")
_HALF = re.compile(rf"\b(?:6 thang (?P<which>dau|cuoi)(?: nam)?)\s*{_YEAR}\b")
_NINE = re.compile(rf"\b9 thang(?: dau)?(?: nam)?\s*{_YEAR}\b")
_SCHOOL_YEAR = re.compile(r"nam hoc\s*(20\d{2})\s*(?:-|–|den|/)\s*(20\d{2})")
_RANGE = re.compile(r"(?<![\d/])(20[1-5]\d)\s*(?:den|toi|-|–)\s*(20[1-5]\d)(?![\d/])")
_BARE_YEAR = re.compile(r"(?<![\d/.])(20[1-5]\d)(?![\d/.])")


def find_period(text: str, today: date) -> str | None:
    """Code of the first period named in a folded text, finest first; None when no period is named.

    "nam ngoai" and "nam truoc" are the year before `today`, "nam sau" and "nam toi" the year after. "nam nay" names
    no period: it asks for the present.
    """
    if match := _SCHOOL_YEAR.search(text):
        return f"NH{match[1]}-{match[2]}" if int(match[2]) == int(match[1]) + 1 else None
    if match := _QUARTER.search(text):
        written = match["quarter"]
        return f"{match['year']}-Q{_ROMAN.get(written) or int(written)}"
    if match := _HALF.search(text):
        return f"{match['year']}-H{1 if match['which'] == 'dau' else 2}"
    if match := _NINE.search(text):
        return f"{match['year']}-9M"
    if match := _MONTH.search(text):
        return f"{match['year']}-M{int(match['month']):02d}"
    if (match := _RANGE.search(text)) and match[1] < match[2]:
        return f"{match[1]}-{match[2]}"
    if match := _BARE_YEAR.search(text):
        return match[1]
    if re.search(r"\bnam (ngoai|truoc)\b", text):
        return str(today.year - 1)
    if re.search(r"\bnam (sau|toi)\b", text):
        return str(today.year + 1)
    return None
