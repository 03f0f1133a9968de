"""Telegram from end to end: PTB's real client and our webhook against a fake Bot API that behaves like the real one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from channels.contacts import Contact
from tests.channels.conftest import Server, free_port, running
from tests.channels.zalo_bench import wait_until
from tests.fakes.serving import serving
from tests.fakes.telegram import TEST_TOKEN, FakeTelegram

SECRET = "TEST_tg_secret-1-long-enough"  # noqa: S105 -- of the tests


@dataclass
class Bench:
    server: Server
    telegram: FakeTelegram


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
    [[first], [second], _thumbs] = said.buttons
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


def _contact(server: Server, user: str) -> Contact:
    found = server.run(server.parts.vendors.inbound.contacts.find("telegram", user))
    assert found is not None
    return found
