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

# forgetting: null, "history" (the person wrote that all be forgotten: seq <= forget_seq goes) or "all" (deleted).
conversation = Table(
    "conversation",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("token_hash", String(64), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("province", String(64)),
    Column("last_message_at", BigInteger, nullable=False, index=True),
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
    Column("conversation_id", String(64), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("text", Text),
    Column("trusted", Boolean, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("done", Boolean, nullable=False),
    UniqueConstraint("conversation_id", "seq"),
    Index("message_pending", "done", "received_at"),
)

# The unique constraint is what makes "one user event, one reply event, one status" hold through any crash.
event = Table(
    "conversation_event",
    metadata,
    Column("conversation_id", String(64), nullable=False),
    Column("id", Integer, nullable=False),
    Column("type", String(16), nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
    Column("message_id", String(64), nullable=False),
    Column("body", JSON, nullable=False),
    PrimaryKeyConstraint("conversation_id", "id"),
    UniqueConstraint("conversation_id", "message_id", "type"),
)

choice = Table(
    "choice",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("message_id", String(64), nullable=False),
    Column("label", Text, nullable=False),
    Column("intent", String(128), nullable=False),
    Column("slots", JSON, nullable=False),
    Column("created_at", BigInteger, nullable=False, index=True),
)

# A keyed hash says "this message was seen" after everything else of it is gone; it names no conversation.
seen = Table(
    "seen_message",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("expires_at", BigInteger, nullable=False, index=True),
)

# An answer somebody asked to keep. Belongs to no conversation, so it outlives them; its id is all that leads to it.
sheet = Table(
    "sheet",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("created_at", BigInteger, nullable=False, index=True),
)

# What readers think of answers. Named by a keyed hash of the message, with a day and no time: it leads back to nobody.
answer_rating = Table(
    "answer_rating",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("day", String(10), nullable=False, index=True),
    Column("value", String(8), nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("records", JSON, nullable=False),
)

# Who a conversation is at a vendor, so that it can be answered there. Goes with its conversation.
contact = Table(
    "contact",
    metadata,
    Column("channel", String(32), nullable=False),
    Column("user_id", String(64), nullable=False),
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("last_user_at", BigInteger, nullable=False),
    Column("paused_until", BigInteger, nullable=False, default=0),
    Column("is_reachable", Boolean, nullable=False, default=True),
    PrimaryKeyConstraint("channel", "user_id"),
)

# Where a message came from, so that its reply goes back there although several channels may share its conversation.
origin = Table(
    "message_origin",
    metadata,
    Column("message_id", String(64), primary_key=True),
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("channel", String(32), nullable=False),
    Column("user_id", String(64), nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
)

# One row a part of a reply: its text is rendered from the event again. state: channels/delivery.py. `digest` is a
# keyed hash of the text, to know it again when the vendor shows it to us; `not_before` is when it may be tried next.
delivery = Table(
    "delivery",
    metadata,
    Column("conversation_id", String(64), nullable=False),
    Column("event_id", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("channel", String(32), nullable=False),
    Column("user_id", String(64), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", BigInteger, nullable=False, default=0),
    Column("claimed_at", BigInteger, nullable=False, default=0),
    Column("provider_id", String(128)),
    Column("digest", String(64), nullable=False),
    Column("code", String(32)),
    Column("at", BigInteger, nullable=False, index=True),
    PrimaryKeyConstraint("conversation_id", "event_id", "part"),
    Index("delivery_provider", "channel", "provider_id"),
    Index("delivery_user", "channel", "user_id"),
)

# A short code that takes a conversation to another channel; stored as a keyed hash, used once.
pairing = Table(
    "pairing",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("expires_at", BigInteger, nullable=False, index=True),
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
    Column("minute", BigInteger, nullable=False, index=True),
    Column("count", Integer, nullable=False),
)

# An officer is on the way to a vendor and back; `digest` of the state that comes back, `verifier` of PKCE.
connect_state = Table(
    "connect_state",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("verifier", String(128), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

# Files that a vendor keeps for us, so that the same picture is not sent up again: `digest` of its bytes, the vendor's
# name for it, and when the vendor forgets it. Only of pictures that many people get.
upload = Table(
    "upload",
    metadata,
    Column("channel", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
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
    Column("expires_at", BigInteger, nullable=False),
    Column("refreshed_at", BigInteger, nullable=False),
    Column("lease_until", BigInteger, nullable=False, default=0),
    Column("unsure", Boolean, nullable=False, default=False),
    Column("alarm", String(64)),
)
