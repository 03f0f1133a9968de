"""Whether a message goes on with the conversation, and what few words mean after a thing was named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.slots.conversation import is_narrowing, names_anything
from actions.slots.record import LEARNER, Slots

INTAKE = "ask_intake"
"""The topic of who filled the places of a year, which no intent has."""
CONTACT = frozenset({"contact", "phone", "address", "website"})
"""What is asked of how a school is reached."""
FILLED = frozenset({"filled", "filled_least"})
"""What is asked of that."""
_THINGS = ("trade", "institution", "indicator")
"""What a question is about: a message that names none may ask about the one named before."""
_REPLACEABLE = ("trade", "institution", "province", "level", "policy_topic")
_SUBJECTS = frozenset({"trade", "indicator", "policy_topic"})
"""What a reply may have asked for, apart from a fact about the learner."""
_OF_THEMSELVES = frozenset({"ask_policy", "ask_guide"})
"""Intents that a message may surely have without naming anything."""
_OF_ANYTHING = _OF_THEMSELVES | {
    "find_programmes",
    "find_institutions",
    "describe_trade",
    "ask_indicator",
    "ask_target",
    "nlu_fallback",
}
"""Intents of a message that may ask about the thing named before."""
_MISTAKEN_FOR = frozenset({"out_of_scope", "ask_identity", "say_goodbye", "say_thanks", "meet_human", "forget_me"})
_MAYBE_NARROWING = frozenset({"find_institutions", "find_programmes", "ask_policy", "nlu_fallback"}) | _MISTAKEN_FOR
"""Intents that a few words ("ở Cao Bằng", "nộp ở đâu") are mistaken for."""
_FOR_SOMEBODY_ELSE = frozenset({"report_distress", "meet_human", "forget_me", "ask_identity"})
"""Intents that no fact told beside them turns into an answer."""
_OF_NOBODY_ELSE = frozenset({"ask_policy", "narrow_topic", "nlu_fallback"})
NEXT_TO_NOTHING = 2
"""Words of a message that is no question of its own, where nothing in it is known."""
_BARE_NAME = 4
_SHORT_QUESTION = 9
_COMPARISON = 12
"""Words."""
_OF_PAY = frozenset({"INCOME"})
_OF_WORK = frozenset({"UNEMP", "UNDEREMP", "JOB_DEMAND"})
_FIGURES = frozenset({"ask_indicator", "ask_target"})
_TRADE_TOPICS = frozenset({"describe_trade", "find_programmes"})
_TRADES_BESIDE = frozenset({"find_programmes", "find_institutions"})
"""Topics in which a trade may be missing."""


def asking(named: Slots) -> tuple[str, ...]:
    """What a message asks about its thing: fields and aspects, in this order."""
    return (*named.field, *named.aspects)


def of_the_thing(named: Slots, stored: Slots, *, words: int) -> Slots:
    """Few words after a trade was named are about that trade: no question about the whole labour market."""
    if "dormitory" in named.aspects and named.policy_topic == ("boarding",) and stored.topic != "ask_policy":
        named = replace(named, policy_topic=())
    if stored.topic in _FIGURES and "source" in named.aspects and "thing" in named.back and not named.policy_topic:
        # "So do cua nam nao": of which year, not of men, and of no deed of land.
        fields = tuple(one for one in named.field if one != "collateral")
        return replace(named, breakdown=(), field=fields)
    if stored.topic not in _TRADE_TOPICS or not stored.trade or words > _COMPARISON:
        return named
    if "beside" in named.back and named.trade:
        # "So với nghề may thì sao": the two beside each other.
        return replace(named, trades=tuple(dict.fromkeys((stored.trade, *named.trades))))
    if "skill" in named.aspects and "same" not in named.back:
        # "Có cần giỏi tiếng Anh không" names no trade.
        return replace(named, trade=None, trades=())
    if words > _SHORT_QUESTION or named.trade:
        return named
    if named.province or named.outside or named.period or named.breakdown:
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
    if intent == "narrow_topic" or (stored.asked and ("decline" in named.signs or named.declined)):
        # "Học mấy năm vậy" names nothing, and goes on with what was talked about.
        return True
    if sure and intent == "forget_me":
        # What they told is to be forgotten, whatever of it they name again.
        return "mistake" in named.back and _names_any(named, _REPLACEABLE)
    if stored.asked and named.signs:
        return names_anything(named)
    if (
        stored.topic == "ask_policy"
        and intent not in _FOR_SOMEBODY_ELSE
        and _stays_in_check(named, stored, intent, words)
    ):
        return True
    if stored.asked in _SUBJECTS and intent == stored.topic and not getattr(named, stored.asked):
        # Nothing is known yet that it could go on with.
        return False
    points_back = "thing" in named.back and not _names_any(named, _THINGS)
    if intent in _MISTAKEN_FOR and _mistaken(named, points_back=points_back, sure=sure or intent == "forget_me"):
        return True
    if intent not in _OF_ANYTHING:
        return intent in _MISTAKEN_FOR and is_narrowing(named)
    if intent == "ask_guide" and not stored.topic:
        return bool(stored.section)
    return (
        _answers(named, stored)
        or _corrects(named, stored)
        or (words <= _COMPARISON and (points_back or _names_another(named, stored, intent=intent, words=words)))
        or (
            words <= _SHORT_QUESTION
            and (
                (stored.topic == "ask_policy" and _tells_only_facts(named))
                or _asks_of_it(named, stored, intent=intent, sure=sure)
            )
        )
        or (
            intent in _MAYBE_NARROWING
            # "Lạng Sơn hỗ trợ 50 triệu phải không" after figures of the province asks for no figure.
            and not (sure and intent == "ask_policy" and stored.topic in _FIGURES and words > _BARE_NAME)
            and _narrows(named, stored, intent)
        )
    )


def _stays_in_check(named: Slots, stored: Slots, intent: str, words: int) -> bool:
    """Whether a message goes on with the check of support: it tells facts and asks nothing, or says nothing known.

    "Nhà em làm ruộng" asks of no trade, whatever the classifier makes of it.
    """
    if not names_anything(named):
        return words <= NEXT_TO_NOTHING and stored.asked not in {None, *_SUBJECTS} and intent in _OF_NOBODY_ELSE
    if "aside" in named.signs and not (asking(named) or named.policy_topic or named.trade):
        return True
    told = set(named.learner)
    beyond_level = told - {"level", "schooling", "ownership"}
    things = _names_any(named, ("institution", "indicator", "target_topic", "trade", "other_trades", "other_schools"))
    # "Còn em nhập học tháng 9/2026, xong lớp 9" asks the same of another time.
    period = named.period and "same" not in named.back
    asks = asking(named) or named.policy_topic or "beside" in named.back or period
    return words <= _COMPARISON and bool(told) and not things and not asks and bool(beyond_level or not named.province)


def _mistaken(named: Slots, *, points_back: bool, sure: bool) -> bool:
    """Whether small talk is none: "cái thẻ đó dùng được bao lâu", "à quên, nghề hàn cơ"."""
    corrects = "mistake" in named.back and _names_any(named, _REPLACEABLE)
    return corrects or (points_back and bool(asking(named))) or (not sure and (points_back or bool(asking(named))))


def _answers(named: Slots, stored: Slots) -> bool:
    """A name, where the last reply asked for one."""
    return stored.asked in _SUBJECTS and bool(getattr(named, stored.asked)) and not asking(named)


def _corrects(named: Slots, stored: Slots) -> bool:
    return "mistake" in named.back and (stored.topic == "ask_policy" or _names_any(named, _REPLACEABLE))


def _names_another(named: Slots, stored: Slots, *, intent: str, words: int) -> bool:
    """Another thing of the same kind of question."""
    if {"same", "beside"}.intersection(named.back):
        of_a_figure = stored.topic in _FIGURES and named.trade and not asking(named)
        if intent == stored.topic or of_a_figure or (named.institution and stored.trade):
            return True
    if named.trade and not asking(named) and words <= _BARE_NAME:
        # A bare name answers "học nghề gì", or puts another trade in its place.
        return intent == stored.topic or (stored.topic in _TRADES_BESIDE and not stored.trade)
    perhaps = any(slot == "trade" for slot, _ in named.doubtful)
    teaches = stored.topic == "find_institutions" and stored.province and intent == "find_programmes"
    if teaches and (named.trade or perhaps):
        # "Trường nào dạy hàn" after the schools of a place: which of those.
        return not (named.province or named.institution)
    return False


def _asks_of_it(named: Slots, stored: Slots, *, intent: str, sure: bool) -> bool:
    """Asks something, or nothing known, and names no thing that it is asked of."""
    if _names_any(named, (*_THINGS, "policy_topic", "other_trades", "other_schools")):
        return False
    # "… là gì" asks of anything: a sure question about a figure or an article is its own.
    by_itself = sure and intent in _OF_THEMSELVES | _FIGURES
    if not names_anything(named):
        return not (sure and intent in _OF_THEMSELVES)
    weak = {"describe"} if by_itself else set[str]()
    return bool(set(named.aspects) - weak) or "wage" in named.field


def _narrows(named: Slots, stored: Slots, intent: str) -> bool:
    """Names only what narrows; a list of schools is no narrower question about something else.

    Whether a fee is waived asks of support by itself while nothing is known whose fee it could be.
    """
    if intent == "ask_policy" != stored.topic and named.policy_topic and not _names_any(stored, _THINGS):
        return False
    return is_narrowing(named) and ("schools" not in named.field or stored.topic == "find_institutions")


def _tells_only_facts(named: Slots) -> bool:
    """ "Hay là học hết 12 mới được": what the learner is or has done, and nothing else."""
    tells = _names_any(named, LEARNER - {"addressee"})
    return tells and not _names_any(named, (*_THINGS, "province")) and not asking(named)


def _names_any(named: Slots, slots: Iterable[str]) -> bool:
    return any(getattr(named, slot) for slot in slots)
