"""What held before today's rule, of what was told last: "ngày xưa có đòi hộ nghèo không"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.reply import Reply
from actions.support.pieces import Record
from actions.turn import Turn
from knowledge.citations import cite_version
from knowledge.policies.schema import Policy
from knowledge.text import fold, nfc

_BEFORE = re.compile(r"\b(?:ngay xua|hoi xua|truoc day|truoc kia|hoi truoc|ngay truoc|luc truoc|may nam truoc)\b")
_ASKS = re.compile(r"\b(?:khong|ko|k|the nao|ra sao|sao|gi|nao|bao nhieu|hong|hok)\W*(?:a|vay|ha|nhi)?\W*$")


def speaks_of_before(text: str) -> bool:
    """ "Ngày xưa", "trước đây"."""
    return _BEFORE.search(fold(nfc(text))) is not None


def asks_of_before(turn: Turn) -> bool:
    """Whether a message that names no kind of its own asks what held before."""
    plain, named = fold(nfc(turn.text)), turn.named
    names = named.policy_topic or named.period or named.trade or named.institution or named.learner
    return not names and speaks_of_before(plain) and _ASKS.search(plain) is not None


def earlier(turn: Turn, records: Sequence[Record]) -> Reply | None:
    """The versions before the one in force, latest first; None where none is recorded."""
    rule = next((one for one in records if isinstance(one, Policy)), None)
    over = [one for one in rule.versions if one.valid.end and one.valid.end < turn.today] if rule else []
    if rule is None or not over or not asks_of_before(turn):
        return None
    over.sort(key=lambda one: one.valid.end or turn.today, reverse=True)
    now = next((one for one in rule.versions if one.valid.covers(turn.today)), None)
    return turn.answered(
        "policy_earlier",
        cites=[cite_version(rule, one) for one in (*over, *([now] if now else ()))],
        policy=rule,
        versions=over,
        now=now,
        meta={"settled": True, **({"asked": turn.before.asked} if turn.before and turn.before.asked else {})},
    )
