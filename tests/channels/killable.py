"""The public process as a process of its own, which can be killed, with a stand-in for Rasa beside it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from channels.programs import uvicorn_command
from channels.stack import Program, Stack, free_ports
from tests.channels.fake_programs import ROOT
from tests.e2e import postgres
from tests.fakes.telegram import TEST_TOKEN, FakeTelegram

_READY_SECONDS = 180
_STORES = {"channels": "STORE_URL", "workflows": "WORKFLOW_STORE_URL"}


@contextmanager
def killable(
    folder: Path, *, rasa_seconds: float, urls: Mapping[str, str] | None = None, **settings: str
) -> Iterator[Stack]:
    """The two programs `rasa` (each answer takes `rasa_seconds`) and `channels`, once they are ready.

    `urls`: of the databases of `tests.e2e.postgres`, for all but the tracker; without it, files in `folder`.
    `settings`: more of the public process, `{url}` in them standing for its own address.
    """
    rasa_port, port = free_ports(2)
    environment = {
        "ENV_FILE": os.devnull,
        "STORE_DIR": str(folder),
        "RASA_PORT": str(rasa_port),
        "PYTHONPATH": str(ROOT),
        **{name: (urls or {}).get(database, "") for database, name in _STORES.items()},
        **{name: value.format(url=f"http://127.0.0.1:{port}") for name, value in settings.items()},
    }
    assert set(_STORES) <= set(postgres.DATABASES)
    fake_rasa = Path(__file__).with_name("fake_rasa.py")
    rasa = [sys.executable, str(fake_rasa), str(rasa_port), str(folder / "tracker.db"), str(rasa_seconds)]
    channels = uvicorn_command("channels.app:create_app", "127.0.0.1", port)
    stack = Stack(
        [Program("rasa", rasa, rasa_port, "/"), Program("channels", channels, port, "/healthz", environment)],
        folder=ROOT,
        logs=folder / "logs",
        ready_path="/readyz",
    )
    stack.start()
    try:
        stack.wait_ready(_READY_SECONDS)
        yield stack
    finally:
        stack.stop(seconds=3)


def kill(stack: Stack, name: str) -> None:
    """kill -9, start it again, and wait until it is ready."""
    stack.kill(name)
    stack.restart(name)
    stack.wait_ready(_READY_SECONDS)


def logged(stack: Stack) -> str:
    """All that the programs printed."""
    return "".join(path.read_text(encoding="utf-8") for path in stack.logs.iterdir())


def telegram_settings(telegram: FakeTelegram) -> dict[str, str]:
    """The settings of the public process for a fake Telegram that calls its webhook."""
    return {
        "TELEGRAM_TOKEN": TEST_TOKEN,
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_WEBHOOK_SECRET": "TEST_tg_secret-1-long-enough",
        "TELEGRAM_API_URL": telegram.url,
        "PUBLIC_URL": "{url}",
    }
