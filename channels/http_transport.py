"""The transport of every request that goes out while people wait: aiohttp under httpx.

httpx's own took half of the process's time at 35 messages a second. Which requests surely never left must stay known:
their messages may be sent again, no others may.
"""

from __future__ import annotations

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_TOO_LATE = aiohttp.SocketTimeoutError


class Transport(AiohttpTransport):
    """At most `at_once` connections, straight to the server.

    ConnectError and ConnectTimeout mean that the request never left, ReadTimeout and ReadError that it may have.
    """

    def __init__(self, *, at_once: int = 100) -> None:
        super().__init__(trust_env=False, limits=httpx.Limits(max_connections=at_once))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and read its whole answer, which is small. Raises httpx.TransportError."""
        try:
            response = await super().handle_async_request(request)
            try:
                await response.aread()
            finally:
                await response.aclose()
        except (httpx.TransportError, aiohttp.ClientError) as problem:
            # The base calls every broken connection one that was never made.
            cause = problem if isinstance(problem, aiohttp.ClientError) else problem.__cause__
            if isinstance(cause, _NEVER_LEFT):
                raise httpx.ConnectError(str(cause), request=request) from cause
            kind = httpx.ReadTimeout if isinstance(cause, _TOO_LATE) else httpx.ReadError
            raise kind(str(cause), request=request) from cause
        return response
