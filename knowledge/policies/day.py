"""Decisions of one learner on one day, and what stands between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

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
        unrecorded: Callable[[Policy, date], bool],
    ) -> None:
        self._learner = learner
        self._policy = policy
        self._parameter = parameter
        self._unrecorded = unrecorded
        self._decided: dict[str, tuple[Truth, tuple[Reason, ...], tuple[Given, ...]]] = {}
        self._deciding = Deciding(learner, facts, self._other)

    def decision(self, policy: Policy) -> Decision:
        """One policy, decided once."""
        try:
            version = version_in_force(policy.versions, self._learner.on)
        except NotFound:
            unrecorded = self._unrecorded(policy, self._learner.on)
            return Decision(policy, None, Truth.UNKNOWN, is_unrecorded=unrecorded)
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
    groups: dict[str, list[Policy]] = {}
    for one in decisions:
        if one.truth is Truth.YES and one.policy.highest_of:
            groups.setdefault(one.policy.highest_of, []).append(one.policy)
    highest = {group: max(policy.rank for policy in due) for group, due in groups.items()}
    possible = {one.policy.id for one in decisions if one.version and one.truth is not Truth.NO}
    against = {(one.policy.id, other) for one in decisions for other in one.policy.not_with}
    against = {pair for one, other in against if {one, other} <= possible for pair in ((one, other), (other, one))}
    found: list[Decision] = []
    for one in decisions:
        group = one.policy.highest_of or ""
        outranked_by: tuple[str, ...] = ()
        if one.policy.id in possible and one.policy.rank < highest.get(group, 0):
            outranked_by = tuple(due.id for due in groups[group] if due.rank == highest[group])
        not_with = tuple(sorted(other for name, other in against if name == one.policy.id)) if against else ()
        found.append(replace(one, outranked_by=outranked_by, not_with=not_with) if outranked_by or not_with else one)
    return found
