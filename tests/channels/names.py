"""A public https name that leads to a port of this machine, as a name server and a proxy make it."""

from __future__ import annotations

from dataclasses import dataclass

import httpx


@dataclass(frozen=True)
class Name:
    """`public`: https://…, without a path; `here`: http://127.0.0.1:PORT."""

    public: str
    here: str

    def leads_to(self, url: str) -> str:
        """Where an address below the name ends."""
        return self.here + url.removeprefix(self.public) if url.startswith(self.public) else url

    def client(self) -> httpx.AsyncClient:
        """A client that knows the name."""
        return httpx.AsyncClient(mounts={self.public: _Proxied(self)}, timeout=10)


class _Proxied(httpx.AsyncBaseTransport):
    def __init__(self, name: Name) -> None:
        self._name = name
        self._here = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = httpx.URL(self._name.leads_to(str(request.url)))
        return await self._here.handle_async_request(request)

    async def aclose(self) -> None:
        await self._here.aclose()
