"""Tests that each start a process of their own settings; DBOS allows one at a time in this process."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.channels.conftest import Talk, running
from tests.channels.remains import rows_with


def test_a_crowd_is_told_so(tmp_path: Path) -> None:
    with running(tmp_path, max_turns=3) as server:
        server.rasa.delay_seconds = 0.5
        talks = [server.talk() for _ in range(5)]
        for talk in talks[:3]:
            assert talk.send("chờ", wait=False).status_code == 202
        reply = talks[3].ask("đông quá")
        assert (reply["outcome"], len(talks[3].events())) == ("error", 2)
        for talk in talks[:3]:
            talk.wait_for(1)
        assert talks[4].ask("hết đông")["outcome"] == "answered"


def test_one_conversation_cannot_crowd_out_the_others(tmp_path: Path) -> None:
    with running(tmp_path, max_turns_per_conversation=2) as server:
        server.rasa.delay_seconds = 0.3
        eager, other = server.talk(), server.talk()
        for _ in range(2):
            eager.send("nhanh lên", wait=False)
        assert eager.ask("nữa")["outcome"] == "error"
        assert other.ask("bình thường")["outcome"] == "answered"


def test_past_the_horizon_the_turn_ends_with_an_error(tmp_path: Path) -> None:
    with running(tmp_path, retry_seconds=0.3) as server:
        server.rasa.mode = "down"
        talk = server.talk()
        reply = talk.ask("không ai trả lời")
        assert reply["outcome"] == "error"
        assert [event["type"] for event in talk.events()] == ["user", "status", "reply"]
        server.rasa.mode = "normal"
        assert talk.ask("bây giờ thì sao")["outcome"] == "answered"


def test_not_ready_while_rasa_is_down(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        server.rasa.mode = "down"
        response = server.http.get("/readyz")
        assert response.status_code == 503
        assert response.json()["status"] == "not_ready"
        assert response.json()["error"]["reason"] == "rasa_unreachable"
        assert server.http.get("/healthz").status_code == 200


@pytest.mark.parametrize("part", ["tracker", "workflows"])
def test_a_deletion_that_was_cut_off_is_finished_at_the_next_start(tmp_path: Path, part: str, monkeypatch: Any) -> None:
    """The process dies between two of the three stores."""

    async def cut_off(*_: object) -> None:
        raise OSError

    with running(tmp_path) as server:
        talk = server.talk()
        message_id = talk.send("em họ Nông").json()["message_id"]
        monkeypatch.setattr(getattr(server.parts, part), "delete", cut_off)
        assert talk.delete().status_code == 500
        assert rows_with(tmp_path, [talk.id, message_id, "em họ Nông"])
        events = httpx.get(f"{server.url}{talk.path}/events?after=0", headers=talk.headers)
        assert events.status_code == 404
    monkeypatch.undo()
    with running(tmp_path):
        until = time.monotonic() + 60
        while rows_with(tmp_path, [talk.id, message_id, "em họ Nông"]):
            assert time.monotonic() < until
            time.sleep(0.05)


def test_a_message_stored_but_not_started_is_answered_after_the_restart(tmp_path: Path, monkeypatch: Any) -> None:
    """The process dies between the two: the message was acknowledged, so nobody sends it again."""

    async def cut_off(*_: object) -> None:
        raise OSError

    with running(tmp_path) as server:
        talk = server.talk()
        monkeypatch.setattr(server.parts.workflows, "start", cut_off)
        assert talk.send("còn ai không", wait=False).status_code == 202
    monkeypatch.undo()
    with running(tmp_path) as server:
        talk = Talk(server.http, talk.id, talk.token)
        [reply] = talk.wait_for(1)
        assert reply["reply"]["text"] == "Đáp: còn ai không"
        assert [event["type"] for event in talk.events()] == ["user", "reply"]


def test_turns_are_recovered_under_another_executor_id(tmp_path: Path) -> None:
    """The only process of a SQLite store takes over what it left under its former name."""
    with running(tmp_path, executor_id="former") as server:
        server.rasa.mode = "down"
        talk = server.talk()
        talk.send("đổi tên", wait=False)
        talk.wait_for(1, "status")
    with running(tmp_path, executor_id="latter") as server:
        talk = Talk(server.http, talk.id, talk.token)
        assert len(talk.wait_for(1)) == 1
