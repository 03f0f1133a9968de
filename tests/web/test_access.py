"""Who uses the chat without sharp eyes or a mouse: axe, the tree of a screen reader, zoom, colours, motion."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import Server, ask

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page: Page) -> list[str]:
    """What axe finds on the page, shadow tree included, except what is only a matter of taste ("minor")."""
    found: Any = Axe().run(page, options={**RULES, "resultTypes": ["violations"]}).response["violations"]
    return [
        f"{each['impact']} {each['id']}: {node['target']}"
        for each in found
        if each["impact"] != "minor"
        for node in each["nodes"]
    ]


def an_answer(page: Page) -> None:
    ask(page, "năm trường")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    page.get_by_test_id("citations").locator("summary").click()
    page.get_by_test_id("rate-good").click()


def a_table(page: Page) -> None:
    ask(page, "bảng")
    expect(page.get_by_text("So sánh bốn ngành trung cấp:")).to_be_visible()


def nothing_sent(page: Page) -> None:
    page.context.set_offline(True)
    ask(page, "miễn học phí")
    expect(page.locator('[data-state="offline"]')).to_have_count(1)


def settings(page: Page) -> None:
    page.get_by_test_id("settings").click()


def forgetting(page: Page) -> None:
    page.get_by_test_id("forget").click()


STATES: list[Callable[[Page], None]] = [lambda _: None, an_answer, a_table, nothing_sent, settings, forgetting]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for state in STATES:
        page.context.set_offline(False)
        page.reload()
        state(page)
        assert faults(page) == [], f"{getattr(state, '__name__', state)}, {scheme}"
    page.context.set_offline(False)


def test_the_tree_of_a_screen_reader(page: Page) -> None:
    ask(page, "năm trường")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    expect(page.locator("career-chat")).to_match_aria_snapshot(
        """
        - button "Đến ô nhập câu hỏi"
        - heading "Hướng nghiệp" [level=1]
        - button "Tuỳ chỉnh"
        - button "Xoá dữ liệu"
        - region "Cuộc trò chuyện":
          - log "Cuộc trò chuyện":
            - article:
              - heading "Bạn hỏi" [level=2]
              - paragraph: năm trường
            - article:
              - heading "Trợ lý tự động trả lời" [level=2]
              - paragraph
              - group "Chọn tiếp":
                - button "Trung cấp"
                - button "Cao đẳng"
              - list "Lưu ý":
                - listitem
              - list "Thông tin chi tiết":
                - listitem:
                  - group:
                    - heading "Trường Ví Dụ 1" [level=3]
              - group "Bảng số liệu":
                - table:
                  - rowgroup:
                    - row:
                      - columnheader "Trường"
                      - columnheader "Chỉ tiêu"
              - figure:
                - group "Biểu đồ":
                  - table
              - group: Nguồn (1)
              - group "Câu trả lời này có giúp được bạn không?":
                - button "Giúp được"
                - button "Chưa giúp được"
        - textbox "Câu hỏi của bạn"
        - button "Gửi"
        """
    )


def test_a_new_answer_is_read_once_and_history_is_not(page: Page) -> None:
    """What a screen reader is told: additions to the live log, counted by the mutations a live region announces."""
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    watch = """() => {
      const log = document.querySelector('career-chat').shadowRoot.querySelector('[role=log]');
      window.said = [];
      new MutationObserver((changes) => {
        const added = changes.flatMap((change) => [...change.addedNodes]);
        if (log.getAttribute('aria-live') === 'polite') said.push(...added.map((node) => node.dataset?.testid));
      }).observe(log, {childList: true, subtree: true});
    }"""
    page.evaluate(watch)
    ask(page, "thất nghiệp")
    expect(page.get_by_test_id("message-bot")).to_have_count(2)
    assert page.evaluate("said") == ["message-user", "message-bot"]
    page.reload()
    page.evaluate(watch)
    expect(page.get_by_test_id("message-bot")).to_have_count(2)
    assert page.evaluate("said") == []


@pytest.mark.parametrize(("width", "height"), [(360, 740), (640, 400)])
def test_the_largest_type_still_fits(page: Page, width: int, height: int) -> None:
    """640 by 400 is a laptop's window of 1280 by 800 at 200 percent."""
    page.set_viewport_size({"width": width, "height": height})
    before = page.get_by_test_id("composer").evaluate("each => getComputedStyle(each).fontSize")
    page.get_by_test_id("settings").click()
    page.get_by_label("Rất lớn").check()
    expect(page.get_by_test_id("settings-close")).to_be_visible()
    page.keyboard.press("Escape")
    after = page.get_by_test_id("composer").evaluate("each => getComputedStyle(each).fontSize")
    assert (before, after) == ("16px", "24px")
    ask(page, "năm trường")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    root = "document.querySelector('career-chat').shadowRoot"
    assert page.evaluate(f"{root}.querySelector('.scroll').scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    inside = f"""[...{root}.querySelectorAll('button, textarea, h1')].filter((each) => {{
      const box = each.getBoundingClientRect();
      return box.width && !each.closest('dialog') && (box.left < 0 || box.right > innerWidth + 0.5);
    }}).map((each) => each.className)"""
    assert page.evaluate(inside) == []
    assert page.locator(".scroll").evaluate("each => each.clientHeight") >= height * 0.25


def test_choices_of_look_are_kept_over_a_reload_and_in_other_tabs(page: Page, server: Server) -> None:
    other = page.context.new_page()
    other.goto(server.url)
    page.get_by_test_id("settings").click()
    page.get_by_label("Tối").check()
    page.get_by_label("Lớn", exact=True).check()
    expect(other.locator(".root")).to_have_class(re.compile(r"\bdark\b"))
    page.reload()
    expect(page.locator(".root")).to_have_class(re.compile(r"\bdark\b"))
    assert page.get_by_test_id("composer").evaluate("each => getComputedStyle(each).fontSize") == "20px"
    page.get_by_test_id("settings").click()
    expect(page.get_by_label("Tối")).to_be_checked()


def test_in_english_the_same_conversation_goes_on(page: Page) -> None:
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    page.get_by_test_id("settings").click()
    page.get_by_label("English").check()
    expect(page.get_by_test_id("settings")).to_be_focused()
    expect(page.get_by_role("textbox", name="Your question")).to_be_visible()
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    expect(page.get_by_test_id("message-bot")).to_have_attribute("lang", "vi")
    assert page.locator(".root").get_attribute("lang") == "en"
    page.reload()
    expect(page.get_by_role("button", name="Delete my data")).to_be_visible()


def test_nothing_moves_for_who_wants_no_motion(browser: Browser, server: Server) -> None:
    moving = "each => [getComputedStyle(each).animationName, getComputedStyle(each).transitionDuration]"
    for motion, expected in (("reduce", ["none", "0s"]), ("no-preference", ["rise", "0s"])):
        context = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion=motion)  # pyright: ignore
        page = context.new_page()
        page.goto(server.url)
        ask(page, "nghề hàn")
        expect(page.get_by_test_id("message-bot")).to_have_count(1)
        assert page.get_by_test_id("message-bot").evaluate(moving) == expected
        context.close()
