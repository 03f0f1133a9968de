"""How the chat lies on screens and on paper: sizes, folding, tables, print; and how large its script is."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, expect

from channels.widget_bundle import bundle
from tests.web.conftest import ask

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "channels" / "static"
BUDGET_BYTES = 25 * 1024


@pytest.mark.parametrize(("width", "height"), [(180, 370), (320, 256), (640, 450), (360, 740), (1280, 900)])
def test_nothing_is_wider_than_the_window_or_too_small_to_press(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    ask(page, "em muốn học sửa ô tô")
    ask(page, "bảng")
    ask(page, "năm trường")
    ask(page, "x" * 900)
    expect(page.get_by_test_id("message-bot")).to_have_count(4)
    for details in page.get_by_test_id("citations").all():
        details.evaluate("each => each.open = true")
    root = "document.querySelector('career-chat').shadowRoot"
    assert page.evaluate(f"{root}.querySelector('.scroll').scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = f"[...{root}.querySelectorAll('button, summary, a, textarea')].filter(each => each.offsetHeight"
    assert page.evaluate(f"{small} && each.getBoundingClientRect().height < 44).map(each => each.className)") == []
    assert page.locator(".scroll").evaluate("each => each.clientHeight") >= height * 0.3


def test_choices_stand_right_under_the_question_they_answer(page: Page) -> None:
    ask(page, "năm trường")
    reply = page.get_by_test_id("message-bot")
    expect(reply).to_have_count(1)
    parts = "each => [...each.children].map(part => part.classList[0])"
    order = ["sr", "text", "choices", "notices", "cards", "expand", "table", "chart", "citations", "meta"]
    assert reply.evaluate(parts) == order
    expect(reply.get_by_role("group", name="Chọn tiếp").get_by_role("button")).to_have_count(2)


def test_groups_of_one_period_stand_below_each_other(page: Page) -> None:
    ask(page, "theo nhóm")
    chart = page.get_by_test_id("chart")
    expect(chart.locator("thead th")).to_have_text(["Nhóm", "quý 4/2025 (%)"])
    expect(chart.locator("tbody th")).to_have_text(["Thành thị", "Nông thôn"])
    expect(chart.locator("td")).to_have_text(["11,12", "7,81"])
    widths = chart.locator(".bar").evaluate_all("all => all.map(each => Math.round(parseFloat(each.style.width)))")
    assert widths == [100, 70]


@pytest.mark.parametrize("size", ["Vừa", "Rất lớn"])
def test_on_a_phone_things_beside_each_other_stand_each_under_its_name(page: Page, size: str) -> None:
    page.get_by_test_id("settings").click()
    page.get_by_label(size, exact=True).check()
    page.get_by_test_id("settings-close").click()
    ask(page, "so sánh")
    table, cell = page.get_by_test_id("table"), page.get_by_role("cell", name="trường cao đẳng").first
    expect(table).to_match_aria_snapshot(BESIDE)
    for width, named in ((360, True), (320, True), (1280, False)):
        page.set_viewport_size({"width": width, "height": 740})
        expect(table.locator("thead")).to_have_css("position", "absolute" if named else "static")
        assert table.evaluate("each => each.scrollWidth <= each.clientWidth")
        shown = cell.evaluate("each => getComputedStyle(each, '::before').content")
        assert (shown != "none") is named
    # A table of one thing a row, as of offers, scrolls inside itself.
    page.set_viewport_size({"width": 360, "height": 740})
    ask(page, "bảng")
    expect(page.get_by_test_id("table")).to_have_count(2)
    expect(page.get_by_test_id("table").last.locator("thead")).to_have_css("position", "static")


BESIDE = """
- group "Bảng số liệu":
  - table:
    - rowgroup:
      - row:
        - columnheader
        - columnheader "Trường Cao đẳng Ví Dụ Thứ Nhất"
        - columnheader "Trường Cao đẳng Kỹ thuật và Nông lâm Ví Dụ Thứ Hai"
    - rowgroup:
      - row:
        - rowheader "Loại cơ sở"
        - cell
        - cell
      - row:
        - rowheader "Nghề được nguồn nhắc đến"
        - cell
        - cell
"""


def test_a_kept_card_is_opened_by_what_looks_like_a_button(page: Page) -> None:
    ask(page, "thẻ")
    links = page.get_by_test_id("sheet").get_by_role("link")
    expect(links).to_have_text(["Mở thẻ để lưu hoặc in (mở thẻ mới)", "Tải tệp PDF (mở thẻ mới)"])
    for link in links.all():
        assert link.evaluate("each => each.getBoundingClientRect().height") >= 44
        expect(link).to_have_css("border-top-width", "1px")
    # A figure and its sign stay on one line.
    said = "Đã lập thẻ: miễn 100\u00a0% học phí.\nGiảm 70\u00a0% tiền ăn."
    expect(page.locator(".text")).to_have_js_property("innerText", said)


def test_more_than_three_cards_wait_behind_a_button(page: Page) -> None:
    ask(page, "năm trường")
    cards, more = page.get_by_test_id("card"), page.get_by_test_id("more")
    expect(more).to_have_text("Xem thêm 2")
    expect(cards).to_have_count(5)
    expect(cards.nth(2)).to_be_visible()
    expect(cards.nth(3)).to_be_hidden()
    more.focus()
    page.keyboard.press("Enter")
    expect(cards.nth(4)).to_be_visible()
    expect(more).to_have_count(0)
    expect(cards.nth(3).locator("summary")).to_be_focused()
    expect(page.get_by_text("Đã hiện thêm 2 mục")).to_be_attached()


def test_a_single_card_waits_behind_no_button(page: Page) -> None:
    ask(page, "bốn trường")
    expect(page.get_by_test_id("card")).to_have_count(4)
    expect(page.get_by_test_id("card").last).to_be_visible()
    expect(page.get_by_test_id("more")).to_have_count(0)


@pytest.mark.parametrize(("width", "open_at_first"), [(360, False), (1280, True)])
def test_a_long_card_folds_on_a_phone_and_a_short_one_never(page: Page, width: int, open_at_first: bool) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    ask(page, "năm trường")
    card = page.get_by_test_id("card").first
    last = card.get_by_text("Nộp ở")
    expect(last).to_be_visible(visible=open_at_first)
    expect(card.get_by_text("Loại hình:")).to_be_visible()
    expect(card).to_contain_text("phòng công tác học sinh")
    expect(card.locator(".label")).to_have_text(["Loại hình: ", "Địa chỉ: ", "Giấy tờ: ", "Nộp ở: "])
    expect(page.get_by_test_id("card").nth(2).locator("details")).to_have_count(0)
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(last).to_be_visible(visible=not open_at_first)


def test_print_opens_every_card(page: Page) -> None:
    ask(page, "năm trường")
    expect(page.get_by_test_id("card")).to_have_count(5)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.get_by_test_id("card").nth(3).get_by_text("Nộp ở")).to_be_visible()
    expect(page.get_by_test_id("card").nth(4)).to_be_visible()
    expect(page.get_by_test_id("more")).to_be_hidden()


def test_the_day_is_seen_where_it_is_not_today(page: Page) -> None:
    ask(page, "nghề hàn")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    expect(page.locator("time span").first).to_be_hidden()
    page.clock.install()
    page.clock.fast_forward("26:00:00")
    page.reload()
    at = page.locator("time").first
    day = at.evaluate("each => new Date(each.dateTime).toLocaleDateString('en-GB')")
    expect(at).to_have_text(re.compile(f"^{day} [0-9]{{2}}:[0-9]{{2}}$"))
    expect(at.locator("span")).to_be_visible()


def test_print_shows_the_day_and_the_sources(page: Page) -> None:
    ask(page, "Nùng")
    expect(page.get_by_test_id("message-bot")).to_have_count(1)
    today = page.get_by_test_id("message-bot").locator("time span")
    expect(today).to_have_text(re.compile(r"^\d\d/\d\d/\d{4} $"))
    expect(today).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(today).to_be_visible()
    expect(page.get_by_test_id("citation")).to_have_count(2)
    expect(page.get_by_test_id("citation").nth(1)).to_be_visible()
    expect(page.get_by_test_id("composer")).to_be_hidden()
    assert page.locator(".scroll").evaluate("each => each.scrollHeight <= each.clientHeight + 1")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.get_by_test_id("citation").nth(1)).to_be_hidden()


def test_the_element_stays_small(capsys: pytest.CaptureFixture[str]) -> None:
    words = yaml.safe_load((HERE.parents[1] / "data" / "messages" / "page.yaml").read_text(encoding="utf-8"))
    made = bundle(STATIC / "chat", words)
    assert gzip.decompress(made.packed) == made.plain
    with capsys.disabled():
        print(
            f" [widget/v1.js: {len(made.packed):,} of {BUDGET_BYTES:,} bytes packed, {len(made.plain):,} plain] ",
            end="",
        )
    assert len(made.packed) <= BUDGET_BYTES


def test_scripts_and_styles_are_wordless() -> None:
    for each in [each for each in STATIC.rglob("*") if each.suffix in {".js", ".css"}]:
        # Any letter with a Vietnamese mark would be a sentence in the wrong place.
        assert not re.search("[À-ỹ]", each.read_text(encoding="utf-8")), each
