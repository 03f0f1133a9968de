from __future__ import annotations

from typing import Any

import pytest

from tests.channels.conftest import Server, Talk
from tests.channels.fake_rasa import SNAPSHOT


def is_error(body: dict[str, Any], code: str) -> bool:
    return set(body) == {"error"} and body["error"]["code"] == code and len(body["error"]["message"]) > 10


def test_a_conversation_is_created_with_and_without_a_body(server: Server) -> None:
    for body in (None, {}, {"channel": "web", "province": "lang-son"}):
        response = server.http.post("/api/v1/conversations", json=body)
        assert response.status_code == 201
        assert set(response.json()) == {"conversation_id", "token"}
        assert len(response.json()["token"]) >= 43


def test_a_message_is_accepted_and_answered(talk: Talk) -> None:
    accepted = talk.send("xin chào", wait=False)
    assert accepted.status_code == 202
    assert set(accepted.json()) == {"message_id"}
    answered = talk.send("xin chào lần nữa")
    assert answered.status_code == 200
    assert set(answered.json()) == {"message_id", "replies"}
    assert answered.json()["replies"][0]["text"] == "Đáp: xin chào lần nữa"
    assert answered.json()["replies"][0]["citations"][0]["record_id"] == "r1"
    assert "meta" not in answered.json()["replies"][0]


def test_rasa_is_asked_as_agreed(server: Server) -> None:
    talk = server.talk(channel="kiosk", province="vinh-long")
    message_id = talk.send("học nghề gì").json()["message_id"]
    [body] = server.rasa.questions()
    assert body == {
        "sender": talk.id,
        "message": "học nghề gì",
        "trusted": False,
        "metadata": {
            "message_id": message_id,
            "received_at": body["metadata"]["received_at"],
            "channel": "kiosk",
            "province": "vinh-long",
        },
    }
    assert body["metadata"]["received_at"].endswith("+00:00")


def test_events_have_the_agreed_shape(talk: Talk) -> None:
    message_id = talk.send("xin chào").json()["message_id"]
    user, reply = talk.events()
    assert {key: user[key] for key in user if key != "at"} == {
        "id": 1,
        "type": "user",
        "message_id": message_id,
        "text": "xin chào",
    }
    assert set(reply) == {"id", "type", "at", "message_id", "reply"}
    assert (reply["id"], reply["type"], reply["message_id"]) == (2, "reply", message_id)
    assert user["at"].endswith("Z")
    assert user["at"] <= reply["at"]


def test_without_a_token_it_is_401_and_with_anothers_404(server: Server, talk: Talk) -> None:
    other = server.talk()
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/messages", {"json": {"client_message_id": "x", "text": "y"}}),
        ("GET", "/events?after=0", {}),
        ("GET", "/events", {}),
        ("DELETE", "", {}),
    ]
    for method, path, request in calls:
        for headers in ({}, {"Authorization": "Bearer"}, {"Authorization": f"Basic {talk.token}"}):
            response = server.http.request(method, talk.path + path, headers=headers, **request)
            assert response.status_code == 401
            assert is_error(response.json(), "token_missing")
        response = server.http.request(method, talk.path + path, headers=other.headers, **request)
        assert response.status_code == 404
        assert is_error(response.json(), "not_found")
    assert talk.send("vẫn còn").status_code == 200


def test_an_unknown_conversation_is_404_but_deleting_it_is_not_an_error(server: Server, talk: Talk) -> None:
    path = "/api/v1/conversations/unknown"
    assert server.http.get(f"{path}/events?after=0", headers=talk.headers).status_code == 404
    assert server.http.delete(path, headers=talk.headers).status_code == 204
    assert server.http.delete(path, headers=talk.headers).content == b""


@pytest.mark.parametrize(
    "request_",
    [
        {"content": b"{", "headers": {"content-type": "application/json"}},
        {"content": b"\xff\xfe", "headers": {"content-type": "application/json"}},
        {"content": b"text=x"},
        {"json": []},
        {"json": {"text": "x"}},
        {"json": {"client_message_id": "a"}},
        {"json": {"client_message_id": "a", "text": "x", "payload": "y"}},
        {"json": {"client_message_id": "", "text": "x"}},
        {"json": {"client_message_id": "a" * 129, "text": "x"}},
        {"json": {"client_message_id": 1, "text": "x"}},
        {"json": {"client_message_id": "a", "text": 7}},
        {"json": {"client_message_id": "a", "text": None}},
    ],
)
def test_a_malformed_request_is_422_and_repeats_nothing(talk: Talk, request_: dict[str, Any]) -> None:
    headers = {**request_.pop("headers", {}), **talk.headers}
    response = talk.http.post(f"{talk.path}/messages", headers=headers, **request_)
    assert response.status_code == 422
    assert is_error(response.json(), "invalid_request")
    assert talk.events_now() == []


def test_other_refusals_have_the_same_shape(server: Server, talk: Talk) -> None:
    http = server.http
    assert is_error(http.get("/nowhere").json(), "path_not_found")
    assert is_error(http.put("/healthz").json(), "method_not_allowed")
    assert is_error(http.get(f"{talk.path}/events?after=x", headers=talk.headers).json(), "invalid_request")
    assert is_error(http.get(f"{talk.path}/events?after=-1", headers=talk.headers).json(), "invalid_request")
    assert is_error(http.post("/api/v1/conversations", json={"channel": "A B"}).json(), "invalid_request")
    huge = http.post("/api/v1/conversations", json={"province": "x" * (1 << 21)})
    assert huge.status_code == 413
    assert is_error(huge.json(), "body_too_large")


def test_security_headers_and_caching(server: Server, talk: Talk) -> None:
    for path in ("/", "/healthz", "/nowhere", "/static/icon.svg"):
        headers = server.http.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self';")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    assert server.http.get("/").headers["cache-control"] == "no-cache"
    for response in (talk.send("x"), server.http.get(f"{talk.path}/events?after=0", headers=talk.headers)):
        assert response.headers["cache-control"] == "no-store"
    assert server.http.get(talk.path + "/events?after=0").headers["cache-control"] == "no-store"


def test_the_page_is_served(server: Server) -> None:
    page = server.http.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert server.http.get("/static/../app.py").status_code == 404


def test_alive_and_ready(server: Server) -> None:
    assert server.http.get("/healthz").json() == {"status": "alive"}
    ready = server.http.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "snapshot": SNAPSHOT})
    server.http.get("/readyz")
    probes = [body for body in server.rasa.asked if body["message"] == "/probe_readiness"]
    assert len(probes) == 1, "the finding holds for five seconds"
    assert probes[0]["trusted"] is True


def test_metrics_only_from_this_machine(server: Server, talk: Talk) -> None:
    talk.ask("đếm nhé")
    text = server.http.get("/metrics").text
    assert 'channels_turns_total{outcome="answered"}' in text
    assert "channels_turn_seconds_count" in text
    assert talk.id not in text
    for name in ("X-Forwarded-For", "Forwarded", "X-Forwarded-Proto"):
        assert server.http.get("/metrics", headers={name: "203.0.113.9"}).status_code == 404
