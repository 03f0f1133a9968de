"""A fake Zalo Bot Platform: private chats with one bot, its webhook or its polling, its six methods.

Written from the platform's documentation. Known from one source only, and so a setting: `wraps` (the documented body of
a webhook is wrapped, a live one was not), `replays` (how often a polled update comes again), `as_200` (errors as 200).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request
from starlette.responses import JSONResponse, Response

from tests.fakes.clock import Clock
from tests.fakes.faults import Call, Fault
from tests.fakes.forms import fields
from tests.fakes.vendor import Button, Said, Vendor, new_id
from tests.fakes.webhook import Event

LADDER = (5, 30, 300)
"""Not documented."""
TEST_TOKEN = "1459232241454765289:TEST-token-that-is-not-real-0002"  # noqa: S105
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 -- a header's name
TEXT_LIMIT = 2000
USERS = 50
MESSAGES_A_MONTH = 3000
FORGERIES = ("missing", "wrong", "shorter")
_MONTH_SECONDS = 30 * 86_400
_PICTURE = "https://f20-zpc.zdn.vn/picture.jpg"
_CONTENT: dict[str, dict[str, str]] = {
    "image": {"photo": _PICTURE, "photo_url": _PICTURE},
    "sticker": {"sticker": "d063f44dc80821567819", "url": "https://zalo-api.zadn.vn/sticker.png"},
    "voice": {"voice_url": "https://voice.zdn.vn/voice.aac"},
    "unsupported": {},
}

Fields = dict[str, Any]


class Refused(Exception):
    """The platform refuses: error code, which is the HTTP status too unless `as_200` is set, and its words."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


class FakeZaloBot(Vendor):
    """One bot. Its methods stand under `<url>/bot<token>/`."""

    name = "zalo-bot"
    kinds = (*_CONTENT, "group")

    def __init__(self, *, token: str = TEST_TOKEN, clock: Clock | None = None) -> None:
        super().__init__(clock=clock, ladder=LADDER)
        self.token = token
        self.secret = ""
        self.wraps = True
        self.replays = 1
        self.as_200 = False
        self.most_users = USERS
        """Of the free plan; a measurement of load sets more."""
        self.pending: list[tuple[int, Fields]] = []
        """Updates to be polled, and how often each was given out."""
        self.sent_at: list[float] = []
        self._arrived: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self.webhook.patience = 10.0
        methods: dict[str, Callable[[Fields], Awaitable[Any]]] = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendSticker": self._send_sticker,
            "sendChatAction": self._send_chat_action,
        }

        @self.app.api_route("/bot{token}/{method}", methods=["GET", "POST"])
        async def call(request: Request, token: str, method: str) -> Response:
            given = await fields(request)
            if token != self.token:
                return self._no(Refused(401, "Unauthorized"))
            if method not in methods:
                return self._no(Refused(404, "Not Found"))
            self.calls.append((method, {name: value for name, value in given.items() if name != "secret_token"}))

            async def work() -> Response:
                try:
                    result = await methods[method](given)
                except Refused as refused:
                    return self._no(refused)
                return JSONResponse({"ok": True} if result is None else {"ok": True, "result": result})

            def refuse(fault: Fault) -> Response:
                return self._no(Refused(fault.code, fault.detail or _WORDS.get(fault.code, "Internal Server Error")))

            def unknown(stored: bool) -> None:
                if not stored and method.startswith("send") and method != "sendChatAction":
                    self.ledger.sending(str(given.get("chat_id", "")), _content(given), str(given.get("text", "")))

            user = str(given.get("chat_id", ""))
            return await self.faults.run(Call(method, request, work, refuse, user, unknown))

    def _no(self, refused: Refused) -> Response:
        body = {"ok": False, "description": refused.description, "error_code": refused.code}
        return JSONResponse(body, status_code=200 if self.as_200 else refused.code)

    # --- What people do -----------------------------------------------------------------------------------------

    def says(self, user: str, text: str) -> str:
        """Types a text."""
        return self._writes("text", user, {"text": text}, text)

    def taps(self, user: str, button: Button, on: Said) -> str:
        """There are no buttons."""
        return ""

    def does(self, user: str, kind: str, **values: str) -> str:
        """Sends media (`text` is the caption of a picture), or writes in a group (`text`)."""
        if kind == "group":
            return self._writes("text", user, {"text": values["text"]}, values["text"], group="grp1")
        caption = {"caption": values["text"]} if values.get("text") else {}
        return self._writes(kind, user, {**_CONTENT[kind], **caption}, f"[{kind}] {values.get('text', '')}".strip())

    def forge(self, user: str, text: str, how: str) -> None:
        """Somebody else posts to the webhook, with one of `FORGERIES` for a secret."""
        self.forged(user)
        headers = {"Content-Type": "application/json"}
        if how != "missing":
            headers[SECRET_HEADER] = {"wrong": "not-the-secret", "shorter": self.secret[:-1]}[how]
        self.webhook.post(Event("forged", self._raw(self._event("text", user, {"text": text})), headers, genuine=False))

    def replay(self, fixture: dict[str, Any]) -> None:
        """Deliver a recorded event as it is."""
        body = json.loads(fixture["raw_body"])
        user = body.get("result", body)["message"]["from"]["id"]
        self.talks[user]  # the chat is open
        self.ledger.heard(user, fixture["raw_body"])
        self.webhook.post(Event("replayed", fixture["raw_body"].encode(), fixture["headers"]))

    def _writes(self, kind: str, user: str, content: Fields, text: str, *, group: str = "") -> str:
        if user not in self.talks and len(self.talks) >= self.most_users:
            return ""
        event = self._event(kind, user, content, group)
        self.heard(user, text, Said(event["message"]["message_id"], "user", self.clock.now(), text, raw=event))
        if self.webhook.url:
            headers = {"Content-Type": "application/json", SECRET_HEADER: self.secret}
            self.webhook.post(Event(event["event_name"], self._raw(event), headers))
        else:
            self.pending.append((0, event))
            for loop, arrived in list(self._arrived):
                loop.call_soon_threadsafe(arrived.set)
        return event["message"]["message_id"]

    def _event(self, kind: str, user: str, content: Fields, group: str = "") -> Fields:
        return {
            "event_name": f"message.{kind}.received",
            "message": {
                "from": {"id": user, "display_name": "Nguyễn Văn Mẫu", "is_bot": False},
                "chat": {"id": group or user, "chat_type": "GROUP" if group else "PRIVATE"},
                **content,
                "message_id": new_id(),
                "date": self.clock.milliseconds(),
            },
        }

    def _raw(self, event: Fields) -> bytes:
        body = {"ok": True, "result": event} if self.wraps else event
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()

    # --- Methods ------------------------------------------------------------------------------------------------

    async def _get_me(self, given: Fields) -> Any:
        bot = self.token.partition(":")[0]
        return {"id": bot, "account_name": "bot.Mau", "account_type": "BASIC", "can_join_groups": False}

    async def _get_updates(self, given: Fields) -> Any:
        """One update; an earlier one comes again when nothing new is there. Nothing at all is error 408."""
        if self.webhook.url:
            raise Refused(400, "Bad Request: webhook is set")
        arrived = (asyncio.get_running_loop(), asyncio.Event())
        self._arrived.add(arrived)
        try:
            async with asyncio.timeout(float(given.get("timeout", 30))):
                while not self.pending:
                    await arrived[1].wait()
                    arrived[1].clear()
        except TimeoutError:
            raise Refused(408, "Request timeout") from None
        finally:
            self._arrived.discard(arrived)
        given_out, event = self.pending.pop(0)
        if given_out < self.replays:
            self.pending.append((given_out + 1, event))
        return event

    async def _set_webhook(self, given: Fields) -> Any:
        url, secret = str(given.get("url", "")), str(given.get("secret_token", ""))
        if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise Refused(400, "Bad Request: url is invalid")
        if not 8 <= len(secret) <= 256:
            raise Refused(400, "Bad Request: secret_token is invalid")
        self.webhook.url, self.secret = url, secret
        return {"url": url, "updated_at": self.clock.milliseconds(), "verification": {"ok": True, "hint": ""}}

    async def _delete_webhook(self, given: Fields) -> Any:
        self.webhook.url, self.secret = "", ""
        return {"url": "", "updated_at": self.clock.milliseconds()}

    async def _get_webhook_info(self, given: Fields) -> Any:
        if not self.webhook.url:
            raise Refused(404, "Not Found")
        return {"url": self.webhook.url, "updated_at": self.clock.milliseconds()}

    async def _send_message(self, given: Fields) -> Any:
        text = given.get("text")
        if not isinstance(text, str) or not 1 <= len(text) <= TEXT_LIMIT:
            self.ledger.note("malformed", f"a text of {len(str(text or ''))} characters")
            raise Refused(400, "Bad Request: text is invalid")
        return self._store(given, text)

    async def _send_photo(self, given: Fields) -> Any:
        picture, caption = str(given.get("photo", "")), str(given.get("caption", ""))
        if not picture.startswith(("http://", "https://")) or len(caption) > TEXT_LIMIT:
            self.ledger.note("malformed", f"photo {picture[:80]}, {len(caption)} characters")
            raise Refused(400, "Bad Request: photo is invalid")
        return self._store(given, caption, picture)

    async def _send_sticker(self, given: Fields) -> Any:
        return self._store(given, "", f"sticker:{given.get('sticker', '')}")

    async def _send_chat_action(self, given: Fields) -> Any:
        if given.get("action") != "typing":
            raise Refused(400, "Bad Request: action is invalid")
        self.typing[str(given.get("chat_id", ""))] += 1

    def _store(self, given: Fields, text: str, picture: str = "") -> Any:
        user, now = str(given.get("chat_id", "")), self.clock.now()
        if self.is_stranger(user) or user not in self.talks:
            if user not in self.strangers:
                self.ledger.note("outside_window", f"to {user}, who never wrote")
            raise Refused(400, "Bad Request: chat not found")
        self.sent_at = [each for each in self.sent_at if each > now - _MONTH_SECONDS]
        if len(self.sent_at) >= MESSAGES_A_MONTH:
            self.ledger.note("limit_overrun", f"over {MESSAGES_A_MONTH} messages a month")
            raise Refused(429, "Quota exceeded")
        self.sent_at.append(now)
        self.ledger.sending(user, _content(given), text)
        said = Said(new_id(), "bot", now, text, picture=picture, raw=given)
        self.talks[user].append(said)
        return {"message_id": said.id, "date": int(now * 1000)}


_WORDS = {401: "Unauthorized", 403: "Forbidden", 408: "Request timeout", 429: "Quota exceeded"}


def _content(given: Fields) -> str:
    return json.dumps(given, ensure_ascii=False, sort_keys=True)
