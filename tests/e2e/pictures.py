"""Pictures of how each channel shows the six questions: `python -m tests.e2e.pictures FOLDER`, about three minutes.

The page is the real one; Zalo and Telegram are the chat pages of the fakes, so they show texts, buttons, pictures and
files as these vendors take them, in a look of our own.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Page, expect, sync_playwright

from tests.e2e.phones import NAMES, Phones, phones_around, user_of
from tests.e2e.product import start_product

QUESTIONS: list[dict[str, Any]] = yaml.safe_load(Path("tests/cases/six_questions.yaml").read_text(encoding="utf-8"))
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
# Only the phone of a fake's page, at its full length.
_ALONE = (
    ".desk, #compose, .kinds { display: none !important }"
    " .phone { height: auto !important; overflow: visible !important } #log { overflow: visible !important }"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures; 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.pictures", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as given:
        first = start_product(Path(given))
        first.stop()
        with phones_around(first.data, first.built, Path(given) / "phones") as phones, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
            for number, question in enumerate(QUESTIONS):
                page = browser.new_page(locale="vi-VN", device_scale_factor=2)
                _on_the_page(page, phones, question, folder)
                for name in NAMES:
                    _on_a_phone(page, phones, name, number, question, folder)
                page.close()
            browser.close()
    print(f"{len(list(folder.glob('*.png')))}: {folder}")
    return 0


def _on_the_page(page: Page, phones: Phones, question: dict[str, Any], folder: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(phones.product.url)
    page.get_by_test_id("composer").fill(question["text"])
    page.get_by_test_id("send").click()
    answer = page.get_by_test_id("message-bot")
    expect(answer).to_have_count(1, timeout=60_000)
    # The composer stays in view, over a longer answer: give the answer a screen of its own length.
    box = answer.bounding_box()
    assert box
    page.set_viewport_size({"width": 360, "height": int(box["height"]) + 700})
    answer.screenshot(path=folder / f"{question['id']}-web.png")


def _on_a_phone(page: Page, phones: Phones, name: str, number: int, question: dict[str, Any], folder: Path) -> None:
    user = user_of(name, number)
    phones.ask(name, user, question["text"])
    page.goto(phones.vendors[name].url)
    page.locator("#user").fill(user)
    page.locator("#user").dispatch_event("change")
    expect(page.locator("#log li.bot").last).to_be_visible()
    page.add_style_tag(content=_ALONE)
    page.locator("#log").screenshot(path=folder / f"{question['id']}-{name}.png")


if __name__ == "__main__":
    sys.exit(main())
