"""Whose ethnic group is told, where a message tells that of a child and of the one who brings it up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.models import Mention

_GROUP = frozenset({"ethnicity", "ethnic_group"})
_OF_CHILD = re.compile(
    r"\b(?:con|chau|be)(?: (?:nuoi|trai|gai|cua|toi|em|minh|thi|la|tui))* (?:nguoi|dan toc|nguoi dan toc)? ?$"
)
_OF_GROWN_UP = re.compile(
    r"(?:^|[,.;] ?|\b(?:con|nhung|va) )(?:toi|minh|tui|chong|vo|bo|me|cha|ba|ma)(?: (?:toi|em|chau|no|con|thi|la))*"
    r" (?:nguoi|dan toc|nguoi dan toc)? ?$"
)


def of_one_origin(mentions: Sequence[Mention], plain: str) -> list[Mention]:
    """The mentions without the group of the grown-up: "con nuôi của tôi người Dao, tôi người Kinh"."""
    places = [(one, plain.find(one.surface)) for one in mentions if one.kind in _GROUP and one.surface]
    of_child = {one.surface for one, at in places if at >= 0 and _OF_CHILD.search(_before(plain, at, one))}
    of_others = {one.surface for one, at in places if at >= 0 and _OF_GROWN_UP.search(_before(plain, at, one))}
    if not of_child or not of_others - of_child:
        return list(mentions)
    return [replace(one, replaced=True) if one.kind in _GROUP and one.surface in of_others else one for one in mentions]


def _before(plain: str, at: int, one: Mention) -> str:
    """What stands before the name of the group: its words may be part of the mention ("người Dao")."""
    return f"{plain[:at]}{'nguoi ' if one.surface.startswith('nguoi ') else ''}".rstrip() + " "
