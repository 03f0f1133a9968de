"""The general subjects learnt beside a trade: where they are taught is another question than where the trade is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.models import Mention

_TAUGHT = re.compile(
    r"\bvan hoa(?: (?:cap (?:3|ba)|thpt|pho thong))?(?: (?:thi|em|chau|con|no|hoc|day|duoc|do|lai|van))*"
    r" (?:o|tai|ben) (?P<where>[^,.;?!\n]*)"
)
""" "Học văn hoá ở trung tâm GDTX công lập"."""
_NICKNAME = "level_nickname"
_SCHOOL_OF_LEVEL = re.compile(r"\btruong (cao dang|trung cap)\b")
_CONTINUING = re.compile(r"\b(?:gdtx|giao duc thuong xuyen|bo tuc)\b")
_PUBLIC = re.compile(r"\b(?:cong lap|truong cong|nha nuoc)\b")
_PRIVATE = re.compile(r"\b(?:tu thuc|truong tu|tu nhan)\b")
_AFTER_GRADE_NINE = re.compile(
    r"\b(?:em|con|chau|toi|minh|no|be|dang|se|muon)(?: (?!hoi\b|nghe\b)\w+){0,3} hoc"
    r"(?: (?:truong|nghe|theo|o|trung cap|he|lop))* (?:9 ?\+|9 cong|chin cong)"
)
""" "Con tôi học hệ 9+": who learns so has finished grade 9 and no more."""


def _of_the_course(mentions: Sequence[Mention], plain: str) -> list[Mention]:
    """The mentions without the level that stands in the name of a school, where "9+" says what is learnt there."""
    at_school = " ".join(_SCHOOL_OF_LEVEL.findall(plain)) if any(one.kind == _NICKNAME for one in mentions) else ""
    return [one for one in mentions if one.kind != "level" or not one.surface or one.surface not in at_school]


def by_nickname(mentions: Sequence[Mention], plain: str) -> list[Mention]:
    """The nickname of a level as the level; beside another level as the support called so: "sơ cấp có 9+ không"."""
    mentions = _of_the_course(mentions, plain)
    others = any(one.kind == "level" for one in mentions)
    nicknames = {(one.first, one.last) for one in mentions if one.kind == _NICKNAME}
    if others:
        return [one for one in mentions if one.kind != _NICKNAME]
    kept = (one for one in mentions if one.kind != "record_named" or (one.first, one.last) not in nicknames)
    return [replace(one, kind="level") if one.kind == _NICKNAME else one for one in kept]


def taught_at(plain: str) -> str:
    """The words that say where the general subjects are learnt; blank where none do."""
    found = _TAUGHT.search(plain)
    return found["where"] if found else ""


def general_part(plain: str) -> dict[str, str]:
    """Facts of the general subjects learnt beside a trade, and of who learns "9+"."""
    where = taught_at(plain)
    told = {"schooling": "thcs"} if _AFTER_GRADE_NINE.search(plain) else {}
    if _CONTINUING.search(where):
        told["culture_study"] = "gdtx"
    if _PUBLIC.search(where) or _PRIVATE.search(where):
        told["culture_school"] = "public" if _PUBLIC.search(where) else "private"
    return told
