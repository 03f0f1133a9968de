"""What the store takes and gives. Times are milliseconds since 1970 (UTC)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from channels.messages import Published


@dataclass(frozen=True)
class Conversation:
    """Who is talking: never more than a channel and, if told, a province."""

    id: str
    token_hash: str
    channel: str
    province: str | None


@dataclass(frozen=True)
class NewMessage:
    """A message to accept. `asked` goes to Rasa; without it, `reply` is already the answer.

    `refusal`: the answer when it is one too many to be asked, which `is_refused` says it is in any case.
    """

    id: str
    seen: str
    conversation_id: str
    shown: str
    received_at: int
    seen_until: int
    asked: str | None = None
    trusted: bool = False
    reply: Mapping[str, Any] | None = None
    refusal: Mapping[str, Any] | None = None
    is_refused: bool = False
    told_once: str = ""
    """Of what kind a reply is that a vendor's user is told once in a minute."""
    origin: tuple[str, str] | None = None
    """(channel, user id) of a message that is answered at a vendor."""
    written_at: int = 0
    """When its user wrote it, at a vendor: what waits is answered in this order."""
    settled_at: int = 0
    """Until then one that was written before may come and go first."""


@dataclass(frozen=True)
class Turn:
    """One message's turn. `blocked`: an earlier message is unfinished, or the history is being forgotten.

    `refused`: it is not asked, its reply only waits for its place. `settled_at`: its turn does not begin before.
    """

    message_id: str
    conversation_id: str
    channel: str
    province: str | None
    text: str
    trusted: bool
    seq: int
    received_at: int
    done: bool
    blocked: bool
    refused: bool
    settled_at: int


@dataclass(frozen=True)
class Event:
    """One entry of a conversation's history; `body` is text, reply or code by its type."""

    id: int
    type: str
    at: int
    message_id: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Publication:
    """A reply as its reader gets it, with what is stored beside it."""

    shown: Published
    at: int


class Allowance(Protocol):
    """How much may be asked; both count what they are asked of, in the transaction that accepts a message."""

    def admits(self, connection: sa.Connection, conversation_id: str, now: int) -> bool:
        """May one more message of this conversation be asked?"""
        ...

    def is_first(self, connection: sa.Connection, what: str, conversation_id: str, now: int) -> bool:
        """Is this the first of its kind that is said in this conversation within a minute?"""
        ...
