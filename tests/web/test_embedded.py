"""The chat on somebody else's page, with the real public process: another origin, a hostile style, a strict policy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.channels.conftest import Server as Process
from tests.channels.conftest import free_port, running
from tests.web.conftest import ask
from tests.web.host_page import host_page
from tests.web.test_access import faults

pytestmark = pytest.mark.browser

DESK, PHONE, ZOOMED = (1280, 800), (360, 740), (180, 370)
SEEN = """each => {
  const style = getComputedStyle(each), { width, height } = each.getBoundingClientRect();
  return [width, height, style.fontSize, style.fontFamily, style.letterSpacing, style.lineHeight, style.textTransform,
    style.color, style.backgroundColor, style.direction, style.visibility, style.pointerEvents, style.transform];
}"""


@dataclass
class Sites:
    process: Process
    plain: str
    hostile: str
    english: str
    unlisted: str
    inline: str


# Asked for before the browser in every test: it must end after it, as the browser's event loop is still running.
@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    port = free_port()
    bot = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        plain = stack.enter_context(host_page(bot))
        hostile = stack.enter_context(host_page(bot, hostile=True))
        wanted = 'data-locale="en" data-position="left" data-theme="dark" data-province="20" data-event="hoi-2026"'
        english = stack.enter_context(host_page(bot, attributes=wanted))
        unlisted = stack.enter_context(host_page(bot))
        inline = stack.enter_context(host_page(bot, hostile=True, attributes="data-inline"))
        listed = ",".join([plain, hostile, english, inline])
        process = stack.enter_context(running(tmp_path_factory.mktemp("store"), port=port, widget_origins=listed))
        yield Sites(process, plain, hostile, english, unlisted, inline)


@contextmanager
def opened(browser: Browser, address: str, size: tuple[int, int] = DESK) -> Iterator[Page]:
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(viewport=viewport, locale="vi-VN", reduced_motion="reduce")  # pyright: ignore
    context.set_default_timeout(30_000)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address)
    yield page
    assert faults == []
    assert page.evaluate("window.violations") == []
    context.close()


def open_chat(page: Page) -> Locator:
    page.get_by_test_id("launcher").click()
    expect(page.get_by_test_id("composer")).to_be_focused()
    return page.get_by_test_id("panel")


def test_it_answers_on_another_origin_under_a_policy_that_allows_only_the_server(
    sites: Sites, browser: Browser
) -> None:
    with opened(browser, sites.plain) as page:
        panel = open_chat(page)
        ask(page, "chọn giúp em")
        expect(panel.get_by_test_id("message-bot")).to_have_count(1)
        panel.get_by_test_id("choice").first.click()
        expect(panel.get_by_test_id("message-bot")).to_have_count(2)
        page.reload()
        open_chat(page)
        expect(page.get_by_test_id("message-bot")).to_have_count(2)
        page.get_by_test_id("forget").click()
        page.get_by_test_id("forget-confirm").click()
        expect(page.get_by_test_id("welcome")).to_be_visible()


def test_the_style_of_the_page_does_not_reach_in(sites: Sites, browser: Browser) -> None:
    found: list[list[object]] = []
    for address in (sites.plain, sites.hostile):
        with opened(browser, address) as page:
            launcher = page.get_by_test_id("launcher")
            expect(launcher).to_be_visible()
            looks = [launcher.evaluate(SEEN)]
            launcher.click()
            ask(page, "nghề hàn")
            expect(page.get_by_test_id("message-bot")).to_have_count(1)
            for name in ("panel", "composer", "send", "message-bot", "message-user", "forget", "citations"):
                looks.append(page.get_by_test_id(name).evaluate(SEEN))
            box = page.get_by_test_id("panel").bounding_box()
            assert box is not None
            assert (round(box["x"] + box["width"]), round(box["y"] + box["height"])) == (DESK[0] - 16, DESK[1] - 16)
            found.append(looks)
    assert found[0] == found[1]


def test_nothing_reaches_out(sites: Sites, browser: Browser) -> None:
    with opened(browser, sites.plain) as page:
        heading = page.locator("main h1").evaluate(SEEN)
        names = page.evaluate("Object.getOwnPropertyNames(window).length - before")
        open_chat(page)
        page.keyboard.type("s/j")
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("message-bot")).to_have_count(1)
        assert page.evaluate("window.shortcuts") == []
        assert page.locator("main h1").evaluate(SEEN) == heading
        assert page.evaluate("document.querySelectorAll('body > *').length") == 2
        assert page.evaluate("document.styleSheets.length") == 1
        assert page.evaluate("document.cookie") == ""
        kept = page.evaluate("Object.keys(localStorage)")
        assert kept
        assert all(key.startswith(f"career-chat {sites.process.url}/ ") for key in kept)
        assert names == page.evaluate("Object.getOwnPropertyNames(window).length - before") == 3


def test_it_stands_in_the_page_where_that_has_a_place_for_it(sites: Sites, browser: Browser) -> None:
    with opened(browser, sites.inline, PHONE) as page:
        expect(page.get_by_test_id("launcher")).to_have_count(0)
        ask(page, "học hàn ở đâu")
        expect(page.get_by_test_id("message-bot")).to_have_count(1)
        expect(page.get_by_role("button", name="Delete my data")).to_be_visible()
        assert page.locator("career-chat").evaluate("each => each.offsetHeight") == 640
        assert sites.process.rasa.questions()[-1]["metadata"]["province"] == "20"


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_link_of_the_page_opens_the_chat_and_asks(sites: Sites, browser: Browser, size: tuple[int, int]) -> None:
    with opened(browser, sites.plain, size) as page:
        page.locator("#open").click()
        expect(page.get_by_test_id("composer")).to_be_focused()
        expect(page.get_by_test_id("message-user")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("launcher")).to_be_focused()
        page.locator("#ask b").click()
        expect(page.get_by_test_id("message-user")).to_contain_text("nghề hàn")
        expect(page.get_by_test_id("message-bot")).to_have_count(1)
        if size == DESK:  # beside the page its links stay in reach
            page.locator("#ask b").click()
            expect(page.get_by_test_id("message-bot")).to_have_count(2)
        assert page.evaluate("location.pathname") == "/"


def test_where_no_other_channel_is_set_up_no_code_is_offered(sites: Sites, browser: Browser) -> None:
    for address, label in (
        (sites.plain, "Đã có mã của buổi tư vấn?"),
        (sites.english, "Do you have the code of an event?"),
    ):
        with opened(browser, address) as page:
            page.get_by_test_id("launcher").click()
            page.get_by_test_id("settings").click()
            expect(page.get_by_label(label, exact=True)).to_be_visible()
            expect(page.get_by_test_id("pair")).to_have_count(0)


def test_a_site_that_is_not_listed_gets_no_conversation(sites: Sites, browser: Browser) -> None:
    with opened(browser, sites.unlisted) as page:
        open_chat(page)
        ask(page, "nghề hàn")
        expect(page.locator('[data-state="failed"]')).to_have_count(1)
        expect(page.get_by_role("button", name="Thử lại")).to_be_visible()
        assert page.get_by_test_id("message-bot").count() == 0


def test_beside_the_page_it_leaves_the_page_in_reach(sites: Sites, browser: Browser) -> None:
    with opened(browser, sites.plain) as page:
        launcher, panel = page.get_by_test_id("launcher"), page.get_by_role("dialog", name="Hướng nghiệp")
        expect(launcher).to_have_attribute("aria-expanded", "false")
        expect(panel).to_be_hidden()
        page.locator("#link").focus()
        page.keyboard.press("Tab")
        expect(launcher).to_be_focused()
        page.keyboard.press("Enter")
        expect(panel).to_be_visible()
        page.locator("#link").click()
        expect(panel).to_be_visible()
        page.get_by_test_id("settings").click()
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("settings-dialog")).to_be_hidden()
        expect(panel).to_be_visible()
        expect(page.get_by_test_id("settings")).to_be_focused()
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(launcher).to_be_focused()
        expect(launcher).to_have_attribute("aria-expanded", "false")


def test_over_a_phone_it_keeps_the_keyboard_until_it_is_closed(sites: Sites, browser: Browser) -> None:
    with opened(browser, sites.hostile, PHONE) as page:
        panel = open_chat(page)
        assert panel.bounding_box() == {"x": 0, "y": 0, "width": PHONE[0], "height": PHONE[1]}
        for _ in range(40):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.tagName") in {"CAREER-CHAT", "BODY"}
        ask(page, "nghề hàn")
        expect(page.get_by_test_id("message-bot")).to_have_count(1)
        page.set_viewport_size({"width": 1280, "height": 800})
        expect(panel).not_to_have_class("panel right full")
        expect(page.get_by_test_id("message-bot")).to_have_count(1)
        page.set_viewport_size({"width": 360, "height": 740})
        expect(panel).to_have_class("panel right full")
        page.get_by_test_id("close").click()
        expect(page.get_by_test_id("launcher")).to_be_focused()
        expect(panel).to_be_hidden()


@pytest.mark.parametrize("size", [DESK, PHONE, ZOOMED])
def test_axe_finds_nothing_on_a_page_that_holds_it(sites: Sites, browser: Browser, size: tuple[int, int]) -> None:
    with opened(browser, sites.plain, size) as page:
        expect(page.get_by_test_id("launcher")).to_be_visible()
        assert faults(page) == []
        open_chat(page)
        ask(page, "chọn giúp em")
        expect(page.get_by_test_id("message-bot")).to_have_count(1)
        assert faults(page) == []


def test_the_tag_says_language_side_look_place_and_event(sites: Sites, browser: Browser) -> None:
    with opened(browser, sites.english) as page:
        launcher = page.get_by_role("button", name="Ask about vocational training")
        box = launcher.bounding_box()
        assert box is not None
        assert box["x"] == 16
        launcher.click()
        assert page.locator(".root").get_attribute("class") == "root dark"
        ask(page, "học hàn ở đâu")
        expect(page.get_by_test_id("message-bot")).to_have_attribute("lang", "vi")
        expect(page.get_by_role("dialog", name="Career guidance")).to_be_visible()
        asked = sites.process.rasa.questions()[-1]
        assert asked["metadata"]["province"] == "20"


def test_an_answer_that_comes_while_it_is_closed_is_told_on_the_button(sites: Sites, browser: Browser) -> None:
    sites.process.rasa.delay_seconds = 1.0
    with opened(browser, sites.plain) as page:
        open_chat(page)
        ask(page, "nghề hàn")
        page.keyboard.press("Escape")
        launcher = page.get_by_role("button", name="Hỏi về học nghề, có câu trả lời mới")
        expect(launcher).to_be_visible()
        launcher.click()
        expect(page.get_by_test_id("message-bot")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Hỏi về học nghề", exact=True)).to_be_visible()
    sites.process.rasa.delay_seconds = 0.0


def test_a_closed_chat_asks_nothing_of_the_server(sites: Sites, browser: Browser) -> None:
    with opened(browser, sites.plain) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.reload()
        expect(page.get_by_test_id("launcher")).to_be_visible()
        page.wait_for_timeout(500)
        assert [url for url in asked if url.startswith(sites.process.url)] == [f"{sites.process.url}/widget/v1.js"]


def test_no_data_reaches_markup() -> None:
    """The only ways from text to markup or script do not stand in the code."""
    banned = (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "srcdoc",
        "setHTML",
    )
    for path in (Path(__file__).parents[2] / "channels" / "static" / "chat").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert [word for word in banned if word in text] == [], path.name
