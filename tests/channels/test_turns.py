"""One message, one turn, one reply: whatever is sent, however often, in whatever order."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.channels.conftest import Server, Talk

BLANK = ["", "   ", "\n\n", "\u200b\u200c\u200d", "\ufeff\u00a0", "\u2800\u3164", "\x00\x01"]
ODD = [
    "x" * 2000,
    "👋🏽👩‍🔧",
    "<script>alert(1)</script>",
    "/greet",
    "  /restart",
    "'; DROP TABLE message; --",
    "học nghề".encode().decode("utf-8"),
    "ho\u0323c nghe\u0302\u0300",
    "\u202eđảo ngược",
    "a\x00b",
    "{intent}{0}%s",
]


@pytest.mark.parametrize("text", BLANK)
def test_a_blank_message_gets_a_reply_without_rasa(server: Server, talk: Talk, text: str) -> None:
    reply = talk.ask(text)
    assert reply["outcome"] == "clarify"
    assert [event["type"] for event in talk.events()] == ["user", "reply"]
    assert server.rasa.questions() == []


@pytest.mark.parametrize("length", [2001, 10_000, 200_000])
def test_a_message_that_is_too_long_gets_a_reply_without_rasa(server: Server, talk: Talk, length: int) -> None:
    reply = talk.ask("ô" * length)
    assert reply["outcome"] == "clarify"
    assert "2000" in reply["text"]
    assert len(talk.events()[0]["text"]) <= 2000
    assert server.rasa.questions() == []


@pytest.mark.parametrize("text", ODD)
def test_odd_text_reaches_rasa_untrusted(server: Server, talk: Talk, text: str) -> None:
    assert talk.ask(text)["outcome"] == "answered"
    [question] = server.rasa.questions()
    assert question["trusted"] is False
    assert question["message"] == text.replace("\x00", " ")


def test_half_a_surrogate_pair_is_text_too(talk: Talk) -> None:
    body = b'{"client_message_id": "s", "text": "em \\ud83d h\\u1ecfi"}'
    headers = {**talk.headers, "Content-Type": "application/json"}
    response = talk.http.post(f"{talk.path}/messages?wait=true", content=body, headers=headers)
    assert response.status_code == 200
    assert talk.events()[0]["text"] == "em \ufffd hỏi"


def test_a_repeat_has_the_same_id_runs_once_and_gets_the_same_reply(server: Server, talk: Talk) -> None:
    first = talk.send("lặp lại", client_message_id="same")
    again = talk.send("một câu khác", client_message_id="same")
    assert first.json() == again.json()
    later = talk.send("lặp lại", client_message_id="same", wait=False)
    assert later.status_code == 202
    assert later.json()["message_id"] == first.json()["message_id"]
    assert len(talk.events()) == 2
    assert len(server.rasa.questions()) == 1


def test_simultaneous_repeats_run_once(server: Server, talk: Talk) -> None:
    server.rasa.delay_seconds = 0.05
    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda _: talk.send("cùng lúc", client_message_id="same").json(), range(10)))
    assert all(answer == answers[0] for answer in answers)
    assert len(talk.events()) == 2
    assert len(server.rasa.questions()) == 1


def test_the_same_client_id_in_two_conversations_is_two_messages(server: Server) -> None:
    one, two = server.talk(), server.talk()
    ids = {talk.send("x", client_message_id="same").json()["message_id"] for talk in (one, two)}
    assert len(ids) == 2


def test_twenty_simultaneous_messages_are_answered_in_their_order(server: Server, talk: Talk) -> None:
    server.rasa.delay_seconds = 0.005
    barrier = threading.Barrier(20)

    def send(number: int) -> None:
        barrier.wait()
        assert talk.send(f"câu {number}", client_message_id=f"n{number}", wait=False).status_code == 202

    with ThreadPoolExecutor(20) as threads:
        list(threads.map(send, range(20)))
    replies = talk.wait_for(20)
    users = [event for event in talk.events() if event["type"] == "user"]
    assert [event["message_id"] for event in replies] == [event["message_id"] for event in users]
    assert [question["message"] for question in server.rasa.questions()] == [event["text"] for event in users]
    ids = [event["id"] for event in talk.events()]
    assert ids == list(range(1, 41))
