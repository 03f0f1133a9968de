"""What this turn is about: names found in the message, joined with what the conversation already knows.

Facts about the learner stay for the whole conversation. What was looked at (trade, place, level, figure) stays only
for a follow-up: a message that names nothing but a place, a level or a field keeps the topic and changes that part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from knowledge.models import Mention
from knowledge.names import OUTSIDE
from knowledge.periods import find_period

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
    "age_group": "age_group",
    "field": "field",
    "time": "time",
}
_OF_YOUTH: Mapping[str, str] = {"UNEMP": "UNEMP_YOUTH"}
"""Series that have one of their own for people of 15–24; "thất nghiệp" and "thanh niên" need not stand together."""
_LISTS = frozenset({"policy_topic", "field", "breakdown"})
_NARROWING = frozenset({"province", "level", "field", "period", "time", "breakdown", "addressee"})


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
    outside: Values = ()
    places: Values = ()

    @property
    def learner(self) -> dict[str, str]:
        """Facts for the policy rules, by the names of `data/policies/facts.yaml`."""
        known = {name: getattr(self, name) for name in (*_LEARNER - {"addressee"}, "level")}
        return {name: value for name, value in known.items() if value is not None}


STORED = tuple(
    field.name
    for field in fields(Slots)
    if field.name not in {"trades", "institutions", "outside", "places", "time", "field"}
)
"""Slots that Rasa keeps between turns; each has an entry in bot/domain/session.yml."""

PRESSED = (*STORED, "field")
"""Slots that a choice may set."""


def from_mentions(mentions: Iterable[Mention], words: Sequence[str], today: date) -> Slots:
    """Slots named in one message; of several names for one slot the first counts, negated ones do not."""
    found: dict[str, dict[str, None]] = {}
    outside: dict[str, None] = {}
    places: dict[str, None] = {}
    for mention in mentions:
        slot = _MENTION_SLOTS.get(mention.kind)
        if slot is None or mention.negated:
            continue
        if slot == "province":
            places[mention.label] = None
            if mention.id == OUTSIDE:
                outside[mention.label] = None
                continue
        found.setdefault(slot, {})[mention.id] = None
    values: dict[str, Any] = {slot: tuple(ids) if slot in _LISTS else next(iter(ids)) for slot, ids in found.items()}
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
    values["period"] = find_period(words, today)
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


def is_narrowing(named: Slots) -> bool:
    """True when the message names something, and nothing that would start a topic of its own."""
    given = {
        field.name
        for field in fields(Slots)
        if getattr(named, field.name) and field.name not in {"topic", "trades", "institutions", "places", "outside"}
    }
    if named.policy_topic == ("tuition",) and "fee" in named.field:
        given.discard("policy_topic")
    return bool(given) and given <= _NARROWING


def learner_only(named: Slots) -> Slots:
    """What a message says of the learner, without what it asks about."""
    return Slots(**{name: getattr(named, name) for name in _LEARNER})


def merge(named: Slots, stored: Slots, *, follow_up: bool, topic: str | None = None) -> Slots:
    """This turn's slots over the kept ones: all of them in a follow-up, else only the learner's facts."""
    kept = {
        field.name: getattr(stored, field.name)
        for field in fields(Slots)
        if field.name in STORED and field.name != "topic" and (follow_up or field.name in _LEARNER)
    }
    merged = {name: value for name, value in kept.items() if not getattr(named, name)}
    if named.trade or named.institution:
        merged.pop("trade", None)
        merged.pop("institution", None)
    return replace(named, topic=topic, **merged)
