"""Numbers of identity papers, telephones and accounts, taken out of a message before anything keeps it.

Nothing that is answered needs them. Sums of money, years and numbers of documents stay as they were typed.
"""

from __future__ import annotations

import re
import unicodedata

INSTEAD = "•••"
_RUN = re.compile(r"(?<![\w./,])(?<!\w-)\+?\d(?:[ .\-]?\d){5,}(?![\w/]|[.,]\d)")
_GROUP = re.compile(r"[ .\-]")
_NAMED = re.compile(
    r"\b(?:cccd|cmnd|cmt|can cuoc(?: cong dan)?|chung minh(?: nhan dan)?|ho chieu|dinh danh|stk|tai khoan|bhyt"
    r"|the|sdt|so dt|dt|dien thoai"
    r"|zalo|phone|hotline|goi|ma|ma so|ma ho)(?: (?:so|cua|em|toi|con|chau|minh|la|nay|qua))*\W{0,3}$"
)
"""What is said before a number that is no sum, however short it is."""
_COUNTED = re.compile(r"^\s*(?:d|vnd|k|tr|trd|dong|trieu|nghin|ngan|ty|ti)\b")
_YEARS = re.compile(r"(?:19|20)\d\d")
_LEAST, _LEAST_NAMED = 9, 6
"""Digits of a number that stands alone, and of one that is said to be of a paper or a telephone."""
_FEWEST_OF_A_GROUP = 3
_BEFORE = 40


def without_numbers(text: str, instead: str = INSTEAD) -> str:
    """The text without the numbers that lead to a person; the rest as it was typed."""
    return _RUN.sub(lambda run: instead if _is_of_a_person(run) else run[0], text)


def _is_of_a_person(run: re.Match[str]) -> bool:
    typed, before, after = run[0], _plain(run.string[: run.start()])[-_BEFORE:], _plain(run.string[run.end() :])
    groups = [one for one in _GROUP.split(typed.removeprefix("+")) if one]
    digits = "".join(groups)
    if _COUNTED.match(after) or all(_YEARS.fullmatch(one) for one in groups):
        return False
    if _NAMED.search(before) and len(digits) >= _LEAST_NAMED:
        return True
    if len(digits) < _LEAST:
        return False
    if digits.startswith("0") or typed.startswith("+"):
        return True
    if any(_YEARS.fullmatch(one) for one in groups) or min(map(len, groups)) < _FEWEST_OF_A_GROUP < len(groups[0]):
        return False
    return not _is_a_sum(typed, digits)


def _is_a_sum(typed: str, digits: str) -> bool:
    """ "200000000", "2.530.000.000": round, or with dots between its thousands."""
    return digits.endswith("000") or re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", typed) is not None


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "d"))
    return "".join(one for one in letters if not unicodedata.combining(one)).lower()
