"""Figures, guides, danger and other languages: how each message of the table ends, with diacritics and without."""

from pathlib import Path

import pytest
import yaml

from actions.slots.dangers import LURED, TAKEN, signs_of_danger
from knowledge.library import Library
from knowledge.retrieval.noise import without_diacritics
from knowledge.text import fold, nfc
from tests.conftest import Ask

QUESTIONS = yaml.safe_load(Path("tests/cases/market_guide_safety.yaml").read_text(encoding="utf-8"))["questions"]


@pytest.mark.parametrize("spell", [str, without_diacritics], ids=["as written", "without diacritics"])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_a_message_ends_as_it_must(ask: Ask, question: dict, spell) -> None:
    kept = None
    for text, intent in question.get("before", []):
        _, kept = ask(spell(text), intent, kept)
    reply, _ = ask(spell(question["text"]), question["intent"], kept)
    assert reply.outcome.value in question["outcome"]
    cited = {citation.record_id for citation in reply.citations}
    if "records" in question:
        assert cited & set(question["records"]) if question["records"] else not cited
    said = _plain(" ".join((reply.text, *(f"{card.title} {' '.join(card.lines)}" for card in reply.cards))))
    assert [word for word in question.get("contains", ()) if _plain(word) not in said] == []
    assert [word for word in question.get("lacks", ()) if _plain(word) in said] == []


@pytest.mark.parametrize(
    "text",
    [
        "em muốn đi làm ở Trung Quốc bằng hợp đồng hợp pháp",
        "học nghề xong đi làm ở Nhật được không",
        "trường đòi đặt cọc tiền ký túc xá",
        "em bị ho, gọi cho trường không nghe máy",
        "học phí 5 triệu một kỳ có đắt không",
        "công ty xuất khẩu lao động có bắt đặt cọc trước không",
        "làm sao biết tin tuyển dụng sang Lào làm việc là lừa đảo",
        "bố không cho về nhà",
        "nhà em gần biên giới thì có được hỗ trợ không",
        "học tiếng Trung xong sang Trung Quốc phiên dịch được không",
        "nhà em trồng cam, học nghề gì hợp",
        "em người Thái ở Lạng Sơn đi học nghề",
    ],
)
def test_everyday_words_are_no_alarm(library: Library, text: str) -> None:
    assert signs_of_danger(library.find(text), sum_named="triệu" in text) == ()


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("bạn em rủ sang Myanmar trực chat", {LURED}),
        ("em bị nhốt bên Campuchia, họ đòi tiền chuộc", {LURED, TAKEN}),
        ("nộp 10 triệu rồi bên kia chặn zalo", {TAKEN}),
    ],
)
def test_words_that_alarm_together(library: Library, text: str, signs: set[str]) -> None:
    assert signs >= set(signs_of_danger(library.find(text), sum_named="triệu" in text)) > set()


def _plain(text: str) -> str:
    return " ".join(fold(nfc(text)).split())
