"""kill -9 between the acknowledgement of a webhook and its answer: after the restart it is answered, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels import databases
from tests.channels.killable import kill, killable, logged, telegram_settings
from tests.channels.zalo_bench import wait_until
from tests.fakes.serving import serving
from tests.fakes.telegram import TEST_TOKEN, FakeTelegram

USERS = ("1", "2", "3")


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with serving(FakeTelegram()) as telegram:
        yield telegram
        assert telegram.ledger.violations() == []


@pytest.mark.parametrize("database", databases.NAMES)
def test_answered_once_after_a_kill(telegram: FakeTelegram, database: str, tmp_path: Path) -> None:
    settings = telegram_settings(telegram)
    with databases.urls(database, tmp_path) as urls, killable(tmp_path, rasa_seconds=1, urls=urls, **settings) as stack:
        wait_until(lambda: telegram.webhook.url, 30)
        for user in USERS:
            telegram.says(user, f"câu của {user}")
        wait_until(lambda: len([each for each in telegram.webhook.attempts if each.status == 200]) >= len(USERS), 30)
        assert not any(telegram.bot_said(user) for user in USERS)
        kill(stack, "channels")
        for user in USERS:
            [said] = telegram.wait_for(user, seconds=30)
            assert said.text.startswith(f"Đáp: câu của {user}")
        telegram.says("1", "câu sau")
        telegram.wait_for("1", 2, seconds=30)
        assert [len(telegram.bot_said(user)) for user in USERS] == [2, 1, 1]
        logs = logged(stack)
    assert TEST_TOKEN not in logs
    assert "câu của" not in logs
