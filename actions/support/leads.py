"""What an answer about support begins with, where the list that follows would not say it: a no, or what comes first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from actions.support.entitlements import Entitlements
from actions.support.picture import NEAR, Picture, picture_of
from actions.support.topics import topics_of
from actions.support.whether import (
    adds_up,
    asks_by_the_month,
    asks_for_cash,
    asks_for_more,
    asks_if_nothing_is_paid,
    asks_once_more,
    asks_what_is_left,
    asks_whether,
    claims,
    is_charged,
    rate_named,
    wants_more,
)
from actions.turn import Turn
from knowledge.citations import cite_parameter, cite_version
from knowledge.library import Library
from knowledge.policies.benefits import Ceiling, Loan, MonthlyStipend, Tuition
from knowledge.policies.book import PolicyBook
from knowledge.policies.conditions import leaves
from knowledge.policies.decision import Decision, Status
from knowledge.policies.schema import Policy
from knowledge.policies.truth import Truth
from knowledge.text import fold, nfc

_RANK = ("duoi_3_thang", "so_cap", "trung_hoc_nghe", "trung_cap", "cao_dang", "dai_hoc")
_ROUNDED = 0.02
"""How far a sum that is named may be from the one that is meant."""
_LENT = re.compile(r"\b(?:vay|muon tien|ngan hang)\b")
_SHARE = re.compile(r"\b(\d{2,3}) ?(?:%|phan tram)")
_BOTH = re.compile(r"\b(?:ca (?:hai|2)|(?:hai|2) (?:khoan|cai|thu))\b(?! (?:dua|con|chau|anh|chi|em|nam|lan)\b)")
_HEAVY, _ZONES = "trade_heavy", "ts-xa-khu-vuc-2026-2030"
_COMMUNES = ("xa ", "phuong ", "thi tran ")
_OF_DIPLOMAS = frozenset({"tuition", "boarding"})  # No source says what holds for a second diploma.


@dataclass(frozen=True, slots=True)
class Lead:
    """One sentence: the entry of data/responses and what fills it. `decides`: it is the answer to a yes or no.

    `after`: it is a caution, and stands behind the list.
    """

    key: str
    values: dict[str, Any]
    cites: tuple[Any, ...] = ()
    decides: bool = True
    after: bool = False

    def said(self, turn: Turn) -> str:
        """The sentence."""
        return turn.responses.text(self.key, {**turn.you, **self.values})


def leads_of(turn: Turn, found: Entitlements, picture: Picture, meant: Policy | None) -> list[Lead]:
    """Everything that has to be said before the list, most decisive first."""
    shown = picture.due or picture.near
    told = (
        not_added(turn, found, meant),
        _only_tuition(turn, shown),
        _no_cash(turn, shown),
        _second_diploma(turn, [*picture.due, *picture.near]),
        _private(turn, shown),
    )
    return [one for one in told if one is not None]


def rate_lead(turn: Turn, lent: Sequence[Decision]) -> list[Lead]:
    """What is held of an interest that was named; empty where none was, or no loan is spoken of."""
    claim = rate_named(turn.text)
    if claim is None or not lent:
        return []
    rates = {one.policy.id: item.rate_percent for one in lent for item in _loans(one)}
    right = next((one for one in lent if rates.get(one.policy.id) == claim), None)
    first = lent[0]
    known = rates.get(first.policy.id)
    start = first.version.valid.start if first.version else None
    return [Lead("lead_rate", {"claim": claim, "right": right, "known": known, "start": start})]


def sum_lead(turn: Turn, shown: Sequence[Decision]) -> list[Lead]:
    """What is held of a monthly sum that is named for a yes or no: "vay 1,5 triệu một tháng đúng không"."""
    claim = turn.named.amount
    sums = [(one, value) for one in shown for value in _monthly(one)]
    if claim is None or not sums or not claims(turn.text) or is_charged(turn.text):
        return []
    # "2 triệu rưỡi" is how 2.530.000 is said.
    near = next(((one, value) for one, value in sums if abs(value - claim) <= value * _ROUNDED), None)
    known = [(value, one) for one, value in sorted(sums, key=lambda pair: pair[1])]
    right, held = near or (None, claim)
    lent = isinstance(known[0][1].items[0].item, Loan)
    # "Nhà nước cho 4 triệu một tháng": what is lent is no gift, though the sum is right.
    gift = lent and not _LENT.search(fold(nfc(turn.text)))
    values = {"claim": claim, "right": right, "held": held, "known": known, "lent": lent, "gift": gift}
    return [Lead("lead_sum", values, tuple(one for _, one in known))]


def figure_lead(turn: Turn, meant: Policy | None, on: date) -> list[Lead]:
    """Whose sum it is that a message wants confirmed, where it is not of the law of today."""
    claim = turn.named.amount
    if meant is None or not claim or not (claims(turn.text) or asks_whether(turn.text)):
        return []
    having = [one for one in meant.versions if any(getattr(item, "amount", None) == claim for item in one.benefit)]
    if not having or any(one.valid.covers(on) for one in having):
        return []
    now = next((one for one in meant.versions if one.valid.covers(on)), None)
    values = {"claim": claim, "version": having[-1], "now": now}
    return [Lead("lead_figure", values, (cite_version(meant, having[-1]),))]


def _monthly(decision: Decision) -> list[int]:
    """The sums a month that a decision brings."""
    paid = [one.amount.value for one in decision.items if isinstance(one.item, MonthlyStipend) and one.amount]
    return [*paid, *(item.max_monthly for item in _loans(decision) if item.max_monthly)]


def share_lead(turn: Turn, due: Sequence[Decision]) -> list[Lead]:
    """Whether what is due has the share that is asked about: "có được 100 % không"; none where nothing is due."""
    plain = fold(nfc(turn.text))
    claim = _SHARE.search(plain)
    if claim is None or not due or not asks_whether(turn.text) or asks_for_more(turn.text) or rate_named(turn.text):
        return []
    told = [(one, percent) for one in due for given in one.items if (percent := getattr(given.item, "percent", None))]
    right = [one for one, percent in told if percent == int(claim[1])]
    values = {"claim": int(claim[1]), "right": bool(right), "told": told}
    return [Lead("lead_share", values)] if told and len(right) < len(told) else []


def paper_lead(turn: Turn, found: Entitlements) -> list[Lead]:
    """That a household told of the present counts for another year only with a paper of that year."""
    on = found.span.on
    told = "household" in turn.slots.learner and "household_year" not in turn.slots.learner
    if not told or turn.named.household or on.year >= turn.today.year:
        return []
    return [Lead("lead_paper_then", {"year": on.year}, decides=False, after=True)]


def zone_lead(turn: Turn, book: PolicyBook, on: date) -> list[Lead]:
    """Where to look up the zone of a commune that is told in a talk about support: no list by name is held."""
    before, named = turn.before, turn.named
    commune = next((label.split(",")[0] for label, _ in named.places if fold(nfc(label)).startswith(_COMMUNES)), None)
    tells = (
        named.learner.keys() - {"residence_kind"} or named.field or named.aspects or named.trade or named.institution
    )
    if commune is None or before is None or before.topic != "ask_policy" or tells:
        return []
    zones = book.parameter(_ZONES)
    version = next((one for one in zones.versions if one.valid.covers(on) and one.valid.end is None), None)
    version = version or next((one for one in zones.versions if one.valid.start is None), None)
    if version is None:
        return []
    cited = cite_parameter(zones.id, zones.title, version)
    return [Lead("lead_zone", {"commune": commune, "basis": version.basis}, (cited,), decides=False)]


def outdated_lead(turn: Turn, found: Entitlements) -> list[Lead]:
    """That a paper of another year than the one asked about does not count: "giấy hộ nghèo 2025" for 2026."""
    facts = found.book.facts
    years = {name: found.learner.one(str(facts[name].dated_by)) for name in found.learner.outdated}
    year = found.span.on.year
    return [Lead("lead_outdated", {"papers": years, "year": year, "now": year == turn.today.year})] if years else []


def unsettled_lead(turn: Turn, meant: Policy | None, on: date) -> list[Lead]:
    """What the record says of a level that the message names and the rule does not: "xong trung học nghề"."""
    version = next((one for one in meant.versions if one.valid.covers(on)), None) if meant else None
    if version is None or not asks_whether(turn.text):
        return []
    known = {
        code for leaf in leaves(version.requires) if leaf.fact in {"level", "diploma"} for code in leaf.among or ()
    }
    diploma, level = turn.named.learner.get("diploma"), turn.slots.level
    lower = diploma if level is None or diploma in _RANK[: _RANK.index(level)] else None
    named = {*turn.named.levels, *filter(None, (turn.named.level, diploma))} - known
    named -= {level, diploma if lower is None else None}
    names = [turn.responses.label(code, "level") for code in _RANK if code in named]
    told = [words for words in version.cautions if any(name in words for name in names)]
    return [Lead("lead_unsettled", {"told": told}, (cite_version(meant, version),))] if meant and told else []


def heavy_lead(
    turn: Turn, library: Library, everything: Entitlements, found: Entitlements, meant: Policy | None
) -> list[Lead]:
    """The share off the fee of a trade that may be on the list of heavy ones; empty where more than that is due."""
    trade = next((one for one in library.occupations if one.id == turn.slots.trade), None)
    if trade is None or trade.heavy_toxic != "co" or "loan" in turn.slots.policy_topic:
        return []
    mine = next((one for one in everything.open if list(one.missing) == [_HEAVY]), None)
    if mine is not None and mine in picture_of(turn, found, meant).near[:NEAR]:
        return []
    return [Lead("lead_heavy", {"trade": trade, "decision": mine}, (mine,), decides=False, after=True)] if mine else []


def _loans(decision: Decision) -> list[Loan]:
    return [given.item for given in decision.items if isinstance(given.item, Loan)]


def not_added(turn: Turn, found: Entitlements, meant: Policy | None) -> Lead | None:
    """Two of one group are never added up: told where it is asked whether one comes on top of the other."""
    if not wants_more(turn) or asks_if_nothing_is_paid(turn.text) or _goes_on_learning(turn):
        return None
    if _of_two_kinds(turn, found) or _both_of_those_told(turn, found, meant):
        return Lead("lead_not_summed", {})
    groups = {meant.highest_of} if meant else {one.policy.highest_of for one in found.due or found.open}
    candidates = [one for one in found.decisions if one.policy.highest_of in groups - {None} and _speaks(one)]
    best = max(candidates, key=lambda one: (one.status is Status.DUE, one.policy.rank), default=None)
    mine = meant if meant and best and best.policy is not meant else None
    if best is None:
        return Lead("lead_not_summed", {})
    lower = mine and best.policy.rank < mine.rank
    if lower and not adds_up(turn.text):
        return None
    return Lead(
        "lead_not_added", {"best": best, "mine": None if lower else mine, "is_due": best.status is Status.DUE}, (best,)
    )


def _of_two_kinds(turn: Turn, found: Entitlements) -> bool:
    """ "Cộng với nội trú được không" in a talk about another kind: whether no group holds policies of both."""
    before = turn.before.policy_topic if turn.before and turn.before.topic == "ask_policy" else ()
    kinds = {topics_of((name,), None) for name in (*turn.named.policy_topic, *before)} - {()}
    if len(kinds) <= 1:
        return False
    groups = [{one.highest_of for one in found.book.policies if one.topic in some} - {None} for some in kinds]
    return not any(one & other for one, other in combinations(groups, 2))


def _both_of_those_told(turn: Turn, found: Entitlements, meant: Policy | None) -> bool:
    """ "Cộng cả hai được không" of a list that holds two kinds: no one of them takes the place of the other."""
    if meant or turn.named.policy_topic or not _BOTH.search(fold(nfc(turn.text))):
        return False
    return len({one.policy.highest_of or one.policy.id for one in found.due}) > 1


def _goes_on_learning(turn: Turn) -> bool:
    """ "Xong trung cấp, học lên cao đẳng có được miễn nữa không": whether it goes on, not what comes on top."""
    return bool(turn.slots.level_held or asks_once_more(turn.text)) and not adds_up(turn.text)


def _private(turn: Turn, shown: Sequence[Decision]) -> Lead | None:
    """That a private school may ask for more than the state pays, where one learns there or asks if all is paid."""
    ownership = turn.slots.learner.get("ownership")
    asks = asks_if_nothing_is_paid(turn.text) and is_charged(turn.text)
    if ownership != "private" and not (asks and ownership is None):
        return None
    waived = [one for one in shown if any(isinstance(item.item, Tuition) for item in one.items)]
    values = {"first": asks, "known": ownership is not None}
    return Lead("lead_private", values, decides=asks, after=not asks) if waived else None


def _speaks(decision: Decision) -> bool:
    """Whether it is due, or something told is what it asks for."""
    met = any(one.truth is Truth.YES and not one.assumed for one in decision.reasons)
    return decision.status is Status.DUE or (decision.status is Status.OPEN and met and decision.is_certain)


def _only_tuition(turn: Turn, shown: Sequence[Decision]) -> Lead | None:
    """That an exemption leaves all other costs, where it is asked whether nothing is paid any more."""
    if not asks_if_nothing_is_paid(turn.text) or ((private := _private(turn, shown)) and private.decides):
        return None
    given = [(one, item.item) for one in shown for item in one.items]
    waived = [one for one, item in given if isinstance(item, Tuition)]
    paid = [one for one, item in given if isinstance(item, MonthlyStipend)]
    return Lead("lead_only_tuition", {"paid": bool(paid), "left": asks_what_is_left(turn.text)}) if waived else None


def _no_cash(turn: Turn, shown: Sequence[Decision]) -> Lead | None:
    """Whether money is handed out, asked of what only meets costs or takes something off the fee."""
    if not asks_for_cash(turn.text) or asks_by_the_month(turn) or not shown:
        return None
    items = [given.item for one in shown for given in one.items]
    if items and all(isinstance(item, Ceiling) for item in items):
        return Lead("lead_no_cash", {"costs": True})
    if items and all(isinstance(item, Tuition | Ceiling) for item in items):
        return Lead("lead_no_cash", {"costs": False})
    return None


def _second_diploma(turn: Turn, shown: Sequence[Decision]) -> Lead | None:
    """A diploma of the same or a higher level is held already: no source says what holds for another one."""
    held, level = turn.slots.learner.get("diploma"), turn.slots.learner.get("level")
    if held not in _RANK or level not in _RANK or _RANK.index(held) < _RANK.index(level):
        return None
    if not _OF_DIPLOMAS.intersection(one.policy.topic for one in shown):
        return None
    return Lead("lead_second_diploma", {"diploma": held, "is_same": held == level})
