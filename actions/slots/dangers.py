"""Whether a message tells of a lure, of people or papers that are kept, of money that was taken.

No word alarms alone: "đi làm", "Trung Quốc" and "đặt cọc" are everyday words. Some of them together do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.gazetteer.name import DANGER
from knowledge.models import Mention
from knowledge.text import fold, nfc

LURED = "lured"
TAKEN = "taken"
_SUM = "sum"
"""Stands for a sum of money among what was found."""
_IN_GENERAL = "general"

_AGE = re.compile(
    r"(?:(?:em|e|con|chau|be|no|toi|tui|minh) )?(?:nam nay |nay )?(?:moi |duoc |chi |gan |da )?"
    r"\d{1,2} ?(?:tuoi|t)(?: thoi| roi| a| nha| nhe){0,2}[.!]?"
)

_TAKEN = (
    {"captive", "trap"},
    {"captive", "border"},
    {"captive", "broker"},
    {"captive", "papers"},
    {"captive", "ransom"},
    {"papers", "broker"},
    {"papers", "ransom"},
    {"papers", "trap"},
    {"gone", "trap"},
    {"gone", "border"},
    {"gone", "paid"},
    {"gone", _SUM},
    {"gone", "scheme"},
)
_LURED = (
    {"trap", "lure"},
    {"trap", "work"},
    {"trap", "hidden"},
    {"trap", "paid"},
    {"trap", _SUM},
    {"border", "lure"},
    {"border", "hidden"},
    {"hidden", "lure", "work"},
    {"abroad", "paid", _SUM},
    {"abroad", "paid", "lure"},
    {"account", _SUM},
    {"account", "lure"},
    {"scheme", "lure"},
    {"scheme", "paid"},
)


def signs_of_danger(mentions: Iterable[Mention], *, sum_named: bool) -> tuple[str, ...]:
    """`LURED`, `TAKEN`, both or none. A denial ("không nghe máy") and whom it happens to make no difference.

    Who asks about the signs of fraud in general is not in danger; who tells of somebody kept is, however it is asked.
    """
    found = {one.id if one.kind == DANGER else one.kind for one in mentions if one.kind in {DANGER, "abroad"}}
    if sum_named:
        found.add(_SUM)
    taken = any(together <= found for together in _TAKEN)
    lured = _IN_GENERAL not in found and any(together <= found for together in _LURED)
    return (*((LURED,) if lured else ()), *((TAKEN,) if taken else ()))


def tells_only_an_age(text: str) -> bool:
    """Whether a message is an age and nothing else, "em mới 13 tuổi": no danger, whatever it resembles."""
    return _AGE.fullmatch(fold(nfc(text)).strip()) is not None
