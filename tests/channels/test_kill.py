"""kill -9 at seeded instants: after the restart every message has exactly one user event and one reply event."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from channels.stack import Stack
from tests.channels.conftest import Talk
from tests.channels.killable import kill, killable, logged
from tests.channels.remains import rows_with

ROUNDS = 3
TALKS = 3
MESSAGES = 4


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with killable(
        tmp_path, rasa_seconds=0.03, RETRY_FIRST_PAUSE_SECONDS="0.05", RETRY_LONGEST_PAUSE_SECONDS="0.2"
    ) as stack:
        yield stack


def send(talk: Talk, client_message_id: str) -> str | None:
    """The message id, or None when no answer came."""
    try:
        response = talk.send(f"câu {client_message_id}", client_message_id=client_message_id, wait=False)
    except httpx.TransportError:
        return None
    return response.json()["message_id"]


def check(talk: Talk, sent: set[str]) -> list[dict[str, Any]]:
    """Wait until every user event has its reply, then count."""
    until = time.monotonic() + 120
    while True:
        events = talk.events()
        counts = Counter(event["type"] for event in events)
        if counts["user"] == counts["reply"]:
            break
        assert time.monotonic() < until, counts
        time.sleep(0.1)
    per_message = Counter((event["message_id"], event["type"]) for event in events)
    assert set(per_message.values()) == {1}
    users = [event["message_id"] for event in events if event["type"] == "user"]
    assert [event["message_id"] for event in events if event["type"] == "reply"] == users
    assert sent <= set(users)
    return events


def stops_with_an_open_stream(stack: Stack, http: httpx.Client) -> None:
    """Asked to stop, the process ends its streams instead of waiting for the page to be closed."""
    created = http.post("/api/v1/conversations").json()
    path = f"/api/v1/conversations/{created['conversation_id']}/events"
    with http.stream("GET", path, headers={"Authorization": f"Bearer {created['token']}"}) as response:
        lines = response.iter_lines()
        assert next(lines).startswith("retry:")
        stack.stop()
        assert list(lines) == [""]


def test_one_user_event_and_one_reply_event_a_message(stack: Stack, tmp_path: Path) -> None:
    chance = random.Random(20261121)
    with httpx.Client(base_url=stack.url("channels"), timeout=60, trust_env=False) as http:
        created = [http.post("/api/v1/conversations").json() for _ in range(TALKS)]
        talks = [Talk(http, each["conversation_id"], each["token"]) for each in created]
        sent: dict[str, set[str]] = {talk.id: set() for talk in talks}
        for number in range(ROUNDS):
            victim = "rasa" if number == ROUNDS - 1 else "channels"
            with ThreadPoolExecutor(TALKS * MESSAGES) as threads:
                names = [(talk, f"{number}-{index}") for talk in talks for index in range(MESSAGES)]
                pending = [(talk, name, threads.submit(send, talk, name)) for talk, name in names]
                time.sleep(chance.uniform(0, 0.25))
                kill(stack, victim)
                answers = [(talk, name, each.result()) for talk, name, each in pending]
            for talk, name, message_id in answers:
                # Half of those that brought no answer are sent again; the others may be there or not.
                known = message_id or (send(talk, name) if chance.random() < 0.5 else None)
                if known:
                    sent[talk.id].add(known)
        for talk in talks:
            check(talk, sent[talk.id])
        assert sum(len(ids) for ids in sent.values()) > TALKS * MESSAGES
        for talk in talks:
            assert talk.delete().status_code == 204
        assert rows_with(tmp_path, [name for talk in talks for name in (talk.id, talk.token, *sent[talk.id])]) == []
        stops_with_an_open_stream(stack, http)
    logs = logged(stack)
    assert "câu 0" not in logs
    assert not any(secret in logs for talk in talks for secret in (talk.id, talk.token))
