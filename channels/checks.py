"""python -m channels check <channel>: what is missing before a channel works, one line a finding."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import httpx

from channels.sentences import Sentences
from channels.store import Store
from channels.telegram import WEBHOOK_PATH as TELEGRAM_PATH
from channels.vendor_settings import VendorSettings
from channels.zalo_bot import WEBHOOK_PATH as ZALO_BOT_PATH
from channels.zalo_oa import WEBHOOK_PATH as ZALO_OA_PATH
from channels.zalo_tokens import Pair, ZaloTokens

CHANNELS = ("telegram", "zalo-oa", "zalo-bot", "web")
_SECONDS = 10.0
_SHORTEST_SECRET = 16
_GOVERNMENT = 4


@dataclass(frozen=True)
class Finding:
    """`code` names the sentence in data/messages/channel_checks.yaml; `is_good`: nothing needs to be done."""

    code: str
    is_good: bool = False
    values: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True)
class Checks:
    """The checks of every channel. Only reads: no webhook is set, no token is exchanged."""

    settings: VendorSettings
    store_url: str
    page_url: str
    now: Callable[[], int]

    async def of(self, channel: str) -> list[Finding]:
        """The findings of one channel of `CHANNELS`, in the order to see to them."""
        checks = {"telegram": self._telegram, "zalo-oa": self._zalo_oa, "zalo-bot": self._zalo_bot, "web": self._web}
        async with httpx.AsyncClient(timeout=_SECONDS) as http:
            return [finding async for finding in checks[channel](http)]

    async def _telegram(self, http: httpx.AsyncClient) -> AsyncIterator[Finding]:
        token = self.settings.secret("telegram_token")
        if not token:
            yield Finding("telegram_token")
            return
        base = f"{self.settings.telegram_api_url.rstrip('/')}/bot{token}"
        by_webhook = self.settings.telegram_mode == "webhook"
        async for finding in self._bot(http, base, "telegram_webhook_secret", TELEGRAM_PATH, by_webhook=by_webhook):
            yield finding

    async def _zalo_bot(self, http: httpx.AsyncClient) -> AsyncIterator[Finding]:
        token = self.settings.secret("zalo_bot_token")
        if not token:
            yield Finding("zalo_bot_token")
            return
        base = f"{self.settings.zalo_bot_api_url.rstrip('/')}/bot{token}"
        by_webhook = self.settings.zalo_bot_mode == "webhook"
        async for finding in self._bot(http, base, "zalo_bot_webhook_secret", ZALO_BOT_PATH, by_webhook=by_webhook):
            yield finding

    async def _bot(
        self, http: httpx.AsyncClient, base: str, secret: str, path: str, *, by_webhook: bool
    ) -> AsyncIterator[Finding]:
        if by_webhook:
            if len(self.settings.secret(secret)) < _SHORTEST_SECRET:
                yield Finding("secret", values={"setting": secret.upper()})
            yield self._public()
        me = await _json(http, f"{base}/getMe")
        if me is None:
            yield Finding("api_unreachable")
            return
        if me.get("ok") is not True:
            yield Finding("token_refused")
            return
        about = _mapping(me.get("result"))
        yield Finding("token_good", True, {"name": about.get("username") or about.get("account_name") or "?"})
        info = _mapping((await _json(http, f"{base}/getWebhookInfo") or {}).get("result"))
        set_to, wanted = str(info.get("url") or ""), self.settings.public_url.rstrip("/") + path
        if not by_webhook:
            yield Finding("webhook_in_the_way", values={"url": set_to}) if set_to else Finding("polling", True)
        elif set_to != wanted:
            yield Finding("webhook_not_set", values={"url": wanted})
        else:
            failure = info.get("last_error_message")
            yield Finding("webhook_fails", values={"reason": failure}) if failure else Finding("webhook_good", True)

    async def _zalo_oa(self, http: httpx.AsyncClient) -> AsyncIterator[Finding]:
        settings = self.settings
        missing = [
            name
            for name, value in (
                ("ZALO_OA_APP_ID", settings.zalo_oa_app_id),
                ("ZALO_OA_APP_SECRET", settings.secret("zalo_oa_app_secret")),
                ("ZALO_OA_SECRET_KEY", settings.secret("zalo_oa_secret_key")),
            )
            if not value
        ]
        for name in missing:
            yield Finding("setting", values={"setting": name})
        yield self._public()
        if not settings.zalo_oa_verification:
            yield Finding("verification")
        if not settings.has_zalo_oa:
            return
        yield Finding("webhook_by_hand", True, {"url": settings.public_url.rstrip("/") + ZALO_OA_PATH})
        pair = await self._pair(http)
        if pair is None:
            seeded = bool(settings.secret("zalo_oa_refresh_token"))
            yield Finding("zalo_seeded", True) if seeded else Finding("zalo_not_connected")
        elif pair.alarm:
            yield Finding("zalo_alarm", values={"reason": pair.alarm})
        elif pair.expires_at <= self.now():
            yield Finding("zalo_expired")
        else:
            yield await self._account(http, pair)

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
        answer = await _json(http, url, {"access_token": pair.access_token})
        if answer is None:
            return Finding("api_unreachable")
        if answer.get("error") != 0:
            return Finding("zalo_error", values={"error": answer.get("error")})
        data = _mapping(answer.get("data"))
        is_state = data.get("oa_type") == _GOVERNMENT
        code = "zalo_state_account" if is_state else "zalo_account"
        return Finding(code, True, {"name": data.get("name"), "package": data.get("package_name") or "?"})

    async def _web(self, http: httpx.AsyncClient) -> AsyncIterator[Finding]:
        yield self._public()
        address = self.settings.public_url or self.page_url
        try:
            ready = (await http.get(f"{address.rstrip('/')}/readyz")).status_code
        except httpx.HTTPError:
            yield Finding("page_unreachable", values={"url": address})
            return
        good = ready == 200
        yield Finding("page_good" if good else "page_not_ready", good, {"url": address})

    def _public(self) -> Finding:
        address = self.settings.public_url
        good = address.startswith("https://")
        return Finding("public_good" if good else "public_url", good, {"url": address})


def said(findings: list[Finding], sentences: Sentences) -> list[str]:
    """The findings as lines."""
    lines = [
        sentences.text("marks.good" if finding.is_good else "marks.missing")
        + sentences.text(f"findings.{finding.code}", **finding.values)
        for finding in findings
    ]
    count = sum(not finding.is_good for finding in findings)
    return [*lines, sentences.text("summary.missing", count=count) if count else sentences.text("summary.good")]


async def _json(
    http: httpx.AsyncClient, url: str, headers: Mapping[str, str] | None = None
) -> Mapping[str, Any] | None:
    """The answer, None when there is none."""
    try:
        return _mapping((await http.get(url, headers=headers)).json())
    except (httpx.HTTPError, ValueError):
        return None


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}
