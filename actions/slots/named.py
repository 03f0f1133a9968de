"""What one message names: the gazetteer's mentions, periods, sums of money → slots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby, pairwise
from typing import Any

from actions.slots.beside import is_filler, is_of_target, is_travel
from actions.slots.children import CHILDREN, aside, by_child, marked, of_one_child, sex_told, told_of
from actions.slots.dangers import signs_of_danger
from actions.slots.general_part import by_nickname
from actions.slots.had_before import at_present, had_before, not_compared
from actions.slots.holders import of_one_holder
from actions.slots.home import village, zone_unknown
from actions.slots.injuries import without_allowance
from actions.slots.origins import of_one_origin
from actions.slots.parents_home import PARENTS, of_whom
from actions.slots.record import LISTS, Slots
from actions.slots.schooling import read_papers
from actions.slots.telling import borrowing, facts_told, level_of_course, of_merit, of_parents
from actions.slots.writers import writer
from actions.slots.years import by_year, contradicted
from knowledge.amounts import find_amount
from knowledge.gazetteer import NOTHING_NEAR, OTHER_SCHOOL, OTHER_TRADE
from knowledge.grades import schooling_of_age
from knowledge.models import Mention
from knowledge.names import OUTSIDE
from knowledge.periods import find_period

_MENTION_SLOTS: Mapping[str, str] = {
    "trade": "trade",
    "institution": "institution",
    "place": "province",
    "level": "level",
    "schooling": "schooling",
    "household": "household",
    "ethnicity": "ethnicity",
    "ethnic_group": "ethnicity",
    "disability": "disability",
    "boarding_school": "boarding_school",
    "policy_topic": "policy_topic",
    "record_named": "policy_topic",
    "indicator": "indicator",
    "breakdown": "breakdown",
    "target_topic": "target_topic",
    "addressee": "addressee",
    "residence_area": "residence_area",
    "training_form": "training_form",
    "decline": "decline",
    "agree": "agree",
    "deny": "deny",
    "distress": "distress",
    "age_group": "age_group",
    "abroad": "abroad",
    "field": "field",
    "aspect": "aspects",
    "back": "back",
    "time": "time",
    "wish": "wishes",
    "interest": "interests",
    "weakness": "weaknesses",
}
_OF_YOUTH: Mapping[str, str] = {"UNEMP": "UNEMP_YOUTH"}
"""Series that have one of their own for people of 15–24; "thất nghiệp" and "thanh niên" need not stand together."""
_WAGE_ABROAD = "WAGE_ABROAD"
_GENERAL_TARGETS: Mapping[str, int] = {"trained": 1, "training": 2, "streaming": 3}
"""Topics that stand in many questions about targets; what is named beside them is what is asked."""
_DENIED: Mapping[tuple[str, str], str | None] = {
    ("household", "near_poor"): "neither",
    ("household", "poor"): None,
    ("household", "former"): None,
    ("ethnicity", "minority"): None,
    ("ethnicity", "kinh"): "minority",
    ("disability", "disabled"): "none",
    ("schooling", "thcs"): "below_thcs",
    ("schooling", "thpt"): None,
    ("boarding_school", "graduate"): "other",
    ("residence_area", "hard"): "other",
    ("residence_area", "especially_hard"): None,
    ("residence_area", "minority_or_border"): None,
}
"""What denying a fact says: another value, or only that the value is not this one (None: it is asked again)."""
_PERHAPS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("schooling", "thpt"): ("schooling", "thcs"),
    ("household", "former"): ("household", "poor"),
}
"""What denying a fact may mean: who has not finished grade 12 has mostly finished grade 9."""
_KINH = "kinh"
_OF_SEVERAL = frozenset({"trade", "institution", "province", "level"})
_LISTED = re.compile(r"[,;/]")
_SHARE = re.compile(r"\d\s*(?:%|phan tram)")
_ANSWERS = ("decline", "agree", "deny", "distress")
_SHORT_ANSWER_WORDS = 4
_READ_FURTHER = frozenset({"age_group", "abroad"})
_ABOUT_THE_QUESTION = frozenset({"aspect", "back"})


def from_mentions(
    mentions: Iterable[Mention],
    plain: str,
    today: date,
    learner: str | None = None,
    known: frozenset[str] = frozenset(),
    *,
    sex: str | None = None,
) -> Slots:
    """Slots named in one message, `plain` being its folded text; of several names for one slot the first counts.

    Of several levels the last one counts that the learner has not got; several provinces leave `province` empty. A name
    with several readings that nothing else in the message settles stands in `doubtful` with each of them. `learner` is
    the relative that the conversation is about, whose facts are the learner's; `known` the children it tells apart, and
    `sex` what `sex_of` says.
    """
    mentions = of_whom(without_allowance(of_one_origin(list(mentions), plain), plain), plain)
    dated = by_year(of_one_holder(mentions, plain), plain, today)
    plain = dated.plain
    children = by_child(mentions := marked(by_nickname(dated.mentions, plain), known, sex, plain, learner))
    if children:
        theirs = {(one.kind, one.first) for told in children.values() for one in told}
        mentions = [one for one in mentions if (one.kind, one.first) not in theirs]
    mentions = not_compared(at_present(of_one_child(mentions), plain), plain)
    everything = [one for one in mentions if (not one.of_other or one.whose == learner) and not one.replaced]
    own = [one for one in everything if one.whose != PARENTS]
    told = [
        _asking(one)
        for one in own
        if one.kind in _MENTION_SLOTS and not (is_filler(one) or is_travel(one, own) or is_of_target(one, own))
    ]
    found: dict[str, dict[str, None]] = {}
    doubtful: dict[tuple[str, str], None] = {}
    denied = [(_MENTION_SLOTS[one.kind], one.id) for one in told if one.negated]
    said = [one for one in told if not one.negated]
    settled = _settled(said)
    for mention in said:
        slot = _MENTION_SLOTS[mention.kind]
        if mention.doubtful or (slot in _OF_SEVERAL and mention not in settled):
            if mention.id != OUTSIDE:
                doubtful[slot, mention.id] = None
        elif (slot, mention.id) == ("household", "former"):
            denied += [(slot, "former")]
        elif (slot, mention.id) != ("province", OUTSIDE):
            found.setdefault(slot, {})[mention.id] = None
    signs = tuple(sign for sign in _ANSWERS if found.pop(sign, None))
    denied = read_papers("" if children else plain, found, denied)
    taken_back = {slot: _DENIED[slot, value] for slot, value in denied if (slot, value) in _DENIED}
    for slot, value in taken_back.items():
        if value is not None and slot not in found:
            found[slot] = {value: None}
    doubtful |= dict.fromkeys(_PERHAPS[pair] for pair in denied if pair in _PERHAPS and pair[1] != "former")
    if not children and (usual := schooling_of_age(plain, today)):
        doubtful["schooling", usual] = None
    if {_KINH} < set(found.get("ethnicity", ())):
        doubtful |= dict.fromkeys(("ethnicity", value) for value in found.pop("ethnicity"))
    values: dict[str, Any] = {
        slot: tuple(ids) if slot in LISTS else next(iter(ids))
        for slot, ids in found.items()
        if slot not in _READ_FURTHER
    }
    values |= _several(found, said) | _money(plain) | _about(found, values) | village(said, plain)
    if len(households := contradicted(found.get("household", ()), denied)) > 1:
        # "Vừa hộ nghèo vừa cận nghèo", "hộ nghèo mà không phải hộ nghèo": one of them; which, is asked.
        values["household"] = "|".join(sorted(households))
        # "Có sổ hộ nghèo" without its marks is no "số hộ nghèo".
        values = {slot: value for slot, value in values.items() if slot not in {"indicator", "target_topic"}}
    if not values.get("level") and (level := level_of_course(plain)):
        values["level"] = level
    values |= writer(mentions, found.get("addressee", ()), plain, about_another=learner is not None)
    values["cleared"] = tuple(slot for slot in taken_back if slot not in found)
    values["signs"] = signs if "distress" in signs or len(plain.split()) <= _SHORT_ANSWER_WORDS else ()
    values["signs"] += signs_of_danger(mentions, sum_named="amount" in values) + _unanswerable(own, found, plain)
    values["period"] = find_period(plain, today)
    clear = {one.first for one in settled if one.kind == "place"}
    places = [one for one in said if one.kind == "place" and (one in settled or one.first not in clear)]
    compares = "beside" in found.get("back", ()) or "best" in found.get("aspects", ())
    return Slots(
        **values,
        facts=dated.facts
        + (() if children else sex_told(mentions))
        + zone_unknown(own, plain)
        + had_before(plain)
        + facts_told(own, plain, today, settled="ethnicity" in found)
        + of_parents(everything, plain)
        + of_merit(mentions)
        + borrowing(own, found)
        + aside(told_of({child: from_mentions(told, "", today).learner for child, told in children.items()})),
        outside=tuple(dict.fromkeys(one.label for one in settled if one.kind == "place" and one.id == OUTSIDE)),
        places=tuple(dict.fromkeys((one.label, one.id) for one in places)),
        other_trades=_beyond(mentions, OTHER_TRADE),
        other_schools=_beyond(mentions, OTHER_SCHOOL),
        doubtful=tuple(pair for pair in doubtful if pair[0] not in found or (pair[0] == "trade" and compares)),
        denied=tuple(dict.fromkeys(pair for pair in denied if pair[1] not in found.get(pair[0], ()))),
    )


def _beyond(mentions: Iterable[Mention], kind: str) -> tuple[tuple[str, str], ...]:
    """What is named and not held, as typed, with what is nearest to it."""
    named = (one for one in mentions if one.kind == kind and not one.negated and not one.replaced)
    return tuple(dict.fromkeys((one.label, "" if one.id in {NOTHING_NEAR, OUTSIDE} else one.id) for one in named))


def _asking(mention: Mention) -> Mention:
    """What is asked cannot be denied: "có việc làm không"."""
    return replace(mention, negated=False) if mention.kind in _ABOUT_THE_QUESTION else mention


def _settled(mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions that have one reading, or one that the rest of the message settles.

    Of a place in several provinces the reading counts that lies in a province named beside it; where none does, none
    counts. Of another name with several ids the first counts.
    """
    spans = [
        list(readings)
        for _, readings in groupby(
            sorted(mentions, key=lambda one: (one.kind, one.first, one.last)),
            key=lambda one: (one.kind, one.first, one.last),
        )
    ]
    sure = {
        readings[0].id for readings in spans if readings[0].kind == "place" and len({one.id for one in readings}) == 1
    }
    settled: list[Mention] = []
    for readings in spans:
        if readings[0].kind != "place":
            settled += readings[:1] if _MENTION_SLOTS[readings[0].kind] in _OF_SEVERAL else readings
            continue
        wanted = {one.id for one in readings}
        if len(wanted) > 1:
            wanted &= sure
        settled += [one for one in readings if {one.id} == wanted]
    return sorted(settled, key=lambda one: one.first)


def _several(found: Mapping[str, Mapping[str, None]], said: Sequence[Mention]) -> dict[str, Any]:
    """What stands in lists beside its one slot."""
    provinces, levels = tuple(found.get("province", ())), tuple(found.get("level", ()))
    values: dict[str, Any] = {
        "trades": tuple(found.get("trade", ())),
        "institutions": tuple(found.get("institution", ())),
        "provinces": provinces,
        "province": provinces[0] if len(provinces) == 1 else None,
        "levels": levels,
    }
    if levels:
        held = {one.id for one in said if one.kind == "level" and one.held}
        wanted = [level for level in levels if level not in held] or levels
        values["level"] = wanted[-1]
        values["level_held"] = next((level for level in levels if level in held and level != wanted[-1]), None)
    return values


def _unanswerable(mentions: Sequence[Mention], found: Mapping[str, Mapping[str, None]], plain: str) -> tuple[str, ...]:
    """Signs of what no fact tells: several children who differ, a level that does not exist, a share, an aside."""
    children = {one.id for one in mentions if one.kind == "siblings"}
    ages = {one.id for one in mentions if one.kind == "age"}
    levels = sorted((one for one in mentions if one.kind == "level" and not one.negated), key=lambda one: one.first)
    wanted = {one.id for one in levels if not one.held} if not children & CHILDREN else set[str]()
    several = len(found.get("schooling", ())) > 1 or len(wanted) > 1
    differ = several or len(ages) > 1 or len(children & CHILDREN) > 1
    # Levels that are listed, to be compared, are no level of their own: "trung học nghề, trung cấp 9+".
    together = not _LISTED.search(plain) and any(
        one.id != after.id and one.last + 1 == after.first and not one.held for one, after in pairwise(levels)
    )
    signs = ("siblings",) if children and differ else ()
    signs += tuple(sorted({one.kind for one in mentions if one.kind in {"aside", "waiver"}}))
    if _SHARE.search(plain) and ("province" in found or any(one.kind == "share_of" for one in mentions)):
        signs += () if {"policy_topic", "household"} & set(found) else ("share",)
    unknown = together or any(one.kind == "no_such_level" for one in mentions)
    return (*signs, "no_such_level") if unknown else signs


def _money(plain: str) -> dict[str, Any]:
    amount = find_amount(plain)
    return {"amount": amount.dong, "amount_unit": amount.unit} if amount else {}


def _about(found: Mapping[str, Mapping[str, None]], values: Mapping[str, Any]) -> dict[str, Any]:
    """Series of young people, and the target meant among several."""
    about: dict[str, Any] = {}
    if "abroad" in found and "wage" in found.get("field", ()):
        about["indicator"] = _WAGE_ABROAD
    if "youth" in found.get("age_group", ()) and "indicator" in values:
        about["indicator"] = _OF_YOUTH.get(values["indicator"], values["indicator"])
    if len(topics := found.get("target_topic", {})) > 1:
        about["target_topic"] = min(topics, key=lambda topic: _GENERAL_TARGETS.get(topic, 0))
    return about
