"""kill -9 of each process at seeded random instants during turns: one user event and one reply event per message."""

import random
import time
from collections import Counter

import pytest

from tests.e2e.product import Product, Talk

ROUNDS = 10
# Messages of one burst take this long; a kill falls somewhere in it.
BURST_SECONDS = 0.6
QUESTIONS = (
    "nghề hàn là làm gì",
    "học hết lớp 9 đi học trung cấp có được miễn học phí không",
    "tỉ lệ thất nghiệp thanh niên hiện nay",
)


@pytest.fixture
def steady(product: Product) -> Product:
    """Waits until the product is whole again, before and after."""
    product.stack.wait_ready(240)
    return product


def _finished(talk: Talk, sent: list[str], seconds: float) -> list[dict]:
    """Events once every message has its reply."""
    deadline = time.monotonic() + seconds
    while True:
        events = talk.events()
        replied = {event["message_id"] for event in events if event["type"] == "reply"}
        if set(sent) <= replied:
            return events
        assert time.monotonic() < deadline, f"unanswered after {seconds} s: {set(sent) - replied}"
        time.sleep(0.2)


@pytest.mark.parametrize("name", ["channels", "actions", "rasa"])
def test_each_message_is_answered_once(steady: Product, name: str) -> None:
    chance = random.Random(f"kill {name}")
    for _ in range(ROUNDS):
        talks = [steady.talk() for _ in range(2)]
        sent: dict[str, list[str]] = {talk.id: [] for talk in talks}
        instant = time.monotonic() + chance.uniform(0.0, BURST_SECONDS)
        for text in QUESTIONS:
            for talk in talks:
                sent[talk.id].append(talk.send(text))
        time.sleep(max(0.0, instant - time.monotonic()))
        steady.stack.kill(name)
        steady.stack.restart(name)
        steady.stack.wait_ready(240)
        for talk in talks:
            events = _finished(talk, sent[talk.id], 60)
            counted = Counter((event["type"], event["message_id"]) for event in events if event["type"] != "status")
            assert counted == Counter({(kind, message): 1 for kind in ("user", "reply") for message in sent[talk.id]})
            replies = [event["reply"] for event in events if event["type"] == "reply"]
            assert [reply["outcome"] for reply in replies] == ["answered", "answered", "not_held"]


@pytest.mark.parametrize("name", ["actions", "rasa"])
def test_while_it_is_down_the_user_is_told_to_wait_and_answered_later(steady: Product, name: str) -> None:
    talk = steady.talk()
    steady.stack.kill(name)
    message = talk.send("nghề hàn là làm gì")
    deadline = time.monotonic() + 120
    while not (told := [event for event in talk.events() if event["type"] == "status"]):
        assert time.monotonic() < deadline
    assert [event["code"] for event in told] == ["waiting"]
    steady.stack.restart(name)
    events = _finished(talk, [message], 120)
    assert [event["type"] for event in events] == ["user", "status", "reply"]
    assert events[-1]["reply"]["outcome"] == "answered"
    steady.stack.wait_ready(240)
