"""Each how-to page, followed word by word against the fakes: what it tells to write, to run and to see is so."""

from __future__ import annotations

import contextlib
import html
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from channels import __main__ as program
from channels import app, checks
from tests.channels.conftest import Server, free_port, running
from tests.channels.guides import FOLDER, Step, places, steps
from tests.channels.names import Name
from tests.channels.zalo_bench import wait_until
from tests.fakes.fixtures import assert_well_behaved
from tests.fakes.serving import serving
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vendor import Vendor
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_oa import FakeZaloOA

DOMAIN = "huongnghiep.mau.example"
SECRET = "TEST-secret-of-16-or-more"  # noqa: S105 -- of the tests
CHECK = re.compile(r"\$ \.venv/bin/python -m channels check ([a-z-]+)")
ACTS = {
    "nhãn dán": "sticker",
    "ảnh": "image",
    "vị trí": "location",
    "quan tâm OA": "follow",
}


@dataclass
class Walk:
    """Somebody who does what a page says. `env` is their .env; `hidden` leads to the fakes instead of the vendors."""

    folder: Path
    name: Name
    vendor: Vendor | None
    user: str
    hidden: dict[str, str]
    env: dict[str, str] = field(default_factory=dict)
    server: Server | None = None
    _stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    _heard: int = 0

    def follow(self, page: str, values: Mapping[str, str], choose: Callable[[Step], bool] = lambda step: True) -> None:
        assert set(values) == places(page)
        for step in filter(choose, steps(page, values)):
            getattr(self, f"_{step.kind}")(step)

    def close(self) -> None:
        self._stack.close()

    def _env(self, step: Step) -> None:
        for line in step.lines:
            key, _, value = line.partition("=")
            self.env[key] = value
        lines = [f"{key}={value}" for key, value in {**self.env, **self.hidden}.items()]
        (self.folder / ".env").write_text("\n".join(lines), encoding="utf-8")

    def _console(self, step: Step) -> None:
        command, *expected = step.lines
        if command == "$ make run":
            self._start()
            return
        found = CHECK.fullmatch(command)
        assert found, command
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            status = program.main(["check", found[1]])
        assert printed.getvalue().splitlines() == expected
        assert status == (0 if expected[-1] == "Không thấy thiếu gì." else 1)

    def _start(self) -> None:
        self._stack.close()
        port = int(self.name.here.rpartition(":")[2])
        settings: dict[str, Any] = {key.lower(): value for key, value in {**self.env, **self.hidden}.items()}
        settings.pop("store_dir")
        self.server = self._stack.enter_context(running(self.folder / "store", port=port, **settings))
        wait_until(self._ready)

    def _ready(self) -> bool:
        match self.vendor:
            case FakeTelegram():
                by_webhook = self.env.get("TELEGRAM_MODE") != "polling"
                return bool(self.vendor.webhook.url) if by_webhook else self.vendor.poll is not None
            case FakeZaloBot():
                return self.env.get("ZALO_BOT_MODE") == "polling" or bool(self.vendor.webhook.url)
            case _:
                return True

    def _text(self, step: Step) -> None:
        [address] = step.lines
        match step.what:
            case "webhook":
                assert self.vendor
                # The console's button "Kiểm tra" saves an address that answers 200.
                assert httpx.get(self.name.leads_to(address)).status_code == 200
                self.vendor.webhook.url = address
            case "verify":
                told = httpx.get(self.name.leads_to(address))
                assert told.text == "There Is No Limit To What You Can Accomplish Using Zalo!"
                code = address.rpartition("zalo_verifier")[2].removesuffix(".html")
                front = httpx.get(self.name.here + "/").text
                assert f'<meta name="zalo-platform-site-verification" content="{code}">' in front
            case "redirect":
                assert isinstance(self.vendor, FakeZaloOA)
                self.vendor.redirect_uris.add(address)
            case "connect":
                self._connect(self.name.leads_to(address))
            case other:
                raise AssertionError(other)

    def _connect(self, address: str) -> None:
        """What the officer's browser does. It keeps the cookie of the public name, which is https."""
        assert "password" in httpx.get(address).text
        begun = httpx.post(address, data={"key": self.env["ZALO_OA_CONNECT_KEY"]})
        [consent] = re.findall(r'href="([^"]+/v4/oa/permission[^"]+)"', begun.text)
        agreed = httpx.get(html.unescape(consent))
        cookie = begun.headers["Set-Cookie"].partition(";")[0]
        done = httpx.get(self.name.leads_to(agreed.headers["Location"]), headers={"Cookie": cookie})
        assert "Đã nối" in done.text, done.text

    def _caddy(self, step: Step) -> None:
        """A proxy stands in front of the server: here, the public name leads to it."""
        assert "reverse_proxy 127.0.0.1:8000" in "".join(step.lines)

    def _html(self, step: Step) -> None:
        [tag] = step.lines
        found = re.fullmatch(r'<script src="https://<tên miền>(/\S+)" async></script>', tag)
        assert found
        site = {"Origin": self.env["WIDGET_ORIGINS"]}
        with httpx.Client(base_url=self.name.here, headers=site) as http:
            script = http.get(found[1])
            assert script.headers["Content-Type"].startswith("text/javascript")
            opened = http.post("/api/v1/conversations", json={})
            assert (opened.status_code, opened.headers["Access-Control-Allow-Origin"]) == (201, site["Origin"])
            other = {"Origin": "https://www.khac.example"}
            assert http.post("/api/v1/conversations", json={}, headers=other).status_code == 403

    def _css(self, step: Step) -> None:
        """The style of the page around sets only what the script reads."""
        script = httpx.get(f"{self.name.here}/widget/v1.js").text
        names = re.findall(r"--chat-[\w-]+(?=:)", "".join(step.lines))
        assert names
        assert [name for name in names if f"var({name}," not in script] == []

    def _chat(self, step: Step) -> None:
        vendor = self.vendor
        assert vendor
        for line in step.lines:
            who, _, what = line.partition(": ")
            if who == "Bạn":
                if act := ACTS.get(what.strip("()")):
                    vendor.does(self.user, act)
                else:
                    vendor.says(self.user, what)
                continue
            self._heard += 1
            said = vendor.wait_for(self.user, self._heard)[self._heard - 1]
            assert said.text.startswith(what), said.text


@pytest.fixture
def walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    name = Name(f"https://{DOMAIN}", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setattr(checks, "client", name.client)
    for settings in (app.Settings, program.Settings):
        monkeypatch.setitem(settings.model_config, "env_file", tmp_path / ".env")
    with contextlib.ExitStack() as stack:

        def begin(vendor: Vendor | None, user: str, **hidden: str) -> Walk:
            store = {"STORE_DIR": str(tmp_path / "store")}
            begun = Walk(tmp_path, name, vendor, user, {**hidden, **store})
            if vendor:
                vendor.webhook.leads_to = name.leads_to
                stack.callback(assert_well_behaved, vendor)
            stack.callback(begun.close)
            return begun

        yield begin


@pytest.mark.parametrize("is_trial", [False, True], ids=["webhook", "polling"])
def test_telegram(walk: Any, is_trial: bool) -> None:
    with serving(FakeTelegram()) as telegram:
        begun = walk(telegram, "42", TELEGRAM_API_URL=telegram.url)
        values = {
            "mã truy cập BotFather gửi": telegram.token,
            "tên người dùng của bot": "huongnghiep_mau_bot",
            "tên miền": DOMAIN,
            "chuỗi tự đặt": SECRET,
        }

        def chosen(step: Step) -> bool:
            # Who only tries it out does step 2, then what the page says of that.
            trial = step.heading.startswith("Thử nhanh")
            return trial or step.heading.startswith("Bước 2") if is_trial else not trial

        begun.follow("telegram", values, chosen)
        assert [each["command"] for each in telegram.commands] == ["start", "help", "xoa", "gap_thay_co", "ma"]


def test_zalo_bot(walk: Any) -> None:
    with serving(FakeZaloBot()) as bot:
        begun = walk(bot, "6ede9afa66b88fe6d6a9", ZALO_BOT_API_URL=bot.url)
        values = {
            "mã truy cập của bot": bot.token,
            "tên của bot": "bot.Mau",
            "tên miền": DOMAIN,
            "chuỗi tự đặt": SECRET,
        }
        begun.follow("zalo-bot", values)


def test_zalo_oa(walk: Any) -> None:
    with serving(FakeZaloOA(tier="growth")) as oa:
        begun = walk(oa, "246845883529197922", ZALO_OA_API_URL=oa.url, ZALO_OA_LOGIN_URL=oa.url)
        values = {
            "ID ứng dụng": oa.account.app_id,
            "khoá bí mật của ứng dụng": oa.account.app_secret,
            "OA Secret Key": oa.account.oa_secret,
            "tên miền": DOMAIN,
            "mã xác thực tên miền": "MAU123",
            "cụm mật khẩu tự đặt": SECRET,
            "tên OA": "Sở Mẫu",
        }
        begun.follow("zalo-oa", values)


def test_web(walk: Any) -> None:
    begun = walk(None, "")
    begun.follow("web", {"tên miền": DOMAIN, "trang của đơn vị": "www.don-vi.example"})


def test_every_page_is_followed() -> None:
    assert {page.stem for page in FOLDER.glob("*.md")} == {"telegram", "zalo-bot", "zalo-oa", "web"}


def test_every_colour_that_a_page_may_set_is_named() -> None:
    style = Path("channels/static/chat/chat.css").read_text(encoding="utf-8")
    guide = Path("channels/guides/web.md").read_text(encoding="utf-8")
    assert set(re.findall(r"var\((--chat-[\w-]+)", style)) == set(re.findall(r"--chat-[\w-]+", guide))
