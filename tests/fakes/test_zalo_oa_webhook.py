"""The webhook of the fake Official Account: recorded events, signatures, the ladder, repeats, order, echoes."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.conftest import Receiver, case, names
from tests.fakes.vendor import Button, Said
from tests.fakes.zalo_oa import TEST_ACCOUNT, FakeZaloOA
from tests.fakes.zalo_oa_events import ATTACHMENTS, FORGERIES, written

USER = "246845883529197922"
RECORDED = "zalo_oa_webhook__"


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end
        time.sleep(0.01)


def signature(raw: bytes, secret: str = TEST_ACCOUNT.oa_secret) -> str:
    """The documented formula, written a second time."""
    at = json.loads(raw)["timestamp"]
    return "mac=" + hashlib.sha256(f"{TEST_ACCOUNT.app_id}{raw.decode()}{at}{secret}".encode()).hexdigest()


@pytest.mark.parametrize("name", [each for each in names(RECORDED) if "signature" not in each])
def test_recorded_signatures_come_out_of_the_formula(name: str) -> None:
    recorded = case(name)
    raw = recorded["raw_body"].encode()
    at = recorded["body"]["timestamp"]
    assert TEST_ACCOUNT.headers(raw, at)["X-ZEvent-Signature"] == recorded["headers"]["X-ZEvent-Signature"]


@pytest.mark.parametrize("name", names(RECORDED))
def test_every_recorded_event_can_be_delivered(zalo_oa: FakeZaloOA, receiver: Receiver, name: str) -> None:
    recorded = case(name)
    zalo_oa.webhook.url = receiver.url
    zalo_oa.replay(recorded)
    receiver.wait(1)
    [(raw, headers)] = receiver.got
    assert raw == recorded["raw_body"].encode()
    assert {key.lower(): value for key, value in recorded["headers"].items()}.items() <= headers.items()


def _say(oa: FakeZaloOA) -> None:
    oa.says(USER, "Chào")


_DOES: dict[str, Callable[[FakeZaloOA], object]] = {
    "user_send_text": _say,
    "user_send_text_quote": lambda oa: oa.says(USER, "cái này là sao ạ", quotes="63ecf43f0df7dba892e6"),
    "user_send_text_button_payload": lambda oa: oa.taps(USER, Button("A", "say", "#menu:a"), Said("", "bot", 0, "")),
    "user_click_chatnow": lambda oa: oa.does(USER, "chatnow"),
    "user_reacted_message": lambda oa: oa.does(USER, "react", message_id="1"),
    "follow": lambda oa: oa.does(USER, "follow"),
    "unfollow": lambda oa: oa.does(USER, "unfollow"),
    "oa_send_text_by_staff": lambda oa: oa.staff_says(USER, "Chị là tư vấn viên"),
    "anonymous_send_text": lambda oa: oa.does(USER, "anonymous", text="xin tư vấn"),
    **{f"user_send_{kind}": lambda oa, kind=kind: oa.does(USER, kind) for kind in ATTACHMENTS},
}


@pytest.mark.parametrize("name", sorted(_DOES))
def test_what_people_do_makes_the_recorded_event(zalo_oa: FakeZaloOA, receiver: Receiver, name: str) -> None:
    recorded = case(RECORDED + name)["body"]
    zalo_oa.webhook.url = receiver.url
    _DOES[name](zalo_oa)
    [body] = receiver.wait(1)
    recorded.get("message", {}).pop("text", None)
    body.get("message", {}).pop("text", None)
    assert _names(body) == _names(recorded)
    assert body["event_name"] == recorded["event_name"]


def _names(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _names(each) for name, each in value.items()}
    return [_names(each) for each in value] if isinstance(value, list) else type(value)


@settings(max_examples=40)
@given(text=st.text(min_size=1), style=st.sampled_from(["compact", "spaced", "escaped"]))
def test_the_signature_is_over_the_bytes_however_they_are_written(text: str, style: Any) -> None:
    text = text.encode("utf-8", "replace").decode()
    body = TEST_ACCOUNT.from_user("user_send_text", USER, 1795253722000, message={"msg_id": "1", "text": text})
    raw = written(body, style)
    assert json.loads(raw) == body
    assert TEST_ACCOUNT.headers(raw, body["timestamp"])["X-ZEvent-Signature"] == signature(raw)
    forged = {TEST_ACCOUNT.forged_headers(raw, body["timestamp"], how).get("X-ZEvent-Signature") for how in FORGERIES}
    assert len(forged) == len(FORGERIES)
    assert signature(raw) not in forged


def test_the_ladder_ends_with_a_webhook_switched_off(zalo_oa: FakeZaloOA, receiver: Receiver) -> None:
    receiver.status = 500
    zalo_oa.clock.speed = 0
    zalo_oa.webhook.url = receiver.url
    zalo_oa.says(USER, "Chào")
    receiver.wait(1)
    for count, seconds in enumerate((30, 300, 900, 1800, 3600), start=2):
        until(lambda count=count: len(zalo_oa.webhook.attempts) == count - 1)
        time.sleep(0.05)
        zalo_oa.clock.advance(seconds - 1)
        time.sleep(0.05)
        assert len(receiver.got) == count - 1
        zalo_oa.clock.advance(1)
        receiver.wait(count)
    until(lambda: not zalo_oa.webhook.on)
    assert [headers.get("num_retry") for _, headers in receiver.got] == [None, "1", "2", "3", "4", "5"]
    assert len({raw for raw, _ in receiver.got}) == 1
    zalo_oa.says(USER, "Còn ai không")
    zalo_oa.switch_on()
    receiver.status = 200
    zalo_oa.says(USER, "Em hỏi lại")
    receiver.wait(7)
    assert receiver.bodies()[-1]["message"]["text"] == "Em hỏi lại"


def test_an_answer_later_than_two_seconds_is_none(zalo_oa: FakeZaloOA, receiver: Receiver) -> None:
    receiver.delay = 0.3
    zalo_oa.webhook.patience = 0.1
    zalo_oa.webhook.url = receiver.url
    zalo_oa.says(USER, "Chào")
    zalo_oa.webhook.settle()
    assert [attempt.status for attempt in zalo_oa.webhook.attempts] == [None]
    assert [each.code for each in zalo_oa.ledger.forgive("late_acknowledgement")] == ["late_acknowledgement"]
    receiver.delay = 0
    zalo_oa.clock.advance(30)
    receiver.wait(2)


def test_refusing_a_right_signature_is_held_against_the_client(zalo_oa: FakeZaloOA, receiver: Receiver) -> None:
    receiver.status = 403
    zalo_oa.webhook.url = receiver.url
    zalo_oa.says(USER, "Chào")
    zalo_oa.webhook.settle()
    assert len(zalo_oa.ledger.forgive("refused_signature")) == 1
    zalo_oa.forge("777", "giả mạo", "hmac")
    zalo_oa.webhook.settle()
    assert zalo_oa.ledger.violations() == []


def test_repeats_in_random_order(zalo_oa: FakeZaloOA, receiver: Receiver) -> None:
    zalo_oa.webhook.url = receiver.url
    zalo_oa.webhook.hold()
    sent = [zalo_oa.says(USER, f"câu {number}") for number in range(20)]
    assert receiver.got == []
    zalo_oa.webhook.release(shuffle=True, copies=(1, 5))
    zalo_oa.webhook.settle()
    got = [body["message"]["msg_id"] for body in receiver.bodies()]
    assert set(got) == set(sent)
    assert len(got) > len(sent)
    assert list(dict.fromkeys(got)) != sent
    assert all(1 <= got.count(each) <= 5 for each in sent)


@pytest.mark.parametrize("first", [True, False])
def test_a_sent_message_is_echoed_received_and_seen(
    zalo_oa: FakeZaloOA, receiver: Receiver, http_client: httpx.Client, first: bool
) -> None:
    zalo_oa.echo_first = first
    zalo_oa.says(USER, "Chào")
    zalo_oa.webhook.url = receiver.url
    token = zalo_oa.tokens.mint().access
    body = {"recipient": {"user_id": USER}, "message": {"text": "Chào em!"}}
    answer = http_client.post(f"{zalo_oa.url}/v3.0/oa/message/cs", json=body, headers={"access_token": token}).json()
    if first:
        assert len(receiver.got) == 3
    by_name = {body["event_name"]: body for body in receiver.wait(3)}
    sent = answer["data"]["message_id"]
    recorded = {"oa_send_text": "oa_send_text_echo_ours", "user_received_message": "", "user_seen_message": ""}
    for name, other in recorded.items():
        assert _names(by_name[name]) == _names(case(RECORDED + (other or name))["body"])
    assert by_name["oa_send_text"]["message"] == {"text": "Chào em!", "msg_id": sent}
    assert by_name["user_seen_message"]["message"]["msg_ids"] == [sent]
