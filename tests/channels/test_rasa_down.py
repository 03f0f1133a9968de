from __future__ import annotations

import time

import pytest

from tests.channels.conftest import Server, Talk


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
