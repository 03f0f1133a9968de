"""An injury at work of the father or the mother, and the allowance for it, which is no support of the learner's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.models import Mention

_INJURED = re.compile(
    r"\b(?:bo|me|cha|ba)(?: (?!khong\b|ban\b|neu\b)[a-z]+){0,3} (?:tai nan lao dong|benh nghe nghiep|tnld)\b"
    r"(?P<paid>(?: \w+){0,3} tro cap(?: hang thang)?)?"
)
""" "Bố em bị tai nạn lao động, có hưởng trợ cấp hằng tháng"."""
_JOINED = re.compile(r",(?= (?:co|dang|duoc|huong|nhan))")


def injury_told(plain: str) -> dict[str, str]:
    """The fact `parent_work_injury` of a folded message; empty where none is told."""
    return {"parent_work_injury": "allowance"} if _INJURED.search(plain) else {}


def without_allowance(mentions: Sequence[Mention], plain: str) -> list[Mention]:
    """The mentions without the kind of support that only the allowance of the father or the mother is called by."""
    told = _INJURED.search(_JOINED.sub("", plain))
    paid = (told["paid"] or "") if told else ""
    return [one for one in mentions if one.kind != "policy_topic" or not one.surface or one.surface not in paid]
