"""What a Zalo Official Account needs: the app's settings, the domain, the tokens, the account's package."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import httpx

from channels.checks.addresses import full, json_at, mapping, page_at, public
from channels.checks.finding import Finding
from channels.store import Store
from channels.vendor_settings import VendorSettings
from channels.zalo_connect import CONNECT_PATH
from channels.zalo_oa import WEBHOOK_PATH
from channels.zalo_tokens import Pair, ZaloTokens

_NEEDED = ("zalo_oa_app_id", "zalo_oa_app_secret", "zalo_oa_secret_key")
_GOVERNMENT = 4
_PACKAGE_MISSING = -224
_DAY_MS = 86_400_000
_REFRESH_DAYS = 90
_FEW_DAYS = 14


@dataclass(frozen=True)
class OfficialAccountChecks:
    """`store_url`: where the tokens are kept. `now`: milliseconds since 1970."""

    settings: VendorSettings
    store_url: str
    now: Callable[[], int]

    async def findings(self, http: httpx.AsyncClient) -> AsyncIterator[Finding]:
        """In the order to see to them. Only reads: no token is exchanged."""
        settings = self.settings
        missing = [name for name in _NEEDED if not self._value(name)]
        for name in missing:
            yield Finding("setting", values={"setting": name.upper()})
        reachable = False
        async for finding in public(http, settings):
            reachable = finding.is_good
            yield finding
        yield await self._verification(http, reachable=reachable)
        if not settings.has_zalo_oa:
            return
        if reachable and await page_at(http, full(settings, WEBHOOK_PATH)) is None:
            yield Finding("webhook_closed")
        else:
            yield Finding("webhook_by_hand", True, {"url": full(settings, WEBHOOK_PATH)})
        async for finding in self._connection(http):
            yield finding

    def _value(self, name: str) -> str:
        value: object = getattr(self.settings, name)
        return value if isinstance(value, str) else self.settings.secret(name)

    async def _verification(self, http: httpx.AsyncClient, *, reachable: bool) -> Finding:
        code = self.settings.zalo_oa_verification
        if not code:
            return Finding("verification")
        file = full(self.settings, f"/zalo_verifier{code}.html")
        if reachable and (
            await page_at(http, file) is None or code not in (await page_at(http, full(self.settings, "/")) or "")
        ):
            return Finding("verification_unseen", values={"url": file})
        return Finding("verification_good", True, {"url": file})

    async def _connection(self, http: httpx.AsyncClient) -> AsyncIterator[Finding]:
        pair, page = await self._pair(http), full(self.settings, CONNECT_PATH)
        if pair is None:
            seeded = bool(self.settings.secret("zalo_oa_refresh_token"))
            yield Finding("zalo_seeded", True) if seeded else Finding("zalo_not_connected", values={"url": page})
        elif pair.alarm:
            yield Finding("zalo_alarm", values={"reason": pair.alarm, "url": page})
        elif pair.expires_at <= self.now():
            yield Finding("zalo_expired", values={"url": page})
        else:
            yield self._lasts(pair)
            yield await self._account(http, pair)

    def _lasts(self, pair: Pair) -> Finding:
        days = max(0, _REFRESH_DAYS - (self.now() - pair.refreshed_at) // _DAY_MS)
        return Finding("zalo_connected" if days > _FEW_DAYS else "zalo_ends_soon", days > _FEW_DAYS, {"days": days})

    async def _pair(self, http: httpx.AsyncClient) -> Pair | None:
        store = Store(self.store_url)
        try:
            store.create_tables()
            tokens = ZaloTokens(
                store=store,
                http=http,
                url=self.settings.zalo_oa_login_url,
                app_id=self.settings.zalo_oa_app_id,
                app_secret="",
                seed="",
                now=self.now,
            )
            return await tokens.stored()
        finally:
            await asyncio.to_thread(store.close)

    async def _account(self, http: httpx.AsyncClient, pair: Pair) -> Finding:
        url = f"{self.settings.zalo_oa_api_url.rstrip('/')}/v2.0/oa/getoa"
        answer = await json_at(http, url, {"access_token": pair.access_token})
        if answer is None:
            return Finding("api_unreachable")
        if answer.get("error") == _PACKAGE_MISSING:
            return Finding("zalo_package")
        if answer.get("error") != 0:
            return Finding("zalo_error", values={"error": answer.get("error")})
        data = mapping(answer.get("data"))
        account = str(data.get("oa_id") or data.get("oaid") or "")
        if self.settings.zalo_oa_id and account != self.settings.zalo_oa_id:
            return Finding("zalo_other_account", values={"name": data.get("name"), "account": account})
        is_state = data.get("oa_type") == _GOVERNMENT
        code = "zalo_state_account" if is_state else "zalo_account"
        return Finding(code, True, {"name": data.get("name"), "package": data.get("package_name") or "?"})
