"""A no where only what few can tell is left: boarding money of a household that is on no list of the poor."""

from __future__ import annotations

from actions.support.entitlements import Entitlements
from actions.support.leads import Lead
from actions.support.topics import is_on_top, topics_of
from actions.support.whether import asks_whether
from actions.turn import Turn

RARE = "lead_not_by_told"
_KINDS = ("boarding",)
"""Kinds that nobody has by the trade alone, or in some other way that is not asked."""


def rare_lead(turn: Turn, found: Entitlements) -> list[Lead]:
    """ "Có được tiền nội trú không" of who is not poor: no by what is told, and for whom it is."""
    topics = topics_of(turn.slots.policy_topic, turn.slots.level)
    if topics != _KINDS or not asks_whether(turn.text) or found.due:
        return []
    left = [one for one in found.open if not is_on_top(one)]
    if not left or any(found.is_common(one) or found.speaks_for(one) for one in left):
        return []
    best = max(left, key=lambda one: one.policy.rank)
    return [Lead(RARE, {"decision": best}, (best,))]
