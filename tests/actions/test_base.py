"""How every action runs: one reply a turn, slots kept on a fault, no message text in the log."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import structlog
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Capability, CapabilityAction, Context
from actions.reply import Outcome, Reply
from actions.responses import Responses
from actions.turn import Turn
from knowledge.library import Library

SAID = "con tôi người Nùng ở xóm Mẫu"


class Breaks(Capability):
    def answer(self, turn: Turn, library: Library) -> Reply:
        raise RuntimeError(turn.text)


class CitesNothing(Capability):
    def answer(self, turn: Turn, library: Library) -> Reply:
        return Reply(text="x", outcome=Outcome.ANSWERED)


class TellsTheDay(Capability):
    def answer(self, turn: Turn, library: Library) -> Reply:
        return Reply(text=turn.today.isoformat(), outcome=Outcome.SMALLTALK)


def run(
    library: Library, capability: Capability, *, strict: bool = True, received_at: str = "2026-11-21T00:00:00+00:00"
) -> tuple[dict[str, Any], list[dict[str, Any]], list[Any]]:
    context = Context(lambda: library, Responses(Path("data/responses")), {}, strict=strict)
    action = CapabilityAction("action_test", capability, context)
    message = {"text": SAID, "intent": {"name": "ask_policy"}, "metadata": {"received_at": received_at}}
    slots = {"trade": "han", "household": "poor"}
    tracker = Tracker("c1", slots, message, [], False, None, {}, None)  # type: ignore[arg-type]
    dispatcher = CollectingDispatcher()
    with structlog.testing.capture_logs() as logs:
        events = asyncio.run(action.run(dispatcher, tracker, {}))
    (said,) = dispatcher.messages
    return said["custom"], events, logs


def test_a_fault_becomes_one_polite_reply_and_changes_no_slot(library: Library) -> None:
    reply, events, logs = run(library, Breaks())
    assert reply["outcome"] == "error"
    assert events == []
    assert [line["event"] for line in logs] == ["action.failed", "turn.answered"]
    assert "Mẫu" not in str(logs)


def test_an_answer_that_cites_nothing_is_an_error_in_development(library: Library) -> None:
    reply, _, logs = run(library, CitesNothing())
    assert reply["outcome"] == "error"
    assert logs[0]["error"] == "UncitedAnswer"


def test_an_answer_that_cites_nothing_is_not_held_in_production(library: Library) -> None:
    reply, _, _ = run(library, CitesNothing(), strict=False)
    assert reply["outcome"] == "not_held"


@pytest.mark.parametrize(
    ("received_at", "day"),
    [
        ("2026-06-30T16:59:59+00:00", date(2026, 6, 30)),
        ("2026-06-30T17:00:00+00:00", date(2026, 7, 1)),
        ("2026-07-01T00:30:00+07:00", date(2026, 7, 1)),
    ],
)
def test_today_is_the_day_of_receipt_in_vietnam(library: Library, received_at: str, day: date) -> None:
    reply, _, _ = run(library, TellsTheDay(), received_at=received_at)
    assert reply["text"] == day.isoformat()


def test_no_log_line_holds_the_message(library: Library) -> None:
    _, _, logs = run(library, TellsTheDay())
    assert logs[-1]["outcome"] == "smalltalk"
    assert "xóm" not in str(logs)
