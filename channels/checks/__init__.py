"""python -m channels check <channel>: what is missing before a channel works, one line a finding.

finding.py what was found · addresses.py asking · bots.py, official_account.py, site.py what each channel needs
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol

import httpx

from channels.checks.bots import telegram, zalo_bot
from channels.checks.finding import Finding
from channels.checks.official_account import OfficialAccountChecks
from channels.checks.site import SiteChecks
from channels.vendor_settings import VendorSettings

CHANNELS = ("telegram", "zalo-oa", "zalo-bot", "web")
_SECONDS = 10.0


class _OfChannel(Protocol):
    def findings(self, http: httpx.AsyncClient) -> AsyncIterator[Finding]: ...


@dataclass(frozen=True)
class Checks:
    """The checks of every channel. Only reads: no webhook is set, no token is exchanged.

    `page_url`: where this machine reaches the page; `sites`: those that may hold the chat.
    """

    settings: VendorSettings
    store_url: str
    page_url: str
    now: Callable[[], int]
    sites: str = ""

    async def of(self, channel: str) -> list[Finding]:
        """The findings of one channel of `CHANNELS`, in the order to see to them."""
        checks: dict[str, _OfChannel] = {
            "telegram": telegram(self.settings, self.now),
            "zalo-oa": OfficialAccountChecks(self.settings, self.store_url, self.now),
            "zalo-bot": zalo_bot(self.settings, self.now),
            "web": SiteChecks(self.settings, self.page_url, self.sites),
        }
        async with client() as http:
            return [finding async for finding in checks[channel].findings(http)]


def client() -> httpx.AsyncClient:
    """What asks the vendors and our own public address."""
    return httpx.AsyncClient(timeout=_SECONDS)
