"""How far somebody of an age has come at school: an estimate to be asked, never a fact."""

from __future__ import annotations

import re
from datetime import date

_BORN = re.compile(
    r"\b(?:sinh nam|nam sinh|sinh|sn)\s*:?\s*(?:ngay\s*)?(?:\d{1,2}[/.-]\d{1,2}[/.-])?(?P<year>(?:19|20)\d{2})\b"
)
_TWO_K = re.compile(r"\b2k(?P<digits>\d{1,2})\b")
_AGE = re.compile(r"\b(?P<age>1[1-9]|2[0-4])\s*(?:tuoi|t)\b")
_OLDEST, _YOUNGEST = 24, 11
_SCHOOL_YEAR_ENDS = 6  # June
_LOWER, _UPPER = 15, 18  # years after the year of birth in which grade 9 and grade 12 end


def birth_year(text: str, today: date) -> int | None:
    """The year of birth that a folded text tells, by year, by "2k10" or by age; None when it tells none."""
    if match := _BORN.search(text):
        return int(match["year"])
    if match := _TWO_K.search(text):
        return 2000 + int(match["digits"])
    return today.year - int(match["age"]) if (match := _AGE.search(text)) else None


def schooling_of_age(text: str, today: date) -> str | None:
    """The schooling usual at the age told in a folded text; None for no age, or one outside 11 to 24.

    Grade 1 starts in the year a child turns six (Luật Giáo dục 2019, điều 28), so grade 9 ends in June
    fifteen years after the year of birth and grade 12 eighteen years after it.
    """
    born = birth_year(text, today)
    if born is None or not _YOUNGEST <= today.year - born <= _OLDEST:
        return None
    years = today.year - born - (today.month < _SCHOOL_YEAR_ENDS)
    return "thpt" if years >= _UPPER else "thcs" if years >= _LOWER else "below_thcs"


def without_births(text: str) -> str:
    """A folded text without years of birth, which are no periods."""
    return _BORN.sub(" ; ", text)
