"""Whatever is posted to the webhooks, whatever the vendors do: an answer in time, and no secret or text in any log."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from structlog.testing import capture_logs

from tests.channels.conftest import Server, free_port, running
from tests.channels.test_vendor_parsers import damaged
from tests.channels.zalo_bench import wait_until
from tests.fakes import zalo_bot
from tests.fakes.serving import serving
from tests.fakes.telegram import TEST_TOKEN, FakeTelegram
from tests.fakes.vendor import Vendor
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_oa import TEST_ACCOUNT, FakeZaloOA

WEBHOOK_SECRET = "TEST_a-secret-of-webhooks-1"  # noqa: S105 -- of the tests
CONNECT_KEY = "TEST một cụm mật khẩu"
WRITTEN = "bí mật của em"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": WEBHOOK_SECRET, "X-Bot-Api-Secret-Token": WEBHOOK_SECRET}


@dataclass(repr=False)
class Three:
    """Our process beside the three vendors."""

    server: Server
    oa: FakeZaloOA
    fakes: list[Vendor]


@pytest.fixture(scope="module")
def vendors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Three]:
    port = free_port()
    with ExitStack() as stack:
        telegram, oa, bot = (
            stack.enter_context(serving(fake)) for fake in (FakeTelegram(), FakeZaloOA(), FakeZaloBot())
        )
        assert isinstance(oa, FakeZaloOA)
        given = {
            "telegram_token": TEST_TOKEN,
            "telegram_webhook_secret": WEBHOOK_SECRET,
            "telegram_api_url": telegram.url,
            "zalo_bot_token": zalo_bot.TEST_TOKEN,
            "zalo_bot_webhook_secret": WEBHOOK_SECRET,
            "zalo_bot_api_url": bot.url,
            "zalo_oa_app_id": TEST_ACCOUNT.app_id,
            "zalo_oa_app_secret": TEST_ACCOUNT.app_secret,
            "zalo_oa_secret_key": TEST_ACCOUNT.oa_secret,
            "zalo_oa_refresh_token": oa.tokens.mint().refresh,
            "zalo_oa_connect_key": CONNECT_KEY,
            "zalo_oa_api_url": oa.url,
            "zalo_oa_login_url": oa.url,
            "public_url": f"http://127.0.0.1:{port}",
        }
        server = stack.enter_context(running(tmp_path_factory.mktemp("store"), port=port, **given))
        oa.webhook.url = f"http://127.0.0.1:{port}/webhooks/zalo/oa"
        wait_until(lambda: telegram.webhook.url and bot.webhook.url)
        yield Three(server, oa, [telegram, oa, bot])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damaged())
def test_a_webhook_answers_whatever_it_is_told(vendors: Three, caplog: pytest.LogCaptureFixture, body: Any) -> None:
    server = vendors.server
    raw = json.dumps(body).encode()
    timestamp = str(body.get("timestamp", "")) if isinstance(body, dict) else ""
    signed = TEST_ACCOUNT.headers(raw, timestamp, TEST_ACCOUNT.oa_secret)
    with caplog.at_level(logging.INFO), capture_logs() as lines:
        for path in ("telegram", "zalo/bot", "zalo/oa"):
            began = time.monotonic()
            answer = server.http.post(f"/webhooks/{path}", content=raw, headers={**HEADERS, **signed})
            assert answer.status_code == 200
            assert answer.content == b""
            assert time.monotonic() - began < 2
    assert not [line for line in lines if line["event"] in ("event_failed", "request_failed")]
    nothing_leaks(vendors, lines, caplog)


def nothing_leaks(vendors: Three, lines: list[Any], caplog: pytest.LogCaptureFixture) -> None:
    said = json.dumps(lines, ensure_ascii=False, default=str) + caplog.text
    pair = vendors.oa.tokens.current
    assert pair
    secrets = (TEST_TOKEN, zalo_bot.TEST_TOKEN, WEBHOOK_SECRET, CONNECT_KEY, TEST_ACCOUNT.oa_secret, pair.access)
    assert [each for each in (*secrets, pair.refresh, WRITTEN, "Đáp:") if each in said] == []


def test_faults_of_vendors_leak_nothing(vendors: Three, caplog: pytest.LogCaptureFixture) -> None:
    server, oa, fakes = vendors.server, vendors.oa, vendors.fakes
    with caplog.at_level(logging.INFO), capture_logs() as lines:
        oa.faults.add("access_token", "stored_error", code=-14014)
        oa.tokens.expire()
        server.http.post("/zalo/oa/connect", data={"key": CONNECT_KEY})
        server.http.post("/zalo/oa/connect", data={"key": f"{CONNECT_KEY}x"})
        server.http.get("/zalo/oa/connected", params={"code": "x", "state": "y"})
        for place, where in enumerate(("sendMessage", "send", "sendMessage")):
            for number, kind in enumerate(("cut", "html", "stored_cut", "status")):
                user = str(6000 + number)
                fakes[place].faults.add(where, kind, user=user, code=500)
                fakes[place].says(user, f"{WRITTEN} {number}")
        wait_until(lambda: sum(line["event"] == "part" for line in lines) >= 6)
    assert {"part", "turn", "connect_refused"} <= {line["event"] for line in lines}
    nothing_leaks(vendors, lines, caplog)
