"""Every slot a capability may read, as Rasa keeps it and as a pressed choice gives it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

Values = tuple[str, ...]
Pairs = tuple[tuple[str, str], ...]

LEARNER = frozenset(
    {
        "schooling",
        "ethnicity",
        "household",
        "disability",
        "boarding_school",
        "residence_area",
        "training_form",
        "facts",
        "addressee",
    }
)
"""Facts about the learner, which stay for the whole conversation."""
_OWN_SLOT = LEARNER - {"addressee", "facts"} | {"level"}
LISTS = frozenset(
    {
        "policy_topic",
        "field",
        "aspects",
        "back",
        "about",
        "breakdown",
        "declined",
        "wishes",
        "interests",
        "weaknesses",
    }
)
OF_THIS_MESSAGE = frozenset(
    {
        "trades",
        "other_trades",
        "other_schools",
        "wishes",
        "interests",
        "weaknesses",
        "institutions",
        "provinces",
        "levels",
        "level_held",
        "amount",
        "amount_unit",
        "outside",
        "policy",
        "places",
        "time",
        "field",
        "aspects",
        "back",
        "cleared",
        "denied",
        "doubtful",
        "signs",
        "interest_form",
        "interest_answer",
    }
)
"""Slots that are never carried over to the next message."""


@dataclass(frozen=True, slots=True)
class Slots:
    """Every slot a capability may read; None or an empty tuple when nothing is known.

    `trades`, `institutions`, `provinces` and `levels` hold all that this message names, in its order. `outside` holds
    the names of places beyond the provinces served.
    """

    topic: str | None = None
    trade: str | None = None
    trades: Values = ()
    institution: str | None = None
    institutions: Values = ()
    province: str | None = None
    """The one province named; None where a message names several."""
    provinces: Values = ()
    level: str | None = None
    """The level wanted: of several the last one that the learner has not got already."""
    levels: Values = ()
    level_held: str | None = None
    """A level the learner has, where another one is wanted."""
    schooling: str | None = None
    ethnicity: str | None = None
    household: str | None = None
    disability: str | None = None
    boarding_school: str | None = None
    residence_area: str | None = None
    training_form: str | None = None
    facts: Pairs = ()
    """Further facts of data/policies/facts.yaml about the learner: ("orphan", "one_parent"), ("age", "17").

    ("elder.schooling", "thpt"): of a child that is not talked about now; see `children`.
    """
    policy_topic: Values = ()
    policy: str | None = None
    """The one record of support that a button asks about."""
    indicator: str | None = None
    breakdown: Values = ()
    period: str | None = None
    target_topic: str | None = None
    addressee: str | None = None
    field: Values = ()
    aspects: Values = ()
    """What is asked about a thing that the conversation knows: duration, entry, jobs … of `data/lexicon/terms.yaml`."""
    back: Values = ()
    """How the message points back: at a thing, on with the same question, at a mistake, for more."""
    about: Values = ()
    """What was asked last, fields and aspects: a message that names another thing asks the same of it."""
    section: str | None = None
    """The section of a document that was shown last, by the record id of its passage."""
    shown: Values = ()
    """What the last list showed, in its order, until another is shown: "trade:han", "institution:LS01", "way:college",
    "offer:han@LS01"."""
    offered: Values = ()
    """The choices of the last reply, each as `actions/offering.py` writes it: who types a label presses it."""
    led: Values = ()
    """What of support the last reply led with, in its order: ids of records, numbers of documents ("84/2020")."""
    alert: str | None = None
    """The kind of danger that the last reply was about; marked as earlier, that of the reply before it."""
    handoff: str | None = None
    """The ticket of the wish to meet a person, while it waits in the queue."""
    time: str | None = None
    asked: str | None = None
    """The fact that the last reply asked for."""
    interest_run: Values = ()
    """The questionnaire about interests as far as it was answered: its form, then "statement=answer"."""
    interest_told: Values = ()
    """What was told of oneself in free text, as phrases of `data/interests/phrases.yaml`; nothing about health."""
    interest_form: str | None = None
    """What a button wants of the questionnaire: full, short or stop; of free text: more."""
    interest_answer: str | None = None
    """One answer: "r1=like"."""
    declined: Values = ()
    """Facts the person does not know or does not want to tell."""
    other_trades: Pairs = ()
    """Trades that no record describes: how they were typed, and the nearest trade that is held, blank where none is."""
    other_schools: Pairs = ()
    """Schools that are not held: how they were typed, and the province in their name, blank where there is none."""
    wishes: Values = ()
    """What is wanted of schools and classes beyond what most records say: cheapest, evening … of `finding.yaml`."""
    interests: Values = ()
    weaknesses: Values = ()
    """What the learner likes or is good at, and cannot stand or suffers from."""
    outside: Values = ()
    places: Pairs = ()
    """Every place of this message: its label and the id of the province it belongs to; all readings of one name."""
    amount: int | None = None
    """A sum of money in đồng, and what it is for: "thang", "nam", "hoc_ky", "tin_chi" …"""
    amount_unit: str | None = None
    doubtful: Pairs = ()
    """(slot, value) that was perhaps meant: to be asked back, never used unasked."""
    denied: Pairs = ()
    """(slot, value) that this message denies: "ô tô thì thôi"."""
    cleared: Values = ()
    """Facts that this message takes back without giving another value."""
    signs: Values = ()
    """Short answers and alarming words in this message: decline, agree, deny, distress."""

    @property
    def is_beyond(self) -> bool:
        """True when what is asked for is known not to be held."""
        return bool(self.other_schools or set(self.wishes) - {"avoid"} or (self.other_trades and not self.trade))

    @property
    def another(self) -> str | None:
        """Who is to learn, where that is neither who writes nor the one child: "mother" of "pupil+mother"."""
        return (self.addressee or "").partition("+")[2] or None

    @property
    def learner(self) -> dict[str, str]:
        """Facts for the policy rules, by the names of `data/policies/facts.yaml`."""
        known = {name: getattr(self, name) for name in (*LEARNER - {"addressee", "facts"}, "level")}
        facts = {name: value for name, value in self.facts if "." not in name}
        return {**facts, **{name: value for name, value in known.items() if value is not None}}

    def with_level_told(self) -> Slots:
        """The level as a fact about the learner, which outlives a question in between."""
        return replace(self, facts=tuple({**dict(self.facts), "level": self.level}.items())) if self.level else self

    def without(self, names: Collection[str]) -> Slots:
        """The same with these facts about the learner taken out."""
        gone: dict[str, Any] = {name: None for name in names if name in _OWN_SLOT}
        return replace(self, **gone, facts=tuple(pair for pair in self.facts if pair[0] not in names))

    def telling(self, told: str) -> Slots:
        """The same with facts as a button gives them: "orphan=none,military=discharged_earlier|none"."""
        return replace(self, **_told(told, self.facts))


def _told(payload: str, before: Pairs = ()) -> dict[str, Any]:
    """Slots for facts: those with a slot of their own, and the others in `facts`."""
    pairs = [(fact, value) for fact, _, value in (one.partition("=") for one in payload.split(","))]
    own = {fact: value for fact, value in pairs if fact in _OWN_SLOT}
    others = {**dict(before), **{fact: value for fact, value in pairs if fact not in _OWN_SLOT}}
    return {**own, "facts": tuple(others.items())}


STORED = tuple(field.name for field in fields(Slots) if field.name not in OF_THIS_MESSAGE)
"""Slots that Rasa keeps between turns; each has an entry in bot/domain/session.yml."""

_NEVER_PRESSED = frozenset({"offered", "interest_run", "interest_told", "shown", "led", "alert", "handoff"})
PRESSED = (
    *(name for name in STORED if name not in _NEVER_PRESSED),
    *("field", "back", "policy", "interest_form", "interest_answer"),
)
"""Slots that a choice may set."""


def from_payload(entities: Iterable[Mapping[str, Any]]) -> Slots:
    """Slots of a pressed choice: the entities of `/intent{…}`; unknown names are ignored."""
    values: dict[str, Any] = {}
    for entity in entities:
        name, value = entity.get("entity"), entity.get("value")
        if name == "facts" and isinstance(value, str):
            values |= _told(value)
        elif name in PRESSED and isinstance(value, str) and value:
            values[str(name)] = (value,) if name in LISTS else value
    return Slots(**values)


def from_tracker(stored: Mapping[str, Any]) -> Slots:
    """Slots kept by Rasa from earlier turns."""
    values: dict[str, Any] = {}
    for name in STORED:
        value = stored.get(name)
        if name == "facts":
            values[name] = tuple((str(fact), str(told)) for fact, told in value or ())
        elif value is not None:
            values[name] = tuple(value) if isinstance(value, list | tuple) else value
    return Slots(**values)
