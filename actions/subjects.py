"""Subjects that are not ours, by named classes: each has one fixed reply, which names the nearest thing held."""

from __future__ import annotations

from actions.base import Capability
from actions.reply import Outcome, Reply
from actions.slots import Slots
from actions.turn import Turn
from knowledge.library import Library
from knowledge.text import fold, nfc

_REPLIES = {
    "university": "beyond_university",
    "homework": "beyond_homework",
    "politics": "beyond_politics",
    "gossip": "beyond_gossip",
    "weather": "beyond_weather",
    "code": "beyond_code",
    "health": "beyond_health",
    "civil_papers": "beyond_civil_papers",
    "benefits": "beyond_benefits",
    "school_transfer": "beyond_school_transfer",
    "love": "beyond_love",
    "instructions": "beyond_instructions",
}


_OUR_LEVELS = frozenset({"so_cap", "trung_cap", "cao_dang"})
_COLLEGES = ("cao dang", "trung cap")


class SayNotOurs(Capability):
    """Says what is not held and what is, for one class of subjects."""

    def __init__(self, subject: str) -> None:
        self._subject = subject

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The fixed reply; the class stands in `meta`."""
        return turn.reply(Outcome.OUT_OF_SCOPE, _REPLIES[self._subject], meta={"subject": self._subject})


def names_ours(named: Slots) -> bool:
    """Whether a message names a trade, a school, a level, a kind of support or a figure: no fixed reply fits then."""
    return bool(
        named.trade
        or named.trades
        or named.institution
        or named.level
        or named.policy_topic
        or named.policy
        or named.indicator
        or named.target_topic
        or named.other_trades
    )


def of_our_schools(named: Slots) -> bool:
    """Whether what is asked of admission is asked of a college or a school of trades, or of a trade and no level."""
    college = any(fold(nfc(name)).startswith(_COLLEGES) for name, _ in named.other_schools)
    of_trade = named.trade and not named.level and not named.other_schools
    return bool(named.institution or named.level in _OUR_LEVELS or college or of_trade)
