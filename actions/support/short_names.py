"""What a talk about support calls by a short name: "thẻ" of the voucher that was told of, "giờ học" of now."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from actions.slots import Slots
from knowledge.text import fold, nfc

_OF = "of_"
"""Begins the kinds that name a record, where the last reply told of it."""
_NOW_LEARNS = re.compile(
    r"\b(?:bay )?gio hoc (?:nghe|so cap|trung cap|cao dang|lop|tiep|len|lai|truong|cai|o|thi|ma|xong|xa)\b"
)
_HOURS = "mode"


def named_shortly(kinds: Collection[str], text: str, named: Slots, kept: Slots) -> Slots:
    """The slots with the record that a short name means, and without the hours of lessons that "giờ học" is not."""
    if _HOURS in named.aspects and _NOW_LEARNS.search(fold(nfc(text))):
        named = replace(named, aspects=tuple(one for one in named.aspects if one != _HOURS))
    meant = (kind.removeprefix(_OF) for kind in kinds if kind.startswith(_OF))
    record = next((one for one in meant if one in {*kept.led, *kept.policy_topic}), None)
    return replace(named, policy_topic=(record,)) if record and not named.policy_topic else named
