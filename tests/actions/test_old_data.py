"""Answers from old data say which period they are from; what is answered stays the same."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from actions.base import CapabilityAction, Context
from actions.reply import Reply
from actions.responses import Responses
from actions.server import capabilities
from knowledge.library import Library
from tests.conftest import TODAY

LATER = date(2027, 9, 15)
"""More than a year after the school year 2025–2026."""

Told = Callable[[str, str, date], Reply]


@pytest.fixture(scope="module")
def told(library: Library) -> Told:
    responses, able = Responses(Path("data/responses")), capabilities()

    def reply(text: str, intent: str, today: date) -> Reply:
        context = Context(lambda: library, responses, able, strict=True, today=today)
        message = {"text": text, "intent": {"name": intent}, "entities": []}
        return CapabilityAction("test", able[intent], context).answer(message, {}, {})[0]

    return reply


def notices(reply: Reply) -> dict[str, str]:
    return {notice.code: notice.text for notice in reply.notices}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("học chế biến món ăn ở Lạng Sơn", "find_programmes"),
        ("Trường Cao đẳng Lạng Sơn dạy nghề gì", "find_institutions"),
    ],
)
def test_old_offers_are_told_with_their_year(told: Told, text: str, intent: str) -> None:
    now, later = told(text, intent, TODAY), told(text, intent, LATER)
    assert "stale" not in notices(now)
    assert "năm học 2025–2026" in notices(later)["stale"]
    assert "gọi trường" in notices(later)["stale"]
    assert (later.text, later.outcome, later.citations) == (now.text, now.outcome, now.citations)


def test_an_old_figure_is_told_with_its_period(told: Told) -> None:
    reply = told("tỉ lệ thất nghiệp thanh niên hiện nay", "ask_indicator", TODAY)
    assert "quý 4/2025" in notices(reply)["old_figure"]


def test_a_recent_figure_has_no_notice(told: Told) -> None:
    reply = told("tỉ lệ thất nghiệp thanh niên hiện nay", "ask_indicator", date(2026, 3, 1))
    assert reply.notices == ()
