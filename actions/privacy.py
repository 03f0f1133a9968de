"""Forgetting: `channels` deletes; this only says so and gives the sign."""

from __future__ import annotations

from actions.base import Capability
from actions.desk import Desk
from actions.reply import Outcome, Reply
from actions.turn import Turn
from knowledge.library import Library


class Forget(Capability):
    """The reply's meta `forget` makes channels delete everything of the conversation once it is published."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Confirms what is about to happen; a wish to meet a person is taken out of the queue."""
        if turn.before and turn.before.handoff:
            self._desk.withdraw(turn.before.handoff)
        return turn.reply(Outcome.SMALLTALK, "forget_me", notices=["forgotten"], meta={"forget": True})


class Probe(Capability):
    """The readiness probe: a whole turn that names the snapshot it was answered from."""

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Meta `snapshot` is the digest."""
        return turn.reply(Outcome.SMALLTALK, "probe_readiness", meta={"snapshot": library.digest})
