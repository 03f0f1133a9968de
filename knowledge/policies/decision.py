"""What came out for one policy, one learner and one day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge.policies.amounts import Amount
from knowledge.policies.benefits import Benefit, Tuition
from knowledge.policies.decide import Reason
from knowledge.policies.schema import Policy, RuleVersion
from knowledge.policies.truth import Truth


class Status(StrEnum):
    """`due`: the recorded conditions are met as told; who decides is the school or the commune. `open`: a fact is not
    known yet. `text_only`: the conditions of that time are not recorded. `not_in_force`: no version of that day.
    `not_held`: an earlier document was in force that day, of which nothing is recorded for this policy."""

    DUE = "due"
    NOT_DUE = "not_due"
    OPEN = "open"
    TEXT_ONLY = "text_only"
    NOT_IN_FORCE = "not_in_force"
    NOT_HELD = "not_held"


_STATUS = {Truth.YES: Status.DUE, Truth.NO: Status.NOT_DUE, Truth.UNKNOWN: Status.OPEN}


@dataclass(frozen=True, slots=True)
class Given:
    """One item of the benefit: whether it is due where the policy is, and its amount that day (None: no sum of money,
    or the parameter of that day is not recorded)."""

    item: Benefit
    truth: Truth
    reasons: tuple[Reason, ...] = ()
    amount: Amount | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One policy for one learner on one day. `version` is None when none was in force.

    `items` holds what is or may be given, without items that are not due and, where only the highest is given, without
    those that a due one outdoes. `outranked_by`: ids of due policies of the same group that are paid instead.
    `not_with`: ids of due or open policies that may not be combined with this one. `is_unrecorded`: there is no version
    because that of an earlier document is not recorded.
    """

    policy: Policy
    version: RuleVersion | None
    truth: Truth
    reasons: tuple[Reason, ...] = ()
    items: tuple[Given, ...] = ()
    outranked_by: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    before: RuleVersion | None = None
    after: RuleVersion | None = None
    is_unrecorded: bool = False

    @property
    def status(self) -> Status:
        """The state as other parts name it."""
        if self.version is None:
            return Status.NOT_HELD if self.is_unrecorded else Status.NOT_IN_FORCE
        return Status.TEXT_ONLY if self.version.text_only else _STATUS[self.truth]

    @property
    def missing(self) -> tuple[str, ...]:
        """Facts that are still needed for the decision or for an item of it, in the rule's order."""
        if self.truth is Truth.NO:
            return ()
        chains = (self.reasons, *(one.reasons for one in self.items if one.truth is Truth.UNKNOWN))
        return tuple(
            dict.fromkeys(
                reason.fact for chain in chains for reason in chain if reason.truth is Truth.UNKNOWN and reason.fact
            )
        )

    @property
    def is_settled(self) -> bool:
        """True when no further fact can change it or what it gives."""
        return self.status not in {Status.DUE, Status.OPEN} or not self.missing

    @property
    def assumed(self) -> tuple[str, ...]:
        """Facts taken for granted."""
        return tuple(dict.fromkeys(reason.fact for reason in self.reasons if reason.assumed))

    @property
    def amount(self) -> Amount | None:
        """The monthly sum: the first item that is surely or perhaps given and is money by the month."""
        return next((one.amount for one in self.items if one.amount and one.amount.per == "month"), None)

    @property
    def is_of_base_pay(self) -> bool:
        """Whether some sum is a share of a parameter, such as the base pay."""
        return any(one.amount and one.amount.base and one.amount.percent for one in self.items)

    @property
    def percent(self) -> int | None:
        """The share of the tuition that is not paid; None for other benefits."""
        return next((one.item.percent for one in self.items if isinstance(one.item, Tuition)), None)

    @property
    def is_certain(self) -> bool:
        """False where the record is of medium or low confidence, or its force is uncertain: to be told as such."""
        version = self.version
        return version is not None and version.confidence == "high" and version.status == "in_force"
