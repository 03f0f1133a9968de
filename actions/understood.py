"""What a message is taken for before anybody is asked: what it names, its intent, and whether it goes on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from actions import slots as slot_reading
from actions.interests import reading as interest_reading
from actions.interests.book import InterestBook
from actions.offering import next_page, typed_choice
from actions.phrases import Phrases
from actions.picking import asked_by, leaves, picked, tells_a_case, turned
from actions.recalled import SUPPORT, both_again, nation_again, school_again, support_again, trade_again
from actions.receiving import schools_asked
from actions.responses import Responses
from actions.slots import Slots
from actions.support import few_words
from actions.support.answering import Answering
from actions.support.between_levels import asks_between_levels
from actions.support.by_sense import asks_who_borrows, surely_of_support
from actions.support.registered import documents_named
from actions.support.supposing import supposes
from actions.support.whether import is_charged
from actions.support.which_school import asks_which_school
from actions.weighing import wanted, weighed
from knowledge.library import Library
from knowledge.policies.schema import Information
from knowledge.text import fold, nfc

SURE = 0.6
"""Confidence of the classifier from which nothing else is needed; below it about one intent in four is wrong."""
_OF_THE_CHECK = frozenset({"keep", "resume", "restart"})
"""Fields that ask for the check of support to go on, or for its card."""
_MAYBE_OF_TARGETS = frozenset(
    {"ask_policy", "narrow_topic", "nlu_fallback", "ask_guide", "find_institutions", "ask_indicator"}
)
"""Intents that a question about a share of learners ("40–45 % là năm nào") is mistaken for."""
_SMALL_TALK = frozenset({"ask_identity", "say_thanks", "say_goodbye", "out_of_scope"})
_OF_A_THING = frozenset({"describe_trade", "explore_interests"})
"""Intents that need a thing to be named; without one a message of a talk about support goes on with that."""
_WEIGHING = frozenset(
    {
        *("describe_trade", "find_programmes", "find_institutions", "narrow_topic", "nlu_fallback", "out_of_scope"),
        *("ask_guide", "ask_indicator", "explore_interests", "ask_policy"),
    }
)
"""Intents that two trades weighed against each other are read as."""
_GOES_ON = re.compile(
    r"(?:(?:thoi|vay|the|roi|ok|da) )?(?:tiep tuc|(?:(?:lam|xem|hoi|xet|tinh) )?tiep)"
    r"(?: (?:di|nhe|nha|a|em|ban|thoi|giup|voi))*"
)
""" "Tiếp tục đi"."""
_FEW = 5
"""Words of a message that is hardly out of scope in the middle of a talk, where it asks what a thing is asked."""


@dataclass(frozen=True, slots=True)
class Understood:
    """`kept`: what the conversation knew, as far as it still counts. `returns`: back to the check of support.

    `begun`: the topic that the message begins by what it names. `goes_on`: it is read with the turns before it.
    """

    text: str
    pressed: bool
    intent: str
    confidence: float
    named: Slots
    kept: Slots
    begun: str | None
    returns: bool
    goes_on: bool
    answers_question: bool = False
    """Whether it answers what the check of support asked."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is read out of words beside the names of the library: `remarks` and `undecided` None where nothing is."""

    responses: Responses
    interests: InterestBook
    remarks: Phrases | None
    undecided: Phrases | None
    support: Phrases | None = None


def understand(
    message: Mapping[str, Any], stored: Mapping[str, Any], library: Library, words: Words, today: date
) -> Understood:
    """One message of Rasa's tracker, beside the slots stored."""
    text = str(message.get("text") or "")
    told: Mapping[str, Any] = message.get("intent") or {}
    intent, kept = told.get("name") or "", slot_reading.from_tracker(stored)
    if text.startswith("/"):
        named = slot_reading.from_payload(message.get("entities") or ())
        return _pressed(text, intent, named, kept)
    text, typed = library.correct(text), text
    if choice := typed_choice(typed, kept) or _typed_next(text, kept, words.remarks):
        return _pressed(typed, *choice, kept)
    return _typed(text, intent, float(told.get("confidence") or 0.0), kept, library, words, today)


def _pressed(text: str, intent: str, named: Slots, kept: Slots) -> Understood:
    goes_on = intent in {kept.topic, "narrow_topic"} and (slot_reading.names_anything(named) or bool(named.back))
    return Understood(text, True, intent, 1.0, named, kept, begun=None, returns=False, goes_on=goes_on)


def _typed_next(text: str, kept: Slots, remarks: Phrases | None) -> tuple[str, Slots] | None:
    """The choice that goes on with the list of the last reply, where that is asked for in whatever words.

    A bare "tiếp tục" goes on with a questionnaire or a check of support that waits.
    """
    choice = next_page(kept) if remarks else None
    if choice is None or remarks is None:
        return None
    kinds = {one.kind for one in remarks.find(text)}
    waits = bool(kept.interest_run) or _may_resume(kept)
    return choice if "more_of_list" in kinds or ("go_on" in kinds and not waits) else None


def _with_weighed(text: str, heard: Slots, library: Library, intent: str) -> tuple[Slots, bool]:
    """What is named, with the trades that are weighed against each other, and whether any are."""
    trades = weighed(text, heard, library) if intent in _WEIGHING else heard
    return trades, trades is not heard


def _may_resume(kept: Slots) -> bool:
    """Whether a check of support was begun that "tiếp tục" may go back to, and no questionnaire is under way."""
    return bool(kept.learner.keys() - {"level"}) and not kept.interest_run and kept.asked not in {"trade", "indicator"}


def _turns_to_another_child(named: Slots, kept: Slots) -> bool:
    """Whether facts are told of another child than the one whose trade was talked about: back to its support."""
    if not named.another or named.another == kept.another or kept.topic not in {"describe_trade", "find_programmes"}:
        return False
    told = {"level", "schooling"} & set(named.learner)
    return bool(told and slot_reading.known_children(kept)) and not (named.trade or slot_reading.asking(named))


def _tells_the_check(intent: str, text: str, named: Slots, kept: Slots) -> bool:
    """Whether what is taken for something else tells or asks the check: "em chỉ mất bố thôi, vay được không".

    An age alone is no distress; "nếu học ở trường cho người khuyết tật thì sao" asks for no school.
    """
    if kept.topic != "ask_policy":
        return False
    tells = set(named.learner) - {"level", "schooling"}
    if intent == "report_distress":
        return tells == {"age"} and len(text.split()) <= _FEW
    if "loan" in named.policy_topic or "very_small_group" in named.policy_topic:
        return True
    if named.amount and is_charged(text):
        # "Trường tư thu 1 triệu 5 thì sao": of what is left to pay.
        return not (named.institution or named.places)
    if intent == "find_institutions":
        return bool(tells - {"ownership"}) and supposes(text) and not (named.institution or named.places)
    names_thing = named.trade or named.institution or named.other_trades or named.other_schools or named.interests
    if intent in _SMALL_TALK and named.another and slot_reading.known_children(kept):
        # "Cháu bé": one of the children that were told of.
        return True
    if intent in _SMALL_TALK and "everything" in named.field:
        # "Vậy có gì giúp được em không": asked in the middle of the check.
        return True
    nobodys = intent in _SMALL_TALK or (intent in _OF_A_THING and not names_thing)
    return nobodys and bool(tells or named.policy_topic)


def _asks_of_money(intent: str, text: str, named: Slots) -> bool:
    """Whether what is taken for a search for schools asks of a loan, a fee waived, or what general subjects cost."""
    of_case = bool(named.learner.keys() - {"loan_purpose"}) and not (named.institution or named.places or named.field)
    if "loan" in named.policy_topic and intent in {"find_programmes", "describe_trade"} and of_case:
        # "Đỗ cao đẳng công nghệ thông tin, vay stem được bao nhiêu": the trade says what the money is for.
        return True
    if intent in {"find_institutions", "find_programmes"} and asks_which_school(text, named):
        # Who need not pay is no matter of the school.
        return not (named.trade or named.places)
    loan = intent == "find_programmes" and "loan" in named.policy_topic
    cost = intent == "find_institutions" and {"culture", "cost"}.issubset(named.aspects) and not named.places
    return (loan or cost) and not (named.trade or named.institution)


def _names_a_text(named: Slots, library: Library) -> bool:
    """Whether only a text of law tells what is named, whatever figure or school the message is taken to ask for."""
    records = (library.policies.record(name) for name in named.policy_topic)
    return "poverty_line" in named.policy_topic or any(isinstance(one, Information) for one in records)


def _meant(intent: str, text: str, named: Slots, kept: Slots, library: Library, *, sure: bool) -> tuple[str, Slots]:
    """The intent that what is named and what the talk was about tell better than the classifier, and what is named."""
    intent = asked_by(intent, named, kept, sure=sure, words=len(text.split()))
    if (intent in {"out_of_scope", "nlu_fallback"} or not sure) and documents_named(library.policies, text):
        intent = "ask_policy"
    if _tells_the_check(intent, text, named, kept) or _names_a_text(named, library):
        intent = "ask_policy"
    if intent == "ask_policy" and kept.topic == "ask_policy" and named.amount:
        # "Trường tư thu 1 triệu 5": where one learns, and no school that is looked for.
        named = replace(named, wishes=())
    if tells_a_case(intent, text, named, kept):
        intent = "ask_policy"
    if _GOES_ON.fullmatch(fold(nfc(text)).strip(" .!?")) and _may_resume(kept):
        named = replace(named, field=("resume",))
    if (
        asks_between_levels(text, named)
        or _asks_of_money(intent, text, named)
        or surely_of_support(intent, text, named, library)
    ):
        intent = "ask_policy"
    if asks_who_borrows(intent, text, named, library):
        named, intent = replace(named, field=("loan_borrower",), aspects=()), "ask_policy"
    if "merger" in named.aspects and documents_named(library.policies, text):
        # "Quyết định 46/2015 còn không": of a document, whatever the talk was about.
        named, intent = replace(named, aspects=tuple(one for one in named.aspects if one != "merger")), "ask_policy"
    return intent, named


def _enters_then(named: Slots, kept: Slots) -> Slots:
    """ "Còn em nhập học tháng 9/2026, xong lớp 9": when somebody enters is told there, and asked of no school."""
    tells = named.period and {"schooling", "level"} & named.learner.keys()
    if kept.topic != "ask_policy" or not tells or "intake" not in named.aspects:
        return named
    return replace(named, aspects=tuple(one for one in named.aspects if one != "intake"))


def _typed(  # noqa: PLR0917 - one message and what it is read with
    text: str, intent: str, confidence: float, kept: Slots, library: Library, words: Words, today: date
) -> Understood:
    length, sure = len(text.split()), confidence >= SURE
    children = slot_reading.known_children(kept)
    sex = slot_reading.sex_of(kept)
    heard = slot_reading.from_mentions(library.find(text), fold(nfc(text)), today, kept.another, children, sex=sex)
    if schools := schools_asked(text, heard, kept):
        begun, before = "find_institutions", replace(kept, topic=None, asked=None, section=None)
        return Understood(text, False, begun, 1.0, schools, before, begun=begun, returns=False, goes_on=False)
    heard = _enters_then(heard, kept)
    heard, weighs = _with_weighed(text, wanted(text, heard, library), library, intent)
    answering = Answering(library, words.responses, today)
    is_answer = answering.read(heard, kept, text) is not heard
    said = heard
    if words.support:
        said = few_words.read(words.support, text, heard, kept, library, today, answers=is_answer)
    named = said if said.declined else answering.read(said, kept, text)
    answers = named is not said or bool(said.declined)
    of_support = said is not heard
    named = slot_reading.of_the_thing(named, kept, words=length)
    of_the_list = picked(words.remarks, text, named, kept) if words.remarks else named
    points = of_the_list is not named
    named = interest_reading.told(words.interests, text, of_the_list, kept, words.undecided)
    kinds = {one.kind for one in words.remarks.find(text)} if words.remarks else set[str]()
    named, kept = nation_again(text, *turned(kinds, named, kept))
    named, before = school_again(text, *trade_again(text, named, kept))
    points, kept = points or before is not kept, before
    named, both = (both := both_again(text, named, kept)), both is not named
    weighs = weighs or both
    if "share" in named.signs and intent in _MAYBE_OF_TARGETS and not answers:
        intent, kept = "ask_target", replace(kept, topic=None, asked=None)
    intent, named = _meant(intent, text, named, kept, library, sure=sure)
    if intent == "forget_me" and words.remarks and "undoes" not in kinds:
        # "Thẻ để lưu" is near to "đừng lưu", and deleting cannot be undone.
        intent = "narrow_topic"
    begun = slot_reading.begun_topic(named, kept.topic)
    if intent == "ask_policy" and sure and "everything" in named.field and kept.topic not in {None, "ask_policy"}:
        # What support there is begins its own topic, whatever the talk was about.
        begun, kept = "ask_policy", replace(kept, topic=None)
    named, anew = support_again(text, intent, named, kept, sure=sure)
    if anew and begun in {None, SUPPORT} and not answers:
        intent, begun, kept = *(SUPPORT,) * 2, replace(kept, topic=None, policy_topic=(), policy=None)
    if weighs:
        intent, begun, kept = *("describe_trade",) * 2, replace(kept, topic=None, asked=None)
    if begun is None and _turns_to_another_child(named, kept):
        begun, kept = "ask_policy", replace(kept, topic=None)
        intent = begun
    goes_on = begun is None and not leaves(named, kept, intent, sure=sure)
    # Few words that ask what a thing is asked are about the thing, however sure the classifier is that they are not.
    surely = sure and not (intent == "out_of_scope" and kept.topic and length <= _FEW)
    goes_on = goes_on and slot_reading.goes_on(named, kept, intent=intent, sure=surely, words=length)
    returns = intent != "forget_me" and not _OF_THE_CHECK.isdisjoint(named.field)
    goes_on = goes_on or answers or points or of_support
    return Understood(
        text, False, intent, confidence, named, kept, begun, returns=returns, goes_on=goes_on, answers_question=answers
    )
