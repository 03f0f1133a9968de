"""The one question to ask next, with its buttons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from actions.reply import Choice, Payload
from actions.responses import Responses
from actions.support.entitlements import Entitlements
from actions.turn import Turn
from knowledge.policies.facts import learned
from knowledge.policies.questions import Ask, questions

_INTENT = "ask_policy"
OTHER_CHOICES = "other_choices"
"""The field of the button that brings the other answers."""
_MOST, _FIRST = 8, 6
"""Answers that are shown at once, and of more than that how many stand first."""


def ask_next(found: Entitlements, topics: Sequence[str], declined: Collection[str], *, thorough: bool) -> Ask | None:
    """The question that decides most of the policies of the topics; None when nothing more can change.

    `thorough`: facts too that only few policies hang on, where these are what is asked about.
    """
    several = found.book.vocabulary.questions
    unsaid = {*declined, *(fact for name in declined if name in several for fact in several[name].facts)}
    book, learner = found.book, found.learner
    begun = [name for name in learner.told if name != "level" and len(learner.known.get(name, ())) > 1]
    asks = questions(
        book, learner, found.span.on, topics=tuple(topics), declined=unsaid, begun=begun, thorough=thorough
    )
    return next((ask for one in asks if len((ask := _possible(one, found)).answers) > 1), None)


def _possible(ask: Ask, found: Entitlements) -> Ask:
    """The question without the answers that cannot be beside what is known: nobody of 15 is back from the army."""
    vocabulary = found.book.vocabulary
    return replace(ask, answers=tuple(one for one in ask.answers if learned(found.learner, vocabulary, one.tells)))


def narrowed(turn: Turn, ask: Ask | None) -> Ask | None:
    """The question without what the message denies: "không phải hộ nghèo" leaves near-poor or neither."""
    denied = {value for slot, value in turn.named.denied if ask and slot == ask.id}
    left = tuple(one for one in ask.answers if not denied.intersection(one.tells.get(ask.id, ()))) if ask else ()
    return replace(ask, answers=left) if ask and denied and len(left) > 1 else ask


def asked_of(turn: Turn, ask: Ask) -> str:
    """The words of a question; of one that is narrowed what is left to say."""
    if (ask.id, "poor") in turn.named.denied:
        return turn.responses.text("ask_near_poor", turn.you)
    return turn.responses.question(ask.id, turn.you["learner"])


def buttons(ask: Ask, words: Responses) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """One a possible answer, and those that stand behind a button where there are many; none for a number.

    That nothing of all this holds can only be said where all of it was seen, so it stands last.
    """
    told = {answer.code: answer.tells for answer in ask.answers}
    labels = words.answers(ask.id)
    found = tuple(
        Choice(label=labels[code], payload=Payload(intent=_INTENT, slots={"facts": payload(tells)}))
        for code, tells in told.items()
        if code in labels
    )
    return (found[:_FIRST], found[_FIRST:]) if len(found) > _MOST else (found, ())


def payload(tells: Mapping[str, Sequence[object]]) -> str:
    """Facts as a button gives them: "orphan=none,military=discharged_earlier|none"."""
    return ",".join(f"{fact}={'|'.join(map(str, values))}" for fact, values in tells.items())
