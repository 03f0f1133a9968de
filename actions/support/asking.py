"""The one question to ask next, with its buttons, and what a short answer to it tells."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from actions.reply import Choice, Payload
from actions.responses import Responses
from actions.slots import Slots
from actions.support.entitlements import Entitlements
from knowledge.policies.book import PolicyBook
from knowledge.policies.questions import Ask, next_question, none_of

_NUMBER = re.compile(r"\D*(\d{1,4})\D*")
_INTENT = "ask_policy"


def ask_next(found: Entitlements, topics: Sequence[str], declined: Collection[str], *, thorough: bool) -> Ask | None:
    """The question that decides most of the policies of the topics; None when nothing more can change.

    `thorough`: facts too that only few policies hang on, where these are what is asked about.
    """
    questions = found.book.vocabulary.questions
    unsaid = {*declined, *(fact for name in declined if name in questions for fact in questions[name].facts)}
    book, learner = found.book, found.learner
    return next_question(book, learner, found.span.on, topics=tuple(topics), declined=unsaid, thorough=thorough)


def buttons(ask: Ask, words: Responses) -> tuple[Choice, ...]:
    """One a possible answer; none for a number, which is typed."""
    told = {answer.code: answer.tells for answer in ask.answers}
    labels = words.answers(ask.id)
    return tuple(
        Choice(label=labels[code], payload=Payload(intent=_INTENT, slots={"facts": _payload(tells)}))
        for code, tells in told.items()
        if code in labels
    )


def _payload(tells: Mapping[str, Sequence[object]]) -> str:
    return ",".join(f"{fact}={'|'.join(map(str, values))}" for fact, values in tells.items())


def answering(named: Slots, stored: Slots, plain: str, book: PolicyBook, words: Responses) -> Slots:
    """A bare "có", "không", "không biết" or number read as the answer to the question that was asked last.

    `plain` is the folded message. Anything that tells the fact in words of its own is left as it is.
    """
    asked = stored.asked
    if asked is None or asked in named.learner or "distress" in named.signs:
        return named
    if "decline" in named.signs:
        return replace(named, declined=tuple(dict.fromkeys((*stored.declined, asked))))
    told: Mapping[str, Sequence[object]] = {}
    fact, question = book.facts.get(asked), book.vocabulary.questions.get(asked)
    code = words.yes_or_no(asked, denied="deny" in named.signs) if named.signs else None
    if fact is not None and fact.kind == "integer" and (number := _NUMBER.fullmatch(plain)):
        told = {asked: (number[1],)}
    elif question is not None and "deny" in named.signs and all(option.otherwise for option in question.options):
        told = none_of(question.options)
    elif code is not None and question is not None:
        told = next(option.tells for option in question.options if option.code == code)
    elif code is not None and fact is not None:
        told = {asked: (code,)}
    return named.telling(_payload(told)) if told else named
