"""What is said to a message that goes on with danger told of before."""

from __future__ import annotations

from actions.base import Capability
from actions.reply import Outcome, Reply
from actions.turn import Turn
from knowledge.library import Library

ALERT = "alert"
"""Part of a reply's `meta`: the kind of danger, for a counsellor."""


class StayInDanger(Capability):
    """The helpline again, what it costs, whom else to tell."""

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The kind stays in `meta`, so that the next message may go on, too."""
        kind = turn.before.alert if turn.before else None
        return turn.reply(Outcome.REFUSED_UNSAFE, "danger_goes_on", meta={ALERT: kind})
