from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.channels.conftest import Server, Talk


@contextmanager
def stream(talk: Talk, last: int | str | None = None) -> Iterator[Iterator[dict[str, Any]]]:
    headers = {**talk.headers, **({} if last is None else {"Last-Event-ID": str(last)})}
    with httpx.stream("GET", str(talk.http.base_url) + talk.path + "/events", headers=headers, timeout=10) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        yield parsed(response.iter_lines())


def parsed(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    fields: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if line:
            fields[name] = value
            continue
        if "data" in fields:
            event = json.loads(fields["data"])
            assert fields["id"] == str(event["id"])
            yield event
        fields = {}


def test_the_stream_gives_the_history_and_goes_on(talk: Talk) -> None:
    talk.ask("một")
    with stream(talk) as events:
        assert [next(events)["type"] for _ in range(2)] == ["user", "reply"]
        talk.send("hai", wait=False)
        assert [next(events)["type"] for _ in range(2)] == ["user", "reply"]


def test_the_stream_goes_on_after_the_last_event_seen(talk: Talk) -> None:
    talk.ask("một")
    talk.ask("hai")
    with stream(talk, last=3) as events:
        assert next(events)["id"] == 4
    for odd in ("0", "x", "-1", "99999999999999999999"):
        with stream(talk, last=odd) as events:
            assert next(events)["id"] == 1


def test_two_readers_hear_the_same(talk: Talk) -> None:
    with stream(talk) as one, stream(talk) as two:
        talk.send("xin chào", wait=False)
        assert [next(one), next(one)] == [next(two), next(two)]


def test_the_stream_ends_when_the_conversation_is_deleted(talk: Talk) -> None:
    talk.ask("một")
    with stream(talk) as events:
        assert [next(events)["id"] for _ in range(2)] == [1, 2]
        assert talk.delete().status_code == 204
        assert list(events) == []


def test_a_long_poll_returns_what_is_there_at_once(talk: Talk) -> None:
    talk.ask("một")
    assert [event["id"] for event in talk.events(after=0)] == [1, 2]
    assert [event["id"] for event in talk.events(after=1)] == [2]


def test_a_long_poll_waits_for_news(talk: Talk) -> None:
    talk.ask("một")
    timer = threading.Timer(0.3, lambda: talk.send("hai", wait=False))
    timer.start()
    started = time.monotonic()
    found = talk.events(after=2)
    timer.join()
    assert 0.25 < time.monotonic() - started < 5
    assert found[0]["text"] == "hai"


def test_a_long_poll_of_a_deleted_conversation_is_404(talk: Talk) -> None:
    timer = threading.Timer(0.2, talk.delete)
    timer.start()
    response = talk.http.get(f"{talk.path}/events?after=0", headers=talk.headers)
    timer.join()
    assert response.status_code == 404


def test_a_slow_turn_answers_202_and_the_reply_follows(server: Server, talk: Talk, monkeypatch: Any) -> None:
    monkeypatch.setattr("channels.web._WAIT_SECONDS", 0.1)
    server.rasa.delay_seconds = 0.5
    response = talk.send("chậm")
    assert response.status_code == 202
    [reply] = talk.wait_for(1)
    assert reply["message_id"] == response.json()["message_id"]
