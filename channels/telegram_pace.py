"""Telegram's rate limits: 30 messages a second in all, about one a second in a chat.

PTB's own limiter halts every chat when one is told to wait; here only that chat waits, by its own delivery.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.ext import BaseRateLimiter

from channels.limits import Pace, Places

JsonDict = dict[str, Any]
_CHATS_REMEMBERED = 5_000
# Requests at once. Those that wait for a connection inside httpcore cost it time that grows with their square.
AT_ONCE = 16
# Telegram allows short bursts in a chat; a reply of several parts should not take as many seconds.
_CHAT_BURST = 3
_COUNTED = frozenset({"sendMessage", "sendPhoto", "sendDocument"})


class TelegramPace(BaseRateLimiter[None]):
    """Says when there is room for a message, and lets its request go; a RetryAfter goes to whoever asked.

    Room is asked for before the request is made: what waits here is a request that a crash would leave unknown.
    """

    def __init__(self, per_second: float, per_chat: float) -> None:
        self._per_chat = per_chat
        # No second holds more than `per_second` + 1 requests, whatever was reserved.
        self._all, self._going = Pace(per_second, burst=4), Pace(per_second, burst=1)
        self._places = Places(self._reserve)
        self._chats: OrderedDict[str, Pace] = OrderedDict()
        self._gate = asyncio.Lock()
        self._at_once = asyncio.Semaphore(AT_ONCE)

    def needed(self, chat_id: str) -> float:
        """Seconds until a message may go to this chat; 0: now, and the place is used."""
        return self._places.needed(chat_id)

    def _reserve(self, chat_id: str) -> float:
        return max(self._chat(chat_id).take(), self._all.take())

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    async def process_request(  # noqa: PLR0917 -- PTB's signature
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | JsonDict | list[JsonDict]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> bool | JsonDict | list[JsonDict]:
        """Called by PTB around every request."""
        async with self._at_once:
            if endpoint in _COUNTED:
                # One by one and last of all: after a busy moment many places are due together.
                async with self._gate:
                    await self._going.wait()
            return await callback(*args, **kwargs)

    def _chat(self, chat_id: str) -> Pace:
        pace = self._chats.get(chat_id) or Pace(self._per_chat, _CHAT_BURST)
        self._chats[chat_id] = pace
        self._chats.move_to_end(chat_id)
        while len(self._chats) > _CHATS_REMEMBERED:
            self._chats.popitem(last=False)
        return pace
