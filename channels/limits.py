"""How many requests go out at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

# Who does not come for a place loses it.
_KEPT_SECONDS = 30.0
_MOST_KEPT = 5_000


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


class Places:
    """Places of a pace, reserved by name: whoever comes too early is told when to come again and has its place then."""

    def __init__(self, reserve: Callable[[str], float], clock: Callable[[], float] = time.monotonic) -> None:
        """`reserve` takes a place for a name: seconds until it."""
        self._reserve = reserve
        self._clock = clock
        self._due: dict[str, float] = {}

    def needed(self, name: str) -> float:
        """Seconds until the place of `name`; 0: it is now, and used up by this."""
        now = self._clock()
        due = self._due.pop(name, None)
        if due is None or due < now - _KEPT_SECONDS:
            due = now + self._reserve(name)
        if due <= now:
            return 0.0
        while len(self._due) >= _MOST_KEPT:
            self._due.pop(next(iter(self._due)))
        self._due[name] = due
        return due - now


class Rest:
    """Pauses that double while nothing gets through, in milliseconds, and end with what does."""

    def __init__(self, first_ms: int, longest_ms: int, now: Callable[[], int]) -> None:
        """`now`: milliseconds of any clock."""
        self._first, self._longest, self._now = first_ms, longest_ms, now
        self._pause = 0
        self._until = 0

    def left(self) -> int:
        """Milliseconds that are left of the pause."""
        return max(0, self._until - self._now())

    def begin(self) -> int:
        """Nothing got through: the milliseconds of the pause that begins."""
        self._pause = min(max(self._pause * 2, self._first), self._longest)
        self._until = self._now() + self._pause
        return self._pause

    def over(self) -> None:
        """Something got through."""
        self._pause = self._until = 0
