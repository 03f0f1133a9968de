"""What is said of a part of a reply on its way: its state, and what the outbox hands to the delivery."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from channels.contacts import Contact


class State(StrEnum):
    """Where a part is."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    SEEN = "seen"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True)
class Planned:
    """A reply or status that is to be sent: to whom, its event, the message it answers.

    `is_first`: no reply came before it in the conversation.
    """

    channel: str
    user_id: str
    type: str
    body: Mapping[str, Any]
    message_id: str
    is_first: bool


@dataclass(frozen=True)
class Claimed:
    """One part, or a piece of one, that is ours to send now. `contact` is None when the user is gone.

    `begins`, `ends`: the piece in what the part says, 0 for its end.
    """

    conversation_id: str
    event_id: int
    part: int
    begins: int
    ends: int
    attempts: int
    planned: Planned
    contact: Contact | None


@dataclass(frozen=True)
class Piece:
    """What of a part goes out by itself, and the digest of its text."""

    begins: int
    ends: int
    digest: str


@dataclass(frozen=True)
class Waiting:
    """Nothing can be sent for so many milliseconds."""

    milliseconds: int


@dataclass(frozen=True)
class Quiet:
    """Nothing is left to send; `is_answered`: no message of the conversation waits for its reply either."""

    is_answered: bool


# (channel, user id, event type, body) → the digest of each part's text; empty: nothing to send.
Plan = Callable[[Planned], Sequence[str]]
