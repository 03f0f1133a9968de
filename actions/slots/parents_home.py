"""Where the parents live: of two parents in two places the better one counts, of one alone only what helps is told.

"Mẹ và em ở xã khu vực III, bố hộ khẩu ở thành phố": father or mother has to live there, so the mother's home decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from knowledge.models import Mention

PARENTS, HOME = "parents", "home"
_KINDS = frozenset({"residence_area", "residence_kind"})
_AREAS: Mapping[tuple[str, str, bool], str] = {
    ("residence_kind", "urban", False): "minority_or_border|other",
    ("residence_area", "especially_hard", True): "minority_or_border|other",
    ("residence_area", "hard", True): "other",
}
"""What is told of the parents' home by other words: a town is no especially hard commune."""
_BEST = ("especially_hard", "hard", "minority_or_border", "minority_or_border|other", "other")
_ONE = r"(?:bo|me|cha|tia|(?:ba|ma)(?! (?:ngoai|noi|me|ma|con)\b))"
_BOTH = r"(?:bo me|ba me|cha me|ba ma|bo ma|tia ma|phu huynh)"
_CHILD = r"(?:em|chau|con|toi|minh|tui)"
_VERB = (
    r"(?:o|song|cu tru|thuong tru|tam tru|ho khau|co ho khau|lam|di lam|sinh song|chuyen|dang|hien|van|lai|thi|que|da)"
)
_PERSON = re.compile(
    rf"\b(?P<together>(?:hai|2|ca) (?:me|bo|cha|ba) con|{_ONE} con (?:{_CHILD}|chi|co|nha)(?= {_VERB}\b)"
    rf"|{_CHILD} (?:o |song )?(?:va|voi|cung|lan|voi ca) {_ONE}(?= {_VERB}\b|$)"
    rf"|{_ONE} (?:va|voi|cung|lan) {_CHILD}(?= {_VERB}\b))"
    rf"|\b(?P<both>{_BOTH}|{_ONE} (?:va|voi|lan|cung) {_ONE})\b(?: {_CHILD}\b)?"
    rf"|\b(?P<one>{_ONE})\b(?: (?:{_CHILD}|no|be))?(?= {_VERB}\b)"
    rf"|\b(?P<other>{_CHILD}|nha|gia dinh|ong|chi|anh|ban)\b"
)
_CLAUSE_ENDS = re.compile(r"[,.;:!?\n()]| con (?=(?:bo|me|cha|ba|em|chau)\b)")
_THERE_TOO = re.compile(
    r"\b(?:bo me|ba me|cha me|ba ma|phu huynh|bo|me|cha|ba)(?: (?:em|minh|chau|con|toi))?(?: (?:cung|deu))+"
    r"(?: (?:o|song|thuong tru))? (?:do|day|the|vay|xa (?:do|ay|nay)|cung xa)\b"
    r"|(?<!khong o )(?<!khong song )\b(?:cung|voi)(?: ca)? (?:bo me|ba me|cha me|ba ma|bo|me|cha)\b(?! (?:o|song|lam))"
)
"""The parents live where the learner does: "bố mẹ cũng ở đó", "ở xã khu vực III cùng bố mẹ"."""


def of_whom(mentions: Sequence[Mention], plain: str) -> list[Mention]:
    """The mentions with the home of a parent, or of one and the learner together, as theirs."""
    if any(one.kind == "learner" and one.id != "self" for one in mentions):
        # "Mẹ em ở xã, muốn học nấu ăn": it is the mother who learns.
        return list(mentions)
    owners = {(one.kind, one.first): who for one, who in _owners(mentions, plain)}
    read: list[Mention] = []
    for one in mentions:
        who = owners.get((one.kind, one.first))
        if who == "together":
            read.append(replace(one, whose=HOME, of_other=False))
        elif who in {"both", "one"}:
            read.append(replace(one, whose=PARENTS, of_other=False))
        else:
            read.append(one)
    return read


def parents_home(mentions: Iterable[Mention], plain: str) -> dict[str, str]:
    """The area of the parents' home, told of them, of the house of all, or as where the learner does."""
    told = list(mentions)
    areas: list[str] = []
    if _THERE_TOO.search(plain):
        own = [one for one in told if one.kind == "residence_area" and not (one.negated or one.doubtful)]
        areas += [one.id for one in own[:1] if one.whose != PARENTS]
    owners = {(one.kind, one.first): who for one, who in _owners(told, plain)}
    alone = False
    for one in told:
        if one.whose not in {PARENTS, HOME} or one.doubtful:
            continue
        value = _AREAS.get((one.kind, one.id, one.negated))
        value = one.id if value is None and one.kind == "residence_area" and not one.negated else value
        if value is not None and (one.whose == PARENTS or one.kind == "residence_area"):
            areas.append(value)
            alone = alone or owners.get((one.kind, one.first)) == "one"
    best = min(areas, key=lambda one: _BEST.index(one) if one in _BEST else len(_BEST), default=None)
    if best is None or (alone and len(areas) == 1 and best != _BEST[0]):
        # Of the other parent nothing is told, and either counts.
        return {}
    return {"parent_residence_area": best}


def _owners(mentions: Iterable[Mention], plain: str) -> list[tuple[Mention, str]]:
    """Each home told, with who stands nearest before it in its clause: "together", "both", "one" or "other"."""
    found: list[tuple[Mention, str]] = []
    after = 0
    for one in sorted((one for one in mentions if one.kind in _KINDS and one.surface), key=lambda one: one.first):
        at = plain.find(one.surface, after)
        if at < 0:
            continue
        after = at + 1
        start = max((end.end() for end in _CLAUSE_ENDS.finditer(plain[:at])), default=0)
        people = [who for who in _PERSON.finditer(plain, start, at + len(one.surface)) if who.start() <= at]
        if people and people[-1].lastgroup:
            found.append((one, people[-1].lastgroup))
    return found
