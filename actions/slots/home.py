"""Whether a message tells that the learner lives in a town or beyond the provinces served: its zone is then asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.models import Mention
from knowledge.names import OUTSIDE

ZONE = ("residence_area", "especially_hard|minority_or_border|other")
"""Lists of wards and townships by zone are not held: which of the three it is, is for the person to say."""
_TOWN = r"(?:phuong|thanh pho|tp|thi xa|thi tran|quan)\b"
TOWN = ("residence_area", "minority_or_border|other")
"""The zone of who had told of an especially hard commune, and lives in a town after all."""
_OF_A_COMMUNE = re.compile(r"(?:xa|khu vuc|kv|vung)\b")
_BORDER = re.compile(r"\b(?:bien gioi|hai dao|vung cao|mien nui|dan toc)\b")
_CLAUSE = re.compile(r"[^,.;:!?\n()]+")
_LIVES = re.compile(r"\b(?:nha|gia dinh|song|thuong tru|ho khau|que)\b")
_ELSEWHERE = re.compile(r"\b(?:hoc|truong|day|lam|di|len|xuong|lop|thue|tro|viec|thi|mua|bo|me|cha|ba|phu huynh|ban)\b")
"""Before "ở …": what somebody does there, or whose place it is."""
_OF_A_PARENT = re.compile(
    r"\b(?<!hai )(?<!\b2 )(?:bo|me|cha|ba me|ba ma|phu huynh)(?: (?:em|chau|con|toi|minh|no))?"
    r"(?: (?:thi|van|lai|dang|deu|co|hien))* (?:nha|song|thuong tru|ho khau|que)\b[^,.;]*$"
)
""" "Bố cháu hộ khẩu ở …": whose home it is."""
_MOVED = re.compile(
    rf"^(?!.*\b(?:hoc|tro|thue|lam|bo|me|cha|phu huynh|neu)\b).*\bchuyen (?:nha |ho khau )?"
    rf"(?:len|ve|ra|xuong|vao|sang|den|toi) {_TOWN}.*\b(?:o|song)\b"
    rf"|^(?!.*\b(?:bo|me|cha|phu huynh|neu)\b).*\bchuyen (?:nha|ho khau)\b.* {_TOWN}"
)
"""That somebody has moved: "giờ em chuyển lên thành phố ở"; not to learn, to work or to rent there."""


_SUPPOSED_TOWN = re.compile(
    r"\b(?:neu|gia su|gia nhu|gia ma|lo ma|vi du)\b"
    r"(?:(?!\b(?:hoc|tro|thue|lam|truong|con|em|chau|bo|me|cha|xa)\b)[^.;?!])*?"
    r"\b(?:(?:chuyen|don|doi)(?: (?:nha|ho khau|di|ca nha|het|han|luon))*"
    r" (?:ra|len|ve|vao|xuong|sang|den|toi|qua)(?: o)?"
    rf"|o|tai) (?:{_TOWN[:-2]}|noi thanh|mien xuoi)\b"
    r"|\b(?:neu|gia su|gia nhu|gia ma)\b(?: \w+){0,3} (?:chuyen|don)(?: \w+){0,2} (?:ra|len|xuong) pho\b"
)
_SUPPOSED = (("parent_residence_area", "other"), ("residence_kind", "urban"))
""" "Nếu nhà tôi chuyển ra thành phố": supposed to live in no hard zone any more, the parents too."""


def zone_unknown(mentions: Sequence[Mention], plain: str) -> tuple[tuple[str, str], ...]:
    """The zone as not known yet, where a town is told as the home; nothing where none is, or the zone is told.

    Of who moved to a town it is told that the zone is no especially hard one; of who would, that it is none of these.
    """
    if any(one.kind == "residence_area" for one in mentions):
        return ()
    if _SUPPOSED_TOWN.search(plain):
        return _SUPPOSED
    if any(_MOVED.search(clause[0].strip()) for clause in _CLAUSE.finditer(plain)):
        return (TOWN, ("residence_kind", "urban"))
    beyond = [
        re.escape(one.surface) for one in mentions if one.kind == "place" and one.id == OUTSIDE and not one.negated
    ]
    place = re.compile(rf"\b(?:o|tai|song|tru) (?:{'|'.join([_TOWN, *beyond])})")
    told = (
        _is_home(clause[0][: found.start()])
        for clause in _CLAUSE.finditer(plain)
        for found in place.finditer(clause[0])
    )
    return (ZONE,) if any(told) else ()


def village(said: Sequence[Mention], plain: str) -> dict[str, str]:
    """An especially hard village counts whatever the zone of its commune, wherever in the message it is told.

    A town that one is only supposed to live in lies in no hard zone.
    """
    if _SUPPOSED_TOWN.search(plain) and not any(one.kind == "residence_area" for one in said):
        return {"residence_area": "other"}
    hard = any(
        one.id == "especially_hard" and not one.doubtful and not _OF_A_COMMUNE.match(one.surface)
        for one in said
        if one.kind == "residence_area"
    )
    areas = [one for one in said if one.kind == "residence_area" and not one.doubtful]
    # "Xã biên giới khu vực III": the zone tells more than the border.
    border = any(one.id == "minority_or_border" and _BORDER.search(one.surface) for one in areas)
    zone = border and any(one.id == "especially_hard" for one in areas)
    return {"residence_area": "especially_hard"} if hard or zone else {}


def home_of_now(told: str | None, stored: str | None, *, corrects: bool) -> str | None:
    """The zone that replaces the one `stored`, of who says a town in its place; None where nothing is replaced."""
    if not told or not stored or not (corrects or told == TOWN[1]):
        return None
    return TOWN[1] if stored == "especially_hard" else told


def _is_home(before: str) -> bool:
    """Whether what stands before the place in its clause says nothing else of it than that one lives there."""
    if _OF_A_PARENT.search(before):
        return False
    lives = max((one.end() for one in _LIVES.finditer(before)), default=0)
    return not _ELSEWHERE.search(before, lives)
