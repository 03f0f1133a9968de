"""What is left to pay of a fee that is named, by each share that may be taken off it."""

from __future__ import annotations

from collections.abc import Sequence

from actions.support.leads import Lead
from actions.support.whether import asks_how_much
from actions.turn import Turn
from knowledge.policies.benefits import Tuition
from knowledge.policies.decision import Decision
from knowledge.text import fold, nfc

_MONTH, _WHOLE = "thang", 100


def fee_lead(turn: Turn, shown: Sequence[Decision | None]) -> list[Lead]:
    """ "Học phí 1.000.000 một tháng thì còn đóng bao nhiêu": the rest for each share of those shown, highest first."""
    fee = turn.named.amount
    if fee is None or turn.named.amount_unit != _MONTH or not asks_how_much(turn.text):
        return []
    if "hoc phi" not in fold(nfc(turn.text)):
        return []
    items = [given.item for one in shown if one is not None for given in one.items]
    shares = sorted({one.percent for one in items if isinstance(one, Tuition)}, reverse=True)
    left = [(share, fee * (_WHOLE - share) // _WHOLE) for share in shares]
    return [Lead("lead_fee", {"fee": fee, "left": left})] if left else []
