"""The SQL of a turn, built once: building a statement costs more than running it on SQLite."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from channels import schema

_conversation, _message, _event, _choice = schema.conversation, schema.message, schema.event, schema.choice

# Parameters: those of the columns, under names of their own where a column is also set.
_conversation_id = sa.bindparam("conversation_id", type_=sa.String)
_message_id = sa.bindparam("message_id", type_=sa.String)
_alive = _conversation.c.forgetting.is_distinct_from("all")

NEW_CONVERSATION = sa.insert(_conversation)
NEW_MESSAGE = sa.insert(_message)
# The first of those that wait, save the very first: it may be under way, unless it is held back to settle.
_first = (
    sa.select(sa.func.min(_message.c.seq))
    .where(_message.c.conversation_id == _conversation_id, sa.not_(_message.c.done))
    .scalar_subquery()
)
LATER_WRITTEN = (
    sa.select(sa.func.min(_message.c.seq))
    .join(schema.origin, schema.origin.c.message_id == _message.c.id)
    .where(
        _message.c.conversation_id == _conversation_id,
        sa.not_(_message.c.done),
        schema.origin.c.at > sa.bindparam("written_at", type_=sa.BigInteger),
        sa.or_(_message.c.seq > _first, schema.origin.c.settled_at > sa.bindparam("now", type_=sa.BigInteger)),
    )
)
UNFINISHED = (
    sa.select(_message.c.id).where(_message.c.conversation_id == _conversation_id, sa.not_(_message.c.done)).limit(1)
)
_of_conversation = _message.c.conversation_id == sa.bindparam("of_conversation", type_=sa.String)
MAKE_ROOM = (
    sa.update(_message)
    .where(_of_conversation, _message.c.seq >= sa.bindparam("first", type_=sa.Integer))
    .values(seq=-_message.c.seq - 1)
)
ROOM_MADE = sa.update(_message).where(_of_conversation, _message.c.seq < 0).values(seq=-_message.c.seq)
NEW_EVENT = sa.insert(_event)
NEW_CHOICE = sa.insert(_choice)
NEW_ORIGIN = sa.insert(schema.origin)
NEW_SHEET = sa.insert(schema.sheet)
SHEET = sa.select(schema.sheet.c.body).where(schema.sheet.c.id == sa.bindparam("sheet_id", type_=sa.String))

CONVERSATION = sa.select(
    _conversation.c.id, _conversation.c.token_hash, _conversation.c.channel, _conversation.c.province
).where(_conversation.c.id == _conversation_id, _alive)

CHOICE = sa.select(_choice.c.id, _choice.c.label, _choice.c.intent, _choice.c.slots).where(
    _choice.c.id == sa.bindparam("choice_id"), _choice.c.conversation_id == _conversation_id
)

# Numbers an accepted message and its event(s); locks the row, so numbers become visible in their order.
NUMBER_MESSAGE = (
    sa.update(_conversation)
    .where(_conversation.c.id == _conversation_id, _alive)
    .values(
        last_seq=_conversation.c.last_seq + 1,
        last_event_id=_conversation.c.last_event_id + sa.bindparam("events", type_=sa.Integer),
        last_message_at=sa.bindparam("received_at", type_=sa.BigInteger),
    )
    .returning(_conversation.c.last_seq, _conversation.c.last_event_id)
)

HAND_OVER = (
    sa.update(_conversation)
    .where(_conversation.c.id == _conversation_id, _conversation.c.forgetting.is_(None))
    .values(token_hash=sa.bindparam("new_hash", type_=sa.String))
)

NUMBER_EVENT = (
    sa.update(_conversation)
    .where(_conversation.c.id == _conversation_id, _alive)
    .values(last_event_id=_conversation.c.last_event_id + 1)
    .returning(_conversation.c.last_event_id)
)

# What was asked is needed no more.
FINISH_MESSAGE = (
    sa.update(_message).where(_message.c.id == _message_id, sa.not_(_message.c.done)).values(done=True, text=None)
)

_lower = _message.alias("lower")
_is_blocked = sa.or_(
    sa.exists().where(
        _lower.c.conversation_id == _message.c.conversation_id, _lower.c.seq < _message.c.seq, sa.not_(_lower.c.done)
    ),
    sa.func.coalesce(_conversation.c.forgetting, "") == "history",
)
# In the order of the fields of store.Turn.
TURN = (
    sa.select(
        _message.c.id,
        _message.c.conversation_id,
        _conversation.c.channel,
        _conversation.c.province,
        sa.func.coalesce(_message.c.text, ""),
        _message.c.trusted,
        _message.c.seq,
        _message.c.received_at,
        _message.c.done,
        _is_blocked,
        _message.c.text.is_(None),
        sa.func.coalesce(schema.origin.c.settled_at, 0),
    )
    .join(_conversation, _conversation.c.id == _message.c.conversation_id)
    .outerjoin(schema.origin, schema.origin.c.message_id == _message.c.id)
    .where(_message.c.id == _message_id, _alive)
)

UNFINISHED_MESSAGE = sa.select(_message.c.id).where(_message.c.id == _message_id, sa.not_(_message.c.done))

EVENT_OF_MESSAGE = sa.select(_event.c.body).where(
    _event.c.conversation_id == _conversation_id,
    _event.c.message_id == _message_id,
    _event.c.type == sa.bindparam("type", type_=sa.String),
)

MASK_EVENT = (
    sa.update(_event)
    .where(
        _event.c.conversation_id == sa.bindparam("of_conversation", type_=sa.String),
        _event.c.message_id == sa.bindparam("of_message", type_=sa.String),
        _event.c.type == "user",
    )
    .values(body=sa.bindparam("kept", type_=sa.JSON))
)

# In the order of the fields of store.Event.
EVENTS_AFTER = (
    sa.select(_event.c.id, _event.c.type, _event.c.at, _event.c.message_id, _event.c.body)
    .where(_event.c.conversation_id == _conversation_id, _event.c.id > sa.bindparam("event_id", type_=sa.Integer))
    .order_by(_event.c.id)
    .limit(500)
)

UNFINISHED_BEFORE = (
    sa.select(_message.c.id)
    .where(sa.not_(_message.c.done), _message.c.received_at < sa.bindparam("before", type_=sa.BigInteger))
    .order_by(_message.c.received_at, _message.c.seq)
)

# Does nothing for a digest that is there, and then returns no row.
NEW_SEEN = {
    "sqlite": sqlite.insert(schema.seen).on_conflict_do_nothing().returning(schema.seen.c.digest),
    "postgresql": postgresql.insert(schema.seen).on_conflict_do_nothing().returning(schema.seen.c.digest),
}

# The newest reply of a conversation; its choices are what a typed number means.
LAST_REPLY = (
    sa.select(_event.c.message_id, _event.c.body)
    .where(_event.c.conversation_id == _conversation_id, _event.c.type == "reply")
    .order_by(_event.c.id.desc())
    .limit(1)
)

SEEN = sa.select(schema.seen.c.digest).where(schema.seen.c.digest == sa.bindparam("digest", type_=sa.String))
