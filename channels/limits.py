"""How many requests go out at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


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
