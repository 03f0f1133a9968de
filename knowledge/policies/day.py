"""Decisions of one learner on one day, and what stands between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from knowledge.errors import NotFound
from knowledge.policies.amounts import amount_of, size
from knowledge.policies.benefits import Benefit
from knowledge.policies.clock import neighbours, version_in_force
from knowledge.policies.decide import Deciding, Reason, evaluate
from knowledge.policies.decision import Decision, Given
from knowledge.policies.facts import Learner
from knowledge.policies.schema import Parameter, Policy, RuleVersion
from knowledge.policies.truth import Truth
from knowledge.policies.vocabulary import Fact


class Day:
    """Decisions of one learner on one day; each policy is decided once, others may hang on it."""

    def __init__(
        self,
        learner: Learner,
        facts: Mapping[str, Fact],
        policy: Callable[[str], Policy],
        parameter: Callable[[str], Parameter],
    ) -> None:
        self._learner = learner
        self._policy = policy
        self._parameter = parameter
        self._decided: dict[str, tuple[Truth, tuple[Reason, ...], tuple[Given, ...]]] = {}
        self._deciding = Deciding(learner, facts, self._other)

    def decision(self, policy: Policy) -> Decision:
        """One policy, decided once."""
        try:
            version = version_in_force(policy.versions, self._learner.on)
        except NotFound:
            return Decision(policy, None, Truth.UNKNOWN)
        before, after = neighbours(policy.versions, version)
        truth, reasons, items = self._outcome(policy, version)
        return Decision(policy, version, truth, reasons, items, before=before, after=after)

    def _other(self, policy_id: str) -> tuple[Truth, tuple[Reason, ...]]:
        policy = self._policy(policy_id)
        try:
            version = version_in_force(policy.versions, self._learner.on)
        except NotFound:
            return Truth.NO, ()
        truth, reasons, _ = self._outcome(policy, version)
        return truth, reasons

    def _outcome(self, policy: Policy, version: RuleVersion) -> tuple[Truth, tuple[Reason, ...], tuple[Given, ...]]:
        if policy.id not in self._decided:
            self._decided[policy.id] = self._decide(version)
        return self._decided[policy.id]

    def _decide(self, version: RuleVersion) -> tuple[Truth, tuple[Reason, ...], tuple[Given, ...]]:
        if version.requires is None:
            return Truth.UNKNOWN, (), ()
        truth, reasons = evaluate(version.requires, self._deciding)
        if truth is Truth.NO:
            return truth, reasons, ()
        items = [self._item(item) for item in version.benefit]
        left = [one for one in items if one.truth is not Truth.NO]
        if not left:
            return Truth.NO, tuple(reason for one in items for reason in one.reasons), ()
        if truth is Truth.YES and all(one.truth is Truth.UNKNOWN for one in left):
            truth = Truth.UNKNOWN
        return truth, reasons, tuple(_highest(left) if version.pick == "highest" else left)

    def _item(self, item: Benefit) -> Given:
        truth, reasons = (Truth.YES, ()) if item.when is None else evaluate(item.when, self._deciding)
        amount = amount_of(item, self._parameter, self._learner.on) if truth is not Truth.NO else None
        return Given(item, truth, reasons, amount)


def _highest(items: Sequence[Given]) -> list[Given]:
    """The largest due item, and those not yet known that would outdo it."""
    due = max((size(one.item, one.amount) for one in items if one.truth is Truth.YES), default=-1)
    kept = [one for one in items if size(one.item, one.amount) > due or one.truth is Truth.YES]
    first = next((one for one in kept if one.truth is Truth.YES and size(one.item, one.amount) == due), None)
    return [one for one in kept if one.truth is not Truth.YES or one is first]


def side_by_side(decisions: list[Decision]) -> list[Decision]:
    """Decisions with what stands against them: a higher one of the same group, one that may not be combined."""
    best: dict[str, int] = {}
    for one in decisions:
        if one.truth is Truth.YES and one.policy.highest_of:
            best[one.policy.highest_of] = max(best.get(one.policy.highest_of, 0), one.policy.rank)
    possible = {one.policy.id: one for one in decisions if one.version and one.truth is not Truth.NO}
    against = {(one.policy.id, other) for one in possible.values() for other in one.policy.not_with}
    against |= {(other, one) for one, other in against}
    return [
        replace(
            one,
            outranked_by=tuple(
                other.policy.id
                for other in decisions
                if other.truth is Truth.YES
                and other.policy.highest_of == one.policy.highest_of
                and other.policy.rank == best[one.policy.highest_of] > one.policy.rank
            )
            if one.policy.highest_of in best
            else (),
            not_with=tuple(other for other in possible if (one.policy.id, other) in against),
        )
        if one.policy.id in possible
        else one
        for one in decisions
    ]
