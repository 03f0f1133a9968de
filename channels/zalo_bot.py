"""Zalo Bot Platform: its webhook, its polling, and sending. Made for trials: it serves few people, without buttons."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import httpx
import structlog
from fastapi import FastAPI, Request, Response

from channels.contacts import Contact
from channels.delivery import PACE, Sent
from channels.inbound import Inbound
from channels.limits import Pace, Places, Rest
from channels.logs import described
from channels.part_states import State
from channels.rendering.parts import Part
from channels.rendering.text import Shown
from channels.rendering.zalo import ZaloParts
from channels.secret_webhook import received
from channels.zalo_bot_events import CHANNEL, parse

log = structlog.get_logger()

WEBHOOK_PATH = "/webhooks/zalo/bot"
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 -- the name of a header
_POLL_SECONDS = 30
_POLL_FLOOR_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0
_FIRST_REST_MS = 2_000
_LONGEST_REST_MS = 600_000
_EMPTY = 408
_FOR_A_PERSON = {401: "token", 429: "quota"}
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class BotRefused(Exception):
    """The platform's error code."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(frozen=True)
class BotSettings:
    """`webhook_url`: full address Zalo calls; blank: polling."""

    token: str
    api_url: str
    secret: str
    webhook_url: str
    requests_per_minute: int


@dataclass(kw_only=True)
class ZaloBot:
    """The channel."""

    settings: BotSettings
    parts: ZaloParts
    http: httpx.AsyncClient
    inbound: Inbound | None = None
    channel: str = CHANNEL
    problem: str | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set["asyncio.Task[None]"], init=False)

    def __post_init__(self) -> None:
        allowed = self.settings.requests_per_minute
        self._pace = Pace(allowed * 0.8 / 60, burst=max(1, int(allowed * 0.15)))
        self._places = Places(lambda _: self._pace.take())
        self._rest = Rest(_FIRST_REST_MS, _LONGEST_REST_MS, lambda: time.monotonic_ns() // 1_000_000)

    def render(self, answer: Shown) -> list[Part]:
        """The parts of a reply."""
        return self.parts.render(answer)

    async def send(self, contact: Contact, part: Part) -> Sent:
        """Send one part, once."""
        if (rest := self._rest.left()) > 0:
            return Sent(State.QUEUED, code="rest", again_ms=rest, is_attempt=False)
        if (wait := self._places.needed(contact.user_id)) > 0:
            return Sent(State.QUEUED, code=PACE, again_ms=math.ceil(wait * 1000), is_attempt=False)
        try:
            result = await self.call("sendMessage", {"chat_id": contact.user_id, "text": part.said})
        except _NOT_SENT:
            return Sent(State.QUEUED, code="unreachable_api")
        except httpx.HTTPError:
            return Sent(State.UNKNOWN, code="no_answer")
        except BotRefused as refused:
            return self._refused(refused.code)
        self._rest.over()
        if self.problem and self.problem in map(str, _FOR_A_PERSON):
            self.problem = None
        message_id = result.get("message_id")
        return Sent(State.SENT, provider_id=str(message_id)[:128] if message_id else None)

    def _refused(self, code: int) -> Sent:
        if code in _FOR_A_PERSON:
            # The minute's allowance or the month's, Zalo does not say which; or a token that must be set anew. What
            # waits was surely not sent: it is tried ever more seldom.
            self.problem = str(code)
            log.error("alarm", channel=CHANNEL, reason=str(code))
            return Sent(State.QUEUED, code=_FOR_A_PERSON[code], again_ms=self._rest.begin(), is_attempt=False)
        if code >= 500 or code in (0, _EMPTY):
            return Sent(State.UNKNOWN, code=str(code))
        return Sent(State.FAILED, code=str(code), is_unreachable=code == 403)

    async def typing(self, contact: Contact) -> None:
        """The only action there is."""
        await self.call("sendChatAction", {"chat_id": contact.user_id, "action": "typing"})

    def link(self, code: str = "") -> str:
        """No address of a bot is documented."""
        return ""

    async def call(self, method: str, body: Mapping[str, Any], *, seconds: float | None = None) -> Mapping[str, Any]:
        """The result of a method. Raises BotRefused, or httpx.HTTPError, whose text may show the token."""
        url = f"{self.settings.api_url.rstrip('/')}/bot{self.settings.token}/{method}"
        timeout = httpx.USE_CLIENT_DEFAULT if seconds is None else httpx.Timeout(seconds)
        response = await self.http.post(url, json=dict(body), timeout=timeout)
        try:
            answer = _mapping(response.json())
        except ValueError:
            raise BotRefused(response.status_code if response.status_code >= 400 else 0) from None
        if answer.get("ok") is True:
            return _mapping(answer.get("result"))
        code = answer.get("error_code")
        raise BotRefused(code if isinstance(code, int) else response.status_code)

    def mount(self, app: FastAPI) -> None:
        """Add the webhook."""
        if self.settings.webhook_url:
            app.add_route(WEBHOOK_PATH, self.hook, methods=["POST"])

    async def hook(self, request: Request) -> Response:
        """One update, see `secret_webhook.received`."""
        return await received(
            request,
            channel=CHANNEL,
            header=SECRET_HEADER,
            secret=self.settings.secret,
            take=self._take,
            metrics=self.inbound.metrics if self.inbound else None,
        )

    async def _take(self, body: object) -> None:
        event = parse(body)
        if event is not None and self.inbound is not None:
            await self.inbound.take(event)

    async def start(self) -> None:
        """Begin in the background: the process must start although Zalo cannot be reached."""
        task = asyncio.create_task(self._run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop_receiving(self) -> None:
        """End polling. An update that was read is stored first."""
        for task in (tasks := list(self._tasks)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Close the connections."""
        await self.http.aclose()

    async def _run(self) -> None:
        pause = _POLL_FLOOR_SECONDS
        while True:
            try:
                if self.settings.webhook_url:
                    body = {"url": self.settings.webhook_url, "secret_token": self.settings.secret}
                    result = await self.call("setWebhook", body)
                    # The address is kept even when Zalo could not reach it.
                    is_seen = _mapping(result.get("verification")).get("ok") is not False
                    self.problem = None if is_seen else "verification"
                    log.info("channel_ready", channel=CHANNEL, by="webhook", verified=is_seen)
                    return
                await self._poll()
            except BotRefused as refused:
                self.problem = str(refused.code)
                log.warning("channel_unready", channel=CHANNEL, reason=str(refused.code))
                if refused.code == 401:
                    return
            except httpx.HTTPError as failure:
                log.warning("channel_unready", channel=CHANNEL, reason=type(failure).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _poll(self) -> None:
        """Read updates for ever: one at a time, without confirmation, so each is taken at once and may come again."""
        log.info("channel_ready", channel=CHANNEL, by="polling")
        while True:
            asked_at = time.monotonic()
            try:
                update = await self.call("getUpdates", {"timeout": str(_POLL_SECONDS)}, seconds=_POLL_SECONDS + 10)
            except BotRefused as refused:
                if refused.code != _EMPTY:
                    raise
            else:
                await self._keep(update)
            self.problem = None
            # It is told to answer at once while it repeats what it has given out.
            await asyncio.sleep(max(0.0, _POLL_FLOOR_SECONDS - (time.monotonic() - asked_at)))

    async def _keep(self, update: Mapping[str, Any]) -> None:
        """Store an update, which Zalo may never give out again: until it is stored, nothing else is read."""
        while True:
            try:
                await asyncio.shield(self._take(update))
            except Exception as problem:
                # An edge: the store may be locked for a moment.
                log.error("update_failed", channel=CHANNEL, **described(problem))
                await asyncio.sleep(1)
            else:
                return


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}
