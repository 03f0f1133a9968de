"""The sheet of an event: each channel's QR code leads to a conversation that is known to have begun there."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from channels import schema
from tests.channels.conftest import Server, free_port, running
from tests.channels.zalo_bench import wait_until
from tests.fakes.serving import serving
from tests.fakes.telegram import TEST_TOKEN, FakeTelegram


def arrived(server: Server) -> list[str]:
    store, query = server.parts.store, sa.select(schema.arrival.c.code)
    return list(server.run(store.transaction(lambda connection: connection.execute(query).scalars().all())))


def test_every_way_of_the_sheet_says_how_people_came(tmp_path: Path) -> None:
    port = free_port()
    with serving(FakeTelegram()) as telegram:
        settings = {
            "telegram_token": TEST_TOKEN,
            "telegram_webhook_secret": "TEST_tg_secret-1-long-enough",
            "telegram_api_url": telegram.url,
            "public_url": f"http://127.0.0.1:{port}",
            "zalo_oa_app_id": "1",
            "zalo_oa_app_secret": "s",
            "zalo_oa_id": "388613280878808645",
            "zalo_oa_api_url": telegram.url,
        }
        with running(tmp_path, port=port, **settings) as server:
            wait_until(lambda: telegram.webhook.url)
            page = server.http.get("/qr/TQT-9a")
            assert page.status_code == 200
            assert "SK TQT-9A" in page.text
            links = server.parts.vendors.links("tqt-9a")
            assert links["zalo_oa"] == "https://zalo.me/388613280878808645"
            for channel, link in {**links, "web": f"http://127.0.0.1:{port}/?event=tqt-9a"}.items():
                assert link in page.text
                picture = server.http.get(f"/qr/tqt-9a/{channel}.svg")
                assert picture.headers["content-type"] == "image/svg+xml"
                assert picture.content.startswith(b"<?xml")
            [start] = parse_qs(urlsplit(links["telegram"]).query)["start"]
            telegram.says("77", f"/start {start}")
            assert "tự động" in telegram.wait_for("77")[0].text
            assert arrived(server) == ["tqt-9a"]


@pytest.mark.parametrize("path", ["/qr/lop", "/qr/a%3Cb1", "/qr/tqt-9a/telegram.svg", "/qr/tqt-9a/x.svg"])
def test_what_is_not_there(module_server: Server, path: str) -> None:
    assert module_server.http.get(path).status_code == 404
