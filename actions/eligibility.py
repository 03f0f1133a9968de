"""Support policies for a learner: what may be due, how much this month, on which article, and what is still unknown.

Never decides eligibility: "may be entitled if …; the school decides". Of one topic only the highest is paid.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.base import Capability
from actions.reply import Card, Reply
from actions.turn import Turn
from knowledge.citations import cite_parameter
from knowledge.errors import NotFound
from knowledge.library import Library
from knowledge.models import Period
from knowledge.policies.amounts import needs_parameter
from knowledge.policies.clock import version_in_force
from knowledge.policies.decision import Decision
from knowledge.policies.schema import Policy, RuleVersion
from knowledge.policies.truth import Truth
from knowledge.policies.vocabulary import Fact

TOPICS = ("tuition", "boarding")
_COVERED = frozenset({"orphan", "disability", "progression"})
"""Topics that are not held by themselves, but the rules of tuition and boarding speak of such learners."""
_CHECKED = frozenset({"nt-100", "nt-80", "nt-60", "hp-mien-thcs-len-trung-cap", "hp-mien-dtts-ngheo-can-ngheo"})
"""Policies that this check speaks of: it asks for the facts of these and of no others."""
_SHORT_LEVELS = frozenset({"so_cap", "duoi_3_thang"})
_PARAMETERS = {"base_pay": "ts-luong-co-so"}


class AnswerPolicy(Capability):
    """Tuition and boarding support decided from what the conversation knows, with one question back."""

    topic = "ask_policy"

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Cards for what may be due, reasons for what is not, the fewest questions for the rest."""
        asked = turn.slots.policy_topic
        held = [topic for topic in asked if topic in TOPICS]
        unheld = [topic for topic in asked if topic not in TOPICS and topic not in _PARAMETERS]
        parameter = next((_PARAMETERS[topic] for topic in asked if topic in _PARAMETERS), None)
        if parameter and not held:
            return _parameter(turn, library, parameter)
        if unheld and (not held or not _COVERED.issuperset(unheld)):
            return turn.not_held("policy_not_held", asked=unheld)
        if not held and not _says_anything(turn):
            return turn.clarify("which_policy")
        span = _Span.of(turn)
        meant = None if asked or turn.follow_up else _meant(turn, library)
        decisions = [one for one in library.decide(turn.slots.learner, span.on, held) if one.policy.id in _CHECKED]
        if any(decision.policy is meant and decision.truth is Truth.NO for decision in decisions):
            # Asked about one policy that is not due: what else there is of its kind, not everything.
            decisions = [decision for decision in decisions if meant and decision.policy.topic == meant.topic]
        past = [decision for decision in decisions if decision.version and decision.version.text_only]
        decided = [decision for decision in decisions if decision.reasons and _is_known(decision)]
        if not decided:
            return turn.not_held("policy_past", cites=past, past=past, period=span.period, on=span.on)
        return _current(turn, library, decided, past=past, unheld=unheld, span=span, meant=meant)


@dataclass(frozen=True, slots=True)
class _Span:
    """The time asked about: `on` decides which law applies, the amounts are told for all of it."""

    start: date
    end: date
    on: date
    period: Period

    @classmethod
    def of(cls, turn: Turn) -> _Span:
        """This month; or the period the user named, under the law at its end (today's, when it lasts until today)."""
        today = turn.today
        month = Period.parse(f"{today.year}-M{today.month:02d}")
        if turn.slots.period is None:
            return cls(today, today, today, month)
        period = Period.parse(turn.slots.period)
        if period.start <= today <= period.end and period.code != month.code:
            return cls(today, today, today, month)
        return cls(period.start, period.end, today if period.code == month.code else period.end, period)


def _says_anything(turn: Turn) -> bool:
    """Whether a fact about the learner is known or a policy was named in words of its own."""
    facts = {name for name in turn.slots.learner if name not in {"level", "training_form"}}
    return bool(facts or set(turn.slots.field) & {"papers", "where", "deadline", "basis"} or turn.follow_up)


def _is_known(decision: Decision) -> bool:
    """False where the amount of that time is not recorded."""
    if decision.version is None or not decision.version.benefit:
        return False
    return needs_parameter(decision.version.benefit[0]) is None or not decision.items or decision.amount is not None


def _current(
    turn: Turn,
    library: Library,
    decisions: Sequence[Decision],
    *,
    past: Sequence[Decision],
    unheld: Sequence[str],
    span: _Span,
    meant: Policy | None,
) -> Reply:
    due = _highest([decision for decision in decisions if decision.truth is Truth.YES])
    open_ones = _still_open(decisions)
    refused = [decision for decision in decisions if decision.truth is Truth.NO]
    not_due = [decision for decision in refused if decision.policy is meant]
    question = _question(turn, library, decisions, due)
    shown = [*due, *open_ones] if due else open_ones
    amounts = {d.policy.id: library.policies.amounts(d, span.start, span.end) for d in shown}
    values: dict[str, Any] = {
        "due": due,
        "open": open_ones,
        "refused": refused,
        "not_due": not_due,
        "past": past,
        "unheld": unheld,
        "amounts": amounts,
        "period": span.period,
        "question": question,
        "fields": turn.slots.field,
        "repealed": _repealed(turn, decisions),
    }
    if not shown:
        # Short courses have support of their own, which is not held: "none of these" is no answer about them.
        ending = turn.not_held if turn.slots.level in _SHORT_LEVELS else turn.answered
        return ending("policy_none_due", cites=refused, **values)
    asking = turn.responses.choices(f"ask_{question}", {}) if question else ()
    skip = turn.responses.choices("ask_skip", {"fact": question}) if question else ()
    return turn.answered(
        "policy_answered",
        cites=[*not_due, *shown, *(amount for decision in shown for amount in amounts[decision.policy.id]), *past],
        cards=_cards(turn, due, values),
        choices=(*asking, *skip),
        notices=["authority_decides", "papers_may_change"],
        meta={"asked": question} if question else None,
        **values,
    )


def _meant(turn: Turn, library: Library) -> Policy | None:
    """The policy that the message asks about in words of its own, where the search is sure of it."""
    best = next(iter(library.search(turn.text, kinds=("policy",), limit=1)), None) if turn.text else None
    if best is None or best.confidence < library.thresholds.answer_above:
        return None
    return next((policy for policy in library.policies.policies if policy.id == best.passage.record_id), None)


def _question(turn: Turn, library: Library, decisions: Sequence[Decision], due: Sequence[Decision]) -> str | None:
    """What to ask next: the fact that decides most, else one that was only assumed; never a declined one."""
    declined = turn.slots.declined
    assumed = (fact for decision in due for fact in decision.assumed if fact not in (*turn.slots.learner, *declined))
    return _deciding_fact(decisions, library.policies.facts, declined) or next(assumed, None)


def _repealed(turn: Turn, decisions: Sequence[Decision]) -> list[tuple[str, RuleVersion]]:
    """Documents of earlier versions that the message names, each with the version now in force."""
    named = set(re.findall(r"\d+/20\d{2}", turn.text))
    found: dict[str, RuleVersion] = {}
    for decision in decisions:
        for version in decision.policy.versions:
            if version is not decision.version and decision.version is not None:
                for basis in version.basis:
                    if any(f" {number}/" in basis.document for number in named):
                        found[basis.document] = decision.version
    return list(found.items())


def _still_open(decisions: Sequence[Decision]) -> list[Decision]:
    """Undecided ones that could still change what is paid: of one group only the highest rank counts."""
    settled: dict[str | None, int] = {}
    for one in decisions:
        if one.truth is Truth.YES and one.policy.highest_of:
            settled[one.policy.highest_of] = max(settled.get(one.policy.highest_of, 0), one.policy.rank)
    return [
        one
        for one in decisions
        if one.truth is Truth.UNKNOWN and one.missing and one.policy.rank > settled.get(one.policy.highest_of, 0)
    ]


def _deciding_fact(
    decisions: Sequence[Decision], vocabulary: Mapping[str, Fact], declined: Container[str]
) -> str | None:
    """The fact that most still-open policies lack; on a tie the first of facts.yaml; never a declined one."""
    lacking = Counter(fact for one in _still_open(decisions) for fact in one.missing if fact not in declined)
    if not lacking:
        return None
    order = list(vocabulary)
    return min(lacking, key=lambda fact: (-lacking[fact], order.index(fact)))


def _highest(due: Sequence[Decision]) -> list[Decision]:
    """Of one topic the highest rank; equal ranks stand side by side as two grounds for the same benefit."""
    return [decision for decision in due if not decision.outranked_by]


def _cards(turn: Turn, shown: Sequence[Decision], values: dict[str, Any]) -> list[Card]:
    return [turn.card("policy_card", **values, decision=decision) for decision in shown]


def _parameter(turn: Turn, library: Library, parameter_id: str) -> Reply:
    parameter = library.policies.parameter(parameter_id)
    span = _Span.of(turn)
    try:
        version = version_in_force(parameter.versions, span.on)
    except NotFound:
        return turn.not_held("parameter_not_held", parameter=parameter, period=span.period)
    return turn.answered(
        "parameter_value",
        cites=[cite_parameter(parameter.id, parameter.title, version)],
        parameter=parameter,
        version=version,
    )
