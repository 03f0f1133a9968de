"""The chat element in a real browser against the stand-in server: what a person meets when the network is not kind."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.conftest import Server, ask

pytestmark = pytest.mark.browser

BLOCKED = "Object.defineProperty(window, 'localStorage', {get() {throw new DOMException('no', 'SecurityError')}})"


def test_question_choice_sources_and_history(page: Page) -> None:
    page.get_by_test_id("suggestion").first.click()
    reply = page.get_by_test_id("message-bot")
    expect(reply).to_have_attribute("data-outcome", "not_held")
    expect(page.get_by_test_id("welcome")).to_be_hidden()
    expect(page.get_by_test_id("typing")).to_have_count(0)
    expect(reply.get_by_test_id("notice")).to_contain_text("MẪU")
    expect(reply.get_by_test_id("card")).to_have_count(2)
    expect(reply.get_by_test_id("citation").first).to_be_hidden()
    reply.get_by_test_id("citations").locator("summary").click()
    expect(reply.get_by_test_id("citation").first).to_contain_text("21/11/2026")
    reply.get_by_test_id("choice").first.click()
    expect(page.get_by_test_id("message-user").nth(1)).to_contain_text("Học sửa ô tô ở Cao Bằng")
    expect(reply).to_have_count(2)
    page.reload()
    expect(reply).to_have_count(2)
    expect(page.get_by_test_id("message-user")).to_have_count(2)
    expect(page.get_by_test_id("message-user").nth(1)).to_contain_text("Học sửa ô tô ở Cao Bằng")


def test_a_choice_of_the_next_answer_is_taken_however_soon(page: Page, server: Server) -> None:
    server.behave(pause=0.01)
    ask(page, "ô tô")
    for number in (2, 3, 4):
        page.get_by_test_id("message-bot").last.get_by_test_id("choice").first.click()
        expect(page.get_by_test_id("message-bot")).to_have_count(number)
    server.behave(pause=0.1)
    assert page.get_by_test_id("message-user").count() == 4


@pytest.mark.parametrize("pause", [0.0, 0.6])
def test_a_choice_pressed_nervously_is_sent_once(page: Page, server: Server, pause: float) -> None:
    before = server.behave(pause=pause)["messages"]
    ask(page, "ô tô")
    choice = page.get_by_test_id("choice").first
    choice.dblclick(delay=40)
    expect(page.get_by_test_id("message-bot")).to_have_count(2)
    choice.focus()
    for _ in range(3):  # held down
        page.keyboard.down("Enter")
        page.wait_for_timeout(900)
    page.keyboard.up("Enter")
    expect(page.get_by_test_id("message-bot")).to_have_count(3)
    server.behave(pause=0.1)
    assert server.behave()["messages"] == before + 3


def test_keyboard_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link
    page.keyboard.type("nghề hàn")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("là làm gì")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("message-user")).to_contain_text("nghề hàn\nlà làm gì", use_inner_text=True)
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    for _ in range(3):  # back over the choice to the sources: send button is after the field
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.querySelector('career-chat').shadowRoot.activeElement.tagName") == "SUMMARY":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("citation")).to_be_visible()
    page.get_by_test_id("forget").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("forget-cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("forget")).to_be_focused()
    expect(page.get_by_test_id("message-bot")).to_have_count(1)


def test_enter_inside_a_composition_does_not_send(page: Page) -> None:
    field = page.get_by_test_id("composer")
    field.fill("hoc nghe")
    event = "new KeyboardEvent('keydown', {key: 'Enter', cancelable: true, ...init})"
    press = f"(field, init) => field.dispatchEvent({event})"
    field.evaluate(press, {"isComposing": True})
    field.evaluate(press, {"keyCode": 229})
    expect(field).to_have_value("hoc nghe")
    field.evaluate(press, {})
    expect(field).to_have_value("")
    expect(page.get_by_test_id("message-user")).to_have_count(1)


def test_offline_questions_are_kept_over_a_reload_and_sent_once(
    page: Page, context: BrowserContext, server: Server
) -> None:
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    before = server.behave()
    context.set_offline(True)
    ask(page, "miễn học phí")
    ask(page, "thất nghiệp")
    expect(page.get_by_test_id("connection")).not_to_be_empty()
    expect(page.locator('[data-state="offline"]')).to_have_count(2)
    context.set_offline(False)
    expect(page.get_by_test_id("message-bot")).to_have_count(3)
    expect(page.get_by_test_id("connection")).to_be_empty()
    expect(page.locator("[data-state]:not(.progress)")).to_have_count(0)
    assert page.get_by_test_id("message-user").all_inner_texts()[1].find("miễn học phí") >= 0
    assert server.behave()["messages"] == before["messages"] + 2


def test_unsent_question_survives_a_reload(page: Page, server: Server) -> None:
    server.behave(mode="down")
    ask(page, "nghề hàn")
    expect(page.locator('[data-state="failed"]')).to_have_count(1)
    page.reload()
    expect(page.get_by_test_id("message-user")).to_have_count(1)
    server.behave(mode="normal")
    page.locator(".retry").click()
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    expect(page.get_by_test_id("message-user")).to_have_count(1)


def test_a_lost_answer_to_a_post_is_not_a_second_message(page: Page, server: Server) -> None:
    server.behave(mode="lossy")
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    page.wait_for_timeout(2500)  # past the first retry
    expect(page.get_by_test_id("message-user")).to_have_count(1)
    expect(page.locator(".retry")).to_have_count(0)


@pytest.mark.parametrize("mode", ["held", "plain"])
def test_long_poll_takes_over_where_streams_do_not_pass(page: Page, server: Server, mode: str) -> None:
    server.behave(mode=mode)
    before = server.behave()["polls"]
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    ask(page, "nghề hàn lần nữa")
    expect(page.get_by_test_id("message-bot")).to_have_count(2)
    assert server.behave()["polls"] > before
    assert len(page.get_by_test_id("message-user").all()) == 2


def test_waiting_is_said_and_then_answered(page: Page, server: Server) -> None:
    server.behave(mode="waiting")
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("waiting")).to_be_visible()
    expect(page.get_by_test_id("typing")).to_have_count(0)
    page.reload()
    expect(page.get_by_test_id("waiting")).to_be_visible()
    server.behave(mode="normal")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    expect(page.get_by_test_id("waiting")).to_have_count(0)


def test_forgetting_deletes_and_begins_afresh(page: Page, server: Server) -> None:
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    before = server.behave()
    page.get_by_test_id("forget").click()
    page.get_by_test_id("forget-confirm").click()
    expect(page.get_by_test_id("welcome")).to_be_visible()
    expect(page.get_by_test_id("message-user")).to_have_count(0)
    assert server.behave()["deleted"] == before["deleted"] + 1
    assert page.evaluate("localStorage.length") == 0
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    assert server.behave()["created"] == before["created"] + 1


def test_forgetting_offline_says_so_and_keeps_everything(page: Page, context: BrowserContext) -> None:
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    page.get_by_test_id("forget").click()
    context.set_offline(True)
    page.get_by_test_id("forget-confirm").click()
    expect(page.locator(".problem")).not_to_be_empty()
    expect(page.get_by_test_id("message-bot")).to_have_count(1)


def test_an_unknown_conversation_begins_afresh_quietly(page: Page, server: Server) -> None:
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    server.behave(mode="forgets")
    page.reload()
    expect(page.get_by_test_id("welcome")).to_be_visible()
    ask(page, "thất nghiệp")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    server.behave(mode="forgets")
    ask(page, "bảng")  # the post meets the unknown conversation first
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    expect(page.get_by_test_id("table")).to_be_visible()
    expect(page.get_by_test_id("message-user")).to_have_count(1)


def test_blocked_storage_still_answers(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.add_init_script(BLOCKED)
    page.goto(server.url)
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    expect(page.locator("#privacy")).to_contain_text("chặn lưu trữ")
    page.reload()
    expect(page.get_by_test_id("welcome")).to_be_visible()


def test_a_browser_without_constructed_styles_is_dressed_too(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.add_init_script("delete CSSStyleSheet.prototype.replaceSync")
    page.goto(server.url)
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    expect(page.get_by_test_id("send")).to_have_css("border-radius", "50%")
    assert page.evaluate("violations") == []


def test_two_tabs_show_one_conversation(page: Page, context: BrowserContext, server: Server) -> None:
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    other = context.new_page()
    other.goto(server.url)
    expect(other.get_by_test_id("message-bot")).to_have_count(1)
    ask(other, "thất nghiệp")
    expect(page.get_by_test_id("message-bot")).to_have_count(2)
    expect(page.get_by_test_id("message-user")).to_have_count(2)
    other.get_by_test_id("forget").click()
    other.get_by_test_id("forget-confirm").click()
    expect(page.get_by_test_id("welcome")).to_be_visible()


def test_markup_and_script_links_stay_text(page: Page) -> None:
    ask(page, "<b>đậm</b>")
    reply = page.get_by_test_id("message-bot")
    expect(reply).to_contain_text("<img src=x onerror=alert(1)> <b>không phải thẻ</b>")
    expect(reply.locator("img, b, i, script")).to_have_count(0)
    expect(page.get_by_test_id("message-user")).to_contain_text("<b>đậm</b>")
    ask(page, "Nùng")
    page.get_by_test_id("citations").locator("summary").click()
    expect(page.locator('a[href^="javascript"]')).to_have_count(0)


def test_new_answers_do_not_move_a_reader_who_scrolled_up(page: Page, server: Server) -> None:
    ask(page, "Nùng")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    server.behave(mode="silent")
    ask(page, "bảng")
    expect(page.get_by_test_id("typing")).to_be_visible()
    page.locator(".scroll").evaluate("each => each.scrollTo(0, 0)")
    server.behave(mode="normal")
    expect(page.get_by_test_id("message-bot")).to_have_count(2)
    expect(page.locator(".newest")).to_be_visible()
    assert page.locator(".scroll").evaluate("each => each.scrollTop") == 0
    page.locator(".newest").click()
    expect(page.get_by_test_id("table")).to_be_in_viewport()
    expect(page.locator(".newest")).to_be_hidden()


def test_only_new_messages_are_read_out(page: Page) -> None:
    log = page.get_by_role("log")
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    expect(log).to_have_attribute("aria-live", "polite")
    page.reload()
    expect(log).to_have_attribute("aria-live", "off")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    expect(log).to_have_attribute("aria-live", "polite")
