"""Faults of a vendor, scripted by a test or a person: the next calls go wrong in a chosen way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Literal

from fastapi import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

Kind = Literal["error", "status", "html", "slow", "hang", "cut", "stored_error", "stored_hang", "stored_cut"]
KNOWABLE: frozenset[Kind] = frozenset({"error", "slow"})
"""After these a client knows whether its call was carried out."""


@dataclass(frozen=True)
class Fault:
    """One way to go wrong, for the next `times` calls named `where` ("*" for any), of one user where `user` is given.

    error: the vendor's own error `code`, nothing carried out · status: a bare HTTP status `code` · html: a gateway's
    page with status 502 · slow: carried out after `seconds` · hang: nothing carried out, no answer for `seconds` ·
    cut: nothing carried out, the connection breaks · stored_error, stored_hang, stored_cut: the same, but the call was
    carried out.
    """

    where: str
    kind: Kind
    code: int = 0
    seconds: float = 30.0
    detail: str = ""
    user: str = ""
    times: int = 1


class Cut(Response):
    """An answer that breaks off: the client sees the connection end in the middle."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        raise ConnectionAbortedError


@dataclass(frozen=True)
class Call:
    """A call as the faults see it.

    `work` carries it out and gives the right answer; `refuse` says an error in the vendor's words; `unknown` is told
    when the client cannot know the outcome, with whether the call was carried out.
    """

    where: str
    request: Request
    work: Callable[[], Awaitable[Response]]
    refuse: Callable[[Fault], Response]
    user: str = ""
    unknown: Callable[[bool], None] = lambda stored: None


class Faults:
    """The faults to come, first in first out."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, where: str, kind: Kind, **rest: object) -> Fault:
        """Script a fault; `rest` are the fields of `Fault`."""
        fault = Fault(where, kind, **rest)  # pyright: ignore[reportArgumentType] -- the fields are named by the caller
        self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Forget what was scripted."""
        self.waiting.clear()

    def take(self, where: str, user: str = "") -> Fault | None:
        """The fault for this call, used up by one."""
        for index, fault in enumerate(self.waiting):
            if fault.where in (where, "*") and fault.user in ("", user):
                left = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                self.waiting[index : index + 1] = left
                return fault
        return None

    async def run(self, call: Call) -> Response:
        """The answer to a call, right or scripted."""
        fault = self.take(call.where, call.user)
        if fault is None:
            return await call.work()
        stored = fault.kind.startswith("stored_") or fault.kind == "slow"
        if fault.kind == "slow":
            gone = await _wait(call.request, fault.seconds)
            answer = await call.work()
            if gone:
                call.unknown(True)
            return answer
        if stored:
            await call.work()
        if fault.kind not in KNOWABLE:
            call.unknown(stored)
        return await _failure(fault, call)


async def _failure(fault: Fault, call: Call) -> Response:
    match fault.kind:
        case "error" | "stored_error":
            return call.refuse(fault)
        case "status":
            return Response(status_code=fault.code or 500)
        case "cut" | "stored_cut":
            return Cut()
        case "hang" | "stored_hang":
            await _wait(call.request, fault.seconds)
    return HTMLResponse("<html><body><h1>502 Bad Gateway</h1></body></html>", status_code=502)


async def _wait(request: Request, seconds: float) -> bool:
    """Wait real seconds; True when the client has gone meanwhile."""
    until = asyncio.get_running_loop().time() + seconds
    while (left := until - asyncio.get_running_loop().time()) > 0:
        if await request.is_disconnected():
            return True
        await asyncio.sleep(min(0.05, left))
    return await request.is_disconnected()
