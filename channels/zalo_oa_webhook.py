"""Zalo Official Account's webhook: who signed an event, whose it is, and an answer within Zalo's two seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog
from fastapi import FastAPI, Request, Response

from channels.inbound import Inbound
from channels.logs import described
from channels.secret_webhook import REFUSED
from channels.signatures import Signatures
from channels.vendor_event import VendorEvent
from channels.zalo_oa_events import CHANNEL, parse, verified

log = structlog.get_logger()

WEBHOOK_PATH = "/webhooks/zalo/oa"
# Zalo waits two seconds.
_ANSWER_SECONDS = 1.5
_GRACE_SECONDS = 2.0
_FIRST_PAUSE_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 30.0
_KEPT_SECONDS = 2 * 3600.0


@dataclass(frozen=True)
class Secret:
    """What may have signed an event, and the setting it stands in."""

    setting: str
    value: str


@dataclass(frozen=True, kw_only=True)
class ZaloOAWebhook:
    """`secrets`: what may have signed, the likeliest first. `account`: our account's id, blank while it is not known.

    `refused_status`: the answer to a wrong signature.
    """

    app_id: str
    secrets: Sequence[Secret]
    signatures: Signatures
    refused_status: int
    account: Callable[[], str]
    inbound: Inbound
    _tasks: set[asyncio.Task[None]] = field(default_factory=set["asyncio.Task[None]"], init=False)

    def mount(self, app: FastAPI) -> None:
        """Add the address Zalo calls."""
        app.add_route(WEBHOOK_PATH, self.hook, methods=["POST"])
        app.add_api_route(WEBHOOK_PATH, self.alive, methods=["GET", "HEAD"])

    async def alive(self) -> Response:
        """For a person, or a console, that opens the address."""
        return Response()

    async def hook(self, request: Request) -> Response:
        """One event: answered in time, by then stored unless the store is away."""
        raw = await request.body()
        secrets = [secret.value for secret in self.secrets]
        signed_by = verified(raw, request.headers.get("X-ZEvent-Signature"), self.app_id, secrets)
        if signed_by is None:
            self._count("webhook_refused")
            log.warning("webhook_refused", channel=CHANNEL)
            return Response(status_code=self.refused_status, headers={REFUSED: "signature"})
        # Which of the two secrets Zalo signs with is told by sources of doubtful worth: here one can see it.
        self._count("webhook_signed", secret=str(signed_by + 1))
        event = parse(raw)
        if event is None:
            self._count("webhook_unreadable")
            return Response()
        if event.account and (ours := self.account()) and event.account != ours:
            # One application may serve several accounts: with our token its people cannot be answered.
            self._count("webhook_other_account")
            log.warning("webhook_other_account", channel=CHANNEL)
            return Response()
        if event.account:
            # Zalo's own names the account; the one of `python -m channels check` does not.
            self.signatures.seen(self.secrets[signed_by].setting)
        task = asyncio.create_task(self._keep(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # Other answers than 200 count towards Zalo switching the webhook off, and whether it repeats them is not known:
        # what cannot be stored now is stored as soon as it can be.
        await asyncio.wait([task], timeout=_ANSWER_SECONDS)
        return Response()

    async def stop(self) -> None:
        """End; what is being stored has a moment, since Zalo may have been told already that it is safe."""
        if tasks := list(self._tasks):
            await asyncio.wait(tasks, timeout=_GRACE_SECONDS)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await self.signatures.stop()

    async def _keep(self, event: VendorEvent) -> None:
        """Store an event, however long the store is locked or away, within the hours of Zalo's own repeats."""
        pause, began = _FIRST_PAUSE_SECONDS, time.monotonic()
        while True:
            try:
                await self.inbound.take(event)
            except Exception as problem:
                # An edge: the store may be locked, or its server may start again.
                log.error("event_failed", channel=CHANNEL, **described(problem))
                if time.monotonic() - began > _KEPT_SECONDS:
                    self._count("webhook_lost")
                    return
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
            else:
                return

    def _count(self, name: str, **labels: str) -> None:
        self.inbound.metrics.count(name, channel=CHANNEL, **labels)
