"""How much is taken in and sent out at a time: never by address, since a whole school shares one."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

Value = TypeVar("Value")

_MINUTE_MS = 60_000
_REMEMBERED = 20_000


@dataclass(frozen=True)
class Rates:
    """Messages a minute that are asked of Rasa: of one conversation, and of all that came by one event's code.

    Counted in this process. 0: no limit.
    """

    per_conversation: int
    per_event_code: int = 0
    _windows: OrderedDict[str, tuple[int, int]] = field(default_factory=OrderedDict[str, tuple[int, int]], init=False)
    _codes: OrderedDict[str, str] = field(default_factory=OrderedDict[str, str], init=False)

    def arrived_by(self, conversation_id: str, code: str) -> None:
        """This conversation began at an event (a talk in a school hall, say) that gave out `code`."""
        _put(self._codes, conversation_id, code)

    def allows(self, conversation_id: str, now: int) -> bool:
        """Count a message at `now` (ms); False when it is one too many."""
        allowed = self._count(f"conversation {conversation_id}", self.per_conversation, now)
        code = self._codes.get(conversation_id)
        if code is not None:
            allowed = self._count(f"event {code}", self.per_event_code, now) and allowed
        return allowed

    def _count(self, name: str, limit: int, now: int) -> bool:
        if not limit:
            return True
        minute = now // _MINUTE_MS
        since, count = self._windows.get(name, (minute, 0))
        count = count + 1 if since == minute else 1
        _put(self._windows, name, (minute, count))
        return count <= limit


def _put(kept: OrderedDict[str, Value], name: str, value: Value) -> None:
    kept[name] = value
    kept.move_to_end(name)
    while len(kept) > _REMEMBERED:
        kept.popitem(last=False)


class Pace:
    """At most `per_second` requests on average, `burst` at once; whoever comes too early waits its turn."""

    def __init__(self, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = 1 / per_second
        self._ahead = (burst - 1) * self._interval
        self._clock = clock
        self._next = 0.0

    def needed(self) -> float:
        """Seconds until the next free place."""
        now = self._clock()
        self._next = max(self._next, now - self._ahead)
        return max(0.0, self._next - now)

    def take(self) -> float:
        """Take the next place: seconds until it."""
        wait = self.needed()
        self._next += self._interval
        return wait

    async def wait(self) -> None:
        """Take the next place and wait for it."""
        if (seconds := self.take()) > 0:
            await asyncio.sleep(seconds)
