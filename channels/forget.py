"""Forgetting: on request, when a reply says so (`meta.forget`), and 24 hours after the last message.

What is remembered of a conversation lies in three places: the store, DBOS's rows and Rasa's tracker. They share no
transaction, so a mark in the store (`forgetting`) goes first, makes the text unreadable and holds back new turns; the
other two are emptied while no turn is active; the last of the store goes at the end. A crash in between is made good by
`resume`, which finishes every mark it finds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa
import structlog

from channels import schema
from channels.bell import Bell
from channels.records import Turn
from channels.store import Store
from channels.tracker import TrackerRows
from channels.workflows import Workflows

log = structlog.get_logger()

DAY_MS = 24 * 60 * 60 * 1000
RATING_DAYS = 400
# A tracker without a conversation is a late write of Rasa; it is left alone while it may still be in use.
_ORPHAN_IDLE_MS = 10 * 60 * 1000


@dataclass(frozen=True)
class _Marked:
    conversation_id: str
    forgetting: str
    message_ids: tuple[str, ...]


def forget_history(connection: sa.Connection, turn: Turn) -> None:
    """Within the transaction that publishes `turn`: drop all up to this turn and mark the rest to be forgotten."""
    messages, events = schema.message, schema.event
    past = sa.select(messages.c.id).where(
        messages.c.conversation_id == turn.conversation_id, messages.c.seq <= turn.seq
    )
    here = events.c.conversation_id == turn.conversation_id
    # Also what an earlier "forget" left: the events whose message is gone.
    kept = sa.select(messages.c.id).where(messages.c.conversation_id == turn.conversation_id)
    connection.execute(sa.delete(events).where(here, events.c.message_id.in_(past) | events.c.message_id.not_in(kept)))
    connection.execute(sa.delete(schema.choice).where(schema.choice.c.conversation_id == turn.conversation_id))
    connection.execute(sa.update(messages).where(messages.c.id.in_(past)).values(text=None))
    connection.execute(
        sa.update(schema.conversation)
        .where(schema.conversation.c.id == turn.conversation_id)
        .values(forgetting="history", forget_seq=turn.seq)
    )


@dataclass(frozen=True, kw_only=True)
class Forgetting:
    """Removes conversations from every store. `settle_seconds`: how long a turn in flight may take to end.

    `sheet_days`: how long an answer that somebody asked to keep can be opened again.
    """

    store: Store
    workflows: Workflows
    tracker: TrackerRows
    bell: Bell
    now: Callable[[], int]
    settle_seconds: float
    sheet_days: int
    _wanted: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    async def conversation(self, conversation_id: str) -> None:
        """Forget a conversation completely; nothing is written for it afterwards. An unknown id is no error."""
        await self.store.transaction(lambda connection: _mark_all(connection, [conversation_id]))
        self.bell.ring(conversation_id)
        await self.resume(conversation_id)

    async def soon(self, conversation_id: str) -> None:
        """Mark a conversation to be forgotten, unreadable at once; the background job finishes it now."""
        await self.store.transaction(lambda connection: _mark_all(connection, [conversation_id]))
        self.bell.ring(conversation_id)
        self.wake()

    def wake(self) -> None:
        """A history was marked: let whoever waits in `marked` finish it now."""
        self._wanted.set()

    async def resume(self, conversation_id: str | None = None) -> None:
        """Finish what is marked: one conversation, or all."""
        marked = await self.store.transaction(lambda connection: _marked(connection, conversation_id))
        for entry in marked:
            settled = await self.workflows.settle(entry.message_ids, self.settle_seconds)
            if not settled:
                log.warning("forget_unsettled", messages=len(entry.message_ids))
            await self.tracker.delete([entry.conversation_id])
            await self.workflows.delete(entry.message_ids)
            await self.store.transaction(lambda connection, entry=entry: _finish(connection, entry))
            for name in (entry.conversation_id, *entry.message_ids):
                self.bell.ring(name)
        if marked:
            await self._empty_logs()

    async def purge(self) -> None:
        """Remove what is older than 24 hours, and what a crash or a late write left behind."""
        cutoff = self.now() - DAY_MS
        await self.store.transaction(lambda connection: _mark_idle(connection, cutoff))
        await self.resume()
        await self.workflows.delete_older(datetime.fromtimestamp(cutoff / 1000, UTC))
        await self.store.transaction(lambda connection: _drop_old(connection, cutoff, self.now(), self.sheet_days))
        # By itself: whoever accepts a message holds its count before its conversation.
        await self.store.transaction(lambda connection: _drop_counts(connection, self.now()))
        idle = await self.tracker.idle((self.now() - _ORPHAN_IDLE_MS) / 1000)
        known = await self.store.transaction(lambda connection: _known(connection, idle))
        await self.tracker.delete([sender for sender in idle if sender not in known])
        await self._empty_logs()

    async def marked(self, seconds: float) -> bool:
        """Wait for `wake`, up to so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._wanted.wait()
        except TimeoutError:
            return False
        self._wanted.clear()
        return True

    async def _empty_logs(self) -> None:
        await self.store.checkpoint()
        await self.workflows.checkpoint()
        await self.tracker.checkpoint()


def _mark_all(connection: sa.Connection, conversation_ids: list[str]) -> None:
    """Mark for deletion, and drop at once what people wrote and read."""
    table = schema.conversation
    connection.execute(
        sa.update(table).where(table.c.id.in_(conversation_ids)).values(forgetting="all", forget_seq=None)
    )
    for rows in (
        schema.event,
        schema.choice,
        schema.contact,
        schema.origin,
        schema.delivery,
        schema.pairing,
        schema.arrival,
    ):
        connection.execute(sa.delete(rows).where(rows.c.conversation_id.in_(conversation_ids)))
    messages = schema.message
    connection.execute(
        sa.update(messages).where(messages.c.conversation_id.in_(conversation_ids)).values(text=None, done=True)
    )


def _marked(connection: sa.Connection, conversation_id: str | None) -> list[_Marked]:
    table, messages = schema.conversation, schema.message
    query = sa.select(table.c.id, table.c.forgetting, table.c.forget_seq).where(table.c.forgetting.is_not(None))
    if conversation_id is not None:
        query = query.where(table.c.id == conversation_id)
    marked: list[_Marked] = []
    for found, forgetting, seq in connection.execute(query).all():
        ids = sa.select(messages.c.id).where(messages.c.conversation_id == found)
        if seq is not None:
            ids = ids.where(messages.c.seq <= seq)
        marked.append(_Marked(found, forgetting, tuple(connection.execute(ids).scalars())))
    return marked


def _finish(connection: sa.Connection, entry: _Marked) -> None:
    table, messages = schema.conversation, schema.message
    for start in range(0, len(entry.message_ids), 500):
        batch = entry.message_ids[start : start + 500]
        connection.execute(sa.delete(messages).where(messages.c.id.in_(batch)))
    ours = (table.c.id == entry.conversation_id, table.c.forgetting == entry.forgetting)
    if entry.forgetting == "all":
        connection.execute(sa.delete(messages).where(messages.c.conversation_id == entry.conversation_id))
        connection.execute(sa.delete(table).where(*ours))
    else:
        connection.execute(sa.update(table).where(*ours).values(forgetting=None, forget_seq=None))


def _mark_idle(connection: sa.Connection, cutoff: int) -> None:
    table = schema.conversation
    idle = sa.select(table.c.id).where(table.c.last_message_at < cutoff, table.c.forgetting.is_distinct_from("all"))
    found = list(connection.execute(idle.limit(500)).scalars())
    if found:
        _mark_all(connection, found)


def _drop_old(connection: sa.Connection, cutoff: int, now: int, sheet_days: int) -> None:
    messages = schema.message
    connection.execute(sa.delete(messages).where(messages.c.done, messages.c.received_at < cutoff))
    connection.execute(sa.delete(schema.event).where(schema.event.c.at < cutoff))
    connection.execute(sa.delete(schema.choice).where(schema.choice.c.created_at < cutoff))
    for rows in (schema.origin, schema.delivery):
        connection.execute(sa.delete(rows).where(rows.c.at < cutoff))
    connection.execute(sa.delete(schema.pairing).where(schema.pairing.c.expires_at < now))
    connection.execute(sa.delete(schema.seen).where(schema.seen.c.expires_at < now))
    connection.execute(sa.delete(schema.sheet).where(schema.sheet.c.created_at < now - sheet_days * DAY_MS))
    oldest = datetime.fromtimestamp((now - RATING_DAYS * DAY_MS) / 1000, UTC).date().isoformat()
    connection.execute(sa.delete(schema.answer_rating).where(schema.answer_rating.c.day < oldest))


def _drop_counts(connection: sa.Connection, now: int) -> None:
    rates = schema.message_rate
    connection.execute(sa.delete(rates).where(rates.c.minute < now // 60_000 - 1))


def _known(connection: sa.Connection, conversation_ids: list[str]) -> set[str]:
    table = schema.conversation
    known: set[str] = set()
    for start in range(0, len(conversation_ids), 500):
        batch = conversation_ids[start : start + 500]
        known.update(connection.execute(sa.select(table.c.id).where(table.c.id.in_(batch))).scalars())
    return known
