"""What every fake vendor has: a clock, a ledger, faults, a webhook, and the conversations as the phones show them."""

from __future__ import annotations

import contextlib
import itertools
import secrets
import time
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from fastapi import FastAPI

from tests.fakes.clock import Clock
from tests.fakes.faults import Faults
from tests.fakes.ledger import Ledger
from tests.fakes.webhook import Webhook

By = Literal["user", "bot", "staff"]


@dataclass(frozen=True)
class Button:
    """A button under a message. kind: say (sends `value`), open (a link), phone (a number), sms (a number), other."""

    title: str
    kind: Literal["say", "open", "phone", "sms", "other"]
    value: str


@dataclass
class Said:
    """One message as the phone shows it. `raw` is what the client sent, or the vendor's event."""

    id: str
    by: By
    at: float
    text: str
    buttons: Sequence[Sequence[Button]] = ()
    picture: str = ""
    file: str = ""
    entities: Sequence[dict[str, Any]] = ()
    raw: dict[str, Any] = field(default_factory=dict[str, Any])


class Vendor(ABC):
    """The base of the fakes. Subclasses register their routes on `app` and define what a user can do.

    A user is named by an id of the vendor's kind. `says`, `taps` and `does` are what the chat page and the control API
    call.
    """

    name = ""
    kinds: Sequence[str] = ()
    """What `does` understands, beside text and taps."""

    def __init__(self, *, clock: Clock | None, ladder: Sequence[float], retry_header: str = "") -> None:
        self.clock = clock or Clock()
        self.ledger = Ledger(self.clock)
        self.faults = Faults()
        self.webhook = Webhook(self.clock, self.ledger, ladder, retry_header=retry_header)
        self.talks: defaultdict[str, list[Said]] = defaultdict(list)
        self.typing: defaultdict[str, int] = defaultdict(int)
        """How often each user has seen the typing sign."""
        self.calls: list[tuple[str, dict[str, Any]]] = []
        """Every call of the client: its name and what it said, tokens left out."""
        self.strangers: set[str] = set()
        """Users in whose name only a forger has written."""
        self.uploads: dict[str, tuple[float, bytes]] = {}
        """Files the client sent, by their id, with the time they came."""
        self.url = ""
        self.app = FastAPI(lifespan=self._lifespan, docs_url=None, redoc_url=None, openapi_url=None)
        self._numbers = itertools.count(1)

    @contextlib.asynccontextmanager
    async def _lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        await self.webhook.open()
        yield
        await self.webhook.close()

    @abstractmethod
    def says(self, user: str, text: str) -> str:
        """A user types a text; the vendor's id of the message."""

    @abstractmethod
    def taps(self, user: str, button: Button, on: Said) -> str:
        """A user presses a button of a message of the bot."""

    @abstractmethod
    def does(self, user: str, kind: str, **values: str) -> str:
        """A user does something of `kinds`."""

    @abstractmethod
    def forge(self, user: str, text: str, how: str) -> None:
        """Deliver a message that the vendor did not make; acting on it is a violation."""

    def bot_said(self, user: str) -> list[Said]:
        """What the bot sent to a user, oldest first."""
        return [said for said in self.talks.get(user, []) if said.by == "bot"]

    def wait_for(self, user: str, count: int = 1, seconds: float = 60.0) -> list[Said]:
        """What the bot sent to a user, once it is `count` messages; AssertionError after so many real seconds."""
        until = time.monotonic() + seconds
        while len(self.bot_said(user)) < count:
            assert time.monotonic() < until, f"{self.name}: {len(self.bot_said(user))} of {count} messages to {user}"
            time.sleep(0.01)
        return self.bot_said(user)

    def heard(self, user: str, what: str, said: Said) -> None:
        """Keep what a user did."""
        self.ledger.heard(user, what)
        self.strangers.discard(user)
        self.talks[user].append(said)

    def is_stranger(self, user: str) -> bool:
        """Whether only a forger wrote in this user's name; if so, an answer is held against the client."""
        if user in self.strangers:
            self.ledger.note("answered_forgery", f"to {user}")
            return True
        return False

    def forged(self, user: str) -> None:
        """A forger writes in this user's name."""
        if not self.ledger.has_heard(user):
            self.strangers.add(user)

    def find(self, user: str, message_id: str) -> Said | None:
        """A message of a conversation by the vendor's id."""
        return next((said for said in self.talks.get(user, []) if said.id == message_id), None)

    def next_number(self) -> int:
        """1, 2, 3 …"""
        return next(self._numbers)


def new_id(length: int = 20) -> str:
    """An id as Zalo's look: lower-case hexadecimal."""
    return secrets.token_hex(length)[:length]


def rows(buttons: Iterable[Button]) -> list[list[Button]]:
    """Each button in a row of its own."""
    return [[button] for button in buttons]
