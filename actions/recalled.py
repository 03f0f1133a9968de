"""What was talked about before and is meant again: the one school of a list, or support that was asked for."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.listing import is_fresh, items, told_of
from actions.slots import CONTACT, Slots, asking
from actions.weighing import MOST
from knowledge.text import fold, nfc

SUPPORT = "ask_policy"
_LEARNING = frozenset({"find_programmes", "find_institutions", "describe_trade"})
_TEXTS = frozenset({"progression", "culture"})
"""Kinds of support that are texts of law about learning, and no money."""
_TOLD = frozenset({"household", "ethnicity", "disability"})
_AT_SCHOOL = re.compile(r"\b(?:truong|cho|co so|trung tam) (?:do|day|ay|nay|kia|vua roi|hoi nay|luc nay)\b")
_MONEY = re.compile(r"\b(?:ho tro|tro cap|che do|chinh sach|hoc bong)\b")
_ITS_PAPERS = re.compile(r"\b(?:giay|don|giay to)\b")
_EARLIER_TRADE = re.compile(
    r"\b(?:nghe|nganh|cai) (?:hoi nay|luc nay|khi nay|ban nay|nay gio|vua roi|luc dau|truoc do)\b"
)
_BOTH = re.compile(
    r"\bso sanh(?: \w+){0,2} (?:2|hai|ca hai|chung|nhau)\b|\b(?:2|hai) (?:cai|nghe|nganh)(?: \w+){0,2}"
    r" (?:khac|hon|giong|cai nao|nghe nao)\b|^(?:vay |the )?(?:2|hai) (?:cai|nghe|nganh) (?:do|nay|kia)?"
)
_NATION = re.compile(r"\b(?:ca nuoc|toan quoc|viet nam|vn)\b")
_FEW_WORDS = 6
_TRADE = "trade:"
_SHORT = 9
_TWO = 2
_ENOUGH = 2
"""Facts about the learner from which support was surely asked for."""


def school_again(text: str, named: Slots, kept: Slots) -> tuple[Slots, Slots]:
    """What is named and known, where a message asks of the one school that was shown before another topic came."""
    if kept.topic in _LEARNING or named.institution or named.trade or named.province or named.other_schools:
        return named, kept
    schools = {school for one in items(kept.shown) if (school := _school(one))}
    points = _AT_SCHOOL.search(fold(nfc(text))) or CONTACT.intersection(asking(named))
    if len(schools) != 1 or not points:
        return named, kept
    school = schools.pop()
    named = replace(named, institution=school, institutions=(school,))
    return named, replace(kept, topic="find_institutions", asked=None, level=None, policy_topic=(), policy=None)


def trade_again(text: str, named: Slots, kept: Slots) -> tuple[Slots, Slots]:
    """What is named and known, where a message means the trade that was told of before another topic came."""
    if named.trade or named.institution or not _EARLIER_TRADE.search(fold(nfc(text))):
        return named, kept
    others = [one for one in told_of(kept.shown) if one != kept.trade]
    if not others:
        return named, kept
    named = replace(named, trade=others[0], trades=(others[0],))
    return named, replace(kept, topic="describe_trade", institution=None, asked=None)


def nation_again(text: str, named: Slots, kept: Slots) -> tuple[Slots, Slots]:
    """What is named and known where "còn cả nước" asks the figure talked about of the whole country."""
    if kept.topic != "ask_indicator" or not kept.indicator or named.indicator or named.places:
        return named, kept
    if not _NATION.search(fold(nfc(text))) or len(text.split()) > _FEW_WORDS:
        return named, kept
    return replace(named, indicator=kept.indicator), replace(kept, province=None)


def both_again(text: str, named: Slots, kept: Slots) -> Slots:
    """What is named, with the trades shown, or the two told of last, where a message wants those beside each other."""
    plain = fold(nfc(text))
    other = named.trade or named.institution or named.policy_topic or named.indicator or named.other_trades
    listed = tuple(one.removeprefix(_TRADE) for one in items(kept.shown) if one.startswith(_TRADE))
    of_list = is_fresh(kept.shown) and len(listed) >= _TWO
    trades = listed if of_list else tuple(reversed(told_of(kept.shown)[:_TWO]))
    if other or not _TWO <= len(trades) <= MOST or len(plain.split()) > _SHORT or not _BOTH.search(plain):
        return named
    return replace(named, trade=trades[0], trades=trades, back=(*named.back, "beside"), doubtful=(), interests=())


def support_again(text: str, intent: str, named: Slots, kept: Slots, *, sure: bool) -> tuple[Slots, bool]:
    """What is named, and whether the message asks of support anew, whatever the talk was about.

    "Được hỗ trợ bao nhiêu tiền" after a list of courses asks for no fee, and "nhà em nghèo" after a text on going on
    with learning asks nothing of that text.
    """
    if named.trade or named.institution or named.policy_topic or named.indicator:
        return named, False
    plain, asked = fold(nfc(text)), set(asking(named))
    if kept.topic in _LEARNING:
        money = intent == SUPPORT and sure and _MONEY.search(plain) and not named.learner
        told = _TOLD.intersection(kept.learner) and len(kept.learner) >= _ENOUGH
        papers = told and kept.topic == "describe_trade" and _ITS_PAPERS.search(plain) and asked & {"where", "place"}
        if papers and not money:
            return replace(named, field=("where",), aspects=()), True
        return (replace(named, field=("everything",), aspects=()), True) if money else (named, False)
    doubted = {slot for slot, _ in named.doubtful}
    of_text = kept.topic == SUPPORT and kept.policy_topic and _TEXTS.issuperset(kept.policy_topic)
    if of_text and not asked and _TOLD.intersection((*named.learner, *doubted)):
        return replace(named, field=("everything",)), True
    return named, False


def _school(shown: str) -> str | None:
    """The school of a thing that a list showed; None for a trade or a way."""
    kind, _, code = shown.partition(":")
    if kind == "offer":
        return code.partition("@")[2].partition("#")[0] or None
    return code if kind == "institution" else None
