"""What a message asks of support by its form: a yes or a no, or once more how much."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.slots import names_anything
from actions.turn import Turn
from knowledge.text import fold, nfc

_WHETHER = re.compile(
    r"\b(?:co|duoc|dc|phai|dung|het)\b[^?.!,;]*\b(?:khong|ko|k|kh|hong|hok|hem)\b(?=\s*(?:$|[?.!,;\n]|(?:a|vay|nhi|thay|ad|bac|the)\b))"
)
""" "có … không" with nothing of its own after the "không"."""
_PAYS = re.compile(
    r"\b(?:phai|co|bi|can)\b[^?.!,;]*\b(?:dong|nop|tra|mat|ton|thu)\b(?: (?:tien|hoc|phi|dong|gi|them|nao|ca))*"
    r" (?:khong|ko|k|kh|hong|hok|hem)\b"
)
""" "Có phải đóng học phí không": a yes would mean that one pays."""
_HOW_MUCH = re.compile(r"\b(?:bao nhieu|bao nhiu|bnhieu|bn|may (?:tien|dong|trieu|tram))\b")
_NOT = re.compile(r"\b(?:khong|ko|chua)\b")


def asks_whether(text: str) -> bool:
    """ "Có miễn học phí không, căn cứ nào?"; not "có giấy, không phải hộ nghèo"."""
    return _WHETHER.search(fold(nfc(text))) is not None


def asks_to_pay(text: str) -> bool:
    """ "Có phải đóng học phí không", "có mất tiền không": whether one pays, not whether one gets something."""
    return asks_whether(text) and _PAYS.search(fold(nfc(text))) is not None


def asks_why_not(text: str) -> bool:
    """ "Vì sao không", "sao em không được"."""
    return _NOT.search(fold(nfc(text))) is not None


def asks_amounts_again(turn: Turn) -> bool:
    """ "Được bao nhiêu" in a talk about support, with nothing else named: the amounts of what is known already."""
    before = turn.before
    if before is None or before.topic != "ask_policy" or not (before.learner.keys() - {"level", "training_form"}):
        return False
    named = replace(turn.named, signs=(), addressee=None, time=None)
    return not names_anything(named) and _HOW_MUCH.search(fold(nfc(turn.text))) is not None
