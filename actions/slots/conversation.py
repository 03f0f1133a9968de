"""What one turn is about: what its message names, joined with what the conversation already knows.

Facts about the learner stay for the whole conversation. What was looked at (trade, place, level, figure) stays only
for a follow-up: a message that names nothing but a place, a level or a field keeps the topic and changes that part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace

from actions.slots.record import LEARNER, STORED, Slots
from knowledge.policies.schema import Fact

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
_YES_OR_NO = frozenset({"disability", "boarding_school", "residence_area", "training_form"})
_ONE_OF = ("trade", "institution", "province")
_THINGS = ("trade", "institution", "indicator")
"""What a question is about: a message that names none may ask about the one named before."""
_SUBJECTS = frozenset({"trade", "indicator", "policy_topic"})
"""What a reply may have asked for, apart from a fact about the learner."""
_OF_ANYTHING = frozenset(
    {
        "find_programmes",
        "find_institutions",
        "describe_trade",
        "ask_policy",
        "ask_guide",
        "ask_indicator",
        "ask_target",
        "nlu_fallback",
    }
)
"""Intents of a message that may ask about the thing named before."""
_MISTAKEN_FOR = frozenset({"out_of_scope", "ask_identity", "say_goodbye", "meet_human", "forget_me"})
_MAYBE_FOLLOW_UP = frozenset({"find_institutions", "find_programmes", "ask_policy", "nlu_fallback"}) | _MISTAKEN_FOR
"""Intents that a few words ("ở Cao Bằng", "nộp ở đâu") are mistaken for."""
_FIGURES = frozenset({"ask_indicator", "ask_target"})
_BARE_NAME = 4
_SHORT_QUESTION = 9
_VERY_SHORT_QUESTION = 7
_OF_PAY = frozenset({"INCOME"})
_OF_WORK = frozenset({"UNEMP", "UNDEREMP", "JOB_DEMAND"})
_TRADE_TOPICS = frozenset({"describe_trade", "find_programmes"})
_TRADES_BESIDE = frozenset({"find_programmes", "find_institutions"})
"""Topics in which a trade may be missing."""


def names_anything(named: Slots) -> bool:
    """True when a message, or a pressed choice, says anything that a capability could read."""
    return replace(named, amount=None, amount_unit=None, doubtful=(), denied=(), back=()) != Slots()


def asking(named: Slots) -> tuple[str, ...]:
    """What a message asks about its thing: fields and aspects, in this order."""
    return (*named.field, *named.aspects)


def of_the_thing(named: Slots, stored: Slots, *, words: int) -> Slots:
    """Few words after a thing was named are about that thing: no question about the whole labour market."""
    if "dormitory" in named.aspects and named.policy_topic == ("boarding",):
        named = replace(named, policy_topic=())
    if stored.topic not in _TRADE_TOPICS or not stored.trade or words > _VERY_SHORT_QUESTION:
        return named
    if "skill" in named.aspects and "same" not in named.back:
        # "Có cần giỏi tiếng Anh không" names no trade.
        return replace(named, trade=None, trades=())
    if named.province or named.outside or named.period or named.breakdown or named.trade:
        return named
    if named.indicator in _OF_PAY:
        return replace(named, indicator=None, field=("wage",))
    if named.indicator in _OF_WORK:
        return replace(named, indicator=None, aspects=(*named.aspects, "jobs"))
    return named


def goes_on(named: Slots, stored: Slots, *, intent: str, sure: bool, words: int) -> bool:
    """True when a message is to be read with the turns before it.

    `sure`: the classifier is. `words`: how many the message has.
    """
    if stored.asked and ("decline" in named.signs or named.declined):
        return True
    if intent == "narrow_topic":
        # "Học mấy năm vậy" names nothing, and goes on with what was talked about.
        return True
    if stored.asked in _SUBJECTS and getattr(named, stored.asked) and not asking(named) and intent in _OF_ANYTHING:
        return True
    if stored.asked and named.signs:
        return names_anything(named)
    corrects = stored.topic == "ask_policy" or _names_any(named, (*_ONE_OF, "level", "policy_topic"))
    if "mistake" in named.back and intent in _OF_ANYTHING and corrects:
        return True
    if "same" in named.back and words <= _SHORT_QUESTION and intent in _OF_ANYTHING:
        same_figure = stored.topic in _FIGURES and named.trade and not asking(named)
        if intent == stored.topic or same_figure or (named.institution and stored.trade):
            return True
    if named.trade and not asking(named) and words <= _BARE_NAME and intent in _OF_ANYTHING:
        # A bare name answers "học nghề gì", or puts another trade in its place.
        return intent == stored.topic or (stored.topic in _TRADES_BESIDE and not stored.trade)
    if stored.topic == "find_institutions" and stored.province and named.trade and intent == "find_programmes":
        # "Trường nào dạy hàn" after the schools of a place: which of those.
        return words <= _SHORT_QUESTION and not (named.province or named.institution)
    points_back = "thing" in named.back and not _names_any(named, _THINGS)
    if intent in _MISTAKEN_FOR and not sure and (points_back or asking(named) or "mistake" in named.back):
        return True
    if "schools" in named.field and stored.topic != "find_institutions" and not named.aspects:
        return False
    if intent == "ask_guide" and not stored.topic:
        return bool(stored.section)
    if intent in _OF_ANYTHING and words <= _SHORT_QUESTION and not _names_any(named, (*_THINGS, "policy_topic")):
        return (
            points_back
            or bool(named.aspects)
            or "wage" in named.field
            or (intent in _MAYBE_FOLLOW_UP and is_narrowing(named))
        )
    return intent in _MAYBE_FOLLOW_UP and is_narrowing(named)


def _names_any(named: Slots, slots: Iterable[str]) -> bool:
    return any(getattr(named, slot) for slot in slots)


def same_check(slots: Slots, stored: Slots) -> Slots:
    """A further message about support: the level stays, and a mere fact ("nhà em không nghèo") keeps what was asked."""
    level = slots.level or stored.level
    is_fact = not slots.policy_topic and not slots.field and slots.period is None
    return replace(slots, level=level, policy_topic=stored.policy_topic if is_fact else slots.policy_topic)


def begun_topic(named: Slots, topic: str | None) -> str | None:
    """The topic that a message among few words begins beside `topic`; None where it may go on with that one.

    A figure, a kind of support, or facts that only support depends on ("nhà em không phải hộ nghèo") do not belong to
    a list of schools; the fee does.
    """
    if topic is None or named.trade or named.institution:
        return None
    if named.indicator and topic != "ask_indicator":
        return "ask_policy" if "base_pay" in named.policy_topic else "ask_indicator"
    is_fee = "fee" in named.field and named.policy_topic in {(), ("tuition",)}
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
    return bool(given) and given <= _NARROWING


def answering(named: Slots, stored: Slots, facts: Mapping[str, Fact]) -> Slots:
    """A bare "có", "không" or "không biết" read as the answer to the question that was asked last."""
    asked = stored.asked
    if asked is None or not named.signs or getattr(named, asked):
        return named
    if "decline" in named.signs:
        return replace(named, declined=tuple(dict.fromkeys((*stored.declined, asked))))
    if asked not in _YES_OR_NO or "distress" in named.signs or not {"agree", "deny"}.intersection(named.signs):
        return named
    yes, no = facts[asked].values
    return replace(named, **{asked: no if "deny" in named.signs else yes})


def learner_only(named: Slots) -> Slots:
    """What a message says of the learner, without what it asks about."""
    return Slots(**{name: getattr(named, name) for name in LEARNER})


def merge(named: Slots, stored: Slots, *, follow_up: bool, topic: str | None = None) -> Slots:
    """This turn's slots over the kept ones: all of them in a follow-up, else only the learner's facts.

    What a message denies is not kept, nor what it names another of, be it with a doubt.
    """
    unclear = {slot for slot, _ in named.doubtful if slot in _ONE_OF}
    kept = {
        field.name: getattr(stored, field.name)
        for field in fields(Slots)
        if field.name in STORED
        and field.name not in {"topic", "asked", "section", "about", *named.cleared, *unclear}
        and (field.name, getattr(stored, field.name)) not in named.denied
        and (follow_up or field.name in LEARNER or field.name == "declined")
    }
    if named.places:
        kept.pop("province", None)
    if named.time == "now":
        kept.pop("period", None)
    merged = {name: value for name, value in kept.items() if not getattr(named, name)}
    if named.other_trades and not named.trade:
        merged.pop("trade", None)
    if named.province:
        # A school has its own place: "ý em là trường ở Trà Vinh" is about another one.
        merged.pop("institution", None)
    if named.institution:
        merged.pop("province", None)
    doubtful = tuple((slot, value) for slot, value in named.doubtful if not merged.get(slot))
    about = (*named.field, *named.aspects) or (stored.about if follow_up else ())
    return replace(named, topic=topic, doubtful=doubtful, about=about, field=named.field or about, **merged)
