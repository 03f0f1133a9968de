"""Is the process alive, can it answer, what has it counted."""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from sqlalchemy.exc import SQLAlchemyError

from channels.errors import NotFound, RasaFailed, ReplyInvalid
from channels.metrics import Metrics
from channels.rasa_client import Question, RasaClient
from channels.sentences import Sentences
from channels.store import Store
from channels.tracker import TrackerRows

PROBE_CONVERSATION = "readiness-probe"
PROBE_COMMAND = "/probe_readiness"
_CACHED_SECONDS = 5.0
_NOT_READY_CACHED_SECONDS = 0.5
_PROBE_SECONDS = 5.0
_NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class Readiness:
    """`snapshot`: digest of the knowledge that answers; `reason`: short code of what is missing."""

    snapshot: str | None
    reason: str | None


@dataclass(kw_only=True)
class Health:
    """The routes /healthz, /readyz and /metrics."""

    store: Store
    tracker: TrackerRows
    rasa: RasaClient
    metrics: Metrics
    sentences: Sentences
    now: Callable[[], int]
    _probing: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _last: Readiness | None = field(default=None, init=False)
    _last_at: float = field(default=0.0, init=False)

    def router(self) -> APIRouter:
        """The routes, to be included once."""
        router = APIRouter()
        router.add_api_route("/healthz", self.alive, methods=["GET"])
        router.add_api_route("/readyz", self.ready, methods=["GET"])
        router.add_api_route("/metrics", self.counted, methods=["GET"])
        return router

    async def alive(self) -> JSONResponse:
        """The process runs; says nothing of the others."""
        return JSONResponse({"status": "alive"}, headers=_NO_STORE)

    async def ready(self) -> JSONResponse:
        """A turn of the reserved conversation goes through Rasa and actions.

        The finding holds for 5 seconds, half a second when it is "not ready".
        """
        found = await self._readiness()
        if found.reason is None:
            return JSONResponse({"status": "ready", "snapshot": found.snapshot}, headers=_NO_STORE)
        message = self.sentences.text("errors.not_ready", reason=found.reason)
        error = {"code": "not_ready", "message": message, "reason": found.reason}
        return JSONResponse({"status": "not_ready", "error": error}, status_code=503, headers=_NO_STORE)

    async def counted(self, request: Request) -> Response:
        """Metrics, for callers on this machine that came through no proxy."""
        forwarded = any(name == "forwarded" or name.startswith("x-forwarded-") for name in request.headers)
        if forwarded or request.client is None or not _is_loopback(request.client.host):
            raise NotFound
        return PlainTextResponse(self.metrics.text(), headers=_NO_STORE)

    async def _readiness(self) -> Readiness:
        async with self._probing:
            holds = _NOT_READY_CACHED_SECONDS if self._last and self._last.reason else _CACHED_SECONDS
            if self._last is None or time.monotonic() - self._last_at > holds:
                self._last = await self._probe()
                self._last_at = time.monotonic()
            return self._last

    async def _probe(self) -> Readiness:
        question = Question(
            conversation_id=PROBE_CONVERSATION,
            message_id=f"probe-{secrets.token_hex(8)}",
            text=PROBE_COMMAND,
            trusted=True,
            received_at=self.now(),
            channel="probe",
        )
        try:
            await self.store.transaction(lambda connection: connection.execute(sa.select(1)))
            reply = await self.rasa.ask(question, timeout_seconds=_PROBE_SECONDS)
        except SQLAlchemyError:
            return Readiness(None, "store")
        except RasaFailed as failure:
            return Readiness(None, f"rasa_{failure.reason}")
        except ReplyInvalid:
            return Readiness(None, "reply_invalid")
        await self.tracker.delete([PROBE_CONVERSATION])
        snapshot = (reply.meta or {}).get("snapshot")
        return Readiness(snapshot, None) if isinstance(snapshot, str) else Readiness(None, "no_snapshot")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
