"""Who writes, and about whom: by what people call themselves, and the learner, in one message."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from actions.slots.children import CHILDREN, by_child
from knowledge.models import Mention
from knowledge.text import fold

FAMILY = "family"
"""Who says "cháu" and no more: a pupil of themselves, or an adult of a child; "cháu" is right for both."""
_PARENT, _GRANDPARENT = "parent", "grandparent"
_MOST_TELLING = ("teacher", _GRANDPARENT, _PARENT, "guardian", "pupil")
_CHILD = re.compile(r"(?<!con )(?<!ong )(?<!ba )(?<!chao )\bchau\b(?! (?:thanh|au|phi|my|chau)\b)")
""" "Con cháu" are descendants, and "châu Âu" without its marks is no child."""
_ADULT = re.compile(
    r"\b(?:toi|tui)\b|\bnha (?:chi|anh|co|chu|bac|di|cau|em|minh|bon toi)\b"
    r"|\b(?:cho|de) (?:chi|anh|co|chu|bac|di|cau|ong|ba) hoi\b"
    r"|\b(?:chi|anh|co|chu|bac|di|cau|mo|thim) (?:co|nuoi|cham) (?:thang |dua |con )?chau\b"
    r"|\b(?:khong|ko|k|a|vay|nhe|nhi|ha|the) (?:em|con|chau oi)[ ?.!]*$"
)
""" "Nhà chị …, cháu …", "chú có thằng cháu …", and who calls the assistant "em"."""
_LEARNS = re.compile(r"\b(?:toi|tui|chi|anh|co|chu|bac)(?: \d+ tuoi)? (?:muon|dinh|se|can|xin)(?: di)? hoc\b")
_GRANDCHILD = re.compile(r"\bchau (?:noi|ngoai)\b")


def writer(mentions: Sequence[Mention], named: Collection[str], plain: str, *, about_another: bool) -> dict[str, str]:
    """Who writes, of those `named`, and about whom: a relative or one of several children, "pupil+mother".

    "pupil+self" after a talk about another: now it is about the one who writes.
    """
    children = {one.id for one in mentions if one.kind == "siblings"} & CHILDREN
    who = next(iter(children)) if len(children) == 1 and not by_child(mentions) else None
    others = (one.id for one in mentions if one.kind == "learner" and (one.id != "self" or about_another))
    who = who or next(others, None)
    base = next((one for one in _MOST_TELLING if one in named), None)
    if base is None and any(one.kind == "siblings" for one in mentions):
        base = _PARENT
    base = _of_a_child(mentions, base, plain)
    written = f"{base or 'anyone'}+{who}" if who else base
    return {"addressee": written} if written else {}


def _of_a_child(mentions: Sequence[Mention], base: str | None, plain: str) -> str | None:
    """An adult who speaks of "cháu", also of one who "muốn học", which a pupil says of themselves."""
    called = any(one.kind == "place" and "chau" in fold(one.label).split() for one in mentions)
    if base not in {None, "pupil"} or called or not _CHILD.search(plain) or _LEARNS.search(plain):
        return base
    if _GRANDCHILD.search(plain):
        return _GRANDPARENT
    return _PARENT if _ADULT.search(plain) else base or FAMILY
