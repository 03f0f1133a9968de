"""Our process beside a fake of any vendor, by its name in our store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.channels.conftest import Server, free_port, running
from tests.channels.zalo_bench import benched, wait_until
from tests.fakes.serving import serving
from tests.fakes.telegram import TEST_TOKEN, FakeTelegram
from tests.fakes.vendor import Vendor
from tests.fakes.zalo_bot import TEST_TOKEN as BOT_TOKEN
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_oa import FakeZaloOA

VENDORS = ("zalo_oa", "zalo_bot", "telegram")


@contextmanager
def beside(name: str, store: Path, **more: Any) -> Iterator[tuple[Server, Vendor]]:
    """The running process and the vendor, who was not wronged in the end."""
    if name == "zalo_oa":
        with benched(store, oa := FakeZaloOA(), **more) as bench:
            yield bench.server, oa
        return
    vendor, token = (FakeZaloBot(), BOT_TOKEN) if name == "zalo_bot" else (FakeTelegram(), TEST_TOKEN)
    port = free_port()
    with serving(vendor):
        settings: dict[str, Any] = {
            f"{name}_token": token,
            f"{name}_webhook_secret": "TEST-a-secret-long-enough",
            f"{name}_api_url": vendor.url,
            "zalo_bot_requests_per_minute": 600,
            "public_url": f"http://127.0.0.1:{port}",
            **more,
        }
        with running(store, port=port, **settings) as server:
            wait_until(lambda: vendor.webhook.url)
            yield server, vendor
    assert vendor.ledger.violations() == []
