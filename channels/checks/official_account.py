"""What a Zalo Official Account needs: the app's settings, the domain, the tokens, the account's package."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from channels.checks.addresses import full, is_loopback, json_at, mapping, page_at, public, takes
from channels.checks.finding import Finding
from channels.signatures import Signatures
from channels.store import Store
from channels.vendor_settings import SHORTEST_KEY, VendorSettings
from channels.zalo_connect import CONNECT_PATH
from channels.zalo_oa_events import CHANNEL
from channels.zalo_oa_webhook import WEBHOOK_PATH
from channels.zalo_tokens import Pair, ZaloTokens

_NEEDED = ("zalo_oa_app_id", "zalo_oa_app_secret", "zalo_oa_secret_key")
# Pasted whole, without blanks or quotation marks.
_PASTED = re.compile(r"[!#-&(-~]{8,}")
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
        for finding in self._forms():
            yield finding
        reachable = False
        async for finding in public(http, settings, settings.zalo_oa_api_url):
            reachable = finding.is_good
            yield finding
        if not is_loopback(settings.public_url):
            yield await self._verification(http, reachable=reachable)
        if not settings.has_zalo_oa:
            return
        yield await self._webhook(http, reachable=reachable)
        yield await self._signed()
        async for finding in self._connection(http):
            yield finding

    def _forms(self) -> Iterator[Finding]:
        """What is missing, or cannot be right whatever Zalo says."""
        for name in _NEEDED:
            value, setting = self._value(name), {"setting": name.upper()}
            if not value:
                yield Finding("setting", values=setting)
            elif name == "zalo_oa_app_id" and not value.isdecimal():
                yield Finding("zalo_app_id_form", values={**setting, "value": value})
            elif name != "zalo_oa_app_id" and not _PASTED.fullmatch(value):
                yield Finding("zalo_secret_form", values=setting)
        if 0 < len(self.settings.secret("zalo_oa_connect_key")) < SHORTEST_KEY:
            yield Finding("zalo_connect_key", values={"count": SHORTEST_KEY})

    async def _webhook(self, http: httpx.AsyncClient, *, reachable: bool) -> Finding:
        """Is it open, and does it know an event signed with these settings? The event means nothing."""
        url = full(self.settings, WEBHOOK_PATH)
        if reachable and await page_at(http, url) is None:
            return Finding("webhook_closed")
        app_id, secret = self.settings.zalo_oa_app_id, self.settings.secret("zalo_oa_secret_key")
        timestamp = str(self.now())
        body = json.dumps({"app_id": app_id, "event_name": "check", "timestamp": timestamp}).encode()
        signed = hashlib.sha256(app_id.encode() + body + timestamp.encode() + secret.encode()).hexdigest()
        if reachable and secret and await takes(http, url, body, {"X-ZEvent-Signature": f"mac={signed}"}) is False:
            return Finding("secret_differs", values={"setting": "ZALO_OA_SECRET_KEY"})
        return Finding("webhook_by_hand", True, {"url": url})

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
            yield Finding("zalo_seeded") if seeded else Finding("zalo_not_connected", values={"url": page})
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

    async def _signed(self) -> Finding:
        """Which of the two secrets Zalo signs with: the events it sent tell."""
        async with self._store() as store:
            known = await Signatures(store, CHANNEL, self.now).known()
        if not known:
            return Finding("zalo_no_event", True)
        counts = ", ".join(f"{each.setting} {each.count}" for each in known)
        return Finding("zalo_signed", True, {"setting": known[0].setting, "counts": counts})

    @asynccontextmanager
    async def _store(self) -> AsyncGenerator[Store]:
        store = Store(self.store_url)
        try:
            store.create_tables()
            yield store
        finally:
            await asyncio.to_thread(store.close)

    async def _pair(self, http: httpx.AsyncClient) -> Pair | None:
        async with self._store() as store:
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
