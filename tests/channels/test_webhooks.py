"""What a webhook refuses, and which ones there are."""

from __future__ import annotations

from pathlib import Path

from tests.channels.conftest import running
from tests.fakes.telegram import TEST_TOKEN

SECRET = "TEST_tg_secret-1-long-enough"  # noqa: S105 -- of the tests


def test_the_webhook_refuses_strangers(tmp_path: Path) -> None:
    with running(
        tmp_path, telegram_token=TEST_TOKEN, telegram_webhook_secret=SECRET, telegram_api_url="http://127.0.0.1:9"
    ) as server:
        for wrong in (b"", SECRET[:-1].encode(), "é".encode()):
            headers = [(b"X-Telegram-Bot-Api-Secret-Token", wrong)]
            assert server.http.post("/webhooks/telegram", content=b"{}", headers=headers).status_code == 403
        right = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        for body in (b"", b"{", b"[1]", b'{"update_id": true}', b"[" * 100_000, b'"\xff"'):
            assert server.http.post("/webhooks/telegram", content=body, headers=right).status_code == 200


def test_no_webhook_without_settings(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        for path in ("/webhooks/telegram", "/webhooks/zalo/oa", "/webhooks/zalo/bot"):
            assert server.http.post(path, json={}).status_code == 404
