"""Which setting holds the secret that a vendor signs its events with: counted, gathered for a moment, then written.

Losing some counts to a crash does no harm. No secret is kept, only the name of its setting.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql, sqlite

from channels import schema
from channels.logs import described
from channels.store import Store

log = structlog.get_logger()

_GATHER_SECONDS = 0.5
_table = schema.signature


def _added(insert: sqlite.Insert | postgresql.Insert) -> sa.Executable:
    changed = {"count": _table.c.count + insert.excluded.count, "last_at": insert.excluded.last_at}
    return insert.on_conflict_do_update(index_elements=[_table.c.channel, _table.c.setting], set_=changed)


_ADD = {"sqlite": _added(sqlite.insert(_table)), "postgresql": _added(postgresql.insert(_table))}


@dataclass(frozen=True)
class Signed:
    """How many events the secret of a setting has signed, and when the last came (milliseconds since 1970)."""

    setting: str
    count: int
    last_at: int


@dataclass(frozen=True)
class Signatures:
    """The signatures of one channel. `now` gives milliseconds since 1970."""

    store: Store
    channel: str
    now: Callable[[], int]
    _seen: Counter[str] = field(default_factory=Counter[str], init=False)
    _writing: set[asyncio.Task[None]] = field(default_factory=set["asyncio.Task[None]"], init=False)

    def seen(self, setting: str) -> None:
        """An event was signed with the secret of this setting."""
        self._seen[setting] += 1
        if not self._writing:
            task = asyncio.create_task(self._gather(), name="signatures")
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def known(self) -> list[Signed]:
        """By setting, the one seen last first."""
        query = sa.select(_table.c.setting, _table.c.count, _table.c.last_at).where(_table.c.channel == self.channel)
        query = query.order_by(_table.c.last_at.desc())
        return await self.store.transaction(lambda connection: [Signed(*row) for row in connection.execute(query)])

    async def stop(self) -> None:
        """Write what is not written yet."""
        for task in (tasks := list(self._writing)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._write()

    async def _gather(self) -> None:
        while self._seen:
            await asyncio.sleep(_GATHER_SECONDS)
            await self._write()

    async def _write(self) -> None:
        seen, now = dict(self._seen), self.now()
        self._seen.clear()
        rows = [
            {"channel": self.channel, "setting": name, "count": count, "last_at": now} for name, count in seen.items()
        ]

        def work(connection: sa.Connection) -> None:
            for row in rows:
                connection.execute(_ADD[connection.dialect.name], row)

        try:
            await self.store.transaction(work)
        except Exception as problem:
            # An edge: nobody waits for a count.
            log.error("signatures_failed", channel=self.channel, **described(problem))
