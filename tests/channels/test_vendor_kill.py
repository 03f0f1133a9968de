"""kill -9 between the acknowledgement of a webhook and its answer: after the restart it is answered, once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.programs import uvicorn_command
from channels.stack import Program, Stack, free_ports
from tests.channels.fake_programs import ROOT
from tests.channels.zalo_bench import wait_until
from tests.fakes.serving import serving
from tests.fakes.telegram import TEST_TOKEN, FakeTelegram


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with serving(FakeTelegram()) as telegram:
        yield telegram
        assert telegram.ledger.violations() == []


@pytest.fixture
def stack(tmp_path: Path, telegram: FakeTelegram) -> Iterator[Stack]:
    rasa_port, port = free_ports(2)
    settings = {
        "STORE_DIR": str(tmp_path),
        "RASA_PORT": str(rasa_port),
        "PYTHONPATH": str(ROOT),
        "TELEGRAM_TOKEN": TEST_TOKEN,
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_WEBHOOK_SECRET": "TEST_tg_secret-1-long-enough",
        "TELEGRAM_API_URL": telegram.url,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    rasa = [sys.executable, str(Path(__file__).with_name("fake_rasa.py")), str(rasa_port)]
    rasa += [str(tmp_path / "tracker.db"), "1.0"]
    channels = uvicorn_command("channels.app:create_app", "127.0.0.1", port)
    stack = Stack(
        [Program("rasa", rasa, rasa_port, "/"), Program("channels", channels, port, "/healthz", settings)],
        folder=ROOT,
        logs=tmp_path / "logs",
        ready_path="/readyz",
    )
    stack.start()
    try:
        stack.wait_ready(60)
        yield stack
    finally:
        stack.stop(seconds=3)


def test_answered_once_after_a_kill(stack: Stack, telegram: FakeTelegram) -> None:
    wait_until(lambda: telegram.webhook.url, 30)
    for user in ("1", "2", "3"):
        telegram.says(user, f"câu của {user}")
    wait_until(lambda: len([each for each in telegram.webhook.attempts if each.status == 200]) >= 3, 30)
    assert not any(telegram.bot_said(user) for user in ("1", "2", "3"))
    stack.kill("channels")
    stack.restart("channels")
    stack.wait_ready(60)
    for user in ("1", "2", "3"):
        [said] = telegram.wait_for(user, seconds=30)
        assert said.text.startswith(f"Đáp: câu của {user}")
    telegram.says("1", "câu sau")
    telegram.wait_for("1", 2, seconds=30)
    assert [len(telegram.bot_said(user)) for user in ("1", "2", "3")] == [2, 1, 1]
    logs = "".join(path.read_text(encoding="utf-8") for path in stack.logs.iterdir())
    assert TEST_TOKEN not in logs
    assert "câu của" not in logs
