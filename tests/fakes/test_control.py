"""The control API, the chat page in a browser, and `make fakes`."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from channels.app import Settings
from channels.origins import Origins
from tests.channels.conftest import free_port
from tests.fakes.__main__ import environment, main, site
from tests.fakes.conftest import Receiver
from tests.fakes.serving import serving
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vendor import Vendor
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_oa import FakeZaloOA

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
USERS = {"zalo-oa": "246845883529197922", "zalo-bot": "6ede9afa66b88fe6d6a9", "telegram": "42"}


@pytest.fixture(params=[FakeZaloOA, FakeZaloBot, FakeTelegram])
def vendor(request: pytest.FixtureRequest) -> Iterator[Vendor]:
    with serving(request.param()) as served:
        yield served


@pytest.fixture
def oa() -> Iterator[FakeZaloOA]:
    with serving(FakeZaloOA()) as served:
        yield served


def test_a_person_acts_over_http(vendor: Vendor, http_client: httpx.Client, receiver: Receiver) -> None:
    user, control = USERS[vendor.name], f"{vendor.url}/_control"
    assert http_client.post(f"{control}/webhook", json={"url": receiver.url}).json()["on"] is True
    said = http_client.post(f"{control}/talks/{user}", json={"kind": "text", "text": "Chào"}).json()["id"]
    receiver.wait(1)
    talk = http_client.get(f"{control}/talks/{user}").json()
    assert [(each["id"], each["by"], each["text"]) for each in talk["said"]] == [(said, "user", "Chào")]
    about = http_client.get(f"{control}/about").json()
    assert about["name"] == vendor.name
    for kind in set(about["kinds"]) - {"react", "anonymous", "group", "edit"}:
        assert http_client.post(f"{control}/talks/{user}", json={"kind": kind}).status_code == 200, kind
    vendor.webhook.settle()
    assert {each["status"] for each in http_client.get(f"{control}/ledger").json()["deliveries"]} == {200}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("talks/42", {"kind": "dance"}),
        ("talks/42", {"kind": "text"}),
        ("talks/42", {"kind": "tap", "message_id": "none", "row": 0, "column": 0}),
        ("talks/42", []),
        ("faults", {"where": "send"}),
        ("clock", {"advance": "tomorrow"}),
    ],
)
def test_what_there_is_not_is_said(vendor: Vendor, http_client: httpx.Client, path: str, body: Any) -> None:
    answer = http_client.post(f"{vendor.url}/_control/{path}", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_faults_clock_and_order_over_http(oa: FakeZaloOA, http_client: httpx.Client, receiver: Receiver) -> None:
    control = f"{oa.url}/_control"
    http_client.post(f"{control}/faults", json={"where": "send", "kind": "error", "code": -218, "times": 2})
    assert [each["code"] for each in http_client.get(f"{control}/faults").json()] == [-218]
    http_client.delete(f"{control}/faults")
    assert http_client.get(f"{control}/faults").json() == []
    before = oa.clock.now()
    assert http_client.post(f"{control}/clock", json={"advance": 3600}).json()["now"] >= before + 3600
    http_client.post(f"{control}/webhook", json={"url": receiver.url, "hold": True})
    oa.says("1", "một")
    assert receiver.got == []
    http_client.post(f"{control}/webhook", json={"release": {"shuffle": True, "copies": [3, 3]}})
    receiver.wait(3)
    http_client.post(f"{control}/talks/9", json={"kind": "forge", "text": "giả mạo", "how": "hmac"})
    http_client.post(f"{control}/talks/1", json={"kind": "staff", "text": "Chị đây"})
    assert any("admin_id" in each["sender"] for each in receiver.wait(5))
    assert http_client.get(f"{control}/ledger").json()["violations"] == []


@pytest.fixture
def page() -> Iterator[Page]:
    chromium = shutil.which("chromium")
    assert chromium, "Debian's chromium is missing: `make chromium`"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        opened = launched.new_page(viewport={"width": 1100, "height": 800})
        faults: list[str] = []
        opened.on("pageerror", lambda error: faults.append(str(error)))
        yield opened
        launched.close()
    assert faults == []


@pytest.mark.browser
def test_the_page_shows_the_talk_and_presses_buttons(
    page: Page, telegram: FakeTelegram, http_client: httpx.Client
) -> None:
    telegram.callbacks_may_wait = True
    page.goto(telegram.url)
    page.get_by_label("Tin nhắn").fill("Chào <b>bạn</b>")
    page.get_by_role("button", name="Gửi", exact=True).first.click()
    expect(page.locator("#log li.user")).to_have_text("Chào <b>bạn</b>")
    keyboard = {
        "inline_keyboard": [[{"text": "Cao Bằng", "callback_data": "c:1"}, {"text": "Trang", "url": "https://x.vn"}]]
    }
    body = {"chat_id": 42, "text": "<b>Chọn</b> tỉnh &lt;3", "parse_mode": "HTML", "reply_markup": keyboard}
    assert http_client.post(f"{telegram.url}/bot{telegram.token}/sendMessage", json=body).json()["ok"]
    expect(page.locator("#log li.bot b")).to_have_text("Chọn")
    expect(page.locator("#log li.bot")).to_contain_text("Chọn tỉnh <3")
    expect(page.get_by_role("link", name="Trang")).to_have_attribute("href", "https://x.vn")
    page.get_by_role("button", name="Cao Bằng").click()
    expect(page.locator("#log li.user").nth(1)).to_have_text("[Cao Bằng]")
    assert telegram.pending[-1]["callback_query"]["data"] == "c:1"


@pytest.mark.browser
def test_the_page_of_an_official_account(page: Page, zalo_oa: FakeZaloOA, http_client: httpx.Client) -> None:
    page.goto(zalo_oa.url)
    page.get_by_role("button", name="follow", exact=True).click()
    expect(page.locator("#log li.user")).to_have_text("[follow]")
    buttons = [
        {"title": "Học bổng", "type": "oa.query.show", "payload": "#1"},
        {"title": "Gọi Sở", "type": "oa.open.phone", "payload": {"phone_code": "84900000000"}},
    ]
    message = {"text": "Xem gì tiếp?", "attachment": {"type": "template", "payload": {"buttons": buttons}}}
    http_client.post(
        f"{zalo_oa.url}/v3.0/oa/message/cs",
        json={"recipient": {"user_id": USERS["zalo-oa"]}, "message": message},
        headers={"access_token": zalo_oa.tokens.mint().access},
    )
    expect(page.get_by_role("link", name="Gọi Sở")).to_have_attribute("href", "tel:84900000000")
    page.get_by_role("button", name="Học bổng").click()
    expect(page.locator("#log li.user").nth(1)).to_have_text("#1")
    page.get_by_label("Tin của cán bộ").fill("Chị đây")
    page.locator("#staff-form button").click()
    expect(page.locator("#log li.staff")).to_have_text("Chị đây")


def test_make_fakes_serves_all_three_and_says_how_to_reach_them(http_client: httpx.Client) -> None:
    port = free_port()
    command = [sys.executable, "-m", "tests.fakes", "--port", str(port), "--app", "http://127.0.0.1:9"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = ""
        until = time.monotonic() + 120
        while "Ctrl-C" not in told:
            assert time.monotonic() < until
            told += process.stdout.readline()
        variables = dict(re.findall(r"^([A-Z_]+)=(.+)$", told, re.MULTILINE))
        me = http_client.get(f"{variables['TELEGRAM_API_URL']}/bot{variables['TELEGRAM_TOKEN']}/getMe")
        assert me.json()["ok"]
        names = [http_client.get(f"{variables[name]}/_control/about").json()["name"] for name in
                 ("ZALO_OA_API_URL", "ZALO_BOT_API_URL", "TELEGRAM_API_URL")]  # fmt: skip
        assert names == ["zalo-oa", "zalo-bot", "telegram"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_a_port_that_is_taken_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    port = free_port()
    with serving(FakeTelegram(), port):
        assert main(["--port", str(port)]) == 2
    assert f"--port {port + 100}" in capsys.readouterr().out


def test_the_lines_that_are_printed_are_all_it_takes(tmp_path: Path) -> None:
    oa, bot, telegram = FakeZaloOA(), FakeZaloBot(), FakeTelegram()
    app = "http://127.0.0.1:8123"
    site(oa, app)
    with serving(oa), serving(bot), serving(telegram):
        written = tmp_path / ".env"
        written.write_text(environment(app, oa, bot, telegram), encoding="utf-8")
        settings = Settings(_env_file=written)  # pyright: ignore[reportCallIssue]
        assert settings.has_telegram
        assert settings.has_zalo_oa
        assert settings.has_zalo_bot
        assert settings.has_zalo_connect
        assert settings.half_set == ()
        origins = Origins.of(settings.widget_origins, settings.public_url)
        assert origins.allows(oa.url, host="127.0.0.1:8123", fetch_site="cross-site")
        assert "PORT=8123" in written.read_text(encoding="utf-8").splitlines()
        page = httpx.get(f"{oa.url}/site", trust_env=False)
        assert f'src="{app}/widget/v1.js"' in page.text
