"""What one does in a trade."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.base import Capability
from actions.beyond import asked_trade, beyond
from actions.comparing import trades_beside
from actions.parts import parts_asked, told_in_parts
from actions.reply import Reply
from actions.reported import below, earned
from actions.rows import OfShown
from actions.slots import Slots
from actions.things import Thing, value
from actions.turn import Turn
from knowledge.errors import NotFound
from knowledge.library import Library
from knowledge.models import Confidence, Occupation
from knowledge.text import fold, nfc

MOST_BESIDE = 4
"""Trades shown beside each other."""
MOST_SUGGESTED = 3
_DISLIKES = re.compile(r"\b(?:(?:khong|chang|cha|k|ko) thich|ghet)\b")


class DescribeTrade(Capability):
    """Work, conditions, what helps, what to think about; risks are told with their uncertainty."""

    topic = "describe_trade"

    def __init__(self, where: Capability) -> None:
        self._where = where

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """Naming a place or a level after a description asks where the trade can be learnt."""
        named = turn.named
        at_level = named.level and not parts_asked(turn)
        asks_where = turn.follow_up and (named.province or at_level or named.outside or "learn_where" in named.field)
        return (self._where if asks_where else self), turn

    def answer(self, turn: Turn, library: Library) -> Reply:
        """What is asked of the trade, else all of it; one question back when none is named."""
        several = [library.occupations_by_id.get(trade) for trade in _beside(turn.named)[:MOST_BESIDE]]
        known = [trade for trade in several if trade is not None and trade.provenance.answers]
        if len(known) > 1 and "wage" in turn.slots.field:
            return _wages_beside(turn, library, known)
        if len(known) > 1:
            return trades_beside(turn, library, known)
        if not turn.slots.trade:
            if reply := fitting(turn, library) or beyond(turn, library):
                return reply
            if _tells_a_dislike(turn):
                return turn.clarify("dislikes_told", meta={"settled": True})
            if reply := asked_trade(turn, library):
                return reply
            hits = library.search(turn.text, kinds=("occupation",), limit=3)
            occupations = [library.occupation(hit.passage.record_id) for hit in hits]
            return turn.clarify("which_trade_described", occupations=occupations)
        try:
            trade = library.occupation(turn.slots.trade)
        except NotFound:
            return turn.not_held("trade_not_held", trade=None)
        if not trade.provenance.answers:
            return turn.not_held("trade_not_held", trade=trade)
        parts = parts_asked(turn)
        told = told_in_parts(turn, library, trade, parts) if parts else None
        if "wage" in turn.slots.field:
            wage = earned(turn, library, trade) or turn.not_held("trade_wage_not_held", cites=[trade], trade=trade)
            return below(wage, told) if told else wage
        return told or described(turn, trade)


def _tells_a_dislike(turn: Turn) -> bool:
    """Whether nothing is told but what is not wanted, to which nothing near is wanted either."""
    denied = any(slot in {"interests", "trade"} for slot, _ in turn.named.denied)
    return not turn.named.interests and (denied or bool(_DISLIKES.search(fold(nfc(turn.text)))))


def _wages_beside(turn: Turn, library: Library, trades: Sequence[Occupation]) -> Reply:
    """What is reported of the pay of each trade, and nothing else of them; that nothing is where nothing is."""
    shown = [f"trade:{trade.id}" for trade in trades]
    things = [Thing(trade=trade) for trade in trades]
    if any(value(one, "wage", turn, library) for one in things):
        reply = OfShown(DescribeTrade.topic, things, ["wage"], shown).answer(turn, library)
    else:
        reply = turn.not_held("trades_wage_not_held", cites=trades, trades=trades)
    told = {"shown": shown, "settled": True, "kept": {"trade": None, "about": ("wage",)}}
    return reply.model_copy(update={"meta": {**(reply.meta or {}), **told}})


def _beside(named: Slots) -> tuple[str, ...]:
    """The trades named; beside another one also those that a word may mean ("hàn với điện, cái nào hơn")."""
    compares = "beside" in named.back or "best" in named.aspects
    perhaps = (trade for slot, trade in named.doubtful if slot == "trade" and compares and named.trade)
    return tuple(dict.fromkeys((*named.trades, *perhaps)))


def described(turn: Turn, trade: Occupation) -> Reply:
    """What one does in a trade that may answer."""
    return turn.answered(
        "trade_described",
        cites=[trade],
        trade=trade,
        heavy_sure=trade.heavy_toxic_confidence in {Confidence.HIGH, Confidence.MEDIUM},
    )


def fitting(turn: Turn, library: Library) -> Reply | None:
    """Trades whose own record speaks of what somebody likes, or warns of what somebody suffers from, if any does."""
    named = turn.named
    if named.weaknesses and ("avoid" in named.wishes or not named.interests):
        key, fits = "trades_to_avoid", library.unsuited(named.weaknesses)
    else:
        key, fits = "trades_suggested", library.suiting(named.interests, named.weaknesses)
        hits = library.search(turn.text, kinds=("occupation",), limit=10)
        near = {hit.passage.record_id: place for place, hit in enumerate(hits)}
        # Of trades that fit equally well those that the message speaks of come first.
        fits.sort(key=lambda fit: (-fit.score, near.get(fit.trade.id, len(near))))
    shown = fits[:MOST_SUGGESTED]
    if not shown:
        return None
    return turn.answered(
        key,
        cites=[fit.trade for fit in shown],
        cards=[turn.card("trade_fit_card", fit=fit) for fit in shown],
        trades=[fit.trade for fit in shown],
        more=len(fits) - len(shown),
    )
