"""The card to keep: what stands on it in which order, what is counted, and that it fits on paper."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
import yaml

from actions.reply import Sheet
from channels.sheet_pdf import as_pdf
from knowledge.text import fold, nfc
from tests.conftest import Ask

POOR_TAY = "em người Tày hộ nghèo xong lớp 9 học trung cấp hệ chính quy trường công lập được hỗ trợ gì"
KINH = "con tôi người Kinh học xong lớp 9 học trung cấp có được miễn học phí không"


def kept(ask: Ask, text: str) -> Sheet:
    _, slots = ask(text, "ask_policy")
    reply, _ = ask("cho em xin thẻ để in", "ask_policy", slots)
    assert reply.sheet is not None, reply.text
    return reply.sheet


@pytest.fixture(scope="module")
def poor_tay(ask: Ask) -> Sheet:
    return kept(ask, POOR_TAY)


def headings(sheet: Sheet) -> list[str]:
    return [section.heading for section in sheet.sections]


def test_money_stands_before_tuition_and_ways_of_study_last(poor_tay: Sheet) -> None:
    money, tuition, *others = headings(poor_tay)
    assert money == "Tiền nhận được, mức của tháng 11/2026"
    assert tuition == "Học phí"
    assert others.index("Vay vốn, phải trả lại") < others.index("Cách học tiếp, không phải khoản tiền")
    assert [section.is_beside for section in poor_tay.sections[:3]] == [False, False, True]
    assert "2.530.000 đồng/tháng" in poor_tay.sections[0].entries[0].gives[0]


def test_loans_and_ways_of_study_are_not_counted_as_benefits(poor_tay: Sheet) -> None:
    entries = [entry for section in poor_tay.sections for entry in section.entries]
    ways = next(section for section in poor_tay.sections if section.heading.startswith("Cách học"))
    loans = [entry for entry in entries if "phải trả lại" in "".join(entry.gives)]
    assert poor_tay.summary.startswith(
        f"{len(entries) - len(loans)} khoản có thể thuộc diện, {len(loans)} khoản vay và {len(ways.lines)} cách học, "
    )


def test_one_benefit_on_two_grounds_stands_once_with_the_papers_of_both(poor_tay: Sheet) -> None:
    [tuition] = poor_tay.sections[1].entries
    papers = next(line for line in tuition.lines if line.startswith("Giấy tờ: "))
    assert "Giấy khai sinh" in papers
    assert "học bạ" in papers
    assert papers.count("Đơn đề nghị miễn, giảm học phí") == 1


def test_a_sum_without_a_source_is_not_printed(poor_tay: Sheet) -> None:
    assert "1.000.000" not in poor_tay.model_dump_json()
    assert "số tiền chưa xác minh được" in poor_tay.model_dump_json()


def test_every_place_of_law_has_its_day_of_checking_and_stands_once(poor_tay: Sheet) -> None:
    texts = [source.text for source in poor_tay.sources]
    assert len(texts) == len(set(texts))
    assert all(source.checked_on for source in poor_tay.sources)
    assert any(source.url for source in poor_tay.sources)


def test_cautions_are_of_what_is_shown_only(ask: Ask) -> None:
    sheet = kept(ask, KINH)
    assert "Tiền nhận được" not in " ".join(headings(sheet))
    assert "nội trú" not in " ".join(sheet.cautions)
    assert "dân tộc thiểu số" not in " ".join(line for one in sheet.sections for e in one.entries for line in e.lines)


@pytest.mark.parametrize("text", [POOR_TAY, KINH, fold(nfc(POOR_TAY))])
def test_the_card_is_one_page_of_paper(ask: Ask, text: str) -> None:
    words = yaml.safe_load(Path("data/messages/card.yaml").read_text(encoding="utf-8"))
    pdf = as_pdf(kept(ask, text), "https://huongnghiep.example.vn/cards/Ab3dEf6hIj9kLm2n", words)
    assert len(pypdfium2.PdfDocument(io.BytesIO(pdf))) == 1
