"""Pictures that a vendor keeps for us: among all processes, each is sent up once while the vendor keeps it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from channels import schema
from channels.store import Store

_table = schema.upload


@dataclass(frozen=True)
class Uploads:
    """What one channel has sent up. `now` gives milliseconds since 1970, `keeps_ms` is how long the vendor keeps it."""

    store: Store
    channel: str
    keeps_ms: int
    now: Callable[[], int]

    async def find(self, content: bytes) -> str | None:
        """The vendor's name for these bytes, None when they must be sent up."""
        query = sa.select(_table.c.name).where(*self._is(content), _table.c.expires_at > self.now())
        return await self.store.transaction(lambda connection: connection.execute(query).scalar_one_or_none())

    async def keep(self, content: bytes, name: str) -> None:
        """Remember the vendor's name for these bytes."""
        now = self.now()

        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(_table).where(_table.c.expires_at <= now))
            # Two processes may have sent the same up: the later name is as good.
            connection.execute(sa.delete(_table).where(*self._is(content)))
            values = {"channel": self.channel, "digest": _digest(content), "name": name}
            connection.execute(sa.insert(_table).values(**values, expires_at=now + self.keeps_ms))

        await self.store.transaction(work)

    async def forget(self, content: bytes) -> None:
        """The vendor does not know its name any more."""
        await self.store.transaction(lambda connection: connection.execute(sa.delete(_table).where(*self._is(content))))

    def _is(self, content: bytes) -> tuple[sa.ColumnElement[bool], ...]:
        return _table.c.channel == self.channel, _table.c.digest == _digest(content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
