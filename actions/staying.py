"""What is said to a message that goes on with danger told of before."""

from __future__ import annotations

from actions.base import Capability
from actions.keeping import EARLIER
from actions.reply import Outcome, Reply
from actions.turn import Turn
from knowledge.library import Library

ALERT = "alert"
"""Part of a reply's `meta`: the kind of danger, for a counsellor."""
LURES = frozenset({"trafficking", "scammed", "child_labour"})
"""Kinds that begin with an offer."""


def danger_before(turn: Turn, *, just_now: bool = False) -> str | None:
    """The kind of danger that one of the last two replies was about, with `just_now` the last; None for none."""
    alert = turn.before.alert if turn.before else None
    if alert is None or (just_now and alert.startswith(EARLIER)):
        return None
    return alert.removeprefix(EARLIER)


class StayInDanger(Capability):
    """The helpline again, whom to tell; of a lure, that it is one; of the law, that none is held."""

    def __init__(self, *, asks_law: bool = False) -> None:
        self._asks_law = asks_law

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The kind stays in `meta`, so that the next message may go on, too."""
        kind = danger_before(turn)
        return turn.reply(
            Outcome.REFUSED_UNSAFE, "danger_goes_on", lured=kind in LURES, law=self._asks_law, meta={ALERT: kind}
        )
