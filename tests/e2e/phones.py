"""The real product with a fake Zalo Official Account, Zalo Bot and Telegram around it, and a phone for each."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from channels.stack import free_ports
from tests.e2e.product import Product, start_over
from tests.fakes.fixtures import assert_well_behaved
from tests.fakes.serving import serving
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vendor import Said, Vendor
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_oa import FakeZaloOA

SECRET = "a-secret-for-the-tests-only"  # noqa: S105
NAMES = {"zalo-oa": "zalo_oa", "zalo-bot": "zalo_bot", "telegram": "telegram"}
"""The fakes' names and what our store calls these channels."""
_FIRST_USERS = {"zalo-oa": "246845883529197922", "zalo-bot": "6ede9afa66b88fe6d6a9", "telegram": "42"}
_OPEN = ("queued", "sending")
_SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """What was published for a message, and what the phone shows of it."""

    reply: Mapping[str, Any]
    shown: Sequence[Said]

    @property
    def text(self) -> str:
        """Everything to be read on the phone."""
        return "\n\n".join(said.text for said in self.shown)


@dataclass(frozen=True)
class Phones:
    """`vendors` by name."""

    product: Product
    vendors: Mapping[str, Vendor]

    def ask(self, name: str, user: str, text: str) -> Answer:
        """A user types a text; what comes back, once all of it was sent."""
        return self._after(name, user, lambda: self.vendors[name].says(user, text))

    def tap(self, name: str, user: str, number: int) -> Answer:
        """A user presses a button of the newest message that has some."""
        vendor = self.vendors[name]
        said = [each for each in vendor.bot_said(user) if each.buttons][-1]
        button = [button for row in said.buttons for button in row][number]
        return self._after(name, user, lambda: vendor.taps(user, button, said))

    def _after(self, name: str, user: str, act: Any) -> Answer:
        vendor, before = self.vendors[name], self._newest(name, user)
        shown = len(vendor.bot_said(user))
        act()
        until = time.monotonic() + _SECONDS
        while (found := self._newest(name, user)) in (None, before) or self._is_open(name, user):
            assert time.monotonic() < until, f"{name}: no answer to {user}"
            time.sleep(0.05)
        assert found is not None
        return Answer(json.loads(found[2])["reply"], vendor.bot_said(user)[shown:])

    def _newest(self, name: str, user: str) -> tuple[int, int, str] | None:
        """The newest reply: when, its id, its body. Asking to be forgotten leaves no other."""
        rows = self._rows(
            "SELECT e.at, e.id, e.body FROM conversation_event e JOIN vendor_message o ON o.message_id = e.message_id"
            " WHERE o.channel = ? AND o.user_id = ? AND e.type = 'reply' ORDER BY e.at, e.id",
            NAMES[name],
            user,
        )
        return rows[-1] if rows else None

    def _is_open(self, name: str, user: str) -> bool:
        unplanned = self._rows(
            "SELECT 1 FROM conversation_event e JOIN vendor_message o ON o.message_id = e.message_id"
            " WHERE o.channel = ? AND o.user_id = ? AND e.type = 'reply' AND NOT EXISTS"
            " (SELECT 1 FROM part_delivery d WHERE d.conversation_id = e.conversation_id AND d.event_id = e.id)",
            NAMES[name],
            user,
        )
        states = self._rows("SELECT state FROM part_delivery WHERE channel = ? AND user_id = ?", NAMES[name], user)
        return bool(unplanned) or any(state in _OPEN for (state,) in states)

    def _rows(self, query: str, *values: str) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self.product.store / 'channels.db'}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()


def user_of(name: str, number: int) -> str:
    """One of many users, with an id of the vendor's look."""
    first = _FIRST_USERS[name]
    return str(int(first) + number) if first.isdigit() else first[:-2] + f"{number:02x}"


@contextlib.contextmanager
def phones_around(data: Path, built: Path, store: Path) -> Iterator[Phones]:
    """Start the fakes and the product. AssertionError at the end when a rule of a vendor was broken."""
    [port] = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    oa, bot, telegram = FakeZaloOA(tier="growth"), FakeZaloBot(), FakeTelegram()
    vendors: dict[str, Vendor] = {vendor.name: vendor for vendor in (oa, bot, telegram)}
    with contextlib.ExitStack() as stack:
        for vendor in vendors.values():
            stack.enter_context(serving(vendor))
        environment = {
            "PUBLIC_URL": url,
            "TELEGRAM_TOKEN": telegram.token,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_API_URL": telegram.url,
            "ZALO_OA_APP_ID": oa.account.app_id,
            "ZALO_OA_APP_SECRET": oa.account.app_secret,
            "ZALO_OA_SECRET_KEY": oa.account.oa_secret,
            "ZALO_OA_REFRESH_TOKEN": oa.tokens.mint().refresh,
            "ZALO_OA_API_URL": oa.url,
            "ZALO_OA_LOGIN_URL": oa.url,
            "ZALO_BOT_TOKEN": bot.token,
            "ZALO_BOT_WEBHOOK_SECRET": SECRET,
            "ZALO_BOT_API_URL": bot.url,
        }
        product = start_over(data, built, store, environment, port=port)
        stack.callback(product.stop)
        oa.webhook.url = f"{url}/webhooks/zalo/oa"
        until = time.monotonic() + _SECONDS
        while not (bot.webhook.url and telegram.webhook.url):
            assert time.monotonic() < until, "a webhook was not set"
            time.sleep(0.05)
        yield Phones(product, vendors)
    for vendor in vendors.values():
        assert_well_behaved(vendor)
