"""Whether work is hard or harmful: of one trade, of another one after it, and which trades are said to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from actions.asides import Harm
from actions.base import Capability
from actions.listing import is_fresh, items
from actions.reply import Reply
from actions.slots import Slots
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Confidence, Occupation
from knowledge.text import fold, nfc

Way = tuple[Capability, Turn]
_TRADE, _MOST = "trade:", 4
_LISTED = "heavy:"
"""What stands among what was shown after the trades were listed."""
_HAZARDOUS = ("hazardous",)
_SURE = frozenset({Confidence.HIGH, Confidence.MEDIUM})
_OF_SUPPORT = re.compile(r"\b(?:giam|mien|ho tro|huong|tro cap|hoc phi|che do)\b")


class HeavyTrades(Capability):
    """Trades whose descriptions say that the work is hard or harmful, sure ones first; the whole list is not held."""

    topic = "describe_trade"

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Cites every trade that it names."""
        said = [one for one in library.occupations if one.heavy_toxic == "co" and one.provenance.answers]
        sure = [one for one in said if one.heavy_toxic_confidence in _SURE]
        perhaps = [one for one in said if one not in sure]
        shown = [*(f"trade:{one.id}" for one in (*sure, *perhaps)), _LISTED]
        return turn.answered("trades_heavy", cites=said, sure=sure, perhaps=perhaps, meta={"shown": shown})


class HarmOfEach(Capability):
    """What each of the trades shown may do to those who work in it; which is worse is not said."""

    topic = "describe_trade"

    def __init__(self, trades: Sequence[Occupation]) -> None:
        self._trades = trades

    def answer(self, turn: Turn, library: Library) -> Reply:
        """From the trades' own records."""
        shown = [f"trade:{one.id}" for one in self._trades]
        return turn.answered("trades_harm", cites=self._trades, trades=self._trades, meta={"shown": shown})


class Heavy:
    """Finds who answers a remark about hard or harmful work; `ways` by kind of remark."""

    def __init__(self) -> None:
        self.ways: Mapping[str, Callable[[Turn, Library, Slots], Way | None]] = {
            "harmful": self._harmful,
            "heavy_list": self._list,
            "of_other": self._of_other,
            "which_document": self._of_its_trade,
        }

    def _harmful(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """Asked of the trade named, of the one talked about, or of the one picked."""
        if several := _compared(turn, library, before):
            return HarmOfEach(several), turn
        code = turn.named.trade or (None if turn.named.policy_topic else turn.slots.trade or before.trade)
        trade = library.occupations_by_id.get(code or "")
        if trade is None or not trade.provenance.answers:
            return None
        return Harm(trade), replace(turn, slots=replace(turn.slots, trade=trade.id))

    def _of_its_trade(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """The text behind what was told of the trade talked about."""
        return self._harmful(turn, library, before) if before.topic == "describe_trade" else None

    def _of_other(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """Another trade, after what a hard or harmful one brings, or after the list of them."""
        after = before.topic == "ask_policy" and before.policy_topic == _HAZARDOUS
        return self._harmful(turn, library, before) if (after or _LISTED in before.shown) and turn.named.trade else None

    def _list(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """Which trades are; what support that brings is asked elsewhere."""
        named = turn.named
        other = named.trade or named.institution or set(named.policy_topic) - set(_HAZARDOUS) or named.learner
        if other or named.signs or _OF_SUPPORT.search(fold(nfc(turn.text))):
            return None
        return HeavyTrades(), turn


def _compared(turn: Turn, library: Library, before: Slots) -> list[Occupation]:
    """The trades that were put beside each other, where the message names and means none of them alone."""
    if turn.named.trade or before.trade or _LISTED in before.shown or not is_fresh(before.shown):
        return []
    codes = [one.removeprefix(_TRADE) for one in items(before.shown) if one.startswith(_TRADE)]
    found = (library.occupations_by_id.get(one) for one in codes)
    known = [one for one in found if one is not None and one.provenance.answers]
    return known if 1 < len(known) <= _MOST else []
