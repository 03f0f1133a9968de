"""Telegram that refuses, halts, breaks off or is silent: nobody is answered twice, and one chat waits alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from channels import schema
from tests.channels.conftest import Server, free_port, running
from tests.channels.zalo_bench import wait_until
from tests.fakes.faults import Kind
from tests.fakes.serving import serving
from tests.fakes.telegram import TEST_TOKEN, FakeTelegram


@dataclass
class Bench:
    server: Server
    telegram: FakeTelegram

    def states(self, user: str) -> list[tuple[str, str | None]]:
        """(state, code) of each part sent to a user."""
        table = schema.delivery
        query = sa.select(table.c.state, table.c.code).where(table.c.user_id == user).order_by(table.c.event_id)
        store = self.server.parts.store
        rows = self.server.run(store.transaction(lambda connection: connection.execute(query).all()))
        return [(state, code) for state, code in rows]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    port = free_port()
    with serving(FakeTelegram()) as telegram:
        settings = {
            "telegram_token": TEST_TOKEN,
            "telegram_webhook_secret": "TEST_tg_secret-1-long-enough",
            "telegram_api_url": telegram.url,
            "public_url": f"http://127.0.0.1:{port}",
        }
        with running(tmp_path_factory.mktemp("store"), port=port, **settings) as server:
            wait_until(lambda: telegram.webhook.url)
            yield Bench(server, telegram)
        assert telegram.ledger.violations() == []


def test_a_chat_that_must_wait_waits_alone(bench: Bench) -> None:
    bench.telegram.faults.add("sendMessage", "error", code=429, seconds=2, user="101")
    bench.telegram.says("101", "phải chờ")
    wait_until(lambda: ("queued", "rate") in bench.states("101"))
    bench.telegram.says("102", "không phải chờ")
    began = time.monotonic()
    assert "không phải chờ" in bench.telegram.wait_for("102")[0].text
    assert not bench.telegram.bot_said("101") or time.monotonic() - began > 1
    [said] = bench.telegram.wait_for("101")
    assert "phải chờ" in said.text
    wait_until(lambda: [state for state, _ in bench.states("101")] == ["sent"])


@pytest.mark.parametrize(
    ("kind", "code"),
    [("stored_cut", 0), ("stored_error", 500), ("stored_error", 502), ("cut", 0), ("status", 503), ("html", 0)],
)
def test_an_unknown_outcome_is_never_sent_again(bench: Bench, kind: Kind, code: int) -> None:
    user = str(200 + len(kind) * 10 + code % 7)
    bench.telegram.faults.add("sendMessage", kind, code=code, user=user)
    bench.telegram.says(user, "một lần thôi")
    wait_until(lambda: [state for state, _ in bench.states(user)] == ["unknown"])
    # What comes later is answered, in its place.
    bench.telegram.says(user, "câu sau")
    wait_until(lambda: [state for state, _ in bench.states(user)] == ["unknown", "sent"])
    assert [("câu sau" in said.text) for said in bench.telegram.bot_said(user)] == (
        [False, True] if kind.startswith("stored") else [True]
    )


def test_no_answer_in_time_is_an_unknown_outcome(bench: Bench) -> None:
    bench.telegram.faults.add("sendMessage", "stored_hang", seconds=12, user="301")
    bench.telegram.says("301", "lâu quá")
    wait_until(lambda: [state for state, _ in bench.states("301")] == ["unknown"])
    time.sleep(0.5)
    assert len(bench.telegram.bot_said("301")) == 1


def test_refused_mark_up_is_sent_as_plain_text(bench: Bench) -> None:
    detail = "Bad Request: can't parse entities: unsupported start tag"
    bench.telegram.faults.add("sendMessage", "error", code=400, detail=detail, user="302")
    bench.telegram.says("302", "in đậm")
    assert "Đáp: in đậm" in bench.telegram.wait_for("302")[0].text
    wait_until(lambda: bench.states("302") == [("sent", None)])


def test_who_has_blocked_us_gets_nothing_until_they_write(bench: Bench) -> None:
    bench.telegram.faults.add("sendMessage", "error", code=403, user="303")
    bench.telegram.says("303", "chặn rồi")
    wait_until(lambda: bench.states("303") == [("failed", "blocked")])
    bench.telegram.says("303", "mở lại")
    assert "mở lại" in bench.telegram.wait_for("303")[0].text


def test_a_chat_that_is_gone_gets_nothing_until_somebody_writes_there(bench: Bench) -> None:
    bench.telegram.faults.add("sendMessage", "error", code=400, detail="Bad Request: chat not found", user="304")
    bench.telegram.says("304", "có ai không")
    wait_until(lambda: bench.states("304") == [("failed", "badrequest")])
    contacts = bench.server.parts.vendors.inbound.contacts
    contact = bench.server.run(contacts.find("telegram", "304"))
    assert contact is not None
    assert not contact.is_reachable
    bench.telegram.says("304", "trở lại")
    assert "trở lại" in bench.telegram.wait_for("304")[0].text


def test_a_text_that_telegram_finds_too_long_goes_out_in_pieces(bench: Bench) -> None:
    text = "Học nghề hàn rồi đi làm. " * 30
    bench.telegram.faults.add("sendMessage", "error", code=400, detail="Bad Request: message is too long", user="305")
    bench.telegram.says("305", text)
    wait_until(lambda: len(bench.states("305")) > 1 and {state for state, _ in bench.states("305")} == {"sent"})
    said = " ".join(each.text for each in bench.telegram.bot_said("305"))
    assert said.split()[: len(text.split()) + 1] == f"Đáp: {text}".split()


def test_what_a_dead_token_refused_waits_and_a_person_is_told(bench: Bench) -> None:
    bench.telegram.faults.add("sendMessage", "error", code=401, user="306")
    bench.telegram.says("306", "mã hết hạn")
    wait_until(lambda: bench.states("306") == [("queued", "token")])
    assert "telegram_needs_a_person 1" in bench.server.http.get("/metrics").text
    bench.telegram.says("307", "câu khác")
    bench.telegram.wait_for("307")
    wait_until(lambda: "telegram_needs_a_person 0" in bench.server.http.get("/metrics").text)


def test_a_message_telegram_never_got_is_sent_later(tmp_path: Path) -> None:
    """Nothing listens at first: the request surely did not go out."""
    port, vendor_port = free_port(), free_port()
    settings = {
        "telegram_token": TEST_TOKEN,
        "telegram_mode": "webhook",
        "telegram_webhook_secret": "TEST_tg_secret-1-long-enough",
        "telegram_api_url": f"http://127.0.0.1:{vendor_port}",
        "public_url": f"http://127.0.0.1:{port}",
    }
    with running(tmp_path, port=port, **settings) as server:
        update = {"update_id": 1, "message": {"chat": {"id": 9, "type": "private"}, "text": "có mạng chưa"}}
        headers = {"X-Telegram-Bot-Api-Secret-Token": "TEST_tg_secret-1-long-enough"}
        assert server.http.post("/webhooks/telegram", json=update, headers=headers).status_code == 200
        bench = Bench(server, FakeTelegram())
        wait_until(lambda: ("queued", "unreachable_api") in bench.states("9"))
        bench.telegram.chat("9")
        with serving(bench.telegram, vendor_port):
            [said] = bench.telegram.wait_for("9")
            assert "có mạng chưa" in said.text
