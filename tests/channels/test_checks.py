"""`python -m channels check`: what it finds missing, against the fakes."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from channels import checks, schema
from channels.app import Settings
from channels.checks import Checks
from channels.checks.finding import Finding, said
from channels.sentences import Sentences
from tests.channels.conftest import free_port, running
from tests.channels.names import Name
from tests.channels.zalo_bench import wait_until
from tests.fakes.serving import serving
from tests.fakes.telegram import TEST_TOKEN, FakeTelegram
from tests.fakes.zalo_bot import TEST_TOKEN as BOT_TOKEN
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_oa import TEST_ACCOUNT, FakeZaloOA

SENTENCES = Sentences(Path("data/messages/channel_checks.yaml"))
PUBLIC = "https://huongnghiep.mau.example"
SECRET = "TEST-secret-of-16-or-more"  # noqa: S105 -- of the tests
NOW = 1_795_253_722_000
OA = {
    "zalo_oa_app_id": TEST_ACCOUNT.app_id,
    "zalo_oa_app_secret": TEST_ACCOUNT.app_secret,
    "zalo_oa_secret_key": TEST_ACCOUNT.oa_secret,
    "zalo_oa_verification": "MAU123",
}


def findings(channel: str, store_dir: Path, now: int = NOW, **values: Any) -> list[Finding]:
    settings = Settings(_env_file=None, store_dir=store_dir, **values)  # pyright: ignore[reportCallIssue]
    every = Checks(
        settings, settings.url(None, "channels.db"), "http://127.0.0.1:9", lambda: now, settings.widget_origins
    )
    found = asyncio.run(every.of(channel))
    assert len(said(found, SENTENCES)) == len(found) + 1
    return found


def missing(channel: str, store_dir: Path, **values: Any) -> list[str]:
    return [finding.code for finding in findings(channel, store_dir, **values) if not finding.is_good]


@pytest.fixture
def name(monkeypatch: pytest.MonkeyPatch) -> Name:
    """The public name, with nobody behind it yet."""
    found = Name(PUBLIC, f"http://127.0.0.1:{free_port()}")
    monkeypatch.setattr(checks, "client", found.client)
    return found


def _signed(connection: sa.Connection) -> object:
    return connection.execute(sa.select(schema.signature.c.count)).first()


def port(name: Name) -> int:
    return int(name.here.rpartition(":")[2])


def test_nothing_is_set(tmp_path: Path) -> None:
    assert missing("telegram", tmp_path) == ["telegram_token"]
    assert missing("zalo-bot", tmp_path) == ["zalo_bot_token"]
    assert missing("zalo-oa", tmp_path) == ["setting"] * 3 + ["public_url", "verification"]
    assert missing("web", tmp_path) == ["public_url", "page_unreachable"]


def test_telegram_step_by_step(tmp_path: Path, name: Name) -> None:
    with serving(FakeTelegram()) as telegram:
        telegram.webhook.leads_to = name.leads_to
        base: dict[str, Any] = {"telegram_token": TEST_TOKEN, "telegram_api_url": telegram.url}
        unset = ["secret", "public_url", "webhook_not_set", "commands_missing"]
        assert missing("telegram", tmp_path, **base) == unset
        weak = {**base, "public_url": PUBLIC, "telegram_webhook_secret": "has blanks and is long"}
        assert missing("telegram", tmp_path, **weak) == ["secret", "public_unreachable", *unset[2:]]
        good = {**weak, "telegram_webhook_secret": SECRET}
        with running(tmp_path / "store", port=port(name), **good):
            wait_until(lambda: telegram.webhook.url)
            assert missing("telegram", tmp_path, **good) == []
            stale = {**good, "telegram_webhook_secret": f"{SECRET}-new"}
            assert missing("telegram", tmp_path, **stale) == ["secret_differs"]
            telegram.webhook.last_error = (NOW / 1000 - 60, "Wrong response from the webhook: 500")
            assert missing("telegram", tmp_path, **good) == ["webhook_fails"]
            assert missing("telegram", tmp_path, **good, now=NOW + 7_200_000) == []
            assert missing("telegram", tmp_path, **good, telegram_mode="polling") == ["webhook_in_the_way"]
        wrong = {**base, "telegram_token": "1:wrong", "telegram_mode": "polling"}
        assert missing("telegram", tmp_path, **wrong) == ["token_refused"]
    assert missing("telegram", tmp_path, **base, telegram_mode="polling") == ["api_unreachable"]


def test_zalo_bot(tmp_path: Path, name: Name) -> None:
    with serving(FakeZaloBot()) as bot:
        base: dict[str, Any] = {"zalo_bot_token": BOT_TOKEN, "zalo_bot_api_url": bot.url}
        assert missing("zalo-bot", tmp_path, **base, zalo_bot_mode="polling") == []
        good = {**base, "public_url": PUBLIC, "zalo_bot_webhook_secret": SECRET}
        assert missing("zalo-bot", tmp_path, **good) == ["public_unreachable", "webhook_not_set"]
        with running(tmp_path / "store", port=port(name), **good):
            wait_until(lambda: bot.webhook.url)
            assert missing("zalo-bot", tmp_path, **good) == []
            stale = {**good, "zalo_bot_webhook_secret": f"{SECRET}-new"}
            assert missing("zalo-bot", tmp_path, **stale) == ["secret_differs"]


def test_an_account_from_nothing_to_connected(tmp_path: Path, name: Name) -> None:
    with serving(FakeZaloOA(tier="growth")) as oa:
        base: dict[str, Any] = {**OA, "zalo_oa_api_url": oa.url, "zalo_oa_login_url": oa.url, "public_url": PUBLIC}
        assert missing("zalo-oa", tmp_path, **base) == ["public_unreachable", "zalo_not_connected"]
        base["zalo_oa_refresh_token"] = oa.tokens.mint().refresh
        assert missing("zalo-oa", tmp_path, **base) == ["public_unreachable", "zalo_seeded"]
        with running(tmp_path, port=port(name), **base) as server:
            wait_until(lambda: any(where == "getoa" for where, _ in oa.calls))
            now = server.parts.vendors.inbound.now()
            assert [finding.code for finding in findings("zalo-oa", tmp_path, now, **base)] == [
                "public_good",
                "verification_good",
                "webhook_by_hand",
                "zalo_no_event",
                "zalo_connected",
                "zalo_account",
            ]
            oa.webhook.url = f"{server.url}/webhooks/zalo/oa"
            oa.does("1020", "follow")
            wait_until(lambda: server.run(server.parts.store.transaction(_signed)))
            told = "\n".join(said(findings("zalo-oa", tmp_path, now, **base), SENTENCES))
            assert "Tin gần nhất từ Zalo ký bằng ZALO_OA_SECRET_KEY" in told
            assert TEST_ACCOUNT.oa_secret not in told
            other = {**base, "zalo_oa_verification": "KHAC", "zalo_oa_id": "1"}
            assert missing("zalo-oa", tmp_path, now=now, **other) == ["verification_unseen", "zalo_other_account"]
            stale = {**base, "zalo_oa_secret_key": "another-key-of-the-account"}
            assert missing("zalo-oa", tmp_path, now=now, **stale) == ["secret_differs"]
            oa.tier = "standard"
            assert missing("zalo-oa", tmp_path, now=now, **base) == ["zalo_package"]
            oa.tier, oa.oa_type = "growth", 4
            assert (findings("zalo-oa", tmp_path, now, **base))[-1].code == "zalo_state_account"
            days = 80 * 86_400_000
            assert missing("zalo-oa", tmp_path, now=now + days, **base) == ["zalo_expired"]


def test_settings_that_were_pasted_wrongly(tmp_path: Path, name: Name) -> None:
    pasted: dict[str, Any] = {
        **OA,
        "zalo_oa_app_id": "ID 3608465248940903967",
        "zalo_oa_secret_key": '"khoá có dấu nháy"',
        "zalo_oa_connect_key": "ngắn quá",
    }
    found = findings("zalo-oa", tmp_path, **pasted, public_url=PUBLIC)
    told = "\n".join(said(found, SENTENCES))
    wrong = ["zalo_app_id_form", "zalo_secret_form", "zalo_connect_key", "public_unreachable", "zalo_not_connected"]
    assert [finding.code for finding in found if not finding.is_good] == wrong
    assert "từ 16 ký tự" in told
    assert "khoá có dấu nháy" not in told


@pytest.mark.parametrize("site", ["www.truong.example", "https://truong.example/trang", "*", "https://a b"])
def test_sites_that_were_written_wrongly(tmp_path: Path, site: str) -> None:
    found = missing("web", tmp_path, public_url=PUBLIC, widget_origins=f"https://tot.example,{site}")
    assert "site_malformed" in found
    assert "site_refused" not in found


def test_fakes_on_this_machine_need_no_https_and_real_vendors_do(tmp_path: Path) -> None:
    with serving(FakeTelegram()) as telegram:
        number = free_port()
        here: dict[str, Any] = {"telegram_token": TEST_TOKEN, "telegram_webhook_secret": SECRET}
        here = {**here, "public_url": f"http://127.0.0.1:{number}", "telegram_api_url": telegram.url}
        with running(tmp_path / "store", port=number, **here):
            wait_until(lambda: telegram.webhook.url)
            found = findings("telegram", tmp_path, **here)
            assert [finding.code for finding in found if not finding.is_good] == []
            assert "public_trial" in [finding.code for finding in found]
            told = "\n".join(said(found, SENTENCES))
            assert "không dùng được với kênh thật" in told
            assert missing("web", tmp_path, **here) == []
            assert missing(
                "zalo-oa", tmp_path, **OA | {"zalo_oa_verification": ""}, **here, zalo_oa_api_url=telegram.url
            ) == [
                "webhook_closed",
                "zalo_not_connected",
            ]
    outside = {**here, "telegram_api_url": "https://telegram.invalid"}
    assert "public_url" in missing("telegram", tmp_path, **outside)
    far = {**here, "public_url": "http://huongnghiep.mau.example"}
    assert "public_url" in missing("telegram", tmp_path, **far)


def test_a_server_that_does_not_know_of_the_account(tmp_path: Path, name: Name) -> None:
    with running(tmp_path / "store", port=port(name)):
        found = missing("zalo-oa", tmp_path, **OA, public_url=PUBLIC)
    assert found == ["verification_unseen", "webhook_closed", "zalo_not_connected"]


def test_the_page(tmp_path: Path, name: Name) -> None:
    sites = {"widget_origins": "https://truong.example, https://*.mau.example"}
    with running(tmp_path / "store", port=port(name), **sites) as server:
        assert missing("web", tmp_path, public_url=PUBLIC, **sites) == []
        assert missing("web", tmp_path, public_url=PUBLIC) == []
        assert missing("web", tmp_path, public_url=PUBLIC, widget_origins="https://so.example") == ["site_refused"]
        server.rasa.mode = "down"
        wait_until(lambda: server.http.get("/readyz").status_code != 200)
        assert missing("web", tmp_path, public_url=PUBLIC) == ["page_not_ready"]
