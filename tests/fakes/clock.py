"""The time a fake vendor lives in: it flows, and a test can move it on by days."""

from __future__ import annotations

import asyncio
import contextlib
import time


class Clock:
    """Seconds since 1970, from `start`, at `speed` (0 stands still). May be moved on from any thread."""

    def __init__(self, start: float | None = None, speed: float = 1.0) -> None:
        self._speed = speed
        self._start = time.time() if start is None else start
        self._since = time.monotonic()
        self._sleepers: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    @property
    def speed(self) -> float:
        """Seconds that pass in one real second."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._start, self._since = self.now(), time.monotonic()
        self._speed = speed

    def now(self) -> float:
        """Seconds since 1970."""
        return self._start + (time.monotonic() - self._since) * self._speed

    def milliseconds(self) -> int:
        """Milliseconds since 1970, as Zalo writes a time."""
        return int(self.now() * 1000)

    def advance(self, seconds: float) -> None:
        """Move on; who slept until a moment passed by wakes."""
        self._start += seconds
        for loop, moved in list(self._sleepers):
            with contextlib.suppress(RuntimeError):  # its loop has ended
                loop.call_soon_threadsafe(moved.set)

    async def sleep_until(self, moment: float) -> None:
        """Return once `now()` has reached `moment`."""
        moved = asyncio.Event()
        sleeper = (asyncio.get_running_loop(), moved)
        self._sleepers.append(sleeper)
        try:
            while True:
                moved.clear()
                left = moment - self.now()
                if left <= 0:
                    return
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(moved.wait(), left / self._speed if self._speed else None)
        finally:
            self._sleepers.remove(sleeper)
