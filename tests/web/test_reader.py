"""What a reader can do with an answer besides reading it, and what befalls the machine meanwhile."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.web.conftest import Server, ask
from tests.web.fake_api import LONG_POLL_SECONDS

pytestmark = pytest.mark.browser

# Chromium without its maker's server hears nothing and has no voice: the browser's two interfaces stand in for it.
EAR = """
window.ears = [];
window.SpeechRecognition = window.webkitSpeechRecognition = class {
  constructor() { ears.push(this); }
  start() { this.started = true; }
  stop() { this.onend(); }
  hear(text) { this.onresult({results: [[{transcript: text}]]}); }
  fail(error) { this.onerror({error}); this.onend(); }
};
"""
NO_EAR = "delete window.webkitSpeechRecognition; delete window.SpeechRecognition;"
VOICE = """
window.spoken = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => window.voices || [{lang: "vi-VN", name: "Mau"}],
  speak: (said) => spoken.push(said), cancel: () => spoken.push("hush"), addEventListener() {},
}});
"""


@pytest.fixture
def spoken(context: BrowserContext, server: Server) -> Page:
    page = context.new_page()
    page.add_init_script(EAR + VOICE)
    page.goto(server.url)
    return page


def test_an_opinion_is_sent_kept_changed_and_taken_back(page: Page, server: Server) -> None:
    ask(page, "nghề hàn")
    good, bad = page.get_by_test_id("rate-good"), page.get_by_test_id("rate-bad")
    good.click()
    expect(page.get_by_text("Đã ghi nhận, cảm ơn bạn.")).to_be_attached()
    page.reload()
    expect(good).to_have_attribute("aria-pressed", "true")
    bad.click()
    expect(good).to_have_attribute("aria-pressed", "false")
    expect(bad).to_have_attribute("aria-pressed", "true")
    bad.click()
    expect(page.get_by_text("Đã bỏ đánh giá.")).to_be_attached()
    expect(bad).to_have_attribute("aria-pressed", "false")
    assert server.look()["opinions"][-1] is None
    server.behave(mode="down")
    good.click()
    expect(page.get_by_text("Chưa gửi được đánh giá.")).to_be_attached()
    expect(good).to_have_attribute("aria-pressed", "false")


def _rated(page: Page, button: Locator) -> None:
    """Press it, and wait until the server has it."""
    with page.expect_response("**/feedback"):
        button.click()


def test_a_reason_is_asked_of_a_bad_opinion_only(page: Page, server: Server) -> None:
    ask(page, "nghề hàn")
    bad, unclear = page.get_by_test_id("rate-bad"), page.get_by_role("button", name="Khó hiểu")
    _rated(page, page.get_by_test_id("rate-good"))
    expect(unclear).to_be_hidden()
    _rated(page, bad)
    _rated(page, unclear)
    expect(unclear).to_have_attribute("aria-pressed", "true")
    expect(bad).to_have_attribute("aria-pressed", "true")
    assert [each.inner_text() for each in page.locator(".rating .expand").all()] == [
        *("Không đúng", "Khó hiểu", "Không phải điều em hỏi", "Khác")
    ]
    assert server.look()["opinions"][-1] == "unclear"
    page.reload()
    expect(unclear).to_have_attribute("aria-pressed", "true")
    _rated(page, unclear)
    expect(unclear).to_have_attribute("aria-pressed", "false")
    expect(bad).to_have_attribute("aria-pressed", "true")
    assert server.look()["opinions"][-1] == "bad"
    _rated(page, bad)
    expect(unclear).to_be_hidden()
    assert server.look()["opinions"][-1] is None


def test_what_was_heard_is_read_over_before_it_is_sent(spoken: Page) -> None:
    mic = spoken.get_by_role("button", name="Nói thay vì gõ")
    mic.click()
    expect(spoken.get_by_test_id("voice")).to_contain_text("máy chủ của hãng")
    assert spoken.evaluate("[ears[0].lang, ears[0].started]") == ["vi-VN", True]
    spoken.evaluate("ears[0].hear('nghề')")
    spoken.evaluate("ears[0].hear('nghề hàn')")
    expect(spoken.get_by_test_id("composer")).to_have_value("nghề hàn")
    expect(spoken.get_by_test_id("message-user")).to_have_count(0)
    spoken.get_by_role("button", name="Dừng nghe").click()
    expect(spoken.get_by_test_id("voice")).to_be_empty()
    mic.click()
    spoken.evaluate("ears[1].hear('ở đâu')")
    spoken.evaluate("ears[1].hear('ở đâu vậy')")
    expect(spoken.get_by_test_id("composer")).to_have_value("nghề hàn ở đâu vậy")
    spoken.get_by_test_id("send").click()
    expect(spoken.get_by_test_id("message-bot")).to_have_count(1)


@pytest.mark.parametrize(
    ("error", "said"), [("not-allowed", "chưa được phép dùng micro"), ("network", "cần có mạng"), ("odd", "chưa nhận")]
)
def test_what_keeps_the_browser_from_hearing_is_said(spoken: Page, error: str, said: str) -> None:
    spoken.get_by_test_id("mic").click()
    spoken.evaluate("error => ears[0].fail(error)", error)
    expect(spoken.get_by_test_id("voice")).to_contain_text(said)
    expect(spoken.get_by_test_id("mic")).to_have_attribute("aria-pressed", "false")


def test_a_browser_that_cannot_hear_shows_no_button(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.add_init_script(NO_EAR)
    page.goto(server.url)
    expect(page.get_by_test_id("composer")).to_be_visible()
    expect(page.get_by_test_id("mic")).to_have_count(0)


def test_an_answer_is_read_aloud_with_its_notices_by_a_vietnamese_voice(spoken: Page) -> None:
    ask(spoken, "Nùng")
    button = spoken.get_by_role("button", name="Đọc thành tiếng")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    said = spoken.evaluate("spoken.filter((each) => each.text).map((each) => each.text)")
    assert said[0].startswith("Nếu bạn là người dân tộc thiểu số")
    assert any("Nhà trường xét và quyết định" in each for each in said)
    assert not any(each.startswith("-") for each in said)
    assert spoken.evaluate("spoken.at(-1).lang") == "vi-VN"
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert spoken.evaluate("spoken.at(-1)") == "hush"


def test_without_a_vietnamese_voice_nothing_is_offered(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.add_init_script(VOICE + "window.voices = [{lang: 'en-US', name: 'Mau'}];")
    page.goto(server.url)
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    expect(page.get_by_test_id("aloud")).to_be_hidden()


def test_a_number_to_call_can_be_pressed(page: Page) -> None:
    ask(page, "em bị đánh")
    calls = page.get_by_test_id("message-bot").get_by_role("link")
    expect(calls).to_have_text(["111", "113", "115"])
    assert [each.get_attribute("href") for each in calls.all()] == ["tel:111", "tel:113", "tel:115"]
    expect(page.get_by_test_id("message-bot")).to_contain_text("an 113, không phải 1135 hay Nghị định 113/2025.")
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(2)
    expect(page.get_by_role("link")).to_have_count(3)


def test_a_code_takes_the_conversation_elsewhere(page: Page) -> None:
    page.get_by_test_id("settings").click()
    page.get_by_test_id("pair").click()
    expect(page.get_by_test_id("pairing")).to_contain_text("Hãy hỏi một câu trước")
    page.keyboard.press("Escape")
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    page.get_by_test_id("settings").click()
    page.get_by_test_id("pair").click()
    shown = page.get_by_test_id("pairing")
    expect(shown).to_contain_text("Trong 10 phút, nhắn đúng dòng này, dùng được một lần: mã HN-4711")
    expect(shown.get_by_role("link", name="Zalo (mở thẻ mới)")).to_have_attribute("href", "https://zalo.me/1234567")
    expect(shown).to_contain_text("Zalo Bot")
    expect(shown.get_by_role("link")).to_have_count(1)


def test_a_code_from_another_channel_goes_on_here(page: Page, server: Server) -> None:
    ask(page, "thất nghiệp")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    deleted = server.look()["deleted"]
    page.get_by_test_id("settings").click()
    page.get_by_label("Đã có mã").fill("zzzz9999")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("pairing")).to_contain_text("không đúng hoặc đã hết hạn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    page.get_by_label("Đã có mã").fill("Mã abcd2345")
    page.get_by_test_id("join").click()
    expect(page.get_by_test_id("pairing")).to_contain_text("Đã nối")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("message-user")).to_contain_text("nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    assert server.look()["deleted"] == deleted + 1
    ask(page, "bảng")
    expect(page.get_by_test_id("message-bot")).to_have_count(2)
    page.reload()
    expect(page.get_by_test_id("message-bot")).to_have_count(2)


def test_the_code_of_an_event_may_be_typed(page: Page, server: Server) -> None:
    page.get_by_test_id("settings").click()
    page.get_by_label("Đã có mã").fill("SK tqt-9a")
    page.get_by_test_id("join").click()
    expect(page.get_by_test_id("pairing")).to_contain_text("Đã ghi nhận mã")
    page.keyboard.press("Escape")
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    assert server.look()["begun_with"] == {"channel": "web", "event": "tqt-9a"}


def test_the_link_of_an_event_is_told_when_the_conversation_begins(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/?event=hoi-2026")
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    assert server.look()["begun_with"] == {"channel": "web", "event": "hoi-2026"}


def test_what_was_taken_over_is_shown_above_the_answer(page: Page) -> None:
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    expect(page.get_by_test_id("about")).to_have_count(0)
    ask(page, "bảng")
    expect(page.get_by_test_id("about")).to_have_text("Đang nói về: Hàn · Lạng Sơn")


def test_what_was_taken_over_is_left_by_a_press(page: Page) -> None:
    ask(page, "bảng")
    leave = page.get_by_role("button", name="Hỏi chuyện khác")
    expect(leave).to_have_count(1)
    box = leave.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert page.get_by_test_id("choice").all_inner_texts() == ["Học phí"]
    leave.click()
    expect(page.get_by_test_id("message-user").last).to_contain_text("Hỏi chuyện khác")
    expect(page.get_by_test_id("message-bot")).to_have_count(2)


def test_figures_of_a_chart_have_bars_on_one_scale(page: Page) -> None:
    ask(page, "thất nghiệp")
    bars = page.get_by_test_id("chart").locator(".bar")
    expect(bars).to_have_count(3)
    assert bars.first.evaluate("each => each.style.width") == "100%"
    widths = bars.evaluate_all("all => all.map((each) => parseFloat(each.style.width))")
    assert widths == pytest.approx([100, 100 * 8.8 / 8.9, 100 * 8.63 / 8.9], abs=0.1)


def test_after_sleep_what_came_meanwhile_is_there(page: Page, server: Server) -> None:
    """The lid is closed for an hour: timers stand still, the open stream is dead and does not say so."""
    page.clock.install()
    page.reload()
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    server.behave(mode="waiting")
    ask(page, "thất nghiệp")
    expect(page.get_by_test_id("waiting")).to_be_visible()
    page.clock.run_for(8_000)  # past the moment in which an accepted message is asked after,
    page.wait_for_timeout(LONG_POLL_SECONDS * 1000 + 500)  # and the end of that asking
    server.behave(cut=True)
    streams = server.behave(mode="normal")["streams"]  # answered, into a line that is dead
    page.wait_for_timeout(500)
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    page.clock.fast_forward("01:00:00")
    expect(page.get_by_test_id("message-bot")).to_have_count(2)
    expect(page.get_by_test_id("message-user")).to_have_count(2)
    assert server.behave()["streams"] > streams


def test_a_page_that_was_frozen_in_the_background_catches_up(
    page: Page, context: BrowserContext, server: Server
) -> None:
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    browser = context.new_cdp_session(page)
    other = context.new_page()
    other.goto(server.url)
    expect(other.get_by_test_id("message-bot")).to_have_count(1)
    browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    server.behave(cut=True)
    other.reload()
    ask(other, "thất nghiệp")
    expect(other.get_by_test_id("message-bot")).to_have_count(2)
    other.close()
    page.wait_for_timeout(5000)
    browser.send("Page.setWebLifecycleState", {"state": "active"})
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_test_id("message-bot")).to_have_count(2)


def test_gone_back_to_with_the_browser_it_catches_up(page: Page, server: Server) -> None:
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    page.goto(f"{server.url}/fake")
    page.go_back()
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    ask(page, "thất nghiệp")
    expect(page.get_by_test_id("message-bot")).to_have_count(2)
