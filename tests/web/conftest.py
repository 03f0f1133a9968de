"""The stand-in server and a real browser, for every test of the chat element."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

HERE = Path(__file__).parent
LAUNCH = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
LAUNCH += ["--disable-component-update", "--disable-sync"]
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
window.alert = () => violations.push("alert");
"""


class Server:
    """The stand-in, in a process of its own."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def behave(self, **wish: Any) -> dict[str, int]:
        request = urllib.request.Request(  # noqa: S310 - our own address
            f"{self.url}/fake", json.dumps(wish).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)

    def look(self) -> dict[str, Any]:
        """What was counted, what readers think of answers, and with what the last conversation began."""
        with urllib.request.urlopen(f"{self.url}/fake", timeout=60) as answer:  # noqa: S310
            return json.load(answer)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "tests.web.fake_api", str(port)], cwd=HERE.parents[1])
    server = Server(port)
    for _ in range(600):
        try:
            server.behave(pause=0.1)
            break
        except OSError:
            time.sleep(0.1)
    yield server
    process.terminate()
    process.wait(60)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=LAUNCH)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    server.behave(mode="normal")
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce"
    )
    context.set_default_timeout(30_000)
    context.add_init_script(WATCH)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, server: Server) -> Iterator[Page]:
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(server.url)
    yield page
    assert errors == []
    assert page.evaluate("window.violations") == []


def ask(page: Page, question: str) -> None:
    page.get_by_test_id("composer").fill(question)
    page.get_by_test_id("send").click()
