"""What readers think of answers on their phones: pressed or typed, with a reason, kept as on the page."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import sqlalchemy as sa
import yaml

from channels import schema
from channels.commands import Commands
from channels.feedback import REASONS, Feedback
from channels.ratings import Ratings
from channels.rendering.text import TextBlocks, shown
from channels.sentences import Sentences
from channels.store import Store
from tests.channels.beside import VENDORS, beside
from tests.channels.conftest import Server
from tests.channels.zalo_bench import wait_until
from tests.fakes.vendor import Vendor

ROOT = Path(__file__).resolve().parents[2]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "channel_ratings.yaml").read_text(encoding="utf-8"))
SENTENCES = Sentences(ROOT / "data" / "messages" / "vendors.yaml")
CITED = {"record_id": "r1", "title": "Tài liệu", "source": "Sở", "as_of": "2026-01-01"}


class OneAnswer:
    """A store with one answer, and the opinion that was kept of it."""

    def __init__(self, text: str, outcome: str = "answered") -> None:
        self.kept: str | None = None
        self.reply: dict[str, Any] = {"text": text, "outcome": outcome, "citations": [CITED]}

    async def last_reply(self, conversation_id: str) -> tuple[str, dict[str, Any]]:
        return "m1", self.reply

    async def keep(self, conversation_id: str, message_id: str, value: str) -> dict[str, Any]:
        assert message_id == "m1"
        self.kept = value
        return self.reply


def opinion(text: str, answer: OneAnswer) -> str | None:
    polite = SENTENCES.entries["polite_words"]
    ratings = Ratings(
        cast("Store", answer),
        cast("Feedback", answer),
        TextBlocks(SENTENCES, ""),
        plain=Commands(SENTENCES.entries["rating_words"], polite),
        loose=Commands(SENTENCES.entries["loose_rating_words"], polite),
    )
    rated = asyncio.run(ratings.typed("c1", text))
    assert (rated is None) == (answer.kept is None)
    return answer.kept


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["text"]))
def test_what_is_typed(case: dict[str, str | None]) -> None:
    assert opinion(str(case["text"]), OneAnswer("Nghề hàn học 3 năm.")) == case["unasked"]
    assert opinion(str(case["text"]), OneAnswer("Nghề hàn. Nhà em có phải hộ nghèo không?")) == case["asked"]


def test_of_small_talk_nothing_is_kept() -> None:
    assert opinion("👎", OneAnswer("Chào bạn.", "smalltalk")) is None


@pytest.fixture(scope="module", params=VENDORS)
def phone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Vendor]]:
    with beside(request.param, tmp_path_factory.mktemp("store")) as phone:
        yield phone


def kept(server: Server) -> list[tuple[str, str]]:
    def read(connection: sa.Connection) -> list[tuple[str, str]]:
        table = schema.answer_rating
        rows = connection.execute(sa.select(table.c.value, table.c.records)).all()
        return [(value, ",".join(records)) for value, records in rows]

    return server.run(server.parts.store.transaction(read))


def emptied(server: Server) -> None:
    server.run(server.parts.store.transaction(lambda connection: connection.execute(sa.delete(schema.answer_rating))))


def test_no_good_then_why_by_number(phone: tuple[Server, Vendor]) -> None:
    server, vendor = phone
    emptied(server)
    asked = len(server.rasa.questions())
    vendor.says("90", "cho chọn")
    vendor.wait_for("90")
    vendor.says("90", "👎")
    why = vendor.wait_for("90", 2)[1]
    assert kept(server) == [("bad", "r1")]
    labels = [SENTENCES.text(f"ratings.{reason}") for reason in REASONS]
    shown = [button.title for row in why.buttons for button in row] if why.buttons else why.text.splitlines()
    assert all(any(label in line for line in shown) for label in labels)
    vendor.says("90", "2")
    thanks = vendor.wait_for("90", 3)[2]
    assert kept(server) == [("unclear", "r1")]
    assert "khó hiểu" in thanks.text
    vendor.says("90", "đúng rồi, cảm ơn bạn")
    vendor.wait_for("90", 4)
    assert kept(server) == [("good", "r1")]
    assert len(server.rasa.questions()) == asked + 1
    # What could be chosen before still can.
    vendor.says("90", "1")
    assert "/find_programmes" in vendor.wait_for("90", 5)[4].text


def test_an_opinion_that_names_its_reason_is_not_asked_for_it(phone: tuple[Server, Vendor]) -> None:
    server, vendor = phone
    emptied(server)
    vendor.says("91", "nghề hàn là gì")
    vendor.wait_for("91")
    vendor.says("91", "câu trả lời sai rồi")
    assert "không đúng" in vendor.wait_for("91", 2)[1].text
    assert kept(server) == [("wrong", "r1")]


def test_before_any_answer_it_is_a_message_like_any_other(phone: tuple[Server, Vendor]) -> None:
    server, vendor = phone
    emptied(server)
    vendor.says("92", "câu trả lời sai rồi")
    assert "Đáp: câu trả lời sai rồi" in vendor.wait_for("92")[0].text
    assert kept(server) == []


def test_thumbs_below_an_answer_of_telegram(tmp_path: Path) -> None:
    with beside("telegram", tmp_path) as (server, vendor):
        vendor.says("93", "nghề hàn là gì")
        [answer] = vendor.wait_for("93")
        [[good, bad]] = answer.buttons
        assert (good.title, bad.title) == ("👍", "👎")
        assert max(len(each.value.encode()) for each in (good, bad)) <= 64
        vendor.taps("93", good, answer)
        wait_until(lambda: any(name == "answerCallbackQuery" for name, _ in vendor.calls))
        [said] = [given for name, given in vendor.calls if name == "answerCallbackQuery"]
        assert said["text"] == SENTENCES.text("replies.rated_thanks.text")
        assert kept(server) == [("good", "r1")]
        assert len(vendor.bot_said("93")) == 1
        vendor.taps("93", bad, answer)
        why = vendor.wait_for("93", 2)[1]
        assert kept(server) == [("bad", "r1")]
        assert [row[0].title for row in why.buttons] == [SENTENCES.text(f"ratings.{reason}") for reason in REASONS]
        vendor.taps("93", why.buttons[2][0], why)
        thanks = vendor.wait_for("93", 3)[2]
        assert list(thanks.buttons) == []
        assert kept(server) == [("beside", "r1")]


def test_no_thumbs_where_something_is_asked_or_somebody_is_in_danger() -> None:
    blocks = TextBlocks(SENTENCES, "")
    for outcome, count in (("answered", 2), ("not_held", 2), ("clarify", 0), ("refused_unsafe", 0), ("smalltalk", 0)):
        reply = {"text": "Đáp", "outcome": outcome}
        assert len(blocks.thumbs(shown("reply", {"reply": reply}, "m1"))) == count
