"""What a screen reader is told of each kind of Reply on the page: a real browser on the real public process."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.channels.conftest import running
from tests.channels.golden import REPLIES, ROOT, as_seen

PAGE_FILE = ROOT / "tests" / "cases" / "channels" / "golden_page.yaml"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")
_CARD = re.compile(r"http://127[\d.:]+/cards/[\w-]+")
KINDS = [name for name in REPLIES if name not in ("long", "folded", "never_folded", "chart_told")]
"""The page has no limit of length, folds in its own way, and draws every chart."""


def trees(store_dir: Path) -> dict[str, str]:
    """Kind of reply → the accessibility tree of its message, with every fold open."""
    found: dict[str, str] = {}
    with running(store_dir, max_messages_per_minute=0) as server, sync_playwright() as playwright:
        server.rasa.replies = {name: as_seen(name) for name in KINDS}
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        page = browser.new_page(viewport={"width": 360, "height": 740}, locale="vi-VN", reduced_motion="reduce")
        page.goto(server.url)
        for number, name in enumerate(KINDS, start=1):
            page.get_by_test_id("composer").fill(name)
            page.get_by_test_id("send").click()
            answers = page.get_by_test_id("message-bot")
            expect(answers).to_have_count(number)
            for fold in answers.last.locator("summary").all():
                fold.click()
            told = _CLOCK.sub("00:00", answers.last.aria_snapshot())
            found[name] = _CARD.sub("/cards/the-mau", told)
        browser.close()
    return found
