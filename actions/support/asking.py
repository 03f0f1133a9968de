"""The one question to ask next, with its buttons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from actions.reply import Choice, Payload
from actions.responses import Responses
from actions.support.entitlements import Entitlements
from knowledge.policies.questions import Ask, next_question

_INTENT = "ask_policy"


def ask_next(found: Entitlements, topics: Sequence[str], declined: Collection[str], *, thorough: bool) -> Ask | None:
    """The question that decides most of the policies of the topics; None when nothing more can change.

    `thorough`: facts too that only few policies hang on, where these are what is asked about.
    """
    questions = found.book.vocabulary.questions
    unsaid = {*declined, *(fact for name in declined if name in questions for fact in questions[name].facts)}
    book, learner = found.book, found.learner
    begun = [name for name in learner.told if name != "level" and len(learner.known.get(name, ())) > 1]
    return next_question(
        book, learner, found.span.on, topics=tuple(topics), declined=unsaid, begun=begun, thorough=thorough
    )


def buttons(ask: Ask, words: Responses) -> tuple[Choice, ...]:
    """One a possible answer; none for a number, which is typed."""
    told = {answer.code: answer.tells for answer in ask.answers}
    labels = words.answers(ask.id)
    return tuple(
        Choice(label=labels[code], payload=Payload(intent=_INTENT, slots={"facts": payload(tells)}))
        for code, tells in told.items()
        if code in labels
    )


def payload(tells: Mapping[str, Sequence[object]]) -> str:
    """Facts as a button gives them: "orphan=none,military=discharged_earlier|none"."""
    return ",".join(f"{fact}={'|'.join(map(str, values))}" for fact, values in tells.items())
