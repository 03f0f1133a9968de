"""Zalo Bot Platform from end to end, by webhook (wrapped and flat bodies) and by polling."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.channels.conftest import free_port, running
from tests.channels.zalo_bench import wait_until
from tests.fakes.serving import serving
from tests.fakes.zalo_bot import TEST_TOKEN, FakeZaloBot

SECRET = "TEST-bot-webhook-secret"  # noqa: S105 -- of the tests
USER = "6ede9afa66b88fe6d6a9"


@pytest.fixture(scope="module", params=["wrapped", "flat", "polling"])
def bot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeZaloBot]:
    port = free_port()
    fake = FakeZaloBot()
    fake.wraps = request.param == "wrapped"
    fake.replays = 2
    with serving(fake):
        settings = {
            "zalo_bot_token": TEST_TOKEN,
            "zalo_bot_mode": "polling" if request.param == "polling" else "webhook",
            "zalo_bot_webhook_secret": SECRET,
            "zalo_bot_api_url": fake.url,
            "zalo_bot_requests_per_minute": 600,
            "public_url": f"http://127.0.0.1:{port}",
        }
        with running(tmp_path_factory.mktemp("store"), port=port, **settings):
            if request.param != "polling":
                wait_until(lambda: fake.webhook.url)
            yield fake
        assert fake.ledger.violations() == []


def test_a_question_is_answered_once(bot: FakeZaloBot) -> None:
    bot.says(USER, "chào bot")
    assert "Đáp: chào bot" in bot.wait_for(USER)[0].text
    time.sleep(1.2)
    assert len(bot.bot_said(USER)) == 1


def test_a_number_presses_the_choice(bot: FakeZaloBot) -> None:
    bot.says("a1", "cho chọn")
    assert "2. Chào" in bot.wait_for("a1")[0].text
    bot.says("a1", "2")
    assert "/greet" in bot.wait_for("a1", 2)[1].text


@pytest.mark.parametrize("kind", ["image", "sticker", "voice", "unsupported"])
def test_what_is_not_text_has_a_fixed_answer(bot: FakeZaloBot, kind: str) -> None:
    bot.does(f"b{kind}", kind)
    assert len(bot.wait_for(f"b{kind}")) == 1


def test_groups_are_left_alone(bot: FakeZaloBot) -> None:
    asked = sum(len(said) for said in bot.talks.values())
    bot.does("c1", "group", text="cả nhóm ơi")
    time.sleep(0.5)
    assert not bot.bot_said("c1")
    assert sum(len(said) for said in bot.talks.values()) <= asked + 1


def test_what_a_dead_token_refused_is_sent_with_a_living_one(bot: FakeZaloBot) -> None:
    bot.faults.add("sendMessage", "error", user="e1", code=401)
    bot.says("e1", "mã hết hạn")
    [said] = bot.wait_for("e1")
    assert said.text.startswith("Đáp: mã hết hạn")


def test_what_the_quota_refused_is_sent_later_and_never_asked_for_in_a_loop(bot: FakeZaloBot) -> None:
    for _ in range(2):
        bot.faults.add("sendMessage", "error", user="d1", code=429)
    began = time.monotonic()
    bot.says("d1", "hết lượt")
    [said] = bot.wait_for("d1")
    assert said.text.startswith("Đáp: hết lượt")
    tries = sum(method == "sendMessage" and given.get("chat_id") == "d1" for method, given in bot.calls)
    assert tries == 3
    # Two seconds of rest, then four.
    assert time.monotonic() - began > 5.5
