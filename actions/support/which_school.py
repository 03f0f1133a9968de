"""Which school takes no fee: that hangs on the learner, and no school is known by it nor by its rooms."""

from __future__ import annotations

import re

from actions.slots import Slots
from actions.support.leads import Lead
from actions.turn import Turn
from knowledge.text import fold, nfc

_TUITION, _DORMITORY = "tuition", "dormitory"
_FREE = re.compile(r"\b(?:mien|free|(?:khong|ko|k|hok|hong) (?:phai )?(?:thu|dong|mat|ton|lay)|0 dong)\b")
_WHICH = re.compile(
    r"\b(?:cho|noi|truong|co so|trung tam)(?: \w+)? nao\b|\bo dau\b|\b(?:tim|kiem|biet|chi)(?: \w+){0,2} truong\b"
)
_FILES = re.compile(r"\b(?:nop|lam|xin|gui)\b(?: \w+){0,5} (?:o dau|cho nao|noi nao)\b")
""" "Nộp đơn miễn học phí ở đâu": of the papers, and of no school."""


def asks_which_school(text: str, named: Slots) -> bool:
    """ "Chỗ nào miễn học phí mà có ktx", of no school that is named."""
    if not text or _TUITION not in named.policy_topic or named.institution or named.other_schools:
        return False
    plain = fold(nfc(text))
    return bool(_FREE.search(plain) and _WHICH.search(plain)) and not _FILES.search(plain)


def which_school_lead(turn: Turn) -> list[Lead]:
    """That the list below says who need not pay, at whatever school; of rooms that none is held."""
    if not asks_which_school(turn.text, turn.named):
        return []
    return [Lead("lead_which_school", {"rooms": _DORMITORY in turn.named.wishes})]
