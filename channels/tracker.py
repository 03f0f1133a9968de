"""Rasa's memory of conversations: its `events` table, which Rasa itself never empties."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import sqlalchemy as sa

from channels.engines import checkpoint, open_engine, sqlite_file

T = TypeVar("T")

# Written by Rasa 3.6 (rasa.core.tracker_store.SQLTrackerStore); `timestamp` is seconds since 1970.
_EVENTS = sa.table("events", sa.column("sender_id", sa.String), sa.column("timestamp", sa.Float))
_BATCH = 500


class TrackerRows:
    """The tracker store, opened only to look for idle conversations and to delete."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine = open_engine(url, pool_size=1)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="channels-tracker")
        self._exists = False

    async def delete(self, conversation_ids: Sequence[str]) -> None:
        """Remove everything Rasa holds of these conversations."""

        def work() -> None:
            for start in range(0, len(conversation_ids), _BATCH):
                batch = conversation_ids[start : start + _BATCH]
                with self._engine.begin() as connection:
                    connection.execute(sa.delete(_EVENTS).where(_EVENTS.c.sender_id.in_(batch)))

        await self._run(work, None)

    async def idle(self, since_seconds: float) -> list[str]:
        """Conversations whose last event is older than that time (seconds since 1970)."""

        def work() -> list[str]:
            last = sa.func.max(_EVENTS.c.timestamp)
            query = sa.select(_EVENTS.c.sender_id).group_by(_EVENTS.c.sender_id).having(last < since_seconds)
            with self._engine.connect() as connection:
                return list(connection.execute(query).scalars())

        return await self._run(work, [])

    async def checkpoint(self) -> None:
        """Empty the write-ahead log (SQLite)."""
        await self._run(lambda: checkpoint(self._engine), None)

    def close(self) -> None:
        """Close the connections."""
        self._executor.shutdown(wait=True)
        self._engine.dispose()

    async def _run(self, work: Callable[[], T], without_table: T) -> T:
        def run() -> T:
            return work() if self._table_exists() else without_table

        return await asyncio.get_running_loop().run_in_executor(self._executor, run)

    def _table_exists(self) -> bool:
        # Before Rasa's first start there is nothing; an empty file of ours must not be there before its own.
        file = sqlite_file(self._url)
        if not self._exists and (file is None or file.exists()):
            self._exists = sa.inspect(self._engine).has_table(_EVENTS.name)
        return self._exists
