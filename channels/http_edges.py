"""What holds for every request and answer: a largest body, security headers, errors as `{error: {code, message}}`."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.errors import BadRequest, RequestRefused
from channels.logs import described
from channels.sentences import Sentences

log = structlog.get_logger()

_HEADERS = {
    # Unless the route says otherwise: the page and its files change together, so they are compared by ETag each time.
    "Cache-Control": "no-cache",
    # Everything the page needs comes from here; nothing inline, no frame, no form to elsewhere.
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_LARGEST_BODY_BYTES = 1 << 20
_CODES = {404: "path_not_found", 405: "method_not_allowed", 413: "body_too_large"}


class Edges:
    """Headers on every response, streams included; an end to a body that is too large and to an unexpected error."""

    def __init__(self, app: ASGIApp, unexpected: ASGIApp) -> None:
        self._app = app
        self._unexpected = unexpected

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""

        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        read = 0

        async def receive_some() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > _LARGEST_BODY_BYTES:
                raise HTTPException(413)
            return message

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive_some, send_with_headers)
        except Exception as problem:
            # The edge of the process. Not raised on: the server would log a message that may quote what a person wrote.
            log.error("request_failed", **described(problem))
            if not started:
                await self._unexpected(scope, receive, send_with_headers)


def add_edges(app: FastAPI, sentences: Sentences) -> None:
    """Add the headers and the error handlers: the only place of the process where errors are turned into answers."""

    def answer(status: int, code: str, headers: Mapping[str, str] | None = None, **values: object) -> JSONResponse:
        error = {"code": code, "message": sentences.text(f"errors.{code}", **values)}
        return JSONResponse({"error": error}, status, {"Cache-Control": "no-store", **(headers or {})})

    @app.exception_handler(RequestRefused)
    async def refused(_: Request, problem: RequestRefused) -> JSONResponse:
        headers = {"WWW-Authenticate": "Bearer"} if problem.status == 401 else None
        return answer(problem.status, problem.code, headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, problem: RequestValidationError) -> JSONResponse:
        # Where it is wrong, never what was sent.
        places = sorted({".".join(str(part) for part in error["loc"]) for error in problem.errors()})
        return answer(BadRequest.status, BadRequest.code, where=", ".join(places))

    @app.exception_handler(HTTPException)
    async def http_problem(_: Request, problem: HTTPException) -> JSONResponse:
        return answer(problem.status_code, _CODES.get(problem.status_code, "bad_request"), problem.headers)

    app.add_middleware(Edges, unexpected=answer(500, "internal"))
