"""Zalo Official Account: sending within its windows and limits, and the life of the channel."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import httpx
import structlog
from fastapi import FastAPI, Response
from fastapi.responses import PlainTextResponse
from sqlalchemy.exc import SQLAlchemyError

from channels.contacts import Contact
from channels.delivery import PACE, Sent
from channels.inbound import Inbound
from channels.limits import Pace, Places
from channels.logs import described
from channels.part_states import State
from channels.rendering.parts import Part
from channels.rendering.text import Shown
from channels.rendering.zalo import ZaloParts
from channels.signatures import Signatures
from channels.zalo_connect import ZaloConnect
from channels.zalo_errors import UNREACHABLE, Meaning, meaning
from channels.zalo_oa_events import CHANNEL
from channels.zalo_oa_webhook import Secret, ZaloOAWebhook
from channels.zalo_tokens import TokenMissing, ZaloTokens
from channels.zalo_uploads import EXPIRED, NotUploaded, ZaloUploads

log = structlog.get_logger()

_FREE_MS = 48 * 3_600_000
_NO_TOKEN_MS = 60_000
_TOKEN_LOOK_SECONDS = 600.0
_MOST_TRIES = 5
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_PATHS = {"v3": "/v3.0/oa/message/cs", "v2": "/v2.0/oa/message"}
_VERIFIED_TEXT = "There Is No Limit To What You Can Accomplish Using Zalo!"
Version = Literal["v3", "v2"]


@dataclass(frozen=True)
class ZaloSettings:
    """`secrets`: what may have signed an event, the likeliest first. `refused_status`: answer to a wrong signature."""

    app_id: str
    oa_id: str
    secrets: tuple[Secret, ...]
    api_url: str
    send_api: Literal["auto", "v3", "v2"]
    requests_per_minute: int
    refused_status: int
    verification: str


@dataclass(frozen=True)
class _Met:
    """An error code, and the token it was met with."""

    code: int
    token: str


@dataclass(kw_only=True)
class ZaloOA:
    """The channel. `problem`: what a person must see to, a code of Zalo's or of the tokens."""

    settings: ZaloSettings
    parts: ZaloParts
    tokens: ZaloTokens
    http: httpx.AsyncClient
    uploads: ZaloUploads
    now: Callable[[], int]
    connect: ZaloConnect | None = None
    inbound: Inbound | None = None
    channel: str = CHANNEL
    problem: str | None = None
    about: Mapping[str, Any] = field(default_factory=dict[str, Any])
    _tasks: set[asyncio.Task[None]] = field(default_factory=set["asyncio.Task[None]"], init=False)

    def __post_init__(self) -> None:
        self._webhook: ZaloOAWebhook | None = None
        self._version: Version = "v2" if self.settings.send_api == "v2" else "v3"
        # Four fifths of what is allowed, of which a part may come at once: never more than allowed in any minute.
        allowed = self.settings.requests_per_minute
        self._pace = Pace(allowed * 0.8 / 60, burst=max(1, int(allowed * 0.15)))
        self._places = Places(lambda _: self._pace.take())

    # --- out ---------------------------------------------------------------------------------------------------------

    def render(self, answer: Shown) -> list[Part]:
        """The parts of a reply."""
        return self.parts.render(answer)

    async def typing(self, contact: Contact) -> None:
        """Zalo has no such sign."""

    async def send(self, contact: Contact, part: Part) -> Sent:
        """Send one part once. Only what Zalo surely refused is sent in another form."""
        if self.now() - contact.last_user_at > _FREE_MS:
            # Later it would cost money, or be refused.
            return Sent(State.FAILED, code="window")
        if (wait := self._places.needed(contact.user_id)) > 0:
            return Sent(State.QUEUED, code=PACE, again_ms=math.ceil(wait * 1000), is_attempt=False)
        try:
            return await self._send(contact, part)
        except NotUploaded as problem:
            return problem.sent

    async def _send(self, contact: Contact, part: Part) -> Sent:
        message, refused, is_expired = await self._message(part), "", False
        for tried in range(_MOST_TRIES):
            if tried:
                await self._pace.wait()
            met = await self._ask(contact, message, refused)
            if isinstance(met, Sent):
                return met
            match meaning(met.code):
                case Meaning.TOKEN if not refused:
                    refused = met.token
                case Meaning.PLAIN if met.code == EXPIRED and part.attached and not is_expired:
                    is_expired, message = True, await self._message(part, is_expired=True)
                case Meaning.PLAIN | Meaning.TOO_LONG if part.buttons and "attachment" in message:
                    # Whether the buttons or the text were too long is not told; the choices stand in the text.
                    message = {"text": part.said}
                case Meaning.USE_V2 if self._may_use("v2"):
                    self._version = "v2"
                case Meaning.USE_V3 if self._may_use("v3"):
                    self._version = "v3"
                case found:
                    return self._refused(found, met.code)
        return Sent(State.FAILED, code="too_many_forms")

    async def _message(self, part: Part, *, is_expired: bool = False) -> dict[str, Any]:
        if part.attached is None:
            return _text(part)
        return await self.uploads.message(part.attached, part.said, self._pace, is_expired=is_expired)

    async def _ask(self, contact: Contact, message: Mapping[str, Any], refused: str) -> Sent | _Met:
        """One request: what became of it, or the error that Zalo answered."""
        try:
            token = await self.tokens.access(refused=refused or None)
            answer = await self._post(token, {"recipient": {"user_id": contact.user_id}, "message": message})
        except (TokenMissing, SQLAlchemyError) as problem:
            # Nothing was sent: the message waits for the account to be connected, or for the store.
            self.problem = str(problem) if isinstance(problem, TokenMissing) else "store"
            return Sent(State.QUEUED, code="no_token", again_ms=_NO_TOKEN_MS, is_attempt=False)
        except _NOT_SENT:
            return Sent(State.QUEUED, code="unreachable_api")
        code = (answer or {}).get("error")
        if answer is None or not isinstance(code, int):
            return Sent(State.UNKNOWN, code="no_answer")
        if code != 0:
            return _Met(code, token)
        self.problem = None
        provider_id = _mapping(answer.get("data")).get("message_id")
        return Sent(State.SENT, provider_id=str(provider_id)[:128] if provider_id else None)

    def _may_use(self, version: Version) -> bool:
        return self.settings.send_api == "auto" and self._version != version

    def _refused(self, found: Meaning, code: int) -> Sent:
        if found is Meaning.RATE:
            # The allowance is counted by the minute of the clock.
            return Sent(State.QUEUED, code="rate", again_ms=60_000 - self.now() % 60_000 + 500)
        if found is Meaning.UNKNOWN:
            return Sent(State.UNKNOWN, code=str(code))
        if found in (Meaning.CONFIG, Meaning.QUOTA, Meaning.TOKEN, Meaning.USE_V2, Meaning.USE_V3):
            self.problem = str(code)
            log.error("alarm", channel=CHANNEL, reason=str(code))
        is_too_long, is_unreachable = found is Meaning.TOO_LONG, code in UNREACHABLE
        return Sent(State.FAILED, code=str(code), is_unreachable=is_unreachable, is_too_long=is_too_long)

    async def _post(self, token: str, body: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Zalo's answer; None when none came, or one that is not Zalo's: the outcome is unknown then."""
        url = self.settings.api_url.rstrip("/") + _PATHS[self._version]
        try:
            response = await self.http.post(url, json=body, headers={"access_token": token})
            answer: object = response.json()
        except _NOT_SENT:
            raise
        except (httpx.HTTPError, ValueError):
            return None
        is_zalos = response.status_code < 500 and isinstance(answer, dict)
        return cast("Mapping[str, Any]", answer) if is_zalos else None

    def link(self, code: str = "") -> str:
        """The account's address, which carries no code: that is typed there. Blank until the account's id is known."""
        return f"https://zalo.me/{oa_id}" if (oa_id := self.account()) else ""

    def account(self) -> str:
        """The account's id, as set or as Zalo told it; blank while neither is known."""
        return self.settings.oa_id or str(self.about.get("oa_id") or self.about.get("oaid") or "")

    # --- in ----------------------------------------------------------------------------------------------------------

    def mount(self, app: FastAPI) -> None:
        """Add the webhook, the page that proves the domain to Zalo, and the one that connects the account."""
        if self.inbound:
            self._webhook = ZaloOAWebhook(
                app_id=self.settings.app_id,
                secrets=self.settings.secrets,
                signatures=Signatures(self.inbound.store, CHANNEL, self.now),
                refused_status=self.settings.refused_status,
                account=self.account,
                inbound=self.inbound,
            )
            self._webhook.mount(app)
        if self.connect:
            self.connect.mount(app)
        if self.settings.verification:
            path = f"/zalo_verifier{self.settings.verification}.html"
            app.add_api_route(path, self.verifier, methods=["GET", "HEAD"])

    async def verifier(self) -> Response:
        """The text Zalo looks for."""
        return PlainTextResponse(_VERIFIED_TEXT)

    # --- life --------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Keep the tokens fresh, and learn what kind of account this is."""
        self._spawn(self._keep())

    async def stop_receiving(self) -> None:
        """End the background work; an event that is being stored has a moment."""
        if self._webhook:
            await self._webhook.stop()
        for task in (tasks := list(self._tasks)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Close the connections."""
        await self.http.aclose()

    def _spawn(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _keep(self) -> None:
        while True:
            try:
                token = await self.tokens.access()
                if not self.about:
                    await self.look(token)
                self.problem = None
            except TokenMissing as problem:
                self.problem = str(problem)
                log.error("alarm", channel=CHANNEL, reason=str(problem))
            except Exception as problem:
                # An edge: the store or Zalo fails now; the next look is in ten minutes.
                log.warning("keep_failed", channel=CHANNEL, **described(problem))
            await asyncio.sleep(_TOKEN_LOOK_SECONDS)

    async def look(self, token: str) -> None:
        """Read what Zalo says of the account: its kind and its package."""
        await self._pace.wait()
        url = f"{self.settings.api_url.rstrip('/')}/v2.0/oa/getoa"
        response = await self.http.get(url, headers={"access_token": token})
        data = _mapping(_mapping(response.json()).get("data"))
        wanted = ("oa_id", "oaid", "name", "oa_type", "package_name")
        self.about = {name: data[name] for name in wanted if name in data}


def _text(part: Part) -> dict[str, Any]:
    message: dict[str, Any] = {"text": part.said}
    if part.buttons:
        buttons = [
            {"title": button.label, "type": "oa.query.show", "payload": button.payload} for button in part.buttons
        ]
        message["attachment"] = {"type": "template", "payload": {"buttons": buttons}}
    return message


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}
