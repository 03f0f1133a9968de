"""One question at a time per conversation, in this process and among those that share a PostgreSQL database.

The order of turns keeps this already; the lock holds when two processes believe that a turn is theirs, as after a
replica was declared dead too early.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

import sqlalchemy as sa

_TRY_AGAIN_SECONDS = 0.05


class ConversationLocks:
    """Locks by conversation id; give the engine of a database that several processes share, else None."""

    def __init__(self, shared: sa.Engine | None) -> None:
        self._shared = shared
        self._here: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def hold(self, conversation_id: str) -> AsyncGenerator[None]:
        """Wait for the conversation's lock, then keep it."""
        lock = self._here.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            if self._shared is None:
                yield
                return
            connection = await asyncio.to_thread(self._shared.connect)
            try:
                await self._lock_shared(connection, _key(conversation_id))
                yield
            finally:
                # The lock ends with its session; a pooled session would keep it.
                await asyncio.to_thread(_end, connection)

    async def _lock_shared(self, connection: sa.Connection, key: int) -> None:
        while True:
            if await asyncio.to_thread(_try_lock, connection, key):
                return
            await asyncio.sleep(_TRY_AGAIN_SECONDS)


def _key(conversation_id: str) -> int:
    """A signed 64-bit number, as advisory locks want."""
    return int.from_bytes(hashlib.sha256(conversation_id.encode()).digest()[:8], signed=True)


def _try_lock(connection: sa.Connection, key: int) -> bool:
    locked = connection.execute(sa.select(sa.func.pg_try_advisory_lock(key))).scalar_one()
    connection.commit()
    return bool(locked)


def _end(connection: sa.Connection) -> None:
    connection.execute(sa.select(sa.func.pg_advisory_unlock_all()))
    connection.close()
