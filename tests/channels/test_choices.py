from __future__ import annotations

import json

from tests.channels.conftest import Server, Talk


def test_pressing_a_choice_asks_rasa_what_it_means(server: Server, talk: Talk) -> None:
    first, second = talk.ask("cho chọn")["choices"]
    assert (first["label"], second["label"]) == ("Ở Lạng Sơn", "Chào")
    assert "find_programmes" not in json.dumps(talk.events())
    pressed = talk.send(payload=first["payload"])
    assert pressed.status_code == 200
    assert talk.events()[2]["text"] == "Ở Lạng Sơn"
    question = server.rasa.questions()[-1]
    assert question["trusted"] is True
    assert question["message"] == '/find_programmes{"level": "trung cấp", "province": "lang-son"}'
    talk.send(payload=second["payload"])
    assert server.rasa.questions()[-1]["message"] == "/greet"


def test_a_choice_can_be_pressed_again(talk: Talk) -> None:
    choice = talk.ask("cho chọn")["choices"][0]
    for _ in range(2):
        assert talk.send(payload=choice["payload"]).json()["replies"][0]["outcome"] == "answered"


def test_an_unknown_choice_gets_a_polite_reply(server: Server, talk: Talk) -> None:
    for payload in ("gone", "/restart", '/greet{"a": 1}', ""):
        response = talk.send(payload=payload)
        assert response.status_code == 200
        assert response.json()["replies"][0]["outcome"] == "clarify"
    assert server.rasa.questions() == []
    assert all(event.get("text") == "(lựa chọn cũ)" for event in talk.events() if event["type"] == "user")


def test_a_choice_belongs_to_its_conversation(server: Server, talk: Talk) -> None:
    choice = talk.ask("cho chọn")["choices"][0]
    other = server.talk()
    assert other.send(payload=choice["payload"]).json()["replies"][0]["outcome"] == "clarify"
