"""The way to a person, honest about what is held and about hours, and the way back."""

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


def withdrawn_beside(reply: Reply, turn: Turn, desk: Desk) -> Reply:
    """The reply to a message that says "thôi khỏi" before it asks something: the wish is taken back, and that said."""
    ticket = turn.before.handoff if turn.before else None
    meta = reply.meta or {}
    if ticket is None or reply.outcome is Outcome.HANDED_OFF or "handoff" in meta.get("kept", {}):
        return reply
    desk.withdraw(ticket)
    text = f"{turn.responses.text('handoff_withdrawn_beside', turn.you)}\n\n{reply.text}"
    kept = {**meta.get("kept", {}), "handoff": None}
    return reply.model_copy(update={"text": text, "meta": {**meta, "kept": kept}})
