"""Support for boarding that the learner had in an earlier course: "được nội trú một lần hồi trung cấp rồi"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.models import Mention

BEFORE = ("received_before", "before")
_LEVEL = r"(?:he |lop )?(?:trung cap|cao dang|trung hoc nghe)"
_MONEY = "tien|hoc bong|che do|chinh sach|tro cap|ho tro|suat"
_HAD = rf"(?:duoc|huong|nhan|linh|lanh|lay)(?: (?:duoc|huong|nhan|{_MONEY}))* noi tru"
_EARLIER = rf"(?:hoi|luc|khi|ngay|dot|thoi)(?: (?:con|dang|em|con|chau|no|truoc|o|hoc))* {_LEVEL}"
_TOLD = (
    re.compile(rf"\b{_HAD}(?: (?:\w+ ){{0,2}}(?:mot|1) lan)?(?: roi)? (?:tu )?{_EARLIER}\b"),
    re.compile(rf"\b(?<!cho ){_EARLIER}(?: (?:em|con|chau|no|minh|toi|thi))* (?:da|tung)(?: (?:tung|co))* {_HAD}\b"),
    re.compile(rf"\b(?<!cho ){_EARLIER}(?: (?:em|con|chau|no|minh|toi|thi))* {_HAD}(?= (?:roi|mot lan|1 lan)\b)"),
    re.compile(rf"\b(?:da|tung)(?: (?:tung|duoc))* {_HAD}(?: (?:o|he|khi|luc|cua|ben|bac))+ {_LEVEL}\b"),
    re.compile(rf"\b(?:tung|truoc day|truoc kia)(?: (?:em|con|chau|no|da|tung|duoc))* {_HAD}\b"),
    re.compile(rf"\b{_HAD}(?: \w+){{0,2}}? (?:mot|1) lan roi\b"),
)
_NOT_SO = re.compile(r"\b(?:chua|khong|ko|neu|bo|me|anh|chi|ban)\b(?: \w+){0,3}$")


def _span(plain: str) -> tuple[int, int] | None:
    for form in _TOLD:
        for found in form.finditer(plain):
            if not _NOT_SO.search(re.split(r"[,.;?!]", plain[: found.start()])[-1].rstrip()):
                return found.span()
    return None


def had_before(plain: str) -> tuple[tuple[str, str], ...]:
    """The fact `received_before` of a folded message; empty where no earlier support for boarding is told."""
    return (BEFORE,) if _span(plain) else ()


def at_present(mentions: Sequence[Mention], plain: str) -> list[Mention]:
    """The mentions without the level of the course in which that support was had: it is not the one asked about."""
    span = _span(plain)
    past = plain[slice(*span)] if span else ""
    dropped = next((one for one in mentions if one.kind == "level" and one.surface and one.surface in past), None)
    return [one for one in mentions if one is not dropped]


def not_compared(mentions: Sequence[Mention], plain: str) -> list[Mention]:
    """The mentions without the schooling of others that something is likened to: "miễn như lớp 9 không"."""
    likened = {one.surface for one in mentions if one.kind == "schooling" and _likens(one.surface, plain)}
    return [one for one in mentions if not (one.kind == "schooling" and one.surface in likened)]


def _likens(surface: str, plain: str) -> bool:
    return bool(surface) and re.search(rf"\b(?:nhu|giong)(?: \w+)? {re.escape(surface)}\b", plain) is not None
