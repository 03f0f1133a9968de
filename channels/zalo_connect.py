"""The page on which an officer connects the Official Account, at first and after its refresh token was lost or spent.

The officer says the passphrase (`ZALO_OA_CONNECT_KEY`), goes to Zalo, agrees as an owner of the account, and is led
back with a code that is exchanged for tokens. What ties the way back to the way out: a state that works once for ten
minutes, in a cookie of the same browser, and PKCE.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import sqlalchemy as sa
import structlog
from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates

from channels import schema
from channels.identity import same_hash, token_hash
from channels.sentences import Sentences
from channels.store import Store
from channels.zalo_tokens import TokenMissing, ZaloTokens

log = structlog.get_logger()

CONNECT_PATH = "/zalo/oa/connect"
CONNECTED_PATH = "/zalo/oa/connected"
_COOKIE = "zalo_oa_connect"
_MINUTES = 10
_MOST_WRONG_A_MINUTE = 10
_VIETNAM = timedelta(hours=7)
_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
# What Zalo's refusals have a sentence of their own for.
_TOLD = frozenset({"unreachable", "no_answer"})
_table = schema.connect_state


@dataclass(frozen=True)
class ConnectSettings:
    """`url`: of Zalo's consent. `public_url`: ours. `verifier`: PKCE's, where its challenge is fixed in Zalo's console.

    `oa_id`: the only account that may be connected; blank: any that the officer owns.
    """

    url: str
    app_id: str
    oa_id: str
    public_url: str
    key: str
    verifier: str


@dataclass(frozen=True, kw_only=True)
class ZaloConnect:
    """The routes of the page and of the way back."""

    settings: ConnectSettings
    store: Store
    tokens: ZaloTokens
    sentences: Sentences
    templates: Path
    now: Callable[[], int]
    _wrong: Counter[int] = field(default_factory=Counter[int], init=False)

    def mount(self, app: FastAPI) -> None:
        """Add them."""
        app.add_api_route(CONNECT_PATH, self.page, methods=["GET", "HEAD"])
        app.add_api_route(CONNECT_PATH, self.begin, methods=["POST"])
        app.add_api_route(CONNECTED_PATH, self.back, methods=["GET"])

    async def page(self, request: Request) -> Response:
        """Asks for the passphrase; says nothing of the account to whoever does not know it."""
        return self._shown(request, 200, asks=True)

    async def begin(self, request: Request) -> Response:
        """With the right passphrase: how the account is, and the way to Zalo."""
        minute = self.now() // 60_000
        if self._wrong[minute] >= _MOST_WRONG_A_MINUTE:
            return self._shown(request, 429, problem=self.sentences.text("problems.too_many"))
        form = parse_qs((await request.body())[:4096].decode(errors="replace"))
        if not same_hash(token_hash(form.get("key", [""])[0].strip()), token_hash(self.settings.key)):
            for old in [each for each in self._wrong if each != minute]:
                del self._wrong[old]
            self._wrong[minute] += 1
            log.warning("connect_refused", channel="zalo_oa")
            return self._shown(request, 403, asks=True, problem=self.sentences.text("problems.key"))
        state = secrets.token_urlsafe(32)
        verifier = self.settings.verifier or secrets.token_urlsafe(32)
        await self._remember(state, verifier)
        query = {
            "app_id": self.settings.app_id,
            "redirect_uri": self._address(CONNECTED_PATH),
            "code_challenge": challenge(verifier),
            "state": state,
        }
        consent = f"{self.settings.url.rstrip('/')}/v4/oa/permission?{urlencode(query)}"
        response = self._shown(request, 200, consent=consent, account=await self._status())
        is_secure = self.settings.public_url.startswith("https://")
        response.set_cookie(
            _COOKIE, state, max_age=_MINUTES * 60, path=CONNECTED_PATH, secure=is_secure, httponly=True, samesite="lax"
        )
        return response

    async def back(self, request: Request, code: str = "", oa_id: str = "", state: str = "") -> Response:
        """Where Zalo leads the officer: the code becomes tokens, stored before they are used."""
        verifier = await self._redeem(state) if same_hash(state, request.cookies.get(_COOKIE, "")) else None
        if verifier is None:
            return self._shown(request, 400, problem=self.sentences.text("problems.state"))
        if not code:
            return self._shown(request, 400, problem=self.sentences.text("problems.denied"))
        if self.settings.oa_id and oa_id != self.settings.oa_id:
            return self._shown(request, 400, problem=self.sentences.text("problems.other_account"))
        try:
            await self.tokens.connect(code[:2048], verifier)
        except TokenMissing as problem:
            reason = str(problem)
            log.warning("connect_failed", channel="zalo_oa", reason=reason)
            told = reason if reason in _TOLD else "refused"
            return self._shown(request, 502, problem=self.sentences.text(f"problems.{told}", reason=reason))
        return self._shown(request, 200, account=await self._status(), is_done=True)

    async def _status(self) -> str:
        pair = await self.tokens.stored()
        if pair is None or not (pair.access_token or pair.alarm):
            return self.sentences.text("status.none")
        if pair.alarm:
            return self.sentences.text("status.alarm", reason=pair.alarm)
        until = datetime.fromtimestamp(pair.expires_at / 1000, UTC) + _VIETNAM
        code = "good" if pair.expires_at > self.now() else "expired"
        return self.sentences.text(f"status.{code}", until=until.strftime("%H:%M %d/%m/%Y"))

    async def _remember(self, state: str, verifier: str) -> None:
        now = self.now()
        row = {"digest": token_hash(state), "verifier": verifier, "expires_at": now + _MINUTES * 60_000}

        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(_table).where(_table.c.expires_at < now))
            connection.execute(sa.insert(_table), row)

        await self.store.transaction(work)

    async def _redeem(self, state: str) -> str | None:
        """The verifier that goes with a state, which is used up; None for one that is wrong, old or used."""
        mine = (_table.c.digest == token_hash(state), _table.c.expires_at > self.now())
        used = sa.delete(_table).where(*mine).returning(_table.c.verifier)
        return await self.store.transaction(lambda connection: connection.execute(used).scalar_one_or_none())

    def _address(self, path: str) -> str:
        return self.settings.public_url.rstrip("/") + path

    def _shown(self, request: Request, status_code: int, **values: Any) -> Response:
        messages: Mapping[str, Any] = self.sentences.entries
        context = {"messages": messages, "path": CONNECT_PATH, **values}
        templates = Jinja2Templates(self.templates)
        return templates.TemplateResponse(request, "zalo_connect.html", context, status_code, _HEADERS)


def challenge(verifier: str) -> str:
    """PKCE S256: SHA-256 in base64url without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
