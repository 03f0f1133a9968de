"""Which loan somebody speaks of: for learning, for work of one's own, or for going to work abroad."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from actions.slots import Slots
from actions.support.entitlements import Entitlements
from actions.support.lacks import lacks_of
from actions.support.topics import SHORT_LEVELS
from actions.support.whether import asks_whether, claims, rate_named
from actions.turn import Turn
from knowledge.policies.benefits import Loan
from knowledge.policies.conditions import leaves
from knowledge.policies.decision import Decision
from knowledge.policies.schema import Policy
from knowledge.text import fold, nfc

Purpose = Literal["study", "job", "abroad"]

LOAN_FIELDS = frozenset({"loan_rate", "loan_term", "loan_borrower", "collateral"})
"""What is asked of loans only."""
_GROWN_UP = 18


_BORROWS = re.compile(r"\bvay\b(?: (?!vay\b)[a-z]+){0,4} \d+(?:[.,]\d+)? ?(?:trieu|tr|cu|k|nghin|ngan|dong)\b")
_DOCUMENT = re.compile(r"\b\d{1,4}/\d{4}\b")
_SO = re.compile(r"\bv(?:\u1ead|\u1ea7|\u1ea5)y\b")


def of_a_loan(turn: Turn) -> Turn:
    """ "Vay 1,5 triệu một tháng": a loan that its sum names; no "vậy 1,5 triệu …" of another talk, nor a decree."""
    text = nfc(turn.text).lower()
    tells_else = _SO.search(text) or _DOCUMENT.search(text)
    if "loan" in turn.slots.policy_topic or turn.follow_up or tells_else or not _BORROWS.search(fold(text)):
        return turn
    slots, named = (replace(one, policy_topic=(*one.policy_topic, "loan")) for one in (turn.slots, turn.named))
    return replace(turn, slots=slots, named=named)


def of_a_rate(turn: Turn) -> Turn:
    """An interest that is named is asked about: "lãi 6,6 % đúng không"."""
    slots = turn.slots
    if (
        rate_named(turn.text) is None
        or "loan_rate" in slots.field
        or not (asks_whether(turn.text) or claims(turn.text))
    ):
        return turn
    return replace(turn, slots=replace(slots, field=(*slots.field, "loan_rate")))


def asks_of_loan(turn: Turn) -> bool:
    """Whether what is asked is asked of a loan: its interest, its term, or where one borrows."""
    return not LOAN_FIELDS.isdisjoint(turn.slots.field) or "loan" in turn.named.policy_topic


def asks_of_lending(turn: Turn, found: Entitlements) -> bool:
    """Whether a loan is asked about, or may be had of what is asked about."""
    return "loan" in turn.named.policy_topic or any(is_loan(one.policy) for one in (*found.due, *found.open))


def is_loan(policy: Policy) -> bool:
    """Whether all that the policy gives is lent."""
    given = [item for version in policy.versions for item in version.benefit]
    return bool(given) and all(isinstance(item, Loan) for item in given)


def purpose_of(policy: Policy) -> Purpose:
    """What a loan is for, by what its rule asks."""
    asked = {leaf.fact for version in policy.versions for leaf in leaves(version.requires)}
    if "work_abroad" in asked:
        return "abroad"
    return "job" if "loan_purpose" in asked else "study"


def purposes_told(slots: Slots) -> frozenset[Purpose]:
    """What the money is for, as far as it was told; empty where nothing tells it.

    Who names the level to be studied and no other use borrows to study.
    """
    told = slots.learner
    if told.get("work_abroad") in {"contract", "planned"} or "overseas" in slots.policy_topic:
        return frozenset({"abroad"})
    match told.get("loan_purpose"):
        case "study":
            return frozenset({"study"})
        case "job":
            return frozenset({"job"})
        case _:
            return frozenset({"study"}) if told.get("level") else frozenset()


def is_for_another_use(policy: Policy, slots: Slots) -> bool:
    """Whether it is a loan for something else than what was said: "vay tiền đi học" is not asked of one for work."""
    wanted = purposes_told(slots)
    return is_loan(policy) and bool(wanted) and purpose_of(policy) not in wanted


def loan_topics(topics: Sequence[str], slots: Slots) -> tuple[str, ...]:
    """The topics asked about, with those that the loan stands under, be it asked of by its interest only."""
    if not LOAN_FIELDS.isdisjoint(slots.field) and not {"loan", "overseas"}.intersection(topics):
        topics = (*topics, "loan")
    abroad = "loan" in topics and "abroad" in purposes_told(slots)
    return tuple(dict.fromkeys((*topics, *(("overseas",) if abroad else ()))))


def is_meant_loan(decision: Decision, slots: Slots) -> bool:
    """Whether it is a loan for what was said."""
    return is_loan(decision.policy) and purpose_of(decision.policy) in purposes_told(slots)


def fitting(found: Entitlements, slots: Slots, keep: str | None = None) -> Entitlements:
    """Without the loans for another purpose than the one told, and without work abroad for those under age.

    `keep`: the policy that is asked about by name.
    """
    wanted, under_age = purposes_told(slots), is_under_age(slots.learner)

    def fits(policy: Policy) -> bool:
        if not is_loan(policy):
            return True
        purpose = purpose_of(policy)
        return not (under_age and purpose == "abroad") and (not wanted or purpose in wanted or policy.id == keep)

    return found.only({one.policy.id for one in found.decisions if fits(one.policy)})


def too_young(found: Entitlements, facts: Mapping[str, Any]) -> list[Decision]:
    """Policies on work abroad, or short courses, whose rule asks for more years than the learner has: told first."""
    if not is_under_age(facts):
        return []
    lacking = [one for one in found.refused if any(reason.fact == "age" for reason in one.reasons)]
    courses = [one for one in lacking if one.policy.topic == "short_course" and len(lacks_of(one)) == 1]
    short = courses[:1] if facts.get("level") in SHORT_LEVELS else []
    return [*(one for one in lacking if one.policy.topic == "overseas"), *short]


def is_under_age(facts: Mapping[str, Any]) -> bool:
    """Whether the age is told and below 18."""
    age = str(facts.get("age", ""))
    return age.isdigit() and int(age) < _GROWN_UP
