"""What one turn is about: what its message names, joined with what the conversation already knows.

Facts about the learner stay for the whole conversation. What was looked at (trade, place, level, figure) stays only
for a follow-up: a message that names nothing but a place, a level or a field keeps the topic and changes that part.
"""

from __future__ import annotations

from dataclasses import fields, replace

from actions.slots.children import called, named_anew, turned_to, unclear_child
from actions.slots.general_school import GENERAL, LEVEL
from actions.slots.holders import HOLDER, is_of_the_others
from actions.slots.home import home_of_now
from actions.slots.record import LEARNER, STORED, Slots
from actions.slots.surviving import beside_a_loss
from actions.slots.writers import FAMILY
from actions.slots.years import YEAR
from knowledge.gazetteer.persons import WRITE_FOR_ANOTHER

_NARROWING = frozenset({"province", "outside", "level", "field", "period", "time", "breakdown", "addressee", "wishes"})
_STARTS_NOTHING = frozenset(
    {
        "topic",
        "trades",
        "institutions",
        "provinces",
        "levels",
        "level_held",
        "places",
        "signs",
        "cleared",
        "denied",
        "doubtful",
        "amount",
        "amount_unit",
        "aspects",
        "back",
        "about",
        "section",
    }
)
"""Slots that no topic of its own begins with."""
_OF_SUPPORT = frozenset({"household", "ethnicity", "disability", "boarding_school", "residence_area"})
"""Facts that only support depends on."""
_ONE_OF = ("trade", "institution", "province")


def names_anything(named: Slots) -> bool:
    """True when a message, or a pressed choice, says anything that a capability could read."""
    return replace(named, amount=None, amount_unit=None, doubtful=(), denied=(), back=()) != Slots()


def same_check(slots: Slots, stored: Slots) -> Slots:
    """A further message about support: the level stays, and a mere fact ("nhà em không nghèo") keeps what was asked."""
    level, trade = slots.level or stored.level, slots.trade or stored.trade
    is_fact = not slots.policy_topic and not slots.field and slots.period is None
    return replace(slots, level=level, trade=trade, policy_topic=stored.policy_topic if is_fact else slots.policy_topic)


def begun_topic(named: Slots, topic: str | None) -> str | None:
    """The topic that a message among few words begins beside `topic`; None where it may go on with that one.

    A figure, a kind of support, or facts that only support depends on ("nhà em không phải hộ nghèo") do not belong to
    a list of schools; the fee does, and whether it is waived does not.
    """
    if topic is None or named.trade or named.institution:
        return None
    if named.indicator and topic != "ask_indicator":
        return "ask_policy" if "base_pay" in named.policy_topic else "ask_indicator"
    is_fee = "fee" in named.field and named.policy_topic in {(), ("tuition",)} and "waiver" not in named.signs
    told = {
        *named.cleared,
        *(slot for slot, _ in named.denied),
        *(fact for fact in _OF_SUPPORT if getattr(named, fact)),
    }
    supports = (named.policy_topic and not is_fee) or told & _OF_SUPPORT
    return "ask_policy" if supports and topic != "ask_policy" else None


def is_narrowing(named: Slots) -> bool:
    """True when the message names something, and nothing that would start a topic of its own."""
    given = {field.name for field in fields(Slots) if getattr(named, field.name)} - _STARTS_NOTHING
    if named.policy_topic == ("tuition",) and "fee" in named.field:
        given.discard("policy_topic")
    if {name for name, _ in named.facts} <= {"residence_area"}:
        given.discard("facts")
    # How somebody calls themselves narrows nothing.
    return bool(given - {"addressee"}) and given <= _NARROWING


def learner_only(named: Slots) -> Slots:
    """What a message says of the learner, without what it asks about."""
    return Slots(**{name: getattr(named, name) for name in LEARNER})


def _writer(named: str | None, stored: str | None) -> str | None:
    """Who writes and about whom, after a message: a parent stays one who says "em", and the learner the same."""
    if named is None or stored is None:
        return named or stored
    base, _, who = named.partition("+")
    before, _, about = stored.partition("+")
    if base in {"anyone", FAMILY} or (base == "pupil" and before in WRITE_FOR_ANOTHER):
        # Who says "cháu" is who they were before.
        base = before
    return "+".join(filter(None, (base, "" if who == "self" else who or about)))


def _as_called(named: Slots, stored: Slots) -> str | None:
    """Who writes and about whom, a child by the name under which it is known; which one is unclear is asked first."""
    if unclear_child(stored, named.another):
        return stored.addressee
    base, plus, who = (named.addressee or "").partition("+")
    return f"{base}{plus}{called(stored, who) if who else ''}" or None


def _is_vaguer(value: str, told: str, *, corrects: bool) -> bool:
    """Whether one of several values is named where it was told which: "tiền mồ côi" after "mồ côi bố"."""
    return not corrects and "|" in value and bool(told) and told in value.split("|")


EARLIER_PERIOD = "earlier.period"
"""Among the facts: the time that a talk about support asked about before the one it asks about now."""


def _earlier_period(named: Slots, stored: Slots) -> dict[str, str]:
    """The time asked about before, where a talk about support turns to another one."""
    turns = stored.topic == "ask_policy" and named.period not in {None, stored.period}
    return {EARLIER_PERIOD: stored.period} if turns and stored.period else {}


def merge(named: Slots, stored: Slots, *, follow_up: bool, topic: str | None = None) -> Slots:
    """This turn's slots over the kept ones: all of them in a follow-up, else only the learner's facts.

    What a message denies is not kept, nor what it names another of, be it with a doubt.
    """
    stored = named_anew(stored, named.another)
    named = replace(named, addressee=_writer(_as_called(named, stored), stored.addressee))
    if named.another != stored.another:
        stored = turned_to(stored, named.another)
    if is_of_the_others(named.household, dict(named.facts), dict(stored.facts)):
        named = replace(named, household=None, facts=tuple(pair for pair in named.facts if pair[0] != HOLDER))
    unclear = {slot for slot, _ in named.doubtful if slot in _ONE_OF}
    kept = {
        field.name: getattr(stored, field.name)
        for field in fields(Slots)
        if field.name in STORED
        and field.name not in {"topic", "asked", "section", "about", *named.cleared, *unclear}
        and (field.name, getattr(stored, field.name)) not in named.denied
        and (follow_up or field.name in LEARNER or field.name in {"declined", "interest_run", "interest_told"})
    }
    facts = dict(stored.facts) | _earlier_period(named, stored)
    if named.level and facts.get(LEVEL) in GENERAL:
        # Who turns to a trade is no pupil of a general school any more.
        facts = {name: value for name, value in facts.items() if name not in {LEVEL, "culture_study"}}
    if named.household or "household" in named.cleared:
        # Another paper than the one whose year was told.
        facts.pop(YEAR, None)
    facts |= {
        name: value
        for name, value in named.facts
        if name not in named.cleared and not _is_vaguer(value, facts.get(name, ""), corrects="mistake" in named.back)
    }
    zone = None if named.residence_area else dict(named.facts).get("residence_area")
    if zone := home_of_now(zone, stored.residence_area, corrects="mistake" in named.back):
        facts["residence_area"] = zone
        kept.pop("residence_area", None)
    kept.pop("facts", None)
    if named.places:
        kept.pop("province", None)
    if named.time == "now":
        kept.pop("period", None)
    merged = {name: value for name, value in kept.items() if not getattr(named, name)}
    if named.other_trades and not named.trade:
        merged.pop("trade", None)
    if "here" in named.back and not (named.places or named.institution) and stored.province:
        # "Ở đây đang thiếu nghề gì": where the talk was last.
        merged["province"] = stored.province
    if named.province:
        # A school has its own place: "ý em là trường ở Trà Vinh" is about another one.
        merged.pop("institution", None)
    if named.institution:
        merged.pop("province", None)
    doubtful = tuple((slot, value) for slot, value in named.doubtful if not merged.get(slot))
    if "loan" in named.policy_topic and "overseas" in stored.policy_topic and "loan_purpose" not in dict(named.facts):
        # "Ý em là vay tiền đi ấy": the loan for what was talked about.
        named = replace(named, policy_topic=tuple(dict.fromkeys((*named.policy_topic, "overseas"))))
        merged.pop("policy_topic", None)
    about = (*named.field, *named.aspects) or (stored.about if follow_up else ())
    values = {**merged, "facts": tuple(beside_a_loss(facts).items()), "about": about, "field": named.field or about}
    # What was left unsaid before stays unsaid: a button tells one fact only.
    values["declined"] = tuple(dict.fromkeys((*kept.get("declined", ()), *named.declined)))
    return replace(named, topic=topic, doubtful=doubtful, **values)
