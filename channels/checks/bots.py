"""What a bot of Telegram or of Zalo Bot needs: both speak the same kind of API."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from channels.checks.addresses import full, json_at, mapping, public, takes
from channels.checks.finding import Finding
from channels.telegram import SECRET_HEADER as TELEGRAM_HEADER
from channels.telegram import WEBHOOK_PATH as TELEGRAM_PATH
from channels.vendor_settings import VendorSettings
from channels.zalo_bot import SECRET_HEADER as ZALO_BOT_HEADER
from channels.zalo_bot import WEBHOOK_PATH as ZALO_BOT_PATH

_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_MANY_WAITING = 20
_HOUR_SECONDS = 3600


@dataclass(frozen=True)
class BotChecks:
    """`name`: telegram or zalo_bot, the beginning of its settings' names. `has_menu`: it keeps a list of commands.

    `now`: milliseconds since 1970.
    """

    settings: VendorSettings
    name: str
    path: str
    header: str
    has_menu: bool
    now: Callable[[], int]

    async def findings(self, http: httpx.AsyncClient) -> AsyncIterator[Finding]:
        """In the order to see to them. Only asks: no webhook is set, no update is read."""
        token = self.settings.secret(f"{self.name}_token")
        if not token:
            yield Finding(f"{self.name}_token")
            return
        by_webhook: bool = getattr(self.settings, f"{self.name}_mode") == "webhook"
        if by_webhook:
            async for finding in self._reachable(http):
                yield finding
        api: str = getattr(self.settings, f"{self.name}_api_url")
        base = f"{api.rstrip('/')}/bot{token}"
        me = await json_at(http, f"{base}/getMe")
        if me is None:
            yield Finding("api_unreachable")
            return
        if me.get("ok") is not True:
            yield Finding("token_refused")
            return
        about = mapping(me.get("result"))
        yield Finding("token_good", True, {"name": about.get("username") or about.get("account_name") or "?"})
        info = mapping((await json_at(http, f"{base}/getWebhookInfo") or {}).get("result"))
        yield self._by_webhook(info) if by_webhook else self._by_polling(info)
        if self.has_menu:
            yield await self._menu(http, base)

    async def _reachable(self, http: httpx.AsyncClient) -> AsyncIterator[Finding]:
        name = f"{self.name}_webhook_secret"
        good = bool(_SECRET.fullmatch(self.settings.secret(name)))
        yield Finding("secret_good" if good else "secret", good, {"setting": name.upper()})
        reachable, api_url = False, getattr(self.settings, f"{self.name}_api_url")
        async for finding in public(http, self.settings, api_url):
            reachable = finding.is_good
            yield finding
        if reachable and good:
            headers = {self.header: self.settings.secret(name)}
            if await takes(http, full(self.settings, self.path), b"{}", headers) is False:
                yield Finding("secret_differs", values={"setting": name.upper()})

    def _by_webhook(self, info: Mapping[str, Any]) -> Finding:
        url, waiting = full(self.settings, self.path), info.get("pending_update_count")
        if info.get("url") != url:
            return Finding("webhook_not_set", values={"url": url})
        failure, failed_at = info.get("last_error_message"), info.get("last_error_date")
        # Telegram tells of the last failure for ever.
        if failure and not (isinstance(failed_at, int) and failed_at < self.now() / 1000 - _HOUR_SECONDS):
            return Finding("webhook_fails", values={"reason": failure})
        if isinstance(waiting, int) and waiting > _MANY_WAITING:
            return Finding("webhook_waits", values={"count": waiting})
        return Finding("webhook_good", True)

    def _by_polling(self, info: Mapping[str, Any]) -> Finding:
        url = info.get("url")
        return Finding("webhook_in_the_way", values={"url": url}) if url else Finding("polling", True)

    async def _menu(self, http: httpx.AsyncClient, base: str) -> Finding:
        answer = await json_at(http, f"{base}/getMyCommands") or {}
        good = bool(answer.get("result"))
        return Finding("commands_good" if good else "commands_missing", good)


def telegram(settings: VendorSettings, now: Callable[[], int]) -> BotChecks:
    """The checks of a Telegram bot."""
    return BotChecks(settings, "telegram", TELEGRAM_PATH, TELEGRAM_HEADER, has_menu=True, now=now)


def zalo_bot(settings: VendorSettings, now: Callable[[], int]) -> BotChecks:
    """The checks of a Zalo Bot."""
    return BotChecks(settings, "zalo_bot", ZALO_BOT_PATH, ZALO_BOT_HEADER, has_menu=False, now=now)
