"""The nouns of the fake Telegram: its bot, its chats, its refusals, and people as updates name them."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field
from typing import Any

BOT = {"id": 123456, "is_bot": True, "first_name": "Bot Mẫu", "username": "huongnghiep_mau_bot"}
MEDIA: dict[str, Any] = {
    "photo": [{"file_id": "photo-1", "file_unique_id": "p1", "width": 90, "height": 60}],
    "sticker": {
        "file_id": "sticker-1",
        "file_unique_id": "s1",
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
    },
    "voice": {"file_id": "voice-1", "file_unique_id": "v1", "duration": 3},
    "document": {"file_id": "document-1", "file_unique_id": "d1", "file_name": "paper.pdf"},
    "location": {"latitude": 22.6657, "longitude": 106.2576},
    "contact": {"phone_number": "84900000000", "first_name": "Mẫu"},
}


WORDS = {
    400: "Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 12",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
}
"""The words of a scripted refusal, by its code."""


class Refused(Exception):
    """The Bot API refuses: the status, which is also the error code, its words, and the seconds to wait after a 429."""

    def __init__(self, code: int, description: str, retry_after: int = 0) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


@dataclass
class Chat:
    """What Telegram keeps of a private chat. Times are the clock's seconds."""

    blocked: bool = False
    told_blocked: bool = False
    silent_until: float = 0.0
    tokens: float = 0.0
    refilled: float = 0.0


@dataclass
class Limits:
    """Messages a second to all, and to one chat: `burst` at once, then one each `pause` seconds."""

    a_second: int = 30
    burst: int = 5
    pause: float = 1.0


@dataclass
class Poll:
    """One getUpdates that waits."""

    loop: asyncio.AbstractEventLoop
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    displaced: bool = False

    def wake(self) -> None:
        """From any thread."""
        self.loop.call_soon_threadsafe(self.woken.set)


def person(user: str) -> dict[str, Any]:
    """A user as updates name them."""
    return {"id": int(user), "is_bot": False, "first_name": "Mẫu", "language_code": "vi"}


def private(user: str) -> dict[str, Any]:
    """A private chat."""
    return {"id": int(user), "first_name": "Mẫu", "type": "private"}


def too_many(seconds: float) -> Refused:
    """429; a bot must wait whole seconds."""
    wait = max(1, math.ceil(seconds))
    return Refused(429, f"Too Many Requests: retry after {wait}", wait)
