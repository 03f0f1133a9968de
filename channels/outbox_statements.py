"""The SQL of the outbox, built once, as that of a turn."""

from __future__ import annotations

import sqlalchemy as sa

from channels import schema
from channels.part_states import State

_rows, _origin, _event = schema.delivery, schema.origin, schema.event
_message, _contact = schema.message, schema.contact

_earlier = _event.alias("earlier")
_is_first = ~(
    sa.exists()
    .where(_earlier.c.conversation_id == _event.c.conversation_id, _earlier.c.type == "reply")
    .where(_earlier.c.id < _event.c.id)
    .correlate(_event)
)
_SHOWN_OF = (_event.c.type, _event.c.body, _event.c.message_id, _is_first.label("is_first"))
UNPLANNED = (
    sa.select(_event.c.id, *_SHOWN_OF, _origin.c.channel, _origin.c.user_id)
    .join(_origin, _origin.c.message_id == _event.c.message_id)
    .where(
        _event.c.conversation_id == sa.bindparam("conversation_id", type_=sa.String),
        _event.c.type.in_(("reply", "status")),
        ~sa.exists().where(_rows.c.conversation_id == _event.c.conversation_id, _rows.c.event_id == _event.c.id),
    )
    .order_by(_event.c.id)
)
OPEN = (
    sa.select(_rows)
    .where(
        _rows.c.conversation_id == sa.bindparam("conversation_id", type_=sa.String),
        _rows.c.state.in_((State.QUEUED, State.SENDING)),
    )
    .order_by(_rows.c.event_id, _rows.c.part, _rows.c.begins)
    .limit(1)
)
UNANSWERED = (
    sa.select(_message.c.id)
    .join(_origin, _origin.c.message_id == _message.c.id)
    .where(_message.c.conversation_id == sa.bindparam("conversation_id", type_=sa.String), sa.not_(_message.c.done))
    .limit(1)
)
EVENT = sa.select(*_SHOWN_OF).where(
    _event.c.conversation_id == sa.bindparam("conversation_id", type_=sa.String),
    _event.c.id == sa.bindparam("event_id", type_=sa.Integer),
)
CONTACT = sa.select(_contact).where(
    _contact.c.channel == sa.bindparam("channel", type_=sa.String),
    _contact.c.user_id == sa.bindparam("user_id", type_=sa.String),
)
NEW_ROW = sa.insert(_rows)
_is_this = (
    _rows.c.conversation_id == sa.bindparam("of_conversation", type_=sa.String),
    _rows.c.event_id == sa.bindparam("of_event", type_=sa.Integer),
    _rows.c.part == sa.bindparam("of_part", type_=sa.Integer),
    _rows.c.begins == sa.bindparam("of_begins", type_=sa.Integer),
)
PROVIDER_ID = sa.select(_rows.c.provider_id).where(*_is_this)
SET = sa.update(_rows).where(*_is_this, _rows.c.state == sa.bindparam("was", type_=sa.String))
_to_user = (
    _rows.c.channel == sa.bindparam("to_channel", type_=sa.String),
    _rows.c.user_id == sa.bindparam("to_user", type_=sa.String),
)
NAMED = sa.select(_rows.c.part).where(*_to_user, _rows.c.provider_id == sa.bindparam("named", type_=sa.String))
SHOWN = (
    sa.select(_rows.c.conversation_id, _rows.c.event_id, _rows.c.part, _rows.c.begins, _rows.c.state)
    .where(
        *_to_user,
        _rows.c.digest == sa.bindparam("shown", type_=sa.String),
        _rows.c.claimed_at > sa.bindparam("since", type_=sa.BigInteger),
    )
    .order_by(_rows.c.claimed_at)
    .limit(1)
)
