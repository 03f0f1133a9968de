"""Who learns at a general school or in continuing education, and no trade: "lớp 11 trường phổ thông", "học bổ túc"."""

from __future__ import annotations

import re
from collections.abc import Mapping

LEVEL = "level"
PUPIL, ADULT = "pho_thong", "gdtx_thpt"
GENERAL = frozenset({PUPIL, ADULT})
"""Levels at which no trade is learnt."""
_SCHOOL = r"(?:pho thong|thpt|trung hoc pho thong|cap (?:3|ba|iii))"
_GRADE = r"lop (?:10|11|12|muoi mot|muoi hai|muoi)"
_AND_NOT = r"(?! (?:dan toc|noi tru|xong|roi|thi))"
_PUPIL = re.compile(
    rf"\b(?:dang |con )?hoc {_GRADE} (?:o |tai |cua )?(?:truong )?{_SCHOOL}\b{_AND_NOT}"
    rf"|\b(?:la |dang la )hoc sinh (?:truong )?{_SCHOOL}\b{_AND_NOT}"
    rf"|\bdang hoc (?:o |tai )?(?:truong )?{_SCHOOL}\b{_AND_NOT}"
    rf"|\bhoc (?:o |tai )?truong {_SCHOOL}\b{_AND_NOT}"
)
_ADULT = re.compile(
    r"\b(?:hoc|theo|vao|len)(?: (?:het|lop|he|\d{2}|o|tai|chuong trinh|truong|trung tam|tt|van hoa|cap|3)){0,4}"
    r" (?:gdtx|giao duc thuong xuyen|bo tuc)\b(?! (?:gdnn|giao duc nghe))"
    r"|\bhoc vien (?:gdtx|giao duc thuong xuyen|bo tuc)\b"
)
_AT_A_GRADE = re.compile(rf"\bhoc (?:o )?{_GRADE}\b(?! (?:xong|roi|het|thi))")
_LODGES = re.compile(
    r"\b(?:o tro|di tro|tro hoc|thue tro|thue nha tro|nha tro|ban tru|o nha (?:ba con|nguoi quen)|gao|an trua"
    r"|hoc xa nha|xa nha|nha xa(?: truong)?)\b"
)
""" "Học lớp 10, đi trọ học xa nhà": how a pupil of a grade lives now."""
_LEARNS_A_TRADE = re.compile(r"\b(?:nghe|trung cap|cao dang|so cap|9 ?\+|chin cong|he 9)\b")
_NOT_NOW = re.compile(r"\b(?:xong|het|tot nghiep|truoc|tung|neu|muon|hay|hoac|so voi|ban|anh|chi)\b[^,.;?!]*$")


def general_school(plain: str, *, learns_a_trade: bool) -> Mapping[str, str]:
    """Facts of who learns there and no trade beside; empty where nothing of the kind is told.

    `learns_a_trade`: the message names a trade or a vocational level.
    """
    if learns_a_trade or _LEARNS_A_TRADE.search(plain):
        return {}
    if _is_told(_ADULT, plain):
        return {LEVEL: ADULT, "culture_study": "gdtx"}
    lodges = _LODGES.search(plain) is not None and _is_told(_AT_A_GRADE, plain)
    return {LEVEL: PUPIL} if lodges or _is_told(_PUPIL, plain) else {}


def _is_told(form: re.Pattern[str], plain: str) -> bool:
    return any(not _NOT_NOW.search(plain[: found.start()]) for found in form.finditer(plain))
