"""Forgetting: `channels` deletes; this only says so and gives the sign."""

from __future__ import annotations

from actions.base import Capability
from actions.reply import Outcome, Reply
from actions.turn import Turn
from knowledge.library import Library


class Forget(Capability):
    """The reply's meta `forget` makes channels delete everything of the conversation once it is published."""

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Confirms what is about to happen."""
        return turn.reply(Outcome.SMALLTALK, "forget_me", notices=["forgotten"], meta={"forget": True})


class Probe(Capability):
    """The readiness probe: a whole turn that names the snapshot it was answered from."""

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Meta `snapshot` is the digest."""
        return turn.reply(Outcome.SMALLTALK, "probe_readiness", meta={"snapshot": library.digest})
