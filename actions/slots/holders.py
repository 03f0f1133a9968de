"""Of whom a household is told, where the grandparents and the parents have one each: "ở với bà, bà có sổ hộ nghèo".

The household that counts is that of the father or the mother, or of the grandparents where the learner lives with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.slots.households import as_meant
from knowledge.models import Mention

_KIND = "household"
HOLDER = "household.of"
"""Whose certificate it is; stands among the facts told, and is none that a rule asks for."""
_GRAND = r"(?:ong ba|ba (?:ngoai|noi)|ong (?:ngoai|noi)|ong|nha (?:ngoai|noi))"
_PARENTS = r"(?:bo me|ba me|cha me|ba ma|bo|me|cha)"
_HOLDER = re.compile(rf"\b(?:(?P<grand>{_GRAND})|(?P<parents>{_PARENTS}))\b")
_LIVES_WITH = re.compile(rf"\b(?:o|song|nuong tua)(?: \w+)? (?:voi|cung|nha) {_GRAND}\b|\b{_GRAND}(?: \w+)? nuoi\b")
_ENDS = re.compile(r"[,.;:!?\n()]")


def of_one_holder(mentions: Sequence[Mention], plain: str) -> list[Mention]:
    """The mentions as meant, without the household that does not count where two holders are told of."""
    mentions = as_meant(mentions, plain)
    told = _by_holder(mentions, plain)
    if told:
        # "Ông bà có so ho ngheo" without its marks asks for no number.
        papers = {(one.first, one.last) for one, _ in told}
        mentions = [one for one in mentions if one.kind != "indicator" or (one.first, one.last) not in papers]
    if {who for _, who in told} != {"grand", "parents"}:
        return list(mentions)
    drop = "parents" if _LIVES_WITH.search(plain) else "grand"
    if drop == "parents" and any(who == drop and not one.negated and one.id != "neither" for one, who in told):
        # The certificate of either counts.
        drop = "grand"
    left = [one for one, who in told if who == drop]
    return [replace(one, replaced=True) if one in left else one for one in mentions]


def holder(mentions: Sequence[Mention], plain: str) -> tuple[tuple[str, str], ...]:
    """Of whom alone a household is told, as a fact to keep; nothing where of nobody, or of both."""
    told = {who for _, who in _by_holder(mentions, plain)}
    if not told and _LIVES_WITH.search(plain) and any(one.kind == _KIND for one in mentions):
        # "Ở với bà ngoại, bà hộ nghèo": "ba" alone is a father as well.
        told = {"grand"}
    return ((HOLDER, told.pop()),) if len(told) == 1 else ()


def is_of_the_others(household: str | None, named: Mapping[str, str], stored: Mapping[str, str]) -> bool:
    """Whether the parents are told not to be poor, where the certificate is that of the grandparents lived with."""
    return household == "neither" and named.get(HOLDER) == "parents" and stored.get(HOLDER) == "grand"


def _by_holder(mentions: Sequence[Mention], plain: str) -> list[tuple[Mention, str]]:
    """Each household told, with the one it is told of: who stands nearest before it in its clause."""
    found: list[tuple[Mention, str]] = []
    after = 0
    for one in sorted((one for one in mentions if one.kind == _KIND), key=lambda one: one.first):
        at = plain.find(one.surface, after)
        if at < 0:
            continue
        after = at + len(one.surface)
        start = max((end.end() for end in _ENDS.finditer(plain[:at])), default=0)
        holders = [who for who in _HOLDER.finditer(plain, start, at) if not _is_where_one_lives(plain, who)]
        if holders:
            found.append((one, "grand" if holders[-1]["grand"] else "parents"))
    return found


def _is_where_one_lives(plain: str, who: re.Match[str]) -> bool:
    return re.search(r"\b(?:voi|cung) $", plain[: who.start()]) is not None
