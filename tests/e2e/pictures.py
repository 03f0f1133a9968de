"""Pictures of how each channel shows the six questions, a table, a chart and a card to keep:
`python -m tests.e2e.pictures FOLDER`, about five minutes; `--only ID` takes those of one question or talk.

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
TALKS: list[dict[str, Any]] = yaml.safe_load(Path("tests/cases/pictured_talks.yaml").read_text(encoding="utf-8"))
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_MOST = 14
"""Steps of a talk that is pressed on until something is shown."""
# Only the phone of a fake's page, at its full length.
_ALONE = (
    ".desk, #compose, .kinds { display: none !important }"
    " .phone { height: auto !important; overflow: visible !important } #log { overflow: visible !important }"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures; 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.pictures", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", help="id of the question or talk")
    chosen = parser.parse_args(arguments)
    folder: Path = chosen.folder
    talks = [{"id": each["id"], "says": [each["text"]]} for each in QUESTIONS] + TALKS
    wanted = [each for each in talks if chosen.only in (None, each["id"])]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as given:
        first = start_product(Path(given))
        first.stop()
        with phones_around(first.data, first.built, Path(given) / "phones") as phones, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
            for number, talk in enumerate(wanted):
                page = browser.new_page(locale="vi-VN", device_scale_factor=2)
                _on_the_page(page, phones, talk, folder)
                for name in NAMES:
                    _on_a_phone(page, phones, name, number, talk, folder)
                page.close()
            browser.close()
    print(f"{len(list(folder.glob('*.png')))}: {folder}")
    return 0


def _on_the_page(page: Page, phones: Phones, talk: dict[str, Any], folder: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(phones.product.url)
    answers = page.get_by_test_id("message-bot")
    for number, text in enumerate(talk["says"], start=1):
        page.get_by_test_id("composer").fill(text)
        page.get_by_test_id("send").click()
        expect(answers).to_have_count(number, timeout=60_000)
    shown = len(talk["says"])
    while "until" in talk and not answers.last.get_by_test_id(talk["until"]).count():
        assert shown < _MOST, talk["id"]
        answers.last.get_by_test_id("choice").first.click()
        shown += 1
        expect(answers).to_have_count(shown, timeout=60_000)
    # The composer stays in view, over a longer answer: give the answer a screen of its own length.
    box = answers.last.bounding_box()
    assert box
    page.set_viewport_size({"width": 360, "height": int(box["height"]) + 700})
    answers.last.screenshot(path=folder / f"{talk['id']}-web.png")


def _on_a_phone(page: Page, phones: Phones, name: str, number: int, talk: dict[str, Any], folder: Path) -> None:
    user = user_of(name, number)
    answer = [phones.ask(name, user, text) for text in talk["says"]][-1]
    for _ in range(_MOST):
        if "until" not in talk or answer.reply.get(talk["until"]):
            break
        answer = phones.ask(name, user, "1")
    if "attached" in talk and name != "zalo-bot":
        assert any(getattr(said, talk["attached"]) for said in answer.shown), (name, answer.shown)
    page.goto(phones.vendors[name].url)
    page.locator("#user").fill(user)
    page.locator("#user").dispatch_event("change")
    expect(page.locator("#log li.bot").last).to_be_visible()
    page.add_style_tag(content=_ALONE)
    page.locator("#log").screenshot(path=folder / f"{talk['id']}-{name}.png")


if __name__ == "__main__":
    sys.exit(main())
