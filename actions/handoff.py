"""The way to a person, honest about what is held and about hours."""

from __future__ import annotations

from actions.base import Capability
from actions.desk import Desk, Request
from actions.reply import Outcome, Reply
from actions.turn import Turn
from knowledge.library import Library


class HandOff(Capability):
    """Queues the wish once a conversation, and names the doors that are always open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The wish is noted; nobody promises an hour, since no counsellor's desk reads the queue yet."""
        before = turn.before
        waits = before.handoff if before else None
        ticket = waits or self._desk.ask(Request(turn.today, turn.province, before.topic if before else None))
        alert = before.alert if before else None
        return turn.reply(
            Outcome.HANDED_OFF, "meet_human", again=bool(waits), danger=bool(alert), meta={"kept": {"handoff": ticket}}
        )


class WithdrawHandOff(Capability):
    """Takes the wish back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The row is deleted."""
        ticket = turn.before.handoff if turn.before else None
        if ticket:
            self._desk.withdraw(ticket)
        return turn.reply(Outcome.SMALLTALK, "handoff_withdrawn", waited=bool(ticket), meta={"kept": {"handoff": None}})
