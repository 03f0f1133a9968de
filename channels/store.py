"""Conversations, messages, events and choices in one SQL database.

Every public method is one transaction, run off the event loop. Times are milliseconds since 1970 (UTC).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from typing import Any, TypeVar

import sqlalchemy as sa

from channels import schema
from channels import statements as sql
from channels.engines import checkpoint, open_engine, take_over
from channels.messages import OfferedChoice
from channels.records import Allowance, Conversation, Event, NewMessage, Publication, Turn

T = TypeVar("T")

# One thread for SQLite, which has one writer: work queues here in order instead of on the file's lock.
_THREADS = {"sqlite": 1}
_THREADS_ELSEWHERE = 16


class _Unwanted(Exception):
    """Rolls a transaction back: the conversation is gone, or the message is finished already."""


class Store:
    """The database of channels."""

    def __init__(self, url: str, mask: Callable[[str], str] = str) -> None:
        """`mask` gives what is kept of a person's own words once they are answered."""
        self._mask = mask
        self.engine = open_engine(url, pool_size=_THREADS_ELSEWHERE)
        self._dialect = self.engine.dialect.name
        self.is_shared = self._dialect != "sqlite"
        threads = _THREADS.get(self._dialect, _THREADS_ELSEWHERE)
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="channels-store")

    def create_tables(self) -> None:
        """Create what is missing. Blocking; called once, before the first request."""
        schema.metadata.create_all(self.engine)
        # An index that is newer than its table.
        for table in schema.metadata.tables.values():
            for index in table.indexes:
                index.create(self.engine, checkfirst=True)
        take_over(self.engine, schema.EARLIER_NAMES)

    def close(self) -> None:
        """Wait for running work, then close every connection."""
        self._executor.shutdown(wait=True)
        self.engine.dispose()

    async def transaction(self, work: Callable[[sa.Connection], T]) -> T:
        """Run `work` in one transaction of its own, in a thread."""

        def run() -> T:
            with self.engine.begin() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._executor, run)

    async def checkpoint(self) -> None:
        """Empty the write-ahead log (SQLite)."""
        await asyncio.get_running_loop().run_in_executor(self._executor, checkpoint, self.engine)

    async def create_conversation(self, conversation: Conversation, now: int) -> None:
        """Store a new conversation."""
        row = {**asdict(conversation), "last_message_at": now}
        await self.transaction(lambda connection: connection.execute(sql.NEW_CONVERSATION, row))

    async def conversation(self, conversation_id: str) -> Conversation | None:
        """The conversation, None when there is none or it is being deleted."""
        row = await self._one(sql.CONVERSATION, conversation_id=conversation_id)
        return Conversation(*row) if row else None

    async def choice(self, conversation_id: str, choice_id: str) -> OfferedChoice | None:
        """The choice that was offered in this conversation under this id."""
        row = await self._one(sql.CHOICE, conversation_id=conversation_id, choice_id=choice_id)
        return OfferedChoice(*row) if row else None

    async def accept(self, new: NewMessage, allowance: Allowance, now: Callable[[], int]) -> NewMessage | None:
        """Store a message with its user event, and its reply when there is one already: the message as it was stored.

        `allowance` is asked of a message that is new, in its transaction; when it may not be asked of Rasa, `refusal`
        is its reply: at once, or at a vendor in its turn, and there once a minute. None when it was accepted before,
        or when its conversation is gone: nothing is written then.
        """
        try:
            return await self.transaction(lambda connection: self._accept(connection, new, allowance, now()))
        except _Unwanted:
            return None

    def _accept(self, connection: sa.Connection, new: NewMessage, allowance: Allowance, now: int) -> NewMessage | None:
        row = {"digest": new.seen, "expires_at": new.seen_until}
        if connection.execute(sql.NEW_SEEN[self._dialect], row).first() is None:
            return None
        if new.reply is None and (new.is_refused or not allowance.admits(connection, new.conversation_id, now)):
            new = self._refused(connection, new, allowance, now)
        if new.origin and new.told_once and not allowance.is_first(connection, new.told_once, new.conversation_id, now):
            new = replace(new, origin=None)
        shown = new.shown if new.reply is None else self._mask(new.shown)
        bodies = {"user": {"text": shown}, **({"reply": {"reply": new.reply}} if new.reply else {})}
        numbering = {"conversation_id": new.conversation_id, "events": len(bodies), "received_at": new.received_at}
        numbers = connection.execute(sql.NUMBER_MESSAGE, numbering).one_or_none()
        if numbers is None:
            raise _Unwanted
        seq, last_event_id = numbers
        if new.origin and new.asked is not None:
            seq = self._place(connection, new, seq, now)
        message = {
            "id": new.id,
            "conversation_id": new.conversation_id,
            "seq": seq,
            "text": new.asked,
            "trusted": new.trusted,
            "received_at": new.received_at,
            "done": new.reply is not None,
        }
        connection.execute(sql.NEW_MESSAGE, message)
        if new.origin:
            connection.execute(
                sql.NEW_ORIGIN,
                {
                    "message_id": new.id,
                    "conversation_id": new.conversation_id,
                    "channel": new.origin[0],
                    "user_id": new.origin[1],
                    "at": new.written_at or new.received_at,
                    "settled_at": new.settled_at,
                },
            )
        for number, (kind, body) in enumerate(bodies.items(), start=last_event_id - len(bodies) + 1):
            _append(connection, new.conversation_id, Event(number, kind, new.received_at, new.id, body))
        return new

    def _refused(self, connection: sa.Connection, new: NewMessage, allowance: Allowance, now: int) -> NewMessage:
        """A message that is not asked. Its refusal is told at once, in its turn, or, at a vendor, not a second time."""
        refused = replace(new, asked=None, reply=new.refusal, settled_at=0)
        if new.origin is None:
            return refused
        if not allowance.is_first(connection, "refusal", new.conversation_id, now):
            return replace(refused, origin=None)
        waits = connection.execute(sql.UNFINISHED, {"conversation_id": new.conversation_id}).first()
        return replace(refused, reply=None) if waits else refused

    def _place(self, connection: sa.Connection, new: NewMessage, seq: int, now: int) -> int:
        """The number of a message that came late: before those that were written later and are not begun yet."""
        waiting = {"conversation_id": new.conversation_id, "written_at": new.written_at, "now": now}
        place = connection.execute(sql.LATER_WRITTEN, waiting).scalar_one_or_none()
        if place is None:
            return seq
        # In two steps: a number may stand only once, also while they move.
        moved = {"of_conversation": new.conversation_id, "first": place}
        connection.execute(sql.MAKE_ROOM, moved)
        connection.execute(sql.ROOM_MADE, {"of_conversation": new.conversation_id})
        return place

    def masked(self, text: str) -> str:
        """What may be kept of a person's own words."""
        return self._mask(text)

    async def turn(self, message_id: str) -> Turn | None:
        """The turn of a message, None when the message is forgotten."""
        row = await self._one(sql.TURN, message_id=message_id)
        return Turn(*row) if row else None

    async def written(self, turn: Turn) -> str:
        """What the history shows of the message, blank when it is forgotten."""
        where = {"conversation_id": turn.conversation_id, "message_id": turn.message_id, "type": "user"}
        row = await self._one(sql.EVENT_OF_MESSAGE, **where)
        return row[0]["text"] if row else ""

    async def publish(
        self, turn: Turn, publication: Publication, *, first: Callable[[sa.Connection, Turn], None] | None = None
    ) -> bool:
        """Store the one reply of a turn and finish it; `first` runs before it in the same transaction.

        False, and nothing written, when the turn is finished or forgotten already.
        """

        def work(connection: sa.Connection) -> bool:
            # The conversation's row first: its lock orders this against a deletion, which takes the same order.
            number = _next_event_id(connection, turn)
            if not connection.execute(sql.FINISH_MESSAGE, {"message_id": turn.message_id}).rowcount:
                raise _Unwanted
            self._mask_written(connection, turn)
            if first:
                first(connection, turn)
            reply = Event(number, "reply", publication.at, turn.message_id, {"reply": publication.shown.body})
            _append(connection, turn.conversation_id, reply)
            where = {"conversation_id": turn.conversation_id, "message_id": turn.message_id}
            choices = [
                {**asdict(choice), **where, "created_at": publication.at} for choice in publication.shown.choices
            ]
            if choices:
                connection.execute(sql.NEW_CHOICE, choices)
            if sheet := publication.shown.sheet:
                connection.execute(sql.NEW_SHEET, {"id": sheet.id, "body": sheet.body, "created_at": publication.at})
            return True

        try:
            return await self.transaction(work)
        except _Unwanted:
            return False

    def _mask_written(self, connection: sa.Connection, turn: Turn) -> None:
        written = {"conversation_id": turn.conversation_id, "message_id": turn.message_id, "type": "user"}
        body = connection.execute(sql.EVENT_OF_MESSAGE, written).scalar_one_or_none()
        if body is not None and (kept := self._mask(body["text"])) != body["text"]:
            where = {"of_conversation": turn.conversation_id, "of_message": turn.message_id}
            connection.execute(sql.MASK_EVENT, {**where, "kept": {**body, "text": kept}})

    async def tell_status(self, turn: Turn, code: str, text: str, now: int) -> bool:
        """Add the status event of a turn that is not finished. False when it has one, or is finished or forgotten."""
        told = {"conversation_id": turn.conversation_id, "message_id": turn.message_id, "type": "status"}

        def work(connection: sa.Connection) -> bool:
            number = _next_event_id(connection, turn)
            is_open = connection.execute(sql.UNFINISHED_MESSAGE, {"message_id": turn.message_id}).first()
            if not is_open or connection.execute(sql.EVENT_OF_MESSAGE, told).first():
                raise _Unwanted
            status = Event(number, "status", now, turn.message_id, {"code": code, "text": text})
            _append(connection, turn.conversation_id, status)
            return True

        try:
            return await self.transaction(work)
        except _Unwanted:
            return False

    async def events_after(self, conversation_id: str, event_id: int) -> list[Event] | None:
        """At most 500 events with a higher id, oldest first; None when the conversation is gone."""

        def work(connection: sa.Connection) -> list[Event] | None:
            where = {"conversation_id": conversation_id, "event_id": event_id}
            found = [Event(*row) for row in connection.execute(sql.EVENTS_AFTER, where)]
            if not found and not connection.execute(sql.CONVERSATION, {"conversation_id": conversation_id}).first():
                return None
            return found

        return await self.transaction(work)

    async def reply_of(self, conversation_id: str, message_id: str) -> Mapping[str, Any] | None:
        """The published reply of a message, None while there is none."""
        where = {"conversation_id": conversation_id, "message_id": message_id, "type": "reply"}
        row = await self._one(sql.EVENT_OF_MESSAGE, **where)
        return row[0]["reply"] if row else None

    async def last_reply(self, conversation_id: str) -> tuple[str, Mapping[str, Any]] | None:
        """The newest published reply of a conversation and the message it answers, None when there is none."""
        row = await self._one(sql.LAST_REPLY, conversation_id=conversation_id)
        return (row[0], row[1]["reply"]) if row else None

    async def remember(self, digest: str, until: int) -> bool:
        """Note a handled event; False when it was noted before."""
        row = {"digest": digest, "expires_at": until}
        return await self.transaction(
            lambda connection: connection.execute(sql.NEW_SEEN[self._dialect], row).first() is not None
        )

    async def is_remembered(self, digest: str) -> bool:
        """Was this event handled before?"""
        return await self._one(sql.SEEN, digest=digest) is not None

    async def sheet(self, sheet_id: str) -> Mapping[str, Any] | None:
        """The body of a kept answer, None when there is none under this id."""
        row = await self._one(sql.SHEET, sheet_id=sheet_id)
        return row[0] if row else None

    async def unfinished(self, accepted_before: int) -> list[str]:
        """Messages accepted before that time whose turn has not ended, oldest first."""
        parameters = {"before": accepted_before}
        return await self.transaction(
            lambda connection: list(connection.execute(sql.UNFINISHED_BEFORE, parameters).scalars())
        )

    async def _one(self, query: sa.Executable, **parameters: object) -> Any:
        return await self.transaction(lambda connection: connection.execute(query, parameters).one_or_none())


def _next_event_id(connection: sa.Connection, turn: Turn) -> int:
    number = connection.execute(sql.NUMBER_EVENT, {"conversation_id": turn.conversation_id}).scalar_one_or_none()
    if number is None:
        raise _Unwanted
    return number


def _append(connection: sa.Connection, conversation_id: str, event: Event) -> None:
    connection.execute(sql.NEW_EVENT, {"conversation_id": conversation_id, **asdict(event)})
