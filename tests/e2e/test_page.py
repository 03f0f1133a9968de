"""The page in a real browser against the real product, at the size of a phone and of a desk."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect, sync_playwright

from knowledge.text import fold, nfc
from tests.e2e.product import Product

pytestmark = pytest.mark.browser

QUESTIONS = yaml.safe_load(Path("tests/cases/six_questions.yaml").read_text(encoding="utf-8"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
SIZES = {"phone": (360, 740), "desk": (1280, 900)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "Debian's chromium is missing: `make chromium`"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(params=SIZES)
def page(browser: Browser, product: Product, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.goto(product.url)
    yield opened
    if pictures := os.environ.get("PICTURES"):
        opened.screenshot(path=f"{pictures}/{request.node.name}.png")
    context.close()
    assert faults == []


def _ask(page: Page, text: str, number: int) -> None:
    page.get_by_test_id("composer").fill(text)
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("message-bot")).to_have_count(number)


def test_six_questions_typed_on_the_page(page: Page) -> None:
    for number, question in enumerate(QUESTIONS, start=1):
        text = question["text"] if number % 2 else fold(nfc(question["text"]))
        _ask(page, text, number)
        answer = page.get_by_test_id("message-bot").last
        expect(answer).to_have_attribute("data-outcome", question["outcome"])
        cited = answer.get_by_test_id("citations")
        cited.locator("summary").click()
        for record in question["records"]:
            expect(cited.locator(f"[data-record='{record}']")).to_be_visible()


def test_unfold_a_citation_press_a_choice_reload_and_still_see_the_history(page: Page) -> None:
    _ask(page, "em nguoi tay ho ngheo hoc trung cap o cao bang dc ho tro gi", 1)
    answer = page.get_by_test_id("message-bot").first
    expect(answer).to_contain_text("2.530.000 đồng/tháng")
    details = answer.get_by_test_id("citations")
    expect(details.get_by_text("Quyết định 53/2015/QĐ-TTg").first).to_be_hidden()
    details.locator("summary").click()
    expect(details.get_by_text("Quyết định 53/2015/QĐ-TTg").first).to_be_visible()
    pressed = answer.get_by_test_id("choice").first.inner_text()
    answer.get_by_test_id("choice").first.click()
    expect(page.get_by_test_id("message-bot")).to_have_count(2)
    page.reload()
    expect(page.get_by_test_id("message-user")).to_have_count(2)
    expect(page.get_by_test_id("message-bot")).to_have_count(2)
    expect(page.get_by_test_id("message-user").last).to_contain_text(pressed)


def test_a_sample_shows_as_a_card_with_its_notice(page: Page) -> None:
    _ask(page, "em học xong lớp 9 muốn học sửa ô tô ở Lạng Sơn", 1)
    answer = page.get_by_test_id("message-bot").first
    expect(answer.get_by_test_id("card").filter(has_text="[MẪU]").first).to_be_visible()
    expect(answer.get_by_test_id("notice").first).to_contain_text("không có thật")


def test_nothing_scrolls_sideways(page: Page) -> None:
    _ask(page, QUESTIONS[2]["text"], 1)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_typing_it_clears_the_screen_too(page: Page) -> None:
    _ask(page, "con tôi người Nùng hộ cận nghèo học trung cấp được gì", 1)
    page.get_by_test_id("composer").fill("xoá dữ liệu")
    page.get_by_test_id("send").click()
    expect(page.locator("[data-code='forgotten']")).to_contain_text("đã bị xoá")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    expect(page.get_by_test_id("message-user").filter(has_text="cận nghèo")).to_have_count(0)


def test_forgetting_starts_afresh(page: Page) -> None:
    _ask(page, "xin chào", 1)
    page.get_by_test_id("forget").click()
    page.get_by_test_id("forget-confirm").click()
    expect(page.get_by_test_id("message-user")).to_have_count(0)
    page.reload()
    expect(page.get_by_test_id("message-user")).to_have_count(0)
