"""`python -m channels check`: what it finds missing, against the fakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from channels.app import Settings
from channels.checks import Checks, said
from channels.sentences import Sentences
from tests.fakes.serving import serving
from tests.fakes.telegram import TEST_TOKEN, FakeTelegram
from tests.fakes.zalo_bot import TEST_TOKEN as BOT_TOKEN
from tests.fakes.zalo_bot import FakeZaloBot

SENTENCES = Sentences(Path("data/messages/channel_checks.yaml"))


async def found(channel: str, tmp_path: Path, **values: Any) -> list[str]:
    settings = Settings(_env_file=None, store_dir=tmp_path, **values)  # pyright: ignore[reportCallIssue]
    checks = Checks(settings, settings.url(None, "channels.db"), "http://127.0.0.1:9", lambda: 0)
    findings = await checks.of(channel)
    assert len(said(findings, SENTENCES)) == len(findings) + 1
    return [finding.code for finding in findings if not finding.is_good]


async def test_nothing_is_set(tmp_path: Path) -> None:
    assert await found("telegram", tmp_path) == ["telegram_token"]
    assert await found("zalo-bot", tmp_path) == ["zalo_bot_token"]
    assert await found("zalo-oa", tmp_path) == ["setting"] * 3 + ["public_url", "verification"]
    assert await found("web", tmp_path) == ["public_url", "page_unreachable"]


async def test_telegram(tmp_path: Path) -> None:
    with serving(FakeTelegram()) as telegram:
        base = {"telegram_token": TEST_TOKEN, "telegram_api_url": telegram.url}
        assert await found("telegram", tmp_path, **base) == ["secret", "public_url", "webhook_not_set"]
        assert await found("telegram", tmp_path, **base, telegram_mode="polling") == []
        wrong = {**base, "telegram_token": "1:wrong", "telegram_mode": "polling"}
        assert await found("telegram", tmp_path, **wrong) == ["token_refused"]


async def test_zalo_bot(tmp_path: Path) -> None:
    with serving(FakeZaloBot()) as bot:
        base = {"zalo_bot_token": BOT_TOKEN, "zalo_bot_api_url": bot.url, "zalo_bot_mode": "polling"}
        assert await found("zalo-bot", tmp_path, **base) == []


async def test_zalo_oa_that_is_not_connected(tmp_path: Path) -> None:
    base = {
        "zalo_oa_app_id": "1",
        "zalo_oa_app_secret": "s",
        "zalo_oa_secret_key": "k",
        "zalo_oa_verification": "v",
        "public_url": "https://mau.example",
    }
    assert await found("zalo-oa", tmp_path, **base) == ["zalo_not_connected"]
    assert await found("zalo-oa", tmp_path, **base, zalo_oa_refresh_token="r") == []  # noqa: S106 -- of the tests
