"""Leaving what the conversation is about: the way out of a wrong guess of what a short message went on with."""

from __future__ import annotations

from actions.base import Capability
from actions.reply import Outcome, Reply
from actions.turn import Turn
from knowledge.library import Library


class LeaveTopic(Capability):
    """The next message is read by itself; what was told of the learner stays."""

    leaves_topic = True

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Says so, and what may be asked."""
        return turn.reply(Outcome.SMALLTALK, "leave_topic")
