from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.channels.conftest import Server, Talk, running


@pytest.mark.parametrize("mode", ["down", "failing", "empty", "slow"])
def test_the_user_is_told_to_wait_and_answered_when_it_is_back(server: Server, talk: Talk, mode: str) -> None:
    server.rasa.mode = mode
    message_id = talk.send("còn đó không", wait=False).json()["message_id"]
    [status] = talk.wait_for(1, "status")
    assert (status["code"], status["message_id"]) == ("waiting", message_id)
    assert len(status["text"]) > 10
    time.sleep(0.2)
    server.rasa.mode = "normal"
    [reply] = talk.wait_for(1)
    assert reply["reply"]["outcome"] == "answered"
    assert [event["type"] for event in talk.events()] == ["user", "status", "reply"]
    asked = {question["metadata"]["message_id"] for question in server.rasa.questions()}
    assert asked <= {message_id}


def test_later_messages_wait_for_their_turn(server: Server, talk: Talk) -> None:
    server.rasa.mode = "failing"
    for number in range(3):
        talk.send(f"câu {number}", wait=False)
    talk.wait_for(1, "status")
    server.rasa.mode = "normal"
    assert [event["reply"]["text"] for event in talk.wait_for(3)] == [f"Đáp: câu {number}" for number in range(3)]


def test_an_answer_that_is_no_reply_is_not_asked_again(server: Server, talk: Talk) -> None:
    server.rasa.mode = "wrong"
    assert talk.ask("sai mẫu")["outcome"] == "error"
    assert len(server.rasa.questions()) == 1


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
