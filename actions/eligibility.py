"""Support policies for a learner: what may be due, how much this month, on which article, and what is still unknown.

Never decides eligibility: "may be entitled if …; the school decides". Of one topic only the highest is paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from actions.base import Capability
from actions.reply import Card, Reply
from actions.turn import Turn
from knowledge.citations import cite_parameter
from knowledge.library import Library
from knowledge.models import Period
from knowledge.policies.book import Decision, next_question, still_open, version_in_force
from knowledge.policies.decide import Truth

TOPICS = ("tuition", "boarding")
_PARAMETERS = {"base_pay": "ts-luong-co-so"}


class AnswerPolicy(Capability):
    """Tuition and boarding support decided from what the conversation knows, with one question back."""

    topic = "ask_policy"

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Cards for what may be due, reasons for what is not, the fewest questions for the rest."""
        asked = turn.slots.policy_topic
        if parameter := next((_PARAMETERS[topic] for topic in asked if topic in _PARAMETERS), None):
            return _parameter(turn, library, parameter)
        held = [topic for topic in asked if topic in TOPICS]
        if asked and not held:
            return turn.not_held("policy_not_held", asked=asked)
        on = _day_asked(turn)
        decisions = library.decide(turn.slots.learner, on, held)
        text_only = [decision for decision in decisions if decision.version and decision.version.text_only]
        if text_only or all(decision.version is None for decision in decisions):
            return _past(turn, decisions, text_only, on)
        return _current(turn, library, decisions, on)


def _current(turn: Turn, library: Library, decisions: Sequence[Decision], on: date) -> Reply:
    due = _highest([decision for decision in decisions if decision.truth is Truth.YES])
    open_ones = still_open(decisions)
    refused = [decision for decision in decisions if decision.truth is Truth.NO]
    vocabulary = library.policies.facts
    question = next_question(decisions, vocabulary) or next(
        (fact for decision in due for fact in decision.assumed if fact not in turn.slots.learner), None
    )
    shown = [*due, *open_ones] if due else open_ones
    values: dict[str, Any] = {
        "due": due,
        "open": open_ones,
        "refused": refused,
        "on": on,
        "month": Period.parse(f"{on.year}-M{on.month:02d}"),
        "question": question,
        "fields": turn.slots.field,
    }
    cites: list[Any] = [*shown, *(decision.amount for decision in shown if decision.amount)]
    if not shown:
        return turn.answered("policy_none_due", cites=refused, **values)
    asking = turn.responses.choices(f"ask_{question}", {}) if question else ()
    return turn.answered(
        "policy_answered",
        cites=cites,
        cards=_cards(turn, due, values),
        choices=asking,
        notices=["papers_may_change", "authority_decides"],
        **values,
    )


def _highest(due: Sequence[Decision]) -> list[Decision]:
    """Of one topic the highest rank; equal ranks stand side by side as two grounds for the same benefit."""
    best: dict[str, int] = {}
    for decision in due:
        topic = decision.policy.topic
        best[topic] = max(best.get(topic, 0), decision.policy.rank)
    return [decision for decision in due if decision.policy.rank == best[decision.policy.topic]]


def _cards(turn: Turn, shown: Sequence[Decision], values: dict[str, Any]) -> list[Card]:
    return [turn.card("policy_card", **values, decision=decision) for decision in shown]


def _past(turn: Turn, decisions: Sequence[Decision], text_only: Sequence[Decision], on: date) -> Reply:
    """A day for which conditions are not recorded: name the document of that time, decide nothing."""
    return turn.not_held("policy_past", cites=text_only, decisions=text_only or decisions, on=on)


def _parameter(turn: Turn, library: Library, parameter_id: str) -> Reply:
    parameter = library.policies.parameter(parameter_id)
    version = version_in_force(parameter.versions, _day_asked(turn))
    return turn.answered(
        "parameter_value",
        cites=[cite_parameter(parameter.id, parameter.title, version)],
        parameter=parameter,
        version=version,
    )


def _day_asked(turn: Turn) -> date:
    """The first day of the period the user named, else today; a period that holds today means today."""
    if turn.slots.period is None:
        return turn.today
    period = Period.parse(turn.slots.period)
    return turn.today if period.start <= turn.today <= period.end else period.start
