"""What a talk about support calls by a short name: "thẻ" of the voucher that was told of, "giờ học" of now."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from actions.slots import Slots
from actions.slots.households import APPLIED
from actions.slots.years import YEAR
from knowledge.text import fold, nfc

_OF = "of_"
"""Begins the kinds that name a record, where the last reply told of it."""
_NOW_LEARNS = re.compile(
    r"\b(?:bay )?gio hoc (?:nghe|so cap|trung cap|cao dang|lop|tiep|len|lai|truong|cai|o|thi|ma|xong|xa)\b"
)
_HOURS, _TOPIC = "mode", "ask_policy"
_POVERTY = "poverty_line"
_PAPER = re.compile(
    r"\b(?:xin|lam|doi|lay|cap)(?: duoc| dc)?(?: cai| to| lai)*"
    r" (?:giay|so|xac nhan)\b(?! (?:khuyet tat|khai sinh|mo coi))"
    r"|\bai cap\b|\b(?:giay|so) (?:moi|do|ay)\b"
)
_NOT_ISSUED = re.compile(
    r"\b(?:xa|phuong|thon|uy ban|ubnd|ho)(?: \w+)? chua (?:cap|duyet|xet|ky|xac nhan|ra|co giay)\b"
    r"|\bchua (?:duoc |dc )?(?:co|cap|ra|xin duoc|lam xong) (?:giay|so)\b"
)
_BEFORE_IT = re.compile(r"\b(?:co|duoc|dc|thi)\b[^.?!]*\b(?:khong|ko|k|sao|hong|hok)\b")


def named_shortly(kinds: Collection[str], text: str, named: Slots, kept: Slots) -> Slots:
    """The slots with the record that a short name means, and without the hours of lessons that "giờ học" is not."""
    if _HOURS in named.aspects and _NOW_LEARNS.search(fold(nfc(text))):
        named = replace(named, aspects=tuple(one for one in named.aspects if one != _HOURS))
    if kept.topic == _TOPIC and not named.policy_topic and not named.learner:
        named = _of_the_paper(fold(nfc(text)), named, kept)
    meant = (kind.removeprefix(_OF) for kind in kinds if kind.startswith(_OF))
    record = next((one for one in meant if one in {*kept.led, *kept.policy_topic}), None)
    return replace(named, policy_topic=(record,)) if record and not named.policy_topic else named


def _of_the_paper(plain: str, named: Slots, kept: Slots) -> Slots:
    """What is asked of the certificate of the poor that the talk is about: who issues it, and what while it is not."""
    on_paper = kept.policy_topic == (_POVERTY,) or (not kept.policy_topic and YEAR in dict(kept.facts))
    on_paper = on_paper or APPLIED in dict(kept.facts)
    household = kept.household if kept.household in {"poor", "near_poor"} else "poor" if on_paper else None
    if household and _NOT_ISSUED.search(plain) and _BEFORE_IT.search(plain):
        kinds = () if on_paper else kept.policy_topic
        return replace(named, field=(), facts=(*named.facts, (APPLIED, household)), policy_topic=kinds)
    return replace(named, field=(), policy_topic=(_POVERTY,)) if on_paper and _PAPER.search(plain) else named
