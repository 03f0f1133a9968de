"""What is left to pay of a fee that is named, by each share that may be taken off it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.reply import Reply
from actions.support.entitlements import Entitlements
from actions.support.leads import Lead
from actions.support.telling import choices, cites, next_of
from actions.support.whether import is_charged
from actions.support.wording import wording
from actions.turn import Turn
from knowledge.policies.benefits import Tuition
from knowledge.policies.decision import Decision
from knowledge.text import fold, nfc

_WHOLE = 100
_TUITION = "tuition"
_OWNERSHIP, _PRIVATE = "ownership", "private"
_ASKS = re.compile(
    r"\b(?:bao nhieu|bao nhiu|bnhieu|bn|nhieu khong)\b|\bmay(?: (?:dong|tien|nua|trieu))?\W*$|\bmay (?:dong|tien)\b"
)
_WHETHER_LESS = re.compile(
    r"\b(?:co|duoc|dc)(?: duoc| dc)? (?:giam|mien|bot|mien giam)(?: \w+){0,3} (?:khong|ko|k|hong|hok)\b"
)
""" "Học phí 1 triệu một tháng, có giảm không"."""
_THEN = re.compile(r"\b(?:thi|la) (?:sao|the nao)\W*$")
_OTHER_COSTS = re.compile(
    r"\b(?:vay|lai|goc|tien an|tien o|an o|o tro|phong|ky tuc|ktx|dong phuc|sach|coc|giu cho|bao hiem|le phi)\b"
)
_FEE = re.compile(r"\bhoc phi\b|\btien hoc\b")


def asks_of_fee(turn: Turn) -> bool:
    """ "Học phí 1 triệu 2 một tháng thì còn đóng mấy", "trường thu 800 nghìn thì nộp bao nhiêu"."""
    plain = fold(nfc(turn.text))
    goes_on = turn.before is not None and turn.before.topic == "ask_policy"
    asks = _ASKS.search(plain) or (goes_on and _THEN.search(plain)) or _WHETHER_LESS.search(plain)
    if turn.named.amount is None or not asks or not is_charged(turn.text):
        return False
    return _FEE.search(plain) is not None or _OTHER_COSTS.search(plain) is None


def of_a_fee(turn: Turn) -> Turn:
    """The turn about tuition, where it asks what is left of a fee; the same turn where it does not."""
    return replace(turn, slots=replace(turn.slots, policy_topic=(_TUITION,))) if asks_of_fee(turn) else turn


def fee_lead(turn: Turn, shown: Sequence[Decision | None]) -> list[Lead]:
    """The rest for each share of those shown, highest first."""
    if not asks_of_fee(turn):
        return []
    fee = turn.named.amount or 0
    left = [(share, _rest(fee, share)) for share in sorted(_shares(shown), reverse=True)]
    values = {"fee": fee, "unit": turn.named.amount_unit, "left": left, "private": _is_private(turn)}
    return [Lead("lead_fee", values)] if left else []


def left_of_fee(turn: Turn, found: Entitlements) -> Reply | None:
    """What is left where a share is due; None where none is, or no fee is asked about."""
    due = [one for one in found.due if _shares([one])]
    if not due or not asks_of_fee(turn):
        return None
    share, fee, question = max(_shares(due)), turn.named.amount or 0, next_of(turn, found, None)
    best = [one for one in due if share in _shares([one])]
    more = {one for one in _shares(found.open) if one > share}
    values = wording(turn, found) | {
        "fee": fee,
        "unit": turn.named.amount_unit,
        "share": share,
        "rest": _rest(fee, share),
        "due": best,
        "private": _is_private(turn),
        "more": [(one, _rest(fee, one)) for one in sorted(more, reverse=True)],
        "question": question and turn.responses.question(question.id, turn.you["learner"]),
    }
    return turn.answered(
        "policy_fee",
        cites=cites(found, best),
        choices=choices(turn, question, settled=True),
        notices=["authority_decides"],
        meta={"asked": question.id} if question else None,
        **values,
    )


def _rest(fee: int, share: int) -> int:
    return fee * (_WHOLE - share) // _WHOLE


def _shares(shown: Sequence[Decision | None]) -> set[int]:
    items = [given.item for one in shown if one is not None for given in one.items]
    return {one.percent for one in items if isinstance(one, Tuition)}


def _is_private(turn: Turn) -> bool:
    return turn.slots.learner.get(_OWNERSHIP) == _PRIVATE
