"""What the page, and the chat on other sites, need."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx

from channels.checks.addresses import page_at, public
from channels.checks.finding import Finding
from channels.vendor_settings import VendorSettings

_ELEMENT = "/static/chat/element.js"


@dataclass(frozen=True)
class SiteChecks:
    """`page_url`: where this machine itself reaches the page, asked while there is no public address."""

    settings: VendorSettings
    page_url: str

    async def findings(self, http: httpx.AsyncClient) -> AsyncIterator[Finding]:
        """In the order to see to them."""
        async for finding in public(http, self.settings):
            yield finding
        address = (self.settings.public_url or self.page_url).rstrip("/")
        try:
            ready = (await http.get(f"{address}/readyz")).status_code
        except httpx.HTTPError:
            yield Finding("page_unreachable", values={"url": address})
            return
        good = ready == 200
        yield Finding("page_good" if good else "page_not_ready", good, {"url": address})
        if await page_at(http, address + _ELEMENT) is None:
            yield Finding("element_missing", values={"url": address + _ELEMENT})
