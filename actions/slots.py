"""What this turn is about: names found in the message, joined with what the conversation already knows.

Facts about the learner stay for the whole conversation. What was looked at (trade, place, level, figure) stays only
for a follow-up: a message that names nothing but a place, a level or a field keeps the topic and changes that part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from knowledge.models import Mention
from knowledge.names import OUTSIDE
from knowledge.periods import find_period
from knowledge.policies.schema import Fact

Values = tuple[str, ...]

_LEARNER = frozenset(
    {
        "schooling",
        "ethnicity",
        "household",
        "disability",
        "boarding_school",
        "residence_area",
        "training_form",
        "addressee",
    }
)
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
    "field": "field",
    "time": "time",
}
_OF_YOUTH: Mapping[str, str] = {"UNEMP": "UNEMP_YOUTH"}
"""Series that have one of their own for people of 15–24; "thất nghiệp" and "thanh niên" need not stand together."""
_LISTS = frozenset({"policy_topic", "field", "breakdown", "declined"})
_DENIED: Mapping[tuple[str, str], str | None] = {
    ("household", "near_poor"): "neither",
    ("household", "poor"): None,
    ("ethnicity", "minority"): None,
    ("disability", "disabled"): "none",
    ("schooling", "thcs"): "below_thcs",
    ("schooling", "thpt"): None,
    ("boarding_school", "graduate"): "other",
    ("residence_area", "hard"): "other",
}
"""What denying a fact says: another value, or only that the value is not this one (None: it is asked again)."""
_NARROWING = frozenset({"province", "outside", "level", "field", "period", "time", "breakdown", "addressee"})
_YES_OR_NO = frozenset({"disability", "boarding_school", "residence_area", "training_form"})
_ANSWERS = ("decline", "agree", "deny", "distress")
_SHORT_ANSWER_WORDS = 4


@dataclass(frozen=True, slots=True)
class Slots:
    """Every slot a capability may read; None or an empty tuple when nothing is known.

    `outside` holds the names of places beyond the provinces served; it is never carried over.
    """

    topic: str | None = None
    trade: str | None = None
    trades: Values = ()
    institution: str | None = None
    institutions: Values = ()
    province: str | None = None
    level: str | None = None
    schooling: str | None = None
    ethnicity: str | None = None
    household: str | None = None
    disability: str | None = None
    boarding_school: str | None = None
    residence_area: str | None = None
    training_form: str | None = None
    policy_topic: Values = ()
    indicator: str | None = None
    breakdown: Values = ()
    period: str | None = None
    target_topic: str | None = None
    addressee: str | None = None
    field: Values = ()
    time: str | None = None
    asked: str | None = None
    """The fact that the last reply asked for."""
    declined: Values = ()
    """Facts the person does not know or does not want to tell."""
    outside: Values = ()
    places: tuple[tuple[str, str], ...] = ()
    """Every place of this message: its label and the id of the province it belongs to."""
    cleared: Values = ()
    """Facts that this message takes back without giving another value."""
    signs: Values = ()
    """Short answers and alarming words in this message: decline, agree, deny, distress."""

    @property
    def learner(self) -> dict[str, str]:
        """Facts for the policy rules, by the names of `data/policies/facts.yaml`."""
        known = {name: getattr(self, name) for name in (*_LEARNER - {"addressee"}, "level")}
        return {name: value for name, value in known.items() if value is not None}


STORED = tuple(
    field.name
    for field in fields(Slots)
    if field.name not in {"trades", "institutions", "outside", "places", "time", "field", "cleared", "signs"}
)
"""Slots that Rasa keeps between turns; each has an entry in bot/domain/session.yml."""

PRESSED = (*STORED, "field")
"""Slots that a choice may set."""


def from_mentions(mentions: Iterable[Mention], plain: str, today: date) -> Slots:
    """Slots named in one message, `plain` being its folded text; of several names for one slot the first counts."""
    word_count = len(plain.split())
    found: dict[str, dict[str, None]] = {}
    outside: dict[str, None] = {}
    places: dict[tuple[str, str], None] = {}
    denied: dict[str, str | None] = {}
    for mention in mentions:
        slot = _MENTION_SLOTS.get(mention.kind)
        if slot is None or mention.of_other or mention.doubtful or mention.replaced:
            continue
        if mention.negated:
            if (slot, mention.id) in _DENIED:
                denied[slot] = _DENIED[slot, mention.id]
            continue
        if slot == "province":
            places[mention.label, mention.id] = None
            if mention.id == OUTSIDE:
                outside[mention.label] = None
                continue
        found.setdefault(slot, {})[mention.id] = None
    signs = tuple(sign for sign in _ANSWERS if found.pop(sign, None))
    for slot, value in denied.items():
        if value is not None and slot not in found:
            found[slot] = {value: None}
    # Of several levels the last one is where the learner wants to go ("có bằng trung cấp rồi, học cao đẳng").
    values: dict[str, Any] = {
        slot: tuple(ids) if slot in _LISTS else (list(ids)[-1] if slot == "level" else next(iter(ids)))
        for slot, ids in found.items()
    }
    values["cleared"] = tuple(slot for slot in denied if slot not in found)
    values["signs"] = signs if "distress" in signs or word_count <= _SHORT_ANSWER_WORDS else ()
    if "youth" in found.get("age_group", ()) and "indicator" in values:
        values["indicator"] = _OF_YOUTH.get(values["indicator"], values["indicator"])
    if len(topics := found.get("target_topic", {})) > 1:
        # "học nghề" stands in many questions about targets; what is named beside it is what is asked.
        values["target_topic"] = next(topic for topic in topics if topic != "streaming")
    if "parent" in found.get("addressee", ()):
        values["addressee"] = "parent"
    values.pop("age_group", None)
    values["trades"] = tuple(found.get("trade", ()))
    values["institutions"] = tuple(found.get("institution", ()))
    if len(found.get("province", ())) > 1:
        values.pop("province")
    values["period"] = find_period(plain, today)
    return Slots(**values, outside=tuple(outside), places=tuple(places))


def from_payload(entities: Iterable[Mapping[str, Any]]) -> Slots:
    """Slots of a pressed choice: the entities of `/intent{…}`; unknown names are ignored."""
    values: dict[str, Any] = {}
    for entity in entities:
        name, value = entity.get("entity"), entity.get("value")
        if name in PRESSED and isinstance(value, str) and value:
            values[str(name)] = (value,) if name in _LISTS else value
    return Slots(**values)


def from_tracker(stored: Mapping[str, Any]) -> Slots:
    """Slots kept by Rasa from earlier turns."""
    values: dict[str, Any] = {}
    for name in STORED:
        value = stored.get(name)
        if value is not None:
            values[name] = tuple(value) if isinstance(value, list | tuple) else value
    return Slots(**values)


def names_anything(named: Slots) -> bool:
    """True when a message, or a pressed choice, says anything that a capability could read."""
    return named != Slots()


def same_check(slots: Slots, stored: Slots) -> Slots:
    """A further message about support: the level stays, and a mere fact ("nhà em không nghèo") keeps what was asked."""
    level = slots.level or stored.level
    is_fact = not slots.policy_topic and not slots.field and slots.period is None
    return replace(slots, level=level, policy_topic=stored.policy_topic if is_fact else slots.policy_topic)


def is_narrowing(named: Slots) -> bool:
    """True when the message names something, and nothing that would start a topic of its own."""
    given = {
        field.name
        for field in fields(Slots)
        if getattr(named, field.name)
        and field.name not in {"topic", "trades", "institutions", "places", "signs", "cleared"}
    }
    if named.policy_topic == ("tuition",) and "fee" in named.field:
        given.discard("policy_topic")
    return bool(given) and given <= _NARROWING


def answering(named: Slots, stored: Slots, facts: Mapping[str, Fact]) -> Slots:
    """A bare "có", "không" or "không biết" read as the answer to the question that was asked last."""
    asked = stored.asked
    if asked is None or not named.signs or getattr(named, asked):
        return named
    if "decline" in named.signs:
        return replace(named, declined=tuple(dict.fromkeys((*stored.declined, asked))))
    if asked not in _YES_OR_NO or "distress" in named.signs:
        return named
    yes, no = facts[asked].values
    return replace(named, **{asked: no if "deny" in named.signs else yes})


def learner_only(named: Slots) -> Slots:
    """What a message says of the learner, without what it asks about."""
    return Slots(**{name: getattr(named, name) for name in _LEARNER})


def merge(named: Slots, stored: Slots, *, follow_up: bool, topic: str | None = None) -> Slots:
    """This turn's slots over the kept ones: all of them in a follow-up, else only the learner's facts."""
    kept = {
        field.name: getattr(stored, field.name)
        for field in fields(Slots)
        if field.name in STORED
        and field.name not in {"topic", "asked"}
        and field.name not in named.cleared
        and (follow_up or field.name in _LEARNER or field.name == "declined")
    }
    if named.places:
        kept.pop("province", None)
    if named.time == "now":
        kept.pop("period", None)
    merged = {name: value for name, value in kept.items() if not getattr(named, name)}
    if named.trade or named.institution:
        merged.pop("trade", None)
        merged.pop("institution", None)
    return replace(named, topic=topic, **merged)
