"""An answer that somebody asked to keep: frozen with the reply, opened months later, gone after its time."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.reply import Outcome, Reply, Sheet, SheetEntry, SheetSection, SheetSource
from channels.forget import DAY_MS
from channels.messages import published
from channels.sheet_pdf import as_pdf
from tests.channels.conftest import Server, Talk
from tests.channels.fake_rasa import SHEET as GIVEN
from tests.channels.fake_rasa import SHEET_QUESTION

WORDS: dict[str, str] = yaml.safe_load(Path("data/messages/card.yaml").read_text(encoding="utf-8"))
SHEET = Sheet.model_validate(GIVEN)
ADDRESS = "http://127.0.0.1:8000/cards/x"
LONG = "Đơn đề nghị theo mẫu; giấy xác nhận của UBND cấp xã nơi thường trú, còn hiệu lực trong năm; học bạ có xác nhận"
ENTRY = SheetEntry(
    title="Học bổng chính sách nội trú mức 100 % lương cơ sở",
    gives=("2.530.000 đồng/tháng (= 100 % × 2.530.000 đồng lương cơ sở)",),
    lines=(
        f"Giấy tờ: {LONG}; {LONG}",
        f"Nộp ở: {LONG}",
        "Hạn: do trường thông báo",
        f"Căn cứ: {LONG}",
        f"Lưu ý: {LONG}",
        f"Lưu ý: {LONG}",
    ),
)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_published_gives_the_address_in_place_of_the_sheet() -> None:
    reply = Reply(text="Đây là thẻ.", outcome=Outcome.SMALLTALK, sheet=SHEET)
    shown = published(reply, with_meta=False)
    assert shown.sheet is not None
    assert shown.body["sheet"] == {"title": SHEET.title, "path": f"/cards/{shown.sheet.id}"}
    assert shown.sheet.body["summary"] == SHEET.summary
    assert "sheet" not in published(reply.model_copy(update={"sheet": None}), with_meta=True).body


@pytest.fixture
def kept(talk: Talk) -> str:
    """The path of a card that was asked for."""
    return str(talk.ask(SHEET_QUESTION)["sheet"]["path"])


def test_the_card_as_page_code_and_pdf(server: Server, kept: str) -> None:
    page = server.http.get(kept)
    assert page.status_code == 200
    assert page.headers["X-Robots-Tag"].startswith("noindex")
    for words in ("Quyền lợi có thể có", "2.530.000 đồng/tháng", "21/11/2026", "Nhà trường và xã kết luận."):
        assert words in page.text
    assert "&lt;script&gt;" in page.text
    assert "<script>alert" not in page.text
    code = server.http.get(f"{kept}.svg")
    assert code.headers["content-type"] == "image/svg+xml"
    assert "<path" in code.text
    pdf = server.http.get(f"{kept}.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert "2.530.000 đồng/tháng" in text_of(pdf.content)
    assert kept in text_of(pdf.content)


def test_an_unknown_card_says_so(server: Server) -> None:
    page = server.http.get("/cards/AAAAAAAAAAAAAAAA")
    assert page.status_code == 404
    assert "Không có thẻ này" in page.text
    for ending in (".pdf", ".svg"):
        assert server.http.get(f"/cards/AAAAAAAAAAAAAAAA{ending}").status_code == 404


def test_every_asking_has_a_card_of_its_own(talk: Talk, kept: str) -> None:
    assert talk.ask(SHEET_QUESTION)["sheet"]["path"] != kept


def test_a_card_outlives_its_conversation_and_names_none(server: Server, talk: Talk, kept: str) -> None:
    assert talk.delete().status_code == 204
    page = server.http.get(kept)
    assert page.status_code == 200
    assert talk.id not in page.text


def test_a_card_goes_after_its_time(server: Server, kept: str) -> None:
    def purge_after(days: int) -> None:
        later = replace(server.parts.forgetting, now=lambda: server.parts.forgetting.now() + days * DAY_MS)
        server.run(later.purge())

    purge_after(399)
    assert server.http.get(kept).status_code == 200
    purge_after(401)
    assert server.http.get(kept).status_code == 404


def usual() -> Sheet:
    """As long as the card of a poor household: money and tuition in full, three others, ways, cautions, sources."""
    aside = ENTRY.model_copy(update={"lines": ENTRY.lines[1:4]})
    return Sheet(
        title=SHEET.title,
        as_of=SHEET.as_of,
        summary=SHEET.summary,
        sections=(
            SheetSection(heading="Tiền nhận được", entries=(ENTRY,)),
            SheetSection(heading="Học phí", entries=(ENTRY,)),
            SheetSection(heading="Hỗ trợ khác", is_beside=True, entries=(aside, aside)),
            SheetSection(heading="Vay vốn", is_beside=True, entries=(aside,)),
            SheetSection(heading="Cách học tiếp", is_beside=True, lines=("Học trung học nghề", "9+")),
        ),
        cautions=(LONG,),
        sources=(
            SheetSource(text="Điều 15 Nghị định 238/2025/NĐ-CP", url="https://example.vn/a", checked_on=SHEET.as_of),
            SheetSource(text=LONG, checked_on=date(2026, 1, 2)),
        ),
    )


def test_the_usual_card_is_one_page_of_paper() -> None:
    pdf = as_pdf(usual(), ADDRESS, WORDS)
    assert len(pypdfium2.PdfDocument(io.BytesIO(pdf))) == 1
    text = " ".join(text_of(pdf).split())
    places = [text.index(heading) for heading in ("Tiền nhận được", "Học phí", "Hỗ trợ khác", "Vay vốn", "Cách học")]
    assert places == sorted(places)


def test_paper_names_each_source_once_and_the_oldest_checking() -> None:
    text = " ".join(text_of(as_pdf(usual(), ADDRESS, WORDS)).split())
    assert WORDS["sources_checked"].format(day="02/01/2026") in text
    assert WORDS["sources_also"].format(places="Điều 15 Nghị định 238/2025/NĐ-CP") in text


def test_a_source_has_an_address_that_a_browser_may_open() -> None:
    with pytest.raises(ValueError, match="pattern"):
        SheetSource(text="x", url="javascript:alert(1)")


def test_a_card_kept_before_sources_had_addresses_still_opens() -> None:
    assert SHEET.sources == (SheetSource(text=str(GIVEN["sources"][0])),)


LINES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1).filter(str.strip)


@settings(max_examples=25, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=6))
def test_any_text_fits_on_paper(lines: list[str]) -> None:
    entry = SheetEntry(title=lines[0], gives=tuple(lines), lines=tuple(lines))
    sections = (
        SheetSection(heading="Khoản", lines=tuple(lines), entries=(entry,)),
        SheetSection(heading="Bên cạnh", is_beside=True, entries=(entry,), lines=tuple(lines)),
    )
    sheet = SHEET.model_copy(update={"sections": sections})
    assert as_pdf(sheet, ADDRESS, WORDS).startswith(b"%PDF")


def test_a_long_sheet_takes_more_pages_and_loses_nothing() -> None:
    lines = tuple(
        f"Dòng thử này mang số {number}: học phí, ăn ở, đi lại và giấy tờ cần chuẩn bị" for number in range(150)
    )
    sheet = SHEET.model_copy(update={"sections": (SheetSection(heading="Khoản dài", lines=lines),)})
    pdf = as_pdf(sheet, ADDRESS, WORDS)
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    assert len(document) > 2
    assert all(f"mang số {number}:" in text_of(pdf) for number in (0, 75, 149))
