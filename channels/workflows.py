"""Durable turns: DBOS runs each accepted message's turn once, and again after a crash until it ends.

A workflow's id is the message's id and its only input: what the person wrote, and the reply, stay in the store, so
that a workflow's rows hold no text and forgetting a message ends its turn. Workflows are started directly, since DBOS's
queues poll, and have no steps: asking and publishing may both be repeated, and a step would cost 5 ms of each turn.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import structlog
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID

from channels.engines import address, checkpoint, open_engine
from channels.errors import TurnFailed
from channels.logs import described

log = structlog.get_logger()

# Recovery only takes workflows of the same version. Change it when a stored workflow could no longer be run.
APPLICATION_VERSION = "1"
_WAITING = ("ENQUEUED", "DELAYED")
_ACTIVE = ("PENDING", *_WAITING)
_ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
_SETTLE_POLL_SECONDS = 0.005
_DELETE_BATCH = 500
_GRACE_SECONDS = 2.0


class Workflows:
    """The process's one DBOS instance."""

    def __init__(self, url: str, *, executor_id: str) -> None:
        self._url = url
        self._executor_id = executor_id
        self._engine = open_engine(url, pool_size=16)
        self._running: dict[str, asyncio.Task[Any]] = {}
        self._starting: set[str] = set()
        self._begun: dict[str, asyncio.Task[None]] = {}
        self._turn: Callable[[str], Coroutine[Any, Any, str]] | None = None

    @property
    def active(self) -> int:
        """Turns that this process has not finished."""
        return len(self._running.keys() | self._begun.keys())

    def launch(self, answer: Callable[[str], Coroutine[Any, Any, str]]) -> None:
        """Start DBOS in the running event loop and recover this executor's unfinished turns.

        `answer` gets a message id, may be run again for it at any time, and returns the turn's outcome.
        """

        async def turn(message_id: str) -> str:
            self._track(message_id)
            try:
                return await answer(message_id)
            except Exception as problem:
                # An edge: DBOS logs and stores what leaves here, and a database's error may quote a row.
                log.error("turn_failed", message=message_id, **described(problem))
                raise TurnFailed(type(problem).__name__) from None

        config: DBOSConfig = {
            "name": "channels",
            "system_database_url": address(self._url).render_as_string(hide_password=False),
            "system_database_engine": self._engine,
            "application_version": APPLICATION_VERSION,
            "executor_id": self._executor_id,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "WARNING",
            "enable_otlp": False,
            "use_listen_notify": False,
            # No turn waits for a notification, so the listener only sleeps; short naps end sooner at the stop.
            "notification_listener_polling_interval_sec": 0.1,
        }
        DBOS(config=config)
        self._turn = DBOS.workflow(name="turn", max_recovery_attempts=None)(turn)
        DBOS.launch()

    @contextmanager
    def starting(self, message_id: str) -> Generator[None]:
        """From before a message is stored until its turn has begun: `settle` waits for the end of it."""
        self._starting.add(message_id)
        try:
            yield
        finally:
            self._starting.discard(message_id)

    def begin(self, message_id: str) -> None:
        """Start the message's turn soon: nobody waits for DBOS's row, since `restart` finds a turn without one."""
        task = asyncio.create_task(self._begin(message_id), name="begin")
        self._begun[message_id] = task
        task.add_done_callback(lambda _: self._begun.pop(message_id, None))

    async def _begin(self, message_id: str) -> None:
        try:
            await self.start(message_id)
        except Exception as problem:
            # An edge: the next repair starts it.
            log.error("turn_not_started", message=message_id, **described(problem))

    async def start(self, message_id: str) -> None:
        """Run the message's turn in the background; does nothing when it was started before."""
        if self._turn is None:
            raise RuntimeError("launch() comes first")
        with SetWorkflowID(message_id):
            await DBOS.start_workflow_async(self._turn, message_id)

    async def restart(self, message_id: str, *, at_start: bool, only_executor: bool) -> bool:
        """Start the turn of an unfinished message unless it runs or is about to: True when it was started.

        A row left PENDING is dead when it is ours and nothing runs here (after the recovery `at_start`), or when it is
        another executor's and we are the `only_executor` of this database.
        """
        if message_id in self._running or message_id in self._begun:
            return False
        for status in await self._statuses([message_id]):
            is_ours = status.executor_id == self._executor_id
            will_run = at_start if is_ours else not only_executor
            if status.status in _WAITING or (status.status == "PENDING" and will_run):
                return False
            await self.delete([message_id])
        await self.start(message_id)
        return True

    async def settle(self, message_ids: Sequence[str], seconds: float) -> bool:
        """Wait until none of these turns is active. False when some still are after `seconds`."""
        deadline = time.monotonic() + seconds
        while not (self._starting | self._begun.keys()).isdisjoint(message_ids) or any(
            status.status in _ACTIVE for status in await self._statuses(message_ids)
        ):
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(_SETTLE_POLL_SECONDS)
        return True

    async def delete(self, message_ids: Sequence[str]) -> None:
        """Remove every row of these workflows."""
        for start in range(0, len(message_ids), _DELETE_BATCH):
            await DBOS.delete_workflows_async(list(message_ids[start : start + _DELETE_BATCH]))

    async def delete_older(self, than: datetime) -> None:
        """Remove every finished workflow that ended before that time."""
        ended_before = than.isoformat()
        while True:
            found = await DBOS.list_workflows_async(
                status=list(_ENDED),
                completed_before=ended_before,
                limit=_DELETE_BATCH,
                load_input=False,
                load_output=False,
            )
            if not found:
                return
            await self.delete([status.workflow_id for status in found])

    async def checkpoint(self) -> None:
        """Empty the write-ahead log (SQLite)."""
        await asyncio.to_thread(checkpoint, self._engine)

    async def close(self) -> None:
        """Let running turns end for a moment, then stop them where they are: the next launch recovers them."""
        await asyncio.gather(*self._begun.values())
        if running := list(self._running.values()):
            await asyncio.wait(running, timeout=_GRACE_SECONDS)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        DBOS.destroy(destroy_registry=True)
        self._engine.dispose()

    def _track(self, message_id: str) -> None:
        # The task is DBOS's own and ends after the outcome is stored, later than the turn's function.
        if task := asyncio.current_task():
            self._running[message_id] = task
            task.add_done_callback(lambda _: self._running.pop(message_id, None))

    async def _statuses(self, message_ids: Sequence[str]) -> list[Any]:
        found: list[Any] = []
        for start in range(0, len(message_ids), _DELETE_BATCH):
            batch = list(message_ids[start : start + _DELETE_BATCH])
            found += await DBOS.list_workflows_async(workflow_ids=batch, load_input=False, load_output=False)
        return found
