"""Which schools take the learner of whom a talk about support told: "trường nào nhận", "trường ở đâu"."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.slots import Slots
from actions.support.which_school import asks_which_school
from knowledge.text import fold, nfc

_SUPPORT, _SCHOOLS = "ask_policy", "schools"
_LONGEST = 9
"""Words of a message that asks for schools and for nothing else."""
_TAKES = re.compile(
    r"\b(?:truong|cho|noi|co so)(?: \w+){0,2} nao(?: \w+){0,2} nhan\b"
    r"(?! (?:tien|ho so))"
)
_WHERE = re.compile(r"\btruong(?: (?:do|nay|nghe|ay|hoc))? (?:nam )?(?:o|tai) (?:dau|cho nao|noi nao)\b")
_ELSE = re.compile(r"\b(?:don|giay|ho so|tien|hoc phi|ho tro|hoc bong|tro cap)\b")


def schools_asked(text: str, named: Slots, kept: Slots) -> Slots | None:
    """What such a message names, with the place of the talk; None where it is none."""
    plain = fold(nfc(text))
    if kept.topic != _SUPPORT or len(text.split()) > _LONGEST or _ELSE.search(plain):
        return None
    if named.trade or {*named.aspects} - {"place"}:
        return None
    if named.institution or named.other_schools or asks_which_school(text, named):
        return None
    if not (_TAKES.search(plain) or _WHERE.search(plain)):
        return None
    province = named.province or (None if named.places or named.outside else kept.province)
    many = bool(province) or _TAKES.search(plain) is not None
    return replace(
        named,
        province=province,
        field=(_SCHOOLS,) if many else (),
        aspects=() if many else named.aspects,
        policy_topic=(),
        back=(),
    )
