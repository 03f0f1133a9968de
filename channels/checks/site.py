"""What the page, and the chat on other sites, need."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx

from channels.checks.addresses import page_at, public
from channels.checks.finding import Finding
from channels.origins import is_site, parted
from channels.vendor_settings import VendorSettings

_SCRIPT = "/widget/v1.js"
_API = "/api/v1/conversations"
_ANY = "mau-thu."


@dataclass(frozen=True)
class SiteChecks:
    """`page_url`: where this machine itself reaches the page, asked while there is no public address.

    `sites`: as WIDGET_ORIGINS lists them.
    """

    settings: VendorSettings
    page_url: str
    sites: str

    async def findings(self, http: httpx.AsyncClient) -> AsyncIterator[Finding]:
        """In the order to see to them."""
        async for finding in public(http, self.settings, self.settings.public_url):
            yield finding
        sites = parted(self.sites)
        for site in sites:
            if not is_site(site):
                yield Finding("site_malformed", values={"site": site})
        address = (self.settings.public_url or self.page_url).rstrip("/")
        try:
            ready = (await http.get(f"{address}/readyz")).status_code
        except httpx.HTTPError:
            yield Finding("page_unreachable", values={"url": address})
            return
        good = ready == 200
        yield Finding("page_good" if good else "page_not_ready", good, {"url": address})
        script = address + _SCRIPT
        good = await page_at(http, script) is not None
        yield Finding("script_good" if good else "script_missing", good, {"url": script})
        for site in filter(is_site, sites):
            good = await _may_call(http, address, site)
            yield Finding("site_good" if good else "site_refused", good, {"site": site})
        if not sites:
            yield Finding("sites_none", True)


async def _may_call(http: httpx.AsyncClient, address: str, site: str) -> bool:
    """What a browser asks before a page of the site may call us."""
    asked = {"Origin": site.replace("*.", _ANY), "Access-Control-Request-Method": "POST"}
    try:
        response = await http.options(address + _API, headers=asked)
    except httpx.HTTPError:
        return False
    return response.is_success and response.headers.get("Access-Control-Allow-Origin") == asked["Origin"]
