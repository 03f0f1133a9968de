"""What few words turn a talk to: a thing shown last ("cái đầu"), another learner, another trade in place of one."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from actions.listing import items
from actions.phrases import Phrases
from actions.slots import FILLED, INTAKE, Slots, asking
from knowledge.text import fold, nfc

_PLACES = {"pick_1": 0, "pick_2": 1, "pick_3": 2, "pick_last": -1}
_PRICE_ALONE = 7
"""Words of a message that asks for a price and tells nothing else."""
_TRADE = "trade:"
_POINTED_AT = frozenset({"trade", "institution", "offer"})
_OF_EACH = frozenset({"duration", "wage", "jobs", "conditions", "entry", "suited", "gender", "subjects"})
"""What may be asked of each of the trades shown."""
_NOBODY = frozenset({"out_of_scope", "nlu_fallback", "narrow_topic"})
"""Intents of a message that asks what something costs before anything was talked about."""
_OF_PAY = "INCOME"
_OF_LEARNING = frozenset({"describe_trade", "find_institutions", "find_programmes"})
BEYOND = "beyond"
"""How a message points back at a list that is shorter: "cái thứ 2" of one."""
_LONGEST = 10
"""Words of a message that points at something shown."""


def picked(remarks: Phrases, text: str, named: Slots, kept: Slots) -> Slots:
    """What the message names, with the thing it points at; `named` itself where it points at none of them."""
    shown = items(kept.shown) or _alone(kept)
    if not shown or named.trade or named.institution or len(text.split()) > _LONGEST:
        return named
    trades = tuple(one.removeprefix(_TRADE) for one in shown if one.startswith(_TRADE))
    if len(trades) > 1 and _OF_EACH.intersection((*named.field, *named.aspects)) and not named.province:
        kinds = {one.kind for one in remarks.find(text)}
        if kinds & {"which_of_them", "both_of_them"}:
            return replace(named, trade=trades[0], trades=trades)
    place = place_pointed_at({one.kind for one in remarks.find(text)})
    if place is not None and place >= len(shown) and kept.topic in _OF_LEARNING:
        return replace(named, back=(*named.back, BEYOND))
    if place is None or place >= len(shown):
        return named
    kind, _, what = shown[place].partition(":")
    trade, _, school = what.partition("@") if kind == "offer" else (what, "", what)
    school, _, _ = school.partition("#")
    if kind not in _POINTED_AT:
        return named
    if kind != "institution" and trade:
        named = replace(named, trade=trade, trades=(trade,))
    if kind != "trade" and school:
        named = replace(named, institution=school, institutions=(school,))
    return named


def _alone(kept: Slots) -> tuple[str, ...]:
    """The one thing that was talked about, where no list was shown."""
    if kept.trade and kept.topic == "describe_trade":
        return (f"{_TRADE}{kept.trade}",)
    return (f"institution:{kept.institution}",) if kept.institution and kept.topic == "find_institutions" else ()


def place_pointed_at(kinds: Collection[str]) -> int | None:
    """The place in a list that remarks of these kinds point at; None for none."""
    return next((place for kind, place in _PLACES.items() if kind in kinds), None)


def turned(kinds: Collection[str], named: Slots, kept: Slots) -> tuple[Slots, Slots]:
    """What is named and known once another learner, or another trade, takes the place of the one before.

    `kinds`: of the remarks in the message. "Em khác: …" forgets what was told of the first; "thôi không hàn nữa, may
    thì sao" asks of the second trade.
    """
    if "another_person" in kinds:
        kept = Slots(topic=kept.topic, addressee=kept.addressee, shown=kept.shown, handoff=kept.handoff)
    if kept.topic == "ask_policy" and named.indicator == _OF_PAY and {"household"} & {*named.learner, *named.cleared}:
        # "Nhà không nghèo, thu nhập trung bình" tells of the family.
        named = replace(named, indicator=None)
    talked_of = {f"{_TRADE}{kept.trade}", *items(kept.shown)}
    if "no_more_of_it" in kinds and len(named.trades) > 1 and f"{_TRADE}{named.trades[0]}" in talked_of:
        named = replace(named, trade=named.trades[1], trades=named.trades[1:])
    return named, kept


_OF_SUPPORT = frozenset({"military", "volunteer", "land_recovered", "parent_work_injury", "merit_person", "admission"})
"""Facts that are told for the sake of support only."""


_CASE = _OF_SUPPORT | {
    "household",
    "ethnicity",
    "disability",
    "orphan",
    "residence_kind",
    "residence_area",
    "boarding_school",
    "work_status",
    "age",
}
"""Facts by which somebody tells a case of their own."""
_OF_A_COURSE = frozenset({"find_programmes", "describe_trade", "find_institutions", "out_of_scope", "nlu_fallback"})
"""Intents that a case told with a trade or a course is mistaken for."""
_PAID = re.compile(
    r"\b(?:duoc|dc|cho|nhan|co)(?: \w+){0,2} (?:bao nhieu|may (?:tien|dong|trieu))\b"
    r"|\bduoc (?:tro cap|cap tien)\b|\bho tro\b"
)
""" "Được bao nhiêu", "có hỗ trợ gì": what somebody is paid, and not what it costs."""
_ELSEWHERE = frozenset({"learn_where", "schools", "choose", "fee", "wage", "cost", "jobs", "intake", "contact"})


def tells_a_case(intent: str, text: str, named: Slots, kept: Slots) -> bool:
    """Whether a first message tells a case of support beside a trade or a course: "lớp may 2 tháng, tôi làm ruộng".

    Of most facts only where it asks what one is paid; those that are told for the sake of support need no question.
    """
    if intent not in _OF_A_COURSE or kept.topic or named.institution or not (named.trade or named.level):
        return False
    if _ELSEWHERE.intersection((*named.field, *named.aspects)):
        return False
    told = _CASE.intersection(named.learner)
    return bool(_OF_SUPPORT & told) or bool(told and _PAID.search(fold(nfc(text))))


def asked_by(intent: str, named: Slots, kept: Slots, *, sure: bool, words: int = 0) -> str:
    """The intent, where what is named tells better than a doubtful classifier what is asked.

    "Vĩnh Long bao nhiêu phần trăm" after a target asks for that target; who names a trade and what it costs asks for
    no figure of the labour market.
    """
    if intent == "ask_target" and not (sure or named.target_topic) and "schools" in named.field:
        # "Các trường cao đẳng tuyển bao nhiêu chỉ tiêu": of the schools, not of the province.
        return "find_institutions"
    if "entry_score" in named.wishes and intent == "describe_trade":
        # Points are asked of who takes learners in.
        return "find_programmes"
    if intent == "ask_identity" and named.trade and asking(named):
        # "Học may thì có ai chịu dạy".
        return "find_programmes"
    of_support = not {"tuition", "very_small_group"}.isdisjoint(named.policy_topic)
    if not (FILLED.isdisjoint(named.aspects) or named.target_topic or of_support):
        return "narrow_topic" if kept.topic == INTAKE else INTAKE
    if intent in _NOBODY and not kept.topic and words <= _PRICE_ALONE and _asks_only_fee(named):
        return "find_programmes"
    if intent in _NOBODY - {"narrow_topic"} and _OF_SUPPORT.intersection(named.learner) and not named.signs:
        # "Nó mới đi công an nghĩa vụ về": what only support depends on.
        return "ask_policy"
    if intent == "find_institutions" and named.interests and not (asking(named) or named.institution or named.wishes):
        # "Gần cửa khẩu, học gì để làm ở đó" asks for trades.
        return "describe_trade"
    if _is_of_support(intent, named) or _asks_for_waiver(intent, named):
        return "ask_policy"
    if intent != "ask_indicator" or named.indicator:
        return intent
    if kept.topic == "ask_target" and not named.trade:
        return "narrow_topic"
    costs = {"fee", "cost"} & {*named.field, *named.aspects}
    return "find_programmes" if named.trade and costs and not sure else intent


def _is_of_support(intent: str, named: Slots) -> bool:
    """Whether a kind of support, or a body that is no more, is named where something else seems to be asked.

    "Vay học cntt gói stem lãi bao nhiêu" asks of the loan, and "sở lao động còn không" of no figure.
    """
    topics = set(named.policy_topic)
    if intent == "describe_trade":
        return "loan" in topics and "loan_rate" in named.field
    bodies = intent == "ask_indicator" and "organisation" in topics and not named.indicator
    return bodies or (intent == "ask_target" and "programme" in topics and not named.province)


def _asks_for_waiver(intent: str, named: Slots) -> bool:
    """Whether it is asked if a fee is waived, and not where: "nghề may có được miễn học phí không"."""
    where = {"learn_where", "schools", "choose"} & {*named.field, *named.aspects} or named.institution or named.province
    return intent == "find_programmes" and "waiver" in named.signs and not where


def _asks_only_fee(named: Slots) -> bool:
    """Whether a price is asked for, and nothing is named that has one."""
    asked = {*named.field, *named.aspects}
    bare = replace(named, field=(), aspects=(), back=(), signs=(), addressee=None)
    if set(bare.policy_topic) <= {"tuition"}:
        bare = replace(bare, policy_topic=())
    return bool(asked) and asked <= {"fee", "cost"} and bare == Slots()


def leaves(named: Slots, kept: Slots, intent: str, *, sure: bool) -> bool:
    """Whether a question leaves the talk for one of its own: support in the midst of the questionnaire, or where a
    trade is taught in the midst of the check of support."""
    if kept.topic == "explore_interests":
        return intent == "ask_policy"
    where = {"learn_where", "schools"}.intersection(named.field)
    return bool(kept.topic == "ask_policy" and intent == "find_programmes" and sure and where and named.province)
