"""What resembles the questions that nothing held answers is not answered with what is near."""

from __future__ import annotations

import pytest

from actions.reply import Outcome
from knowledge.library import Library
from tests.conftest import Ask


@pytest.fixture(autouse=True)
def _with_sense(searching_library: Library) -> None:
    if searching_library.search_mode != "hybrid":
        pytest.skip("set-up has made no encoder")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("cho em xin lịch thi của lớp may công nghiệp", "find_programmes"),
        ("cho em xin lich thi cua lop may cong nghiep", "find_programmes"),
        ("bao giờ công bố danh sách lớp của trường cao đẳng", "find_institutions"),
        ("phòng thực hành của trường có mấy cái máy", "ask_guide"),
    ],
)
def test_a_detail_that_nobody_holds_is_said_to_be_not_held(ask_by_sense: Ask, text: str, intent: str) -> None:
    reply, _ = ask_by_sense(text, intent)
    assert reply.outcome is Outcome.NOT_HELD
    assert "chưa có thông tin đã kiểm chứng" in reply.text


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("học bán thuốc tây mất bao lâu", "describe_trade"),
        ("ở Lạng Sơn trường nào dạy nấu ăn", "find_programmes"),
        ("nghỉ học từ lớp 8 giờ học gì", "ask_guide"),
        ("liên thông nghĩa là gì vậy ạ", "ask_guide"),
        ("danh sách các trường ở Cao Bằng", "find_institutions"),
    ],
)
def test_what_is_held_is_answered(ask_by_sense: Ask, text: str, intent: str) -> None:
    reply, _ = ask_by_sense(text, intent)
    assert reply.outcome is Outcome.ANSWERED


def test_what_goes_on_is_never_doubted(ask_by_sense: Ask) -> None:
    _, kept = ask_by_sense("học nghề may ở Lạng Sơn", "find_programmes")
    reply, _ = ask_by_sense("vậy còn nghề hàn thì mấy giờ học", "narrow_topic", kept)
    assert "Hãy hỏi thẳng trường định học" not in reply.text
