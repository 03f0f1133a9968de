"""Telegram from end to end: PTB's real client and our webhook against a fake Bot API that behaves like the real one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.channels.conftest import Server, free_port, running
from tests.fakes.serving import serving
from tests.fakes.telegram import TEST_TOKEN, FakeTelegram

SECRET = "TEST_tg_secret-1-long-enough"


@dataclass
class Bench:
    server: Server
    telegram: FakeTelegram


def wait_until(true, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.fixture(scope="module", params=["webhook", "polling"])
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    port = free_port()
    with serving(FakeTelegram()) as telegram:
        settings = {
            "telegram_token": TEST_TOKEN,
            "telegram_mode": request.param,
            "telegram_webhook_secret": SECRET,
            "telegram_api_url": telegram.url,
            "public_url": f"http://127.0.0.1:{port}",
        }
        with running(tmp_path_factory.mktemp("store"), port=port, **settings) as server:
            wait_until(lambda: telegram.webhook.url or telegram.poll)
            yield Bench(server, telegram)
        assert telegram.ledger.violations() == []


def test_a_question_is_answered(bench: Bench) -> None:
    bench.telegram.says("42", "Em thích lập trình thì học ngành gì?")
    [said] = bench.telegram.wait_for("42")
    assert said.text.startswith("Đáp: Em thích lập trình")
    assert "Tài liệu" in said.text


def test_a_button_leads_to_its_choice(bench: Bench) -> None:
    bench.telegram.says("43", "cho chọn <b>& xem</b>")
    [said] = bench.telegram.wait_for("43")
    assert "<b>& xem</b>" in said.text
    [[first], [second]] = said.buttons
    assert (first.title, second.title) == ("Ở Lạng Sơn", "Chào")
    assert len(first.value.encode()) <= 64
    bench.telegram.taps("43", first, said)
    answer = bench.telegram.wait_for("43", 2)[1]
    assert "/find_programmes" in answer.text
    assert '"province": "lang-son"' in answer.text


def test_commands(bench: Bench) -> None:
    telegram = bench.telegram
    for count, command in enumerate(("/start", "/help", "/gap_thay_co", "/xoa"), start=1):
        telegram.says("44", command)
        telegram.wait_for("44", count)
    greeting, guide, person, forgotten = (said.text for said in telegram.bot_said("44"))
    assert "tự động" in greeting
    assert "gặp thầy cô" in guide
    assert "/meet_human" in person
    assert forgotten == "Đã xoá."
    assert {each["command"] for each in telegram.commands} >= {"start", "help", "xoa", "gap_thay_co"}


@pytest.mark.parametrize("kind", ["photo", "sticker", "voice", "location"])
def test_what_is_not_text_has_a_fixed_answer(bench: Bench, kind: str) -> None:
    user = f"5{len(kind)}"
    asked = len(bench.server.rasa.questions())
    bench.telegram.does(user, kind)
    assert bench.telegram.wait_for(user)
    assert len(bench.server.rasa.questions()) == asked


def test_who_blocked_the_bot_is_left_alone_until_they_write(bench: Bench) -> None:
    telegram = bench.telegram
    telegram.says("60", "một")
    telegram.wait_for("60", 1)
    telegram.does("60", "block")
    wait_until(lambda: not _contact(bench.server, "60").is_reachable)
    telegram.does("60", "unblock")
    telegram.says("60", "hai")
    assert "Đáp: hai" in telegram.wait_for("60", 2)[1].text


def test_a_long_answer_comes_in_parts(bench: Bench) -> None:
    bench.telegram.says("61", "đoạn &😀 " * 230)
    [said] = bench.telegram.wait_for("61")
    assert len(said.text) > 1500


def _contact(server: Server, user: str):
    return server.run(server.parts.vendors.inbound.contacts.find("telegram", user))


def test_the_webhook_refuses_strangers(tmp_path: Path) -> None:
    with running(
        tmp_path, telegram_token=TEST_TOKEN, telegram_webhook_secret=SECRET, telegram_api_url="http://127.0.0.1:9"
    ) as server:
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": SECRET[:-1]}, {"X-Telegram-Bot-Api-Secret-Token": "é"}):
            encoded = {name: value.encode() for name, value in headers.items()}
            assert server.http.post("/webhooks/telegram", content=b"{}", headers=encoded).status_code == 403
        right = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        for body in (b"", b"{", b"[1]", b'{"update_id": true}', b"[" * 100_000, b'"\xff"'):
            assert server.http.post("/webhooks/telegram", content=body, headers=right).status_code == 200


def test_no_webhook_without_settings(server: Server) -> None:
    for path in ("/webhooks/telegram", "/webhooks/zalo/oa", "/webhooks/zalo/bot"):
        assert server.http.post(path, json={}).status_code == 404
