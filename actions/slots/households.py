"""What a household is told to be in words that belong together: "không nghèo, không cận nghèo", "năm nay không còn".

Denials and papers that stand alone are read elsewhere (`named.py`, `years.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.models import Mention

_KIND = "household"
_NOT = r"(?:khong|ko|k|kg|kh|hong|hok|chang|cha|chua)"
_DENIED = rf"{_NOT}(?: (?:co|phai|thuoc|la|dien|bi|con|ho|nha|gia dinh|giay|so))*"
_POOR, _NEAR = r"ngheo(?: da chieu)?", r"can ngheo"
_TWO = rf"\b{_DENIED} (?:%s)(?: gi)?,?(?: (?:va|ma|cung|lai|hay|hoac))* {_DENIED} (?:%s)\b"
_ONE = rf"\b{_DENIED} (?:%s)(?: (?:hay|hoac|va|lan|voi)(?: la)?|/| /)(?: ?(?:ho|dien|nha))* ?(?:%s)\b"
_NEITHER = re.compile("|".join(form % pair for form in (_TWO, _ONE) for pair in ((_POOR, _NEAR), (_NEAR, _POOR))))
_EITHER_WAY = re.compile(rf"\b{_NOT} (?:co |phai |thuoc |la |dien )+(?:ho )?{_POOR}, (?:ho )?{_NEAR}(?! thoi| ma)\b")
"""A list, or a correction: for the person to say."""
_NO_MORE = re.compile(
    r"\b(?:nam nay|(?:nam )?20\d{2}|bay gio|hien (?:nay|tai|gio)|gio|nay)(?: (?:thi|la|da|lai|nha|em|toi))*"
    r" (?P<over>khong con|het)(?: (?:nua|roi|thuoc|dien|la|do|day|a|ah))*(?= *(?:[,.;:!?\n)]|$))"
)
"""Said of the list that the message named before: "năm nay không còn nữa", "giờ hết rồi"."""
_LEFT_NEAR = re.compile(
    rf"\b(?:het|thoat|khong con|mat|ra khoi)(?: (?:ca|luon|khoi|dien|so|giay|nha))* (?:ho )?{_NEAR}\b"
)
""" "Nếu hết cả cận nghèo": on neither list."""
_APPLIED = re.compile(
    r"\b(?:dang|moi|vua|chua|cho|doi)(?: \w+){0,2}? (?:lam|xin|nop|cho|doi|xet|duyet)"
    r"(?: (?:lam|xin|nop|don|ho so|giay|giay to|so|thu tuc|xet|duyet|cap|vao|dien|cong nhan|chung nhan|lai|to|cho))*"
    rf" (?:ho )?(?:{_NEAR}|{_POOR})\b(?! xong)"
    rf"|\b(?:lam|nop|xin)(?: (?:don|ho so|giay|so|xin|vao|dien|cong nhan|chung nhan))+ (?:ho )?(?:{_NEAR}|{_POOR})\b"
    rf"[^.;?!]{{0,30}}?\b(?:chua (?:co|duoc|xong|duyet|xet|ra|cap)|cho (?:xet|duyet|xa))"
)
APPLIED = "household.applied"
"""What household somebody has applied to be; stands among the facts told, and is none that a rule asks for."""
_BEHIND = re.compile(rf" (?:(?:cung|thi|deu|lai) )+{_NOT}(?: (?:phai|co|thuoc|luon))*(?= *(?:[,.;!\n]|$))")
"""Denied behind its name: "cận nghèo cũng không"."""
_LISTED = frozenset({"poor", "near_poor"})


def as_meant(mentions: Sequence[Mention], plain: str) -> list[Mention]:
    """The mentions with the household as the words around it mean it."""
    places = _places(mentions, plain)
    read = list(mentions)
    for span in _NEITHER.finditer(plain):
        inside = [one for one, at in places if span.start() <= at < span.end()]
        for one in inside:
            first = one is inside[0]
            meant = replace(one, id="neither", negated=False, doubtful=False) if first else replace(one, replaced=True)
            read[read.index(one)] = meant
    for one, at in places:
        if one.id in _LISTED and not one.negated and one in read and _BEHIND.match(plain, at + len(one.surface)):
            read[read.index(one)] = replace(one, negated=True)
    for span in _EITHER_WAY.finditer(plain):
        for one, at in places:
            if one.id == "near_poor" and span.start() <= at < span.end():
                read[read.index(one)] = replace(one, doubtful=True)
    for span in _LEFT_NEAR.finditer(plain):
        for one, at in places:
            if one.id == "near_poor" and span.start() <= at < span.end() and one in read:
                read[read.index(one)] = replace(one, id="neither", negated=False)
    if applied := _APPLIED.search(plain):
        # Neither a household that is poor yet, nor a question about papers or how many there are.
        read = [
            replace(one, replaced=True)
            if one.kind in {_KIND, "indicator", "field"} and one.surface and one.surface in applied[0]
            else one
            for one in read
        ]
    return [*read, *_left(places, plain)]


def applied_for(plain: str) -> tuple[tuple[str, str], ...]:
    """The household that somebody has applied to be, and is not yet: "đang làm hồ sơ hộ nghèo"."""
    found = _APPLIED.search(plain)
    return ((APPLIED, "near_poor" if "can ngheo" in found[0] else "poor"),) if found else ()


def _left(places: Sequence[tuple[Mention, int]], plain: str) -> list[Mention]:
    """That the household has left the one list which the message names, told behind it with a time of its own."""
    if len(places) != 1 or places[0][0].negated or places[0][0].id not in _LISTED:
        return []
    listed, at = places[0]
    over = _NO_MORE.search(plain, at + len(listed.surface))
    if over is None:
        return []
    return [replace(listed, id="former", surface=over["over"], first=listed.last + 1, last=listed.last + 1)]


def _places(mentions: Sequence[Mention], plain: str) -> list[tuple[Mention, int]]:
    found: list[tuple[Mention, int]] = []
    after = 0
    for one in sorted((one for one in mentions if one.kind == _KIND), key=lambda one: one.first):
        at = plain.find(one.surface, after)
        if at >= 0:
            found.append((one, at))
            after = at + len(one.surface)
    return found
