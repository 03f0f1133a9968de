"""The public process as a process of its own, which can be killed, with a stand-in for Rasa beside it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from channels.programs import uvicorn_command
from channels.stack import Program, Stack, free_ports
from tests.channels.fake_programs import ROOT
from tests.e2e import postgres
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vendor import Vendor
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_oa import FakeZaloOA

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


VENDORS: dict[str, Callable[[], Vendor]] = {"telegram": FakeTelegram, "zalo-oa": FakeZaloOA, "zalo-bot": FakeZaloBot}
_SECRET = "TEST_webhook_secret-1-long-enough"  # noqa: S105 -- of the tests


def vendor_settings(vendor: Vendor) -> dict[str, str]:
    """The settings of the public process for a fake vendor that calls its webhook."""
    match vendor:
        case FakeTelegram():
            own = {
                "TELEGRAM_TOKEN": vendor.token,
                "TELEGRAM_MODE": "webhook",
                "TELEGRAM_WEBHOOK_SECRET": _SECRET,
                "TELEGRAM_API_URL": vendor.url,
            }
        case FakeZaloBot():
            own = {
                "ZALO_BOT_TOKEN": vendor.token,
                "ZALO_BOT_MODE": "webhook",
                "ZALO_BOT_WEBHOOK_SECRET": _SECRET,
                # Its own limit is not documented; ours must not be what is measured.
                "ZALO_BOT_REQUESTS_PER_MINUTE": "6000",
                "ZALO_BOT_API_URL": vendor.url,
            }
        case FakeZaloOA():
            own = {
                "ZALO_OA_APP_ID": vendor.account.app_id,
                "ZALO_OA_APP_SECRET": vendor.account.app_secret,
                "ZALO_OA_SECRET_KEY": vendor.account.oa_secret,
                "ZALO_OA_REFRESH_TOKEN": vendor.tokens.mint().refresh,
                "ZALO_OA_REQUESTS_PER_MINUTE": "2000",
                "ZALO_OA_API_URL": vendor.url,
                "ZALO_OA_LOGIN_URL": vendor.url,
            }
        case _:
            raise AssertionError(vendor.name)
    return {**own, "PUBLIC_URL": "{url}"}


def registered(vendor: Vendor, stack: Stack) -> bool:
    """Does the vendor call the process? An Official Account's address is written into Zalo's console by a person."""
    if isinstance(vendor, FakeZaloOA):
        vendor.webhook.url = f"{stack.url('channels')}/webhooks/zalo/oa"
    return bool(vendor.webhook.url)
