"""The way to a person, honest about what is held."""

from __future__ import annotations

from actions.base import Capability
from actions.reply import Outcome, Reply
from actions.turn import Turn
from knowledge.library import Library


class HandOff(Capability):
    """Names the doors that are always open: the school, the commune, the department."""

    def answer(self, turn: Turn, library: Library) -> Reply:
        """No counsellor's desk is connected yet, so nothing is promised."""
        return turn.reply(Outcome.NOT_HELD, "meet_human")
