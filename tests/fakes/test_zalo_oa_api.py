"""The fake Official Account answers its API as the recorded answers do, and as the documentation says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fakes.conftest import case, names
from tests.fakes.serving import serving
from tests.fakes.zalo_oa import FakeZaloOA

USER = "246845883529197922"
HOUR, DAY = 3600, 86_400
PDF = ("paper.pdf", b"%PDF-1.7", "application/pdf")


class Client:
    """A client that does what a test says, right or wrong."""

    def __init__(self, oa: FakeZaloOA, http: httpx.Client) -> None:
        self.oa = oa
        self.http = http
        self.token = oa.tokens.mint().access

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
        return self.http.post(self.oa.url + path, json=body, headers=headers or {"access_token": self.token})

    def send(self, message: Any, *, user: str = USER, path: str = "/v3.0/oa/message/cs") -> dict[str, Any]:
        response = self.post(path, {"recipient": {"user_id": user}, "message": message})
        assert response.status_code == 200
        return response.json()

    def upload(self, kind: str, file: tuple[str, bytes, str]) -> dict[str, Any]:
        url = f"{self.oa.url}/v2.0/oa/upload/{kind}"
        return self.http.post(url, files={"file": file}, headers={"access_token": self.token}).json()

    def codes(self) -> list[str]:
        return [each.code for each in self.oa.ledger.violations()]


@pytest.fixture
def client(zalo_oa: FakeZaloOA, http_client: httpx.Client) -> Client:
    """A client of an account to which the user has just written."""
    zalo_oa.says(USER, "Chào")
    return Client(zalo_oa, http_client)


@pytest.fixture
def judged(http_client: httpx.Client) -> Iterator[Client]:
    """The same without the judgement at the end."""
    with serving(FakeZaloOA()) as oa:
        oa.says(USER, "Chào")
        yield Client(oa, http_client)


@pytest.mark.parametrize("name", names("zalo_oa_api__error_"))
def test_every_recorded_error_can_be_scripted(client: Client, name: str) -> None:
    recorded = case(name)
    expected = recorded["response"]["body"]
    client.oa.faults.add("send", "error", code=expected["error"])
    path = recorded["request"]["url"].removeprefix("https://openapi.zalo.me")
    response = client.post(path, recorded["request"]["json"])
    assert (response.status_code, response.json()) == (recorded["response"]["status"], expected)
    assert client.oa.bot_said(USER) == []


@pytest.mark.parametrize("name", names("zalo_oa_api__send_"))
def test_every_recorded_send_is_taken(client: Client, name: str) -> None:
    recorded = case(name)
    body = recorded["request"]["json"]
    if "file" in name:
        token = client.upload("file", PDF)["data"]["token"]
        body["message"]["attachment"]["payload"]["token"] = token
    answer = client.post("/v3.0/oa/message/cs", body).json()
    assert shape(answer) == shape(recorded["response"]["body"])
    [said] = client.oa.bot_said(USER)
    assert said.id == answer["data"]["message_id"]
    assert said.raw == body["message"]


@pytest.mark.parametrize(
    ("name", "government"),
    [("getoa_government_ok", True), ("user_detail_ok", False), ("quota_user_ok", False), ("react_ok", False)],
)
def test_other_recorded_calls(client: Client, name: str, government: bool) -> None:
    recorded = case(f"zalo_oa_api__{name}")
    client.oa.oa_type = 4 if government else 2
    request = recorded["request"]
    if name == "react_ok":
        request["json"]["sender_action"]["react_message_id"] = client.oa.says(USER, "Chào lần nữa")
    answer = client.http.request(
        request["method"],
        client.oa.url + httpx.URL(request["url"]).path,
        params=request.get("query"),
        json=request.get("json"),
        headers={"access_token": client.token},
    ).json()
    expected = recorded["response"]["body"]
    expected["data"].pop("cs_reply", None)  # not sent any more since 2026-03-01
    expected["data"].get("avatars", {}).clear()
    answer["data"].get("avatars", {}).clear()
    assert shape(answer) == shape(expected)
    if government:
        assert answer["data"]["oa_type"] == 4


def test_an_upload_answers_as_recorded_and_runs_out_after_a_week(client: Client) -> None:
    answer = client.upload("image", ("a.png", b"\x89PNG....", "image/png"))
    assert shape(answer) == shape(case("zalo_oa_api__upload_image_ok")["response"]["body"])
    picture = image(attachment_id=answer["data"]["attachment_id"])
    assert client.send(picture)["error"] == 0
    client.oa.clock.advance(7 * DAY)
    client.oa.says(USER, "Em hỏi tiếp")
    client.oa.tokens.mint()
    client.token = client.oa.tokens.mint().access
    assert client.send(picture)["error"] == -100


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"text": "a" * 2000}, 0),
        ({"text": "a" * 2001}, -210),
        ({"text": ""}, -201),
        ({"text": 5}, -201),
        ("text", -201),
        ({}, -201),
        ({"text": "a", "quick_replies": []}, -201),
        ({"text": "a", "attachment": {"type": "template", "payload": {"template_type": "carousel"}}}, -233),
        ({"text": "a", "attachment": {"type": "location", "payload": {}}}, -233),
        ({"attachment": {"type": "file", "payload": {"token": "never uploaded"}}}, -201),
    ],
    ids=str,
)
def test_what_a_message_may_hold(judged: Client, message: Any, code: int) -> None:
    assert judged.send(message)["error"] == code
    assert judged.codes() == ([] if code == 0 else ["malformed"])


@pytest.mark.parametrize(
    ("button", "count", "code"),
    [
        ({"title": "A", "type": "oa.query.show", "payload": "#a"}, 5, 0),
        ({"title": "A", "type": "oa.query.show", "payload": "#a"}, 6, -233),
        ({"title": "A" * 101, "type": "oa.query.show", "payload": "#a"}, 1, -201),
        ({"title": "A", "type": "oa.query.hide", "payload": "a" * 1001}, 1, -201),
        ({"title": "A", "type": "oa.open.url", "payload": "https://example.edu.vn"}, 1, -201),
        ({"title": "A", "type": "oa.postback", "payload": "a"}, 1, -233),
    ],
)
def test_what_a_button_may_hold(judged: Client, button: dict[str, Any], count: int, code: int) -> None:
    payload = {"buttons": [button] * count}
    answer = judged.send({"text": "Chọn", "attachment": {"type": "template", "payload": payload}})
    assert answer["error"] == code


@pytest.mark.parametrize(
    ("silent", "cloud", "code", "held"),
    [
        (48 * HOUR - 60, "none", 0, []),
        (49 * HOUR, "none", -320, ["outside_window"]),
        (49 * HOUR, "empty", -321, ["outside_window"]),
        (49 * HOUR, "charged", 0, ["outside_window"]),
        (7 * DAY + 60, "charged", -230, ["outside_window"]),
    ],
)
def test_windows(judged: Client, silent: int, cloud: Any, code: int, held: list[str]) -> None:
    judged.oa.cloud_account = cloud
    judged.oa.clock.advance(silent)
    judged.token = judged.oa.tokens.mint().access
    assert judged.send({"text": "Chào em"})["error"] == code
    assert judged.codes() == held


def test_who_never_wrote_left_or_is_refused(judged: Client) -> None:
    assert judged.send({"text": "Chào"}, user="111")["error"] == -232
    assert judged.send({"text": "Chào"}, user="not a number")["error"] == -201
    assert judged.codes() == ["outside_window"]
    judged.oa.does(USER, "unfollow")
    assert judged.send({"text": "Chào"})["error"] == -213
    judged.oa.does(USER, "follow")
    assert judged.send({"text": "Chào"})["error"] == 0
    judged.oa.person(USER).refused = -227
    assert judged.send({"text": "Chào nữa"})["error"] == -227


@pytest.mark.parametrize(("oa_type", "right"), [(2, "/v3.0/oa/message/cs"), (4, "/v2.0/oa/message")])
def test_each_type_of_account_has_its_address(client: Client, oa_type: Any, right: str) -> None:
    client.oa.oa_type = oa_type
    codes = {
        path: client.send({"text": "Chào"}, path=path)["error"] for path in ("/v3.0/oa/message/cs", "/v2.0/oa/message")
    }
    wrong = -235 if oa_type == 4 else -240
    assert codes == {path: 0 if path == right else wrong for path in codes}


def test_the_limit_of_a_minute(judged: Client) -> None:
    judged.oa.clock.speed = 0
    judged.oa.tier = "growth"
    answers = [judged.post("/v3.0/oa/quota/message", {"user_id": USER}) for _ in range(101)]
    assert [each.json()["error"] for each in answers] == [0] * 100 + [-32]
    assert (answers[9].headers["X-RateLimit-Limit"], answers[9].headers["X-RateLimit-Remain"]) == ("100", "90")
    assert judged.codes() == ["limit_overrun"]
    judged.oa.clock.advance(60)
    assert judged.send({"text": "Chào"})["error"] == 0


def test_calls_without_the_right_to_them(judged: Client) -> None:
    bearer = {"Authorization": f"Bearer {judged.token}"}
    assert judged.post("/v3.0/oa/message/cs", {}, bearer).json()["error"] == -216
    assert judged.codes() == ["wrong_authorization"]
    judged.oa.tier = "basic"
    assert judged.send({"text": "Chào"})["error"] == -224
    judged.oa.tier = "growth"
    judged.oa.needs_proof = True
    assert judged.send({"text": "Chào"})["error"] == -242
    judged.oa.needs_proof = False
    judged.oa.blocked_calls["/v3.0/oa/message/cs"] = -223
    assert judged.send({"text": "Chào"})["error"] == -223


@pytest.mark.parametrize("path", ["/v3.0/oa/message/cs", "/v2.0/oa/message", "/v3.0/oa/quota/message"])
@pytest.mark.parametrize("body", [b"", b"[]", b'"a"', b"{", b'{"recipient": 5, "message": []}', b"\xff\xfe"])
def test_nonsense_is_refused_not_crashed_on(judged: Client, path: str, body: bytes) -> None:
    response = judged.http.post(judged.oa.url + path, content=body, headers={"access_token": judged.token})
    assert response.status_code == 200
    assert response.json()["error"] < 0


def image(**source: str) -> dict[str, Any]:
    element = {"media_type": "image", **source}
    return {
        "text": "Hình",
        "attachment": {"type": "template", "payload": {"template_type": "media", "elements": [element]}},
    }


def shape(value: Any) -> Any:
    """The names and the kinds of values, not the values."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    return type(json.loads(json.dumps(value))).__name__
