"""A fake Telegram: private chats with one bot, its updates by webhook or by polling, and the methods of the Bot API.

Written from the public Bot API. Not held here: groups, Markdown, files to download.
"""

from __future__ import annotations

import json
import re
from collections import deque
from typing import Any

from tests.fakes import telegram_api
from tests.fakes.clock import Clock
from tests.fakes.ledger import Violation
from tests.fakes.telegram_account import BOT, MEDIA, Chat, Limits, Poll, Refused, person, private, too_many
from tests.fakes.vendor import Button, Said, Vendor, new_id
from tests.fakes.webhook import Event

LADDER = (1, 2, 4, 8, 16, 32, 60, 120, 300, 600, 1800, 3600)
"""Seconds from one try to the next; the documentation says only "a reasonable amount of attempts"."""
TEST_TOKEN = "123456:TEST-token-that-is-not-real-0001"  # noqa: S105
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- a header's name
FORGERIES = ("missing", "wrong", "shorter")
"""Secrets that are not the bot's."""

_COMMAND = re.compile(r"/[A-Za-z0-9_]+")


class FakeTelegram(Vendor):
    """One bot. `base_url` of a client is `<url>/bot`; users are ids of private chats, as text."""

    name = "telegram"
    kinds = (*MEDIA, "block", "unblock", "edit")

    def __init__(self, *, token: str = TEST_TOKEN, clock: Clock | None = None) -> None:
        super().__init__(clock=clock, ladder=LADDER)
        self.token = token
        self.secret = ""
        self.allowed: list[str] | None = None
        self.limits = Limits()
        self.callbacks_may_wait = False
        self.commands: list[dict[str, str]] = []
        self.pending: list[dict[str, Any]] = []
        """Updates that nobody has taken yet."""
        self.chats: dict[str, Chat] = {}
        self.callbacks: dict[str, bool] = {}
        """Ids of pressed buttons, and whether the press was answered."""
        self.poll: Poll | None = None
        self._last_update = 10_000
        self._recent: deque[float] = deque()
        self.webhook.patience = 10.0
        self.webhook.on_taken = self._taken
        self.ledger.also(self._unanswered)
        telegram_api.mount(self)

    # --- What people do -----------------------------------------------------------------------------------------

    def says(self, user: str, text: str) -> str:
        """Types a text or a command; the first one opens the chat."""
        entities = [
            {"type": "bot_command", "offset": 0, "length": len(found[0])} for found in [_COMMAND.match(text)] if found
        ]
        return self._writes(user, text, {"text": text, **({"entities": entities} if entities else {})})

    def taps(self, user: str, button: Button, on: Said) -> str:
        """Presses a button of an inline keyboard: a callback_query with its data."""
        if button.kind != "say":
            return ""
        query = new_id(18)
        self.callbacks[query] = False
        pressed = Said(query, "user", self.clock.now(), f"[{button.title}]")
        self.heard(user, f"callback {button.value} {on.id}", pressed)
        callback = {
            "id": query,
            "from": person(user),
            "message": on.raw,
            "chat_instance": "-123",
            "data": button.value,
        }
        pressed.raw = self._update("callback_query", callback)
        return query

    def does(self, user: str, kind: str, **values: str) -> str:
        """Sends media (`text` is the caption), blocks or unblocks the bot, or edits (`message_id`, `text`)."""
        if kind in MEDIA:
            caption = {"caption": values["text"]} if values.get("text") else {}
            return self._writes(user, f"[{kind}] {values.get('text', '')}".strip(), {kind: MEDIA[kind], **caption})
        if kind == "edit":
            said = self.find(user, values["message_id"])
            assert said is not None, values
            said.text = values["text"]
            edited = {**said.raw["message"], "text": values["text"], "edit_date": int(self.clock.now())}
            self._update("edited_message", edited)
            return said.id
        blocks = {"block": True, "unblock": False}[kind]
        chat = self.chat(user)
        chat.blocked, chat.told_blocked = blocks, False
        states = ("member", "kicked") if blocks else ("kicked", "member")
        old, new = (
            {"user": BOT, "status": state, **({"until_date": 0} if state == "kicked" else {})} for state in states
        )
        change = {
            "chat": private(user),
            "from": person(user),
            "date": int(self.clock.now()),
            "old_chat_member": old,
            "new_chat_member": new,
        }
        self._update("my_chat_member", change)
        return ""

    def forge(self, user: str, text: str, how: str) -> None:
        """Somebody else posts to the webhook, with one of `FORGERIES` for a secret."""
        self.forged(user)
        body = {"update_id": self._next_update(), "message": self._message(user, {"text": text})}
        headers = {"Content-Type": "application/json"}
        if how != "missing":
            headers[SECRET_HEADER] = {"wrong": "not-the-secret", "shorter": self.secret[:-1]}[how]
        self.webhook.post(Event("forged", json.dumps(body, ensure_ascii=False).encode(), headers, genuine=False))

    def replay(self, fixture: dict[str, Any]) -> None:
        """Deliver a recorded update as it is."""
        body = fixture["body"]
        [what] = [each for name, each in body.items() if name != "update_id"]
        if query := what.get("id"):
            self.callbacks[query] = False
        user = str(what["from"]["id"])
        self.chat(user)
        self.ledger.heard(user, json.dumps(body))
        self.pending.append(body)
        self.push(body)

    # --- What the API does --------------------------------------------------------------------------------------

    def chat(self, user: str) -> Chat:
        """The chat with a user, opened by their first message."""
        return self.chats.setdefault(user, Chat(tokens=float(self.limits.burst), refilled=self.clock.now()))

    def check_chat(self, user: str) -> None:
        """Raises Refused where the bot may not write: never begun, blocked, or too fast."""
        if user not in self.chats:
            if not self.is_stranger(user):
                self.ledger.note("outside_window", f"to {user}, who never wrote")
            raise Refused(400, "Bad Request: chat not found")
        chat, now = self.chats[user], self.clock.now()
        if chat.blocked:
            if chat.told_blocked:
                self.ledger.note("sent_to_blocked", f"to {user}")
            chat.told_blocked = True
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if now < chat.silent_until:
            self.ledger.note("ignored_retry_after", f"to {user}, {chat.silent_until - now:.1f} s early")
            raise too_many(chat.silent_until - now)
        chat.tokens = min(self.limits.burst, chat.tokens + (now - chat.refilled) / self.limits.pause)
        chat.refilled = now
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if chat.tokens < 1 or len(self._recent) >= self.limits.a_second:
            self.ledger.note("limit_overrun", f"to {user}: {'one chat' if chat.tokens < 1 else 'all chats'}")
            self.silence(user, self.limits.pause)
            raise too_many(self.limits.pause)
        chat.tokens -= 1
        self._recent.append(now)

    def silence(self, user: str, seconds: float) -> None:
        """After a 429 nothing may be sent to a chat for so long."""
        if user in self.chats:
            self.chats[user].silent_until = self.clock.now() + seconds

    def push(self, body: dict[str, Any]) -> None:
        """Hand an update to the webhook, or to who polls."""
        if self.webhook.url:
            headers = {"Content-Type": "application/json", **({SECRET_HEADER: self.secret} if self.secret else {})}
            raw = json.dumps(body, ensure_ascii=False).encode()
            self.webhook.post(Event(f"update {body['update_id']}", raw, headers))
        elif self.poll:
            self.poll.wake()

    def _taken(self, event: Event) -> None:
        self.pending = [each for each in self.pending if event.name != f"update {each['update_id']}"]

    def _unanswered(self) -> list[Violation]:
        waiting = {each["callback_query"]["id"] for each in self.pending if "callback_query" in each}
        left = [query for query, answered in self.callbacks.items() if not answered and query not in waiting]
        if self.callbacks_may_wait:
            return []
        return [Violation("unanswered_callback", query, self.clock.now()) for query in left]

    # --- Updates ------------------------------------------------------------------------------------------------

    def _writes(self, user: str, text: str, content: dict[str, Any]) -> str:
        self.chat(user)
        message = self._message(user, content)
        said = Said(str(message["message_id"]), "user", self.clock.now(), text)
        self.heard(user, text, said)
        said.raw = self._update("message", message)
        return said.id

    def _message(self, user: str, content: dict[str, Any]) -> dict[str, Any]:
        return {
            "message_id": self.next_number(),
            "from": person(user),
            "chat": private(user),
            "date": int(self.clock.now()),
            **content,
        }

    def _next_update(self) -> int:
        self._last_update += 1
        return self._last_update

    def _update(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        body = {"update_id": self._next_update(), kind: content}
        if not self.allowed or kind in self.allowed:
            self.pending.append(body)
            self.push(body)
        return body
