"""Wakes whoever waits for something to happen to a conversation or to a message, inside this process.

Other processes are not heard: whoever waits also looks again after a while.
Everything runs on the one event loop of the process, turns included, so no lock is needed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager


class Listener:
    """Hears every ring since it was made, once."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """True when rung within `seconds`. Look at the database after it, in either case."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True

    def hear(self) -> None:
        """Called by the bell."""
        self._rung.set()


class Bell:
    """One bell for the process; conversations and messages are told apart by id."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = {}
        self.is_closing = False

    @contextmanager
    def listen(self, name: str) -> Generator[Listener]:
        """Listen first, then look at the database: nothing that happens in between is missed."""
        listener = Listener()
        self._listeners.setdefault(name, set()).add(listener)
        try:
            yield listener
        finally:
            remaining = self._listeners[name]
            remaining.discard(listener)
            if not remaining:
                del self._listeners[name]

    def close(self) -> None:
        """The process is about to end: wake everyone, and let them see `is_closing` and go."""
        self.is_closing = True
        for name in list(self._listeners):
            self.ring(name)

    def ring(self, name: str) -> None:
        """Something of this conversation, or the reply of this message, changed in the database."""
        for listener in self._listeners.get(name, ()):
            listener.hear()
