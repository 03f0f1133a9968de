"""What vendors say of parts that arrived: gathered for a moment, then written together.

Zalo tells of every part twice, and wants each of these events answered within two seconds. Losing some to a crash only
leaves a state behind that says less than is known.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import structlog

from channels.logs import described
from channels.outbox import Outbox
from channels.part_states import State

log = structlog.get_logger()

_GATHER_SECONDS = 0.2


@dataclass(frozen=True)
class Receipts:
    """The receipts of one process."""

    outbox: Outbox
    _told: dict[tuple[str, State], list[str]] = field(default_factory=dict[tuple[str, State], list[str]], init=False)
    _writing: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]], init=False)

    def told(self, channel: str, provider_ids: tuple[str, ...], state: State) -> None:
        """The vendor says that these parts are in this state."""
        self._told.setdefault((channel, state), []).extend(provider_ids)
        if not self._writing:
            task = asyncio.create_task(self._write(), name="receipts")
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def _write(self) -> None:
        while self._told:
            await asyncio.sleep(_GATHER_SECONDS)
            told = dict(self._told)
            self._told.clear()
            for (channel, state), provider_ids in told.items():
                try:
                    await self.outbox.receipt(channel, provider_ids, state)
                except Exception as problem:
                    # An edge: nobody waits for a receipt, and the next ones may be written.
                    log.error("receipts_failed", channel=channel, **described(problem))

    async def stop(self) -> None:
        """Drop what is not written yet."""
        for task in (tasks := list(self._writing)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
