"""One update of a vendor that proves itself by a secret in a header: Telegram and Zalo Bot."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable

import structlog
from fastapi import Request, Response

from channels.metrics import Metrics

log = structlog.get_logger()

REFUSED = "X-Refused"
"""Header of the answer to an event that did not prove itself: the status alone may be the one of an accepted event."""


async def received(
    request: Request,
    *,
    channel: str,
    header: str,
    secret: str,
    take: Callable[[object], Awaitable[None]],
    metrics: Metrics | None,
) -> Response:
    """Hand the JSON of an update to `take`. 403 without the secret; otherwise 200 once it is safe, or is of no use."""
    if not hmac.compare_digest(request.headers.get(header, "").encode(), secret.encode()):
        log.warning("webhook_refused", channel=channel)
        if metrics:
            metrics.count("webhook_refused", channel=channel)
        return Response(status_code=403, headers={REFUSED: "secret"})
    try:
        update: object = json.loads(await request.body())
    except (ValueError, RecursionError):
        log.warning("webhook_unreadable", channel=channel)
        if metrics:
            metrics.count("webhook_unreadable", channel=channel)
        return Response()
    await take(update)
    return Response()
