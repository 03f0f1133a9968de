"""What a refusal or a silence of Telegram means for a part of a reply."""

from __future__ import annotations

from typing import Any

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from channels.delivery import Sent
from channels.part_states import State

TOKEN = "token"  # noqa: S105 -- the name of a problem
"""The code of a part that waits for a token that Telegram takes."""
_NO_TOKEN_MS = 60_000
# The request never left this machine.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def outcome(problem: TelegramError) -> Sent:
    """What a refusal or a silence means for a part."""
    match problem:
        case RetryAfter():
            return Sent(State.QUEUED, code="rate", again_ms=int(seconds(problem.retry_after) * 1000))
        case Forbidden():
            return Sent(State.FAILED, code="blocked", is_unreachable=True)
        case BadRequest():
            said = problem.message.casefold()
            is_gone, is_too_long = "chat not found" in said, "too long" in said
            return Sent(State.FAILED, code=code(problem), is_unreachable=is_gone, is_too_long=is_too_long)
        case InvalidToken():
            # What waits goes out once a person has set the token anew.
            return Sent(State.QUEUED, code=TOKEN, again_ms=_NO_TOKEN_MS, is_attempt=False)
        case ChatMigrated():
            return Sent(State.FAILED, code=code(problem))
        case NetworkError() if isinstance(problem.__cause__, _NOT_SENT):
            return Sent(State.QUEUED, code="unreachable_api")
        case _:
            return Sent(State.UNKNOWN, code=code(problem))


def code(problem: TelegramError) -> str:
    """The name of a problem, as it is kept and logged."""
    return type(problem).__name__.lower()[:32]


def seconds(value: Any) -> float:
    """A pause as PTB tells it, in either of its forms."""
    return value.total_seconds() if hasattr(value, "total_seconds") else float(value)
