"""What a person reads in a cell: a stored value and its number format → text as a Vietnamese reader expects it."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_NOT_SHOWN = re.compile(r"\[[^\]]*\]|[_*].")
_DIGITS = re.compile(r"[#0?,]*[#0?](?:\.[#0?]+)?")


def shown(value: str | float | bool | datetime | date | time | timedelta | None, number_format: str) -> str:
    """The value with decimal comma, dates as dd/mm/yyyy; never rounded further than 15 digits, never grouped.

    Of the format only what changes the meaning is kept: percent, leading zeros, a unit written into it.
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime():
            clock = "" if value.time() == time() else f" {_clock(value.time())}"
            return f"{value:%d/%m}/{value.year:04d}{clock}"
        case date():
            return f"{value:%d/%m}/{value.year:04d}"
        case time():
            return _clock(value)
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
        case _:
            return _number(value, number_format)


def _clock(value: time) -> str:
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"


def _number(value: float, number_format: str) -> str:
    if not math.isfinite(value):
        return str(value)
    before, zeros, percent, after = _shape(number_format)
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    text = f"{exact * 100 if percent else exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, rest = text.partition(".")
    return f"{before}{sign}{whole.zfill(zeros)}{',' if point else ''}{rest}{after}"


@lru_cache(maxsize=1024)
def _shape(number_format: str) -> tuple[str, int, bool, str]:
    """Text before, least number of whole digits, whether it counts in hundredths, text after (the percent sign too)."""
    if number_format in ("General", "@", ""):
        return "", 0, False, ""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[1] if match[1] is not None else match[2])
        return chr(0xE000 + len(kept) - 1)

    plain = _PRIVATE.sub("", number_format)
    section = _NOT_SHOWN.sub("", _QUOTED.sub(keep, plain)).split(";")[0]
    digits = _DIGITS.search(section)
    if digits is None or len(kept) > 64:
        return "", 0, False, ""

    def written(part: str) -> str:
        # Separators and brackets of accounting formats say nothing; quoted texts and the percent sign do.
        shown_parts = (
            kept[ord(char) - 0xE000] if _PRIVATE.match(char) else char
            for char in part
            if _PRIVATE.match(char) or char == "%"
        )
        return "".join(shown_parts).rstrip()

    before, after = written(section[: digits.start()]), written(section[digits.end() :])
    whole = digits[0].split(".")[0]
    return before, whole.count("0"), "%" in section, after
