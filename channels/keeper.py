"""The one background job of the process: forget what is due, restart what was lost."""

from __future__ import annotations

import asyncio
import time

import structlog

from channels.forget import Forgetting
from channels.logs import described
from channels.turns import Turns

log = structlog.get_logger()

_REPAIR_EVERY_SECONDS = 30.0


class Keeper:
    """Finishes marked conversations at once, repairs every half minute, purges every so often."""

    def __init__(self, forgetting: Forgetting, turns: Turns, *, purge_every_seconds: float) -> None:
        self._forgetting = forgetting
        self._turns = turns
        self._purge_every = purge_every_seconds
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, in the running event loop."""
        self._task = asyncio.create_task(self._run(), name="keeper")

    async def stop(self) -> None:
        """End; what is unfinished is found again at the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        purge_at = time.monotonic()
        while True:
            try:
                await self._forgetting.resume()
                if time.monotonic() >= purge_at:
                    await self._forgetting.purge()
                    purge_at = time.monotonic() + self._purge_every
                if not await self._forgetting.marked(min(_REPAIR_EVERY_SECONDS, self._purge_every)):
                    await self._turns.repair()
            except Exception as problem:
                # An edge: a locked database today must not end the forgetting of tomorrow.
                log.error("keeper_failed", **described(problem))
                await asyncio.sleep(1)
