"""The tables of channels. Times are milliseconds since 1970 (UTC); ids of messages are keyed hashes."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()


def _digest() -> Column[str]:
    """A keyed hash that is all that leads to its row."""
    return Column("digest", String(64), primary_key=True)


def _conversation_id(*, index: bool = True) -> Column[str]:
    """The conversation with which the row goes."""
    return Column("conversation_id", String(64), nullable=False, index=index)


def _time(name: str, *, index: bool = True) -> Column[int]:
    return Column(name, BigInteger, nullable=False, index=index)


def _vendor_user() -> tuple[Column[str], Column[str]]:
    """Who it is at a vendor's channel."""
    return Column("channel", String(32), nullable=False), Column("user_id", String(64), nullable=False)


# forgetting: null, "history" (the person wrote that all be forgotten: seq <= forget_seq goes) or "all" (deleted).
conversation = Table(
    "conversation",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("token_hash", String(64), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("province", String(64)),
    _time("last_message_at"),
    Column("last_seq", Integer, nullable=False, default=0),
    Column("last_event_id", Integer, nullable=False, default=0),
    Column("forgetting", String(8), index=True),
    Column("forget_seq", Integer),
)

# One row an accepted message: the durable input of its turn. `text` is what Rasa is asked, null once it is answered.
message = Table(
    "message",
    metadata,
    Column("id", String(64), primary_key=True),
    _conversation_id(index=False),
    Column("seq", Integer, nullable=False),
    Column("text", Text),
    Column("trusted", Boolean, nullable=False),
    _time("received_at", index=False),
    Column("done", Boolean, nullable=False),
    UniqueConstraint("conversation_id", "seq"),
    Index("message_pending", "done", "received_at"),
)

# The unique constraint is what makes "one user event, one reply event, one status" hold through any crash.
event = Table(
    "conversation_event",
    metadata,
    _conversation_id(index=False),
    Column("id", Integer, nullable=False),
    Column("type", String(16), nullable=False),
    _time("at"),
    Column("message_id", String(64), nullable=False),
    Column("body", JSON, nullable=False),
    PrimaryKeyConstraint("conversation_id", "id"),
    UniqueConstraint("conversation_id", "message_id", "type"),
)

choice = Table(
    "choice",
    metadata,
    Column("id", String(32), primary_key=True),
    _conversation_id(),
    Column("message_id", String(64), nullable=False),
    Column("label", Text, nullable=False),
    Column("intent", String(128), nullable=False),
    Column("slots", JSON, nullable=False),
    _time("created_at"),
)

# A keyed hash says "this message was seen" after everything else of it is gone; it names no conversation.
seen = Table(
    "seen_message",
    metadata,
    _digest(),
    _time("expires_at"),
)

# An answer somebody asked to keep. Belongs to no conversation, so it outlives them; its id is all that leads to it.
sheet = Table(
    "sheet",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("body", JSON, nullable=False),
    _time("created_at"),
)

# What readers think of answers. Named by a keyed hash of the message, with a day and no time: it leads back to nobody.
answer_rating = Table(
    "answer_rating",
    metadata,
    _digest(),
    Column("day", String(10), nullable=False, index=True),
    Column("value", String(8), nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("records", JSON, nullable=False),
)

# Who a conversation is at a vendor, so that it can be answered there. Goes with its conversation.
contact = Table(
    "contact",
    metadata,
    *_vendor_user(),
    _conversation_id(),
    _time("last_user_at", index=False),
    Column("paused_until", BigInteger, nullable=False, default=0),
    Column("is_reachable", Boolean, nullable=False, default=True),
    PrimaryKeyConstraint("channel", "user_id"),
)

# Where a message came from, so that its reply goes back there although several channels may share its conversation.
# `at`: when it was written; `settled_at`: its turn does not begin before, as what was written earlier may come later.
origin = Table(
    "vendor_message",
    metadata,
    Column("message_id", String(64), primary_key=True),
    _conversation_id(),
    *_vendor_user(),
    _time("at"),
    Column("settled_at", BigInteger, nullable=False, default=0, server_default="0"),
)

# One row a part of a reply: its text is rendered from the event again. state: channels/outbox.py. `digest` is a
# keyed hash of the text, to know it again when the vendor shows it to us; `not_before` is when it may be tried next.
# `begins`, `ends`: of a part that is sent in several pieces, the characters of this one, 0 for the end of the part.
delivery = Table(
    "part_delivery",
    metadata,
    _conversation_id(index=False),
    Column("event_id", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("begins", Integer, nullable=False, default=0, server_default="0"),
    Column("ends", Integer, nullable=False, default=0, server_default="0"),
    *_vendor_user(),
    Column("state", String(16), nullable=False, index=True),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", BigInteger, nullable=False, default=0),
    Column("claimed_at", BigInteger, nullable=False, default=0),
    Column("provider_id", String(128)),
    Column("digest", String(64), nullable=False),
    Column("code", String(32)),
    _time("at"),
    PrimaryKeyConstraint("conversation_id", "event_id", "part", "begins"),
    Index("part_delivery_provider", "channel", "provider_id"),
    Index("part_delivery_user", "channel", "user_id"),
)

# A short code that takes a conversation to another channel; stored as a keyed hash, used once.
pairing = Table(
    "pairing",
    metadata,
    _digest(),
    _conversation_id(),
    _time("expires_at"),
)

# The conversation began at an event (a talk in a school hall, say) that gave out this code. Goes with the conversation.
arrival = Table(
    "arrival",
    metadata,
    Column("conversation_id", String(64), primary_key=True),
    Column("code", String(32), nullable=False),
)

# How many messages of one minute were asked of Rasa; `name` is a keyed hash of a conversation, or of an event's code.
message_rate = Table(
    "message_rate",
    metadata,
    Column("name", String(64), primary_key=True),
    _time("minute"),
    Column("count", Integer, nullable=False),
)

# An officer is on the way to a vendor and back; `digest` of the state that comes back, `verifier` of PKCE.
connect_state = Table(
    "connect_state",
    metadata,
    _digest(),
    Column("verifier", String(128), nullable=False),
    _time("expires_at", index=False),
)

# Files that a vendor keeps for us, so that the same picture is not sent up again: `digest` of its bytes, the vendor's
# name for it, and when the vendor forgets it. Only of pictures that many people get.
upload = Table(
    "upload",
    metadata,
    Column("channel", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("name", Text, nullable=False),
    _time("expires_at"),
    PrimaryKeyConstraint("channel", "digest"),
)

# The tokens of a vendor's account, one row an account. `lease_until`: a process is exchanging them right now.
vendor_token = Table(
    "vendor_token",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("access_token", Text, nullable=False),
    Column("refresh_token", Text, nullable=False),
    Column("previous_refresh_token", Text),
    _time("expires_at", index=False),
    _time("refreshed_at", index=False),
    Column("lease_until", BigInteger, nullable=False, default=0),
    Column("unsure", Boolean, nullable=False, default=False),
    Column("alarm", String(64)),
)

# Which setting holds the secret that signed a vendor's events, how many of them, and when the last was taken.
signature = Table(
    "webhook_signature",
    metadata,
    Column("channel", String(32), nullable=False),
    Column("setting", String(64), nullable=False),
    Column("count", Integer, nullable=False),
    _time("last_at", index=False),
    PrimaryKeyConstraint("channel", "setting"),
)

EARLIER_NAMES = {"message_origin": origin, "delivery": delivery}
"""Tables by the name they had before they got more columns: what they hold is taken over, and they go."""
