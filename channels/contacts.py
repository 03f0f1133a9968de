"""Who a conversation is at a vendor: found or begun by the vendor's user id, forgotten with the conversation."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from channels import schema
from channels.identity import new_conversation_id, new_token, token_hash
from channels.store import Store

_table, _conversation = schema.contact, schema.conversation
_is_this = (
    _table.c.channel == sa.bindparam("of_channel", type_=sa.String),
    _table.c.user_id == sa.bindparam("of_user", type_=sa.String),
)
_FIND = sa.select(_table).where(*_is_this)
_NEW = sa.insert(_table)
_NEW_CONVERSATION = sa.insert(_conversation)
_SET = sa.update(_table).where(*_is_this)
_ALIVE = sa.select(_conversation.c.id).where(
    _conversation.c.id == sa.bindparam("conversation_id", type_=sa.String),
    _conversation.c.forgetting.is_distinct_from("all"),
)


@dataclass(frozen=True)
class Contact:
    """One user of one vendor. Times in milliseconds since 1970; `paused_until`: a person of the staff is answering."""

    channel: str
    user_id: str
    conversation_id: str
    last_user_at: int
    paused_until: int
    is_reachable: bool


@dataclass(frozen=True)
class Contacts:
    """The users that wrote within the last day."""

    store: Store

    async def heard(self, channel: str, user_id: str, now: int) -> Contact:
        """The user just did something: their contact, with a new conversation when there is none."""
        try:
            return await self.store.transaction(lambda connection: _heard(connection, channel, user_id, now))
        except IntegrityError:
            # Two first messages at once, in two processes: the other one made it.
            return await self.store.transaction(lambda connection: _heard(connection, channel, user_id, now))

    async def find(self, channel: str, user_id: str) -> Contact | None:
        """The contact, None when the user has not written for a day."""
        return await self.store.transaction(lambda connection: _find(connection, channel, user_id))

    async def of_conversation(self, conversation_id: str) -> list[Contact]:
        """Everyone who is in this conversation by a vendor's channel."""
        query = sa.select(_table).where(_table.c.conversation_id == conversation_id)
        return await self.store.transaction(lambda connection: [Contact(*row) for row in connection.execute(query)])

    async def pause(self, channel: str, user_id: str, until: int, now: int) -> None:
        """Keep the bot silent until then, since a person of the staff wrote to this user."""

        def work(connection: sa.Connection) -> None:
            if _find(connection, channel, user_id) is None:
                _begin(connection, channel, user_id, now, conversation=_new_conversation(connection, channel, now))
            _set(connection, channel, user_id, paused_until=until)

        await self.store.transaction(work)

    async def unreachable(self, channel: str, user_id: str) -> None:
        """The user blocked or left the account: nothing more is sent until they write again."""
        await self.store.transaction(lambda connection: _set(connection, channel, user_id, is_reachable=False))

    async def point(self, channel: str, user_id: str, conversation_id: str, now: int) -> None:
        """Let the user go on in another conversation."""

        def work(connection: sa.Connection) -> None:
            if _find(connection, channel, user_id) is None:
                _begin(connection, channel, user_id, now, conversation=conversation_id)
            _set(connection, channel, user_id, conversation_id=conversation_id)

        await self.store.transaction(work)


def _find(connection: sa.Connection, channel: str, user_id: str) -> Contact | None:
    row = connection.execute(_FIND, {"of_channel": channel, "of_user": user_id}).one_or_none()
    return Contact(*row) if row else None


def _heard(connection: sa.Connection, channel: str, user_id: str, now: int) -> Contact:
    contact = _find(connection, channel, user_id)
    if contact is None:
        conversation = _new_conversation(connection, channel, now)
        _begin(connection, channel, user_id, now, conversation=conversation)
        return Contact(channel, user_id, conversation, now, paused_until=0, is_reachable=True)
    conversation = contact.conversation_id
    if connection.execute(_ALIVE, {"conversation_id": conversation}).first() is None:
        conversation = _new_conversation(connection, channel, now)
    contact = replace(contact, conversation_id=conversation, last_user_at=now, is_reachable=True)
    _set(connection, channel, user_id, conversation_id=conversation, last_user_at=now, is_reachable=True)
    return contact


def _new_conversation(connection: sa.Connection, channel: str, now: int) -> str:
    """A conversation nobody holds a token of: only the vendor's user and a pairing code lead to it."""
    row = {
        "id": new_conversation_id(),
        "token_hash": token_hash(new_token()),
        "channel": channel,
        "province": None,
        "last_message_at": now,
    }
    connection.execute(_NEW_CONVERSATION, row)
    return str(row["id"])


def _begin(connection: sa.Connection, channel: str, user_id: str, now: int, *, conversation: str) -> None:
    row = {"channel": channel, "user_id": user_id, "conversation_id": conversation, "last_user_at": now}
    connection.execute(_NEW, row)


def _set(connection: sa.Connection, channel: str, user_id: str, **values: object) -> None:
    connection.execute(_SET, {**values, "of_channel": channel, "of_user": user_id})
