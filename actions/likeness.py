"""Trades beside the one talked about: why some were shown, and which handle the same things."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from actions.asides import Similar, WhyThese
from actions.base import Capability
from actions.slots import Slots
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Occupation

Way = tuple[Capability, Turn]
_MOST = 4
"""Trades shown beside each other."""


class Likeness:
    """Finds who answers a remark about trades that were shown; `ways` by kind of remark."""

    def __init__(self, families: Mapping[str, Sequence[str]]) -> None:
        """`families`: trades that handle the same things, by family."""
        self._families = families
        self.ways: Mapping[str, Callable[[Turn, Library, Slots], Way | None]] = {
            "why_these": self._why_these,
            "similar": self._similar,
        }

    def _why_these(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        trades = _trades(before.shown, library)
        return (WhyThese(trades), turn) if trades and not turn.named.trade else None

    def _similar(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """Trades that handle the same things as the one named or talked about."""
        if len(turn.named.trades) > 1:
            # Of two that are put beside each other, none further is asked for.
            return None
        code = turn.named.trade or turn.slots.trade or before.trade
        near = [trades for trades in self._families.values() if code in trades]
        codes = dict.fromkeys(one for trades in near for one in trades if one != code)
        trades = _trades(tuple(f"trade:{one}" for one in codes), library)[:_MOST]
        trade = library.occupations_by_id.get(code or "")
        return (Similar(trade, trades), turn) if trade and trades else None


def _trades(shown: tuple[str, ...], library: Library) -> list[Occupation]:
    codes = (one.removeprefix("trade:") for one in shown if one.startswith("trade:"))
    found = (library.occupations_by_id.get(code) for code in codes)
    return [one for one in found if one is not None and one.provenance.answers]
