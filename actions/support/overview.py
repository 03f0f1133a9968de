"""The kinds of support there are, in a line each, for who told nothing yet: "học nghề được hỗ trợ gì"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.reply import Choice, Reply
from actions.support.entitlements import Entitlements
from actions.support.loans import is_loan
from actions.turn import Turn
from knowledge.policies.benefits import MonthlyStipend, Tuition
from knowledge.policies.decision import Decision, Status
from knowledge.policies.questions import Ask

_KINDS = ("tuition", "boarding", "short_course", "loan")
"""Topics in the order of a first answer: what most people who learn may have."""
_EXAMPLES = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of support. `shares`: percent off the fee, highest first; `most`: the highest sum a month, in đồng."""

    topic: str
    decisions: Sequence[Decision]
    shares: Sequence[int]
    most: int | None

    @property
    def called(self) -> list[str]:
        """Some of those who may have it, or what it is."""
        names = [one.policy.called for one in self.decisions if one.policy.called]
        return [*dict.fromkeys(name for name in names if name)][:_EXAMPLES]


def overview(turn: Turn, found: Entitlements, question: Ask | None, choices: Sequence[Choice]) -> Reply | None:
    """The kinds that may be had, with some of each and what is asked first; None where `_kinds_of` finds none."""
    kinds = _kinds_of(turn, found)
    if not kinds:
        return None
    return turn.clarify(
        "policy_overview",
        cites=[one for kind in kinds for one in kind.decisions[:_EXAMPLES]],
        choices=choices,
        notices=["authority_decides"],
        meta={"asked": question.id} if question else None,
        kinds=kinds,
        period=found.span.period,
        question=question and turn.responses.question(question.id, turn.you["learner"]),
    )


def _kinds_of(turn: Turn, found: Entitlements) -> list[Kind]:
    """The kinds that may be had; empty where anything was told, or not all support is asked about."""
    if turn.slots.learner or turn.slots.policy_topic or "everything" not in turn.named.field:
        return []
    decided = found.book.decide(found.learner, found.span.on, _KINDS)
    # Of a loan no figure is told here, so nothing of it has to be confirmed.
    sure = [one for one in decided if one.status is Status.OPEN and (one.is_certain or is_loan(one.policy))]
    kinds = [_kind(topic, [one for one in sure if one.policy.topic == topic]) for topic in _KINDS]
    return [one for one in kinds if one.decisions]


def _kind(topic: str, decisions: Sequence[Decision]) -> Kind:
    items = [given for one in decisions for given in one.items]
    shares = {given.item.percent for given in items if isinstance(given.item, Tuition)}
    sums = [given.amount.value for given in items if isinstance(given.item, MonthlyStipend) and given.amount]
    return Kind(topic, decisions, sorted(shares, reverse=True), max(sums, default=None))
