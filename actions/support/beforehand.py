"""What is said before anything is decided: what no rule speaks of, and facts that cannot both be true."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from actions.reply import Choice, Payload, Reply
from actions.slots import NEXT_TO_NOTHING, names_anything
from actions.slots.record import LEARNER
from actions.support.asking import payload
from actions.support.changes import UNANSWERED
from actions.support.each_child import two_learners
from actions.support.few_words import LOST_JOB, UNKNOWN
from actions.support.known import is_beyond_bounds
from actions.support.supposing import supposed
from actions.support.whether import (
    asks_amounts_again,
    asks_by_the_month,
    asks_for_cash,
    asks_for_more,
    asks_how_much,
    asks_if_nothing_is_paid,
    asks_whether,
    rate_named,
)
from actions.turn import Turn
from knowledge.errors import Problem
from knowledge.policies.book import PolicyBook
from knowledge.policies.questions import NONE_OF_THESE, none_of
from knowledge.policies.vocabulary import Question
from knowledge.text import fold, nfc

_TOPIC = "ask_policy"
_ETHNIC = ("ethnicity", "ethnic_group", "very_small_group")
_NAMED_DOCUMENT = re.compile(
    r"\b(?:nghi dinh|nd|quyet dinh|qd|thong tu|tt|nghi quyet|nq|luat)\s*(?:so\s*)?(\d{1,4}/20\d{2})\b"
)
_NO_MONTH = re.compile(r"\bthang (?P<month>0|1[3-9]|[2-9]\d)(?=\s*(?:/|nam\b))")
_ROOM = re.compile(r"\b(?:cho o|phong|ky tuc|ktx|khu|nha o|truong)\b")
_MONEY = re.compile(r"\b(?:tien|tro cap|hoc bong|ho tro|bao nhieu|che do)\b")
_FORMS = (asks_for_cash, asks_for_more, asks_how_much, asks_if_nothing_is_paid, asks_whether)
"""What a message asks by its form alone."""
_NOT_OF_SUPPORT = frozenset({"rehab", "reform_school"})
"""Walks of life that no rule which is held has conditions for."""


def beyond(turn: Turn, book: PolicyBook) -> Reply | None:
    """What no rule that is held speaks of: paying back, other walks of life, fees elsewhere, unknown documents."""
    # "tien an" without its marks is the money for meals, where support for boarding is spoken of.
    is_bare = "boarding" in turn.named.policy_topic and fold(nfc(turn.text)) == nfc(turn.text).lower()
    wished = [one for one in turn.slots.wishes if one in _NOT_OF_SUPPORT and not is_bare]
    not_told = [one for one in UNKNOWN if one in {*turn.named.aspects, *turn.named.field}]
    if not_told:
        return turn.not_held("policy_aspect_not_held", asked=not_told, kind="asked", meta={"settled": True})
    if wished:
        return turn.not_held("policy_aspect_not_held", asked=wished, kind="wish", meta={"settled": True})
    numbers = dict.fromkeys(_NAMED_DOCUMENT.findall(fold(nfc(turn.text))))
    if numbers and not any(map(book.successor, numbers)):
        return turn.not_held("policy_document_not_held", numbers=list(numbers), meta={"settled": True})
    elsewhere = turn.named.other_schools or turn.named.outside
    if elsewhere and "fee" in turn.named.field and turn.intent != "ask_policy":
        return turn.not_held("policy_aspect_not_held", asked=["fee"], kind="asked")
    return None


def asks_for_room(turn: Turn) -> bool:
    """ "Trường có chỗ ở nội trú không": the rooms of a school, not the money to live there."""
    named, before = turn.named, turn.before
    if before and before.topic == "ask_policy" and before.level and "boarding" in named.policy_topic:
        # "Thế có nội trú không" goes on with what one is paid while learning at that level.
        plain = fold(nfc(turn.text))
        return bool(_ROOM.search(plain)) and not _MONEY.search(plain)
    of_support = set(named.policy_topic) - {"boarding"} or {"everything", "papers"} & set(named.field)
    return "dormitory" in named.wishes and not of_support and not named.learner.keys() - {"level", "ownership"}


def asked_back(turn: Turn, book: PolicyBook) -> Reply | None:
    """What cannot be taken as it was said is asked back once, plainly: the next message counts as it stands."""
    return (
        _out_of_bounds(turn, book)
        or _no_such_month(turn)
        or _two_groups(turn)
        or _two_households(turn)
        or two_learners(turn, book)
        or _no_such_level(turn)
        or _two_places(turn)
        or _parent_out_of_work(turn, book)
        or _unclear(turn, book)
    )


def _out_of_bounds(turn: Turn, book: PolicyBook) -> Reply | None:
    """An age of 200; said again, it is left alone."""
    asked = turn.before.asked if turn.before else None
    for name, value in turn.named.learner.items():
        if name != asked and is_beyond_bounds(book, name, value):
            meta = _asking(name, name) | _unanswered(turn, (name,))
            return turn.clarify("fact_out_of_bounds", fact=name, value=value, meta=meta)
    return None


def _no_such_month(turn: Turn) -> Reply | None:
    """The thirteenth month of a year: nothing is worked out for another one instead."""
    wrong = _NO_MONTH.search(fold(nfc(turn.text)))
    return turn.clarify("no_such_month", month=wrong["month"], meta={"settled": True}) if wrong else None


def _two_groups(turn: Turn) -> Reply | None:
    """A group that is told in two ways; a correction in words is taken as it is, and so is the answer."""
    before, named = turn.before, turn.named
    if before is None or not turn.text or "ethnicity" in named.cleared:
        # Who presses a button has said it.
        return None
    at_once = sum(slot == "ethnicity" for slot, _ in named.doubtful) > 1
    groups = dict(before.facts).get("ethnic_group"), dict(named.facts).get("ethnic_group")
    told = before.ethnicity, named.ethnicity
    same = told[0] == told[1] and (None in groups or groups[0] == groups[1])
    over_turns = None not in told and not same and before.asked != "ethnicity" and "mistake" not in named.back
    # What is supposed contradicts nothing, nor does who one is compared with.
    if not at_once and (not over_turns or supposed(turn)):
        return None
    choices = turn.responses.choices("ask_ethnicity", {})
    return turn.clarify("facts_contradict", choices=choices, meta=_asking("ethnicity", *_ETHNIC))


def _two_households(turn: Turn) -> Reply | None:
    """ "Có sổ hộ nghèo nhưng không phải hộ nghèo": which of the two it is; asked with nothing else, once."""
    asked = turn.before.asked if turn.before else None
    told = set((turn.named.household or "").split("|"))
    if not turn.text or asked == "household" or not {"poor", "neither"} <= told:
        return None
    choices = question_again(turn, "household", None)
    return turn.clarify("household_contradicts", choices=choices, meta=_asking("household", "household"))


def _no_such_level(turn: Turn) -> Reply | None:
    """A level that nobody teaches, or two run together: which one is meant."""
    if "no_such_level" not in turn.named.signs:
        return None
    choices = question_again(turn, "level", None)
    question = turn.responses.question("level", turn.you["learner"])
    return turn.clarify("level_unknown", question=question, choices=choices, meta=_asking("level", "level"))


def _two_places(turn: Turn) -> Reply | None:
    """A place of which there are two."""
    named = turn.named
    found = dict.fromkeys(value for slot, value in named.doubtful if slot == "province")
    names = {code: turn.provinces[code] for code in found if code in turn.provinces}
    if len(names) < 2 or turn.slots.province:
        return None
    label = next((label for label, code in named.places if code in names), "").partition(",")[0]
    return turn.clarify(
        "place_twice", place=label, names=list(names.values()), provinces_found=names, meta=_asking("province")
    )


def _parent_out_of_work(turn: Turn, book: PolicyBook) -> Reply | None:
    """That a parent is out of work changes nothing by itself; then the question of the check once more."""
    before = turn.before
    if before is None or LOST_JOB not in turn.named.signs:
        return None
    several = book.vocabulary.questions.get(before.asked or "")
    asked = before.asked if before.asked in book.facts or several else None
    return turn.clarify(
        "policy_parent_out_of_work",
        question=asked and turn.responses.question(asked, turn.you["learner"]),
        choices=question_again(turn, asked, several) if asked else (),
        meta={"settled": True, **_asking(asked)},
    )


def _unclear(turn: Turn, book: PolicyBook) -> Reply | None:
    """An answer that says nothing known: the same question again."""
    before, asked = turn.before, turn.before.asked if turn.before else None
    question = book.vocabulary.questions.get(asked or "")
    if not turn.follow_up or before is None or asked is None or not turn.text or before.topic != "ask_policy":
        return None
    if (
        asks_amounts_again(turn)
        or (asked not in book.facts and question is None)
        or len(turn.text.split()) > NEXT_TO_NOTHING
    ):
        return None
    if names_anything(replace(turn.named, signs=(), addressee=None, time=None)):
        return None
    asks = turn.responses.question(asked, turn.you["learner"])
    return turn.clarify(
        "answer_unclear", question=asks, choices=question_again(turn, asked, question), meta=_asking(asked)
    )


def asks_by_form(text: str) -> bool:
    """Whether a message asks something by its form alone: how much, whether, whether more."""
    return any(asks(text) for asks in _FORMS) or rate_named(text) is not None


def not_understood(turn: Turn) -> Reply | None:
    """Words in a talk about support that say nothing known: what can be asked of it; never the whole list once more."""
    before, named = turn.before, turn.named
    if (
        before is None
        or not turn.follow_up
        or before.topic != "ask_policy"
        or len(turn.text.split()) <= NEXT_TO_NOTHING
    ):
        return None
    silent = replace(named, signs=(), back=(), addressee=None, time=None, about=(), doubtful=(), denied=())
    reads = asks_by_form(turn.text) or asks_by_the_month(turn)
    turns_to_another = before.another != turn.slots.another or "+" in (named.addressee or "")
    if names_anything(silent) or "more" in named.back or reads or not before.learner or turns_to_another:
        return None
    if re.search(r"\d", turn.text) or (named.time and before.period):
        # "Còn tháng 7", "3 năm": a time, or a sum; "thế năm nay thì sao": the time of today once more.
        return None
    question = turn.responses.question(before.asked, turn.you["learner"]) if before.asked in LEARNER else None
    return turn.clarify("policy_not_understood", question=question, meta={"settled": True, "asked": before.asked})


def _unanswered(turn: Turn, wrong: Iterable[str]) -> dict[str, Any]:
    """Notes that what was asked is still to be answered, once the facts that cannot be are told anew."""
    if turn.before is not None and turn.before.topic == _TOPIC:
        return {}
    known = turn.slots.with_level_told().without(tuple(wrong)).facts
    return {"kept": {"facts": (*known, UNANSWERED)}}


def _asking(asked: str | None, *forget: str) -> dict[str, Any]:
    """`forget`: facts that are not kept, so that what was wrong is not asked about for ever."""
    return {**({"asked": asked} if asked else {}), **({"forget": forget} if forget else {})}


def question_again(turn: Turn, asked: str, question: Question | None) -> tuple[Choice, ...]:
    """The buttons of a question that is asked again, and the one that leaves it."""
    words = turn.responses
    told = {option.code: payload(option.tells) for option in question.options} if question else {}
    if question and all(option.otherwise for option in question.options):
        told[NONE_OF_THESE] = payload(none_of(question.options))
    labels = words.answers(asked)
    choices = (
        Choice(label=label, payload=Payload(intent="ask_policy", slots={"facts": told.get(code, f"{asked}={code}")}))
        for code, label in labels.items()
        if code in told or not question
    )
    return (*choices, *words.choices("ask_skip", {"fact": asked}))


def facts_wrong(turn: Turn, problem: Problem) -> Reply:
    """A fact that cannot be, or not with another one: asked again, with buttons where there are any."""
    name = "ethnicity" if problem.column in {"ethnicity", "ethnic_group", "very_small_group"} else problem.column
    choices = turn.responses.choices("ask_ethnicity", {}) if name == "ethnicity" else ()
    wrong = _ETHNIC if name == "ethnicity" else (name or "",)
    meta = _asking(name, *wrong) | _unanswered(turn, wrong)
    return turn.clarify("facts_wrong", problem=problem, choices=choices, meta=meta)
