"""The vendor's side of a webhook: events delivered at least once, in no certain order, tried again on its ladder."""

from __future__ import annotations

import asyncio
import concurrent.futures
import random
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
from httpx_aiohttp import AiohttpTransport

from tests.fakes.clock import Clock
from tests.fakes.ledger import Ledger

T = TypeVar("T")
_TICK = 0.05


@dataclass(frozen=True)
class Event:
    """What is delivered: a name for people, the bytes, the headers. `genuine` is False where a forger made it."""

    name: str
    raw: bytes
    headers: Mapping[str, str]
    genuine: bool = True


@dataclass(frozen=True)
class Attempt:
    """One delivery: the event, which try (0 the first), the HTTP status (None: none came), the seconds it took."""

    event: Event
    retry: int
    status: int | None
    seconds: float


@dataclass
class Webhook:
    """Where events go, and how. Fields may be changed while it runs.

    `ladder`: seconds from one try to the next; after the last one `on` becomes False if `switches_off`.
    `retries_refusals`: an answer other than 2xx is tried again like no answer. `retry_header` counts the tries.
    `patience` in real seconds. `leads_to` says where an address ends, as a name server and a proxy would.
    """

    clock: Clock
    ledger: Ledger
    ladder: Sequence[float]
    url: str = ""
    patience: float = 2.0
    switches_off: bool = False
    retries_refusals: bool = True
    retry_header: str = ""
    on: bool = True
    copies: tuple[int, int] = (1, 1)
    seed: int = 0
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    last_error: tuple[float, str] | None = None
    on_taken: Callable[[Event], None] = lambda event: None
    leads_to: Callable[[str], str] = lambda url: url

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._held: list[Event] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._first_tries: set[asyncio.Future[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._http: httpx.AsyncClient | None = None

    async def open(self) -> None:
        """Called in the loop that delivers."""
        self._loop = asyncio.get_running_loop()
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
        # `patience` is the time-out; events stay on this machine, and reading certificates takes a third of a second.
        # httpx's own transport took most of the time that was to be measured.
        transport = AiohttpTransport(verify=False, trust_env=False, limits=limits)
        self._http = httpx.AsyncClient(timeout=None, trust_env=False, transport=transport)  # noqa: S113

    async def close(self) -> None:
        """Drop what is waiting for its next try."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http:
            await self._http.aclose()

    def post(self, event: Event) -> None:
        """Deliver an event, as often as `copies` says; from any thread."""
        if self._held is not None:
            self._held.append(event)
        elif self.on and self.url:
            for _ in range(self._random.randint(*self.copies)):
                self._start(event)

    def hold(self) -> None:
        """Keep events back until `release`."""
        self._held = self._held or []

    def release(self, *, shuffle: bool = False, copies: tuple[int, int] | None = None) -> None:
        """Deliver what was held, each between `copies` times, all of it in random order if asked."""
        low, high = copies or self.copies
        events = [event for event in self._held or [] for _ in range(self._random.randint(low, high))]
        self._held = None
        if shuffle:
            self._random.shuffle(events)
        if self.on and self.url:
            for event in events:
                self._start(event)

    def settle(self, seconds: float = 60.0) -> None:
        """Wait until every event delivered so far has had its first try; not from the loop that delivers."""
        if self._loop:
            asyncio.run_coroutine_threadsafe(self.first_tries_done(), self._loop).result(seconds)

    async def first_tries_done(self) -> None:
        """The same, from the loop that delivers."""
        while self._first_tries:
            await asyncio.wait(set(self._first_tries))

    def _start(self, event: Event) -> None:
        assert self._loop is not None, "the fake is not being served"
        ready: concurrent.futures.Future[None] = concurrent.futures.Future()

        def begin() -> None:
            loop = asyncio.get_running_loop()
            tried: asyncio.Future[None] = loop.create_future()
            self._first_tries.add(tried)
            tried.add_done_callback(self._first_tries.discard)
            task = loop.create_task(self._deliver(event, tried))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            ready.set_result(None)

        if _running_loop() is self._loop:
            begin()
        else:
            self._loop.call_soon_threadsafe(begin)
            ready.result(10)

    async def _deliver(self, event: Event, tried: asyncio.Future[None]) -> None:
        due = self.clock.now()
        for retry in range(len(self.ladder) + 1):
            if retry:
                due += self.ladder[retry - 1]
                await self.clock.sleep_until(due)
            try:
                if not self.on or await self._try(event, retry):
                    return
            finally:
                if not tried.done():
                    tried.set_result(None)
        if self.switches_off:
            self.on = False

    async def _try(self, event: Event, retry: int) -> bool:
        assert self._http is not None
        headers = {**event.headers, **({self.retry_header: str(retry)} if retry and self.retry_header else {})}
        began = asyncio.get_running_loop().time()
        status = None
        try:
            posting = self._http.post(self.leads_to(self.url), content=event.raw, headers=headers)
            status = (await within(self.patience, posting)).status_code
        except TimeoutError:
            self.ledger.note("late_acknowledgement", f"{event.name}: none within {self.patience} s")
            self.last_error = (self.clock.now(), "Read timeout expired")
        except httpx.HTTPError as error:
            self.last_error = (self.clock.now(), type(error).__name__)
        self.attempts.append(Attempt(event, retry, status, asyncio.get_running_loop().time() - began))
        if status is None:
            return False
        taken = 200 <= status < 300
        if taken:
            self.on_taken(event)
        else:
            self.last_error = (self.clock.now(), f"Wrong response from the webhook: {status}")
            if event.genuine and status in (401, 403):
                self.ledger.note("refused_signature", f"{event.name}: {status}")
        return taken or not self.retries_refusals


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """What `work` gives; TimeoutError when it takes longer.

    Time is counted in ticks of this loop, so that a machine too busy for its ticks is not taken for a slow client.
    """
    task = asyncio.ensure_future(work)
    try:
        for _ in range(max(1, round(seconds / _TICK))):
            if (await asyncio.wait({task}, timeout=_TICK))[0]:
                return task.result()
        raise TimeoutError
    finally:
        task.cancel()


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
