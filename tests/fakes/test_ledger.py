"""What the fakes hold against a client, and how their faults look to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fakes.clock import Clock
from tests.fakes.fixtures import assert_well_behaved
from tests.fakes.ledger import Ledger
from tests.fakes.serving import serving
from tests.fakes.zalo_oa import FakeZaloOA

USER = "246845883529197922"


@pytest.fixture
def oa() -> Iterator[FakeZaloOA]:
    """An account without a judgement at the end; the client has a token, the user has written."""
    with serving(FakeZaloOA()) as vendor:
        vendor.tokens.mint()
        vendor.says(USER, "Chào")
        yield vendor


def send(oa: FakeZaloOA, http: httpx.Client, text: str, user: str = USER, seconds: float = 5) -> httpx.Response:
    body = {"recipient": {"user_id": user}, "message": {"text": text}}
    pair = oa.tokens.current
    assert pair is not None
    headers = {"access_token": pair.access}
    return http.post(f"{oa.url}/v3.0/oa/message/cs", json=body, headers=headers, timeout=seconds)


def codes(oa: FakeZaloOA) -> list[str]:
    return [each.code for each in oa.ledger.violations()]


def test_a_second_send_without_a_new_message(oa: FakeZaloOA, http_client: httpx.Client) -> None:
    send(oa, http_client, "Đáp")
    send(oa, http_client, "Đáp, phần hai")
    assert codes(oa) == []
    oa.says(USER, "Hỏi khác")
    send(oa, http_client, "Đáp")
    assert codes(oa) == []
    send(oa, http_client, "Đáp")
    assert codes(oa) == ["second_send"]
    with pytest.raises(AssertionError, match="second_send"):
        assert_well_behaved(oa)
    assert len(oa.ledger.forgive("second_send")) == 1
    assert_well_behaved(oa)


def test_the_same_question_twice_may_have_the_same_answer_twice() -> None:
    ledger = Ledger(Clock())
    for _ in range(2):
        ledger.heard("u", "alo")
    for _ in range(2):
        ledger.sending("u", "{}", "Chào em")
    assert ledger.violations() == []
    ledger.sending("u", "{}", "Chào em")
    assert len(ledger.violations()) == 1


def test_a_repeatable_text_comes_once_for_each_message() -> None:
    ledger = Ledger(Clock())
    ledger.repeatable.add("Đang đông")
    for number in range(3):
        ledger.heard("u", f"câu {number}")
    for _ in range(3):
        ledger.sending("u", "{}", "Đang đông")
    assert ledger.violations() == []
    ledger.sending("u", "{}", "Đang đông")
    assert [each.code for each in ledger.violations()] == ["second_send"]


def test_several_questions_of_a_person_by_hand_may_have_one_answer() -> None:
    ledger = Ledger(Clock())
    ledger.is_by_hand = True
    for number in range(2):
        ledger.heard("u", f"câu {number}")
    for _ in range(2):
        ledger.sending("u", "{}", "Chưa có thông tin")
    assert ledger.violations() == []
    ledger.sending("u", "{}", "Chưa có thông tin")
    assert [each.code for each in ledger.violations()] == ["second_send"]


@pytest.mark.parametrize(
    ("kind", "stored", "seen"),
    [
        ("hang", False, httpx.ReadTimeout),
        ("stored_hang", True, httpx.ReadTimeout),
        ("slow", True, httpx.ReadTimeout),
        ("cut", False, httpx.RemoteProtocolError),
        ("stored_cut", True, httpx.RemoteProtocolError),
    ],
)
def test_who_cannot_know_must_not_send_again(
    oa: FakeZaloOA, http_client: httpx.Client, kind: Any, stored: bool, seen: type[Exception]
) -> None:
    oa.faults.add("send", kind, seconds=0.6)
    with pytest.raises(seen):
        send(oa, http_client, "Đáp", seconds=0.3)
    if kind == "slow":
        oa.wait_for(USER)
    assert len(oa.bot_said(USER)) == stored
    assert codes(oa) == []
    send(oa, http_client, "Đáp")
    assert codes(oa) == ["second_send"]


@pytest.mark.parametrize(("kind", "code", "status"), [("status", 500, 500), ("html", 0, 502)])
def test_a_broken_server_leaves_the_outcome_open(
    oa: FakeZaloOA, http_client: httpx.Client, kind: Any, code: int, status: int
) -> None:
    oa.faults.add("send", kind, code=code, times=2)
    assert [send(oa, http_client, text).status_code for text in ("một", "hai", "ba")] == [status, status, 200]
    assert [said.text for said in oa.bot_said(USER)] == ["ba"]
    send(oa, http_client, "một")
    assert codes(oa) == ["second_send"]


@pytest.mark.parametrize(("code", "may_send_again"), [(-32, True), (-216, True), (-200, False)])
def test_a_refusal_says_whether_to_send_again(
    oa: FakeZaloOA, http_client: httpx.Client, code: int, may_send_again: bool
) -> None:
    oa.faults.add("send", "error", code=code, user=USER)
    refused = send(oa, http_client, "Đáp")
    assert refused.json()["error"] == code
    assert (refused.headers["X-RateLimit-Remain"] == "0") == (code == -32)
    send(oa, http_client, "Đáp")
    assert codes(oa) == ([] if may_send_again else ["second_send"])


def test_an_error_may_come_for_a_message_that_was_delivered(oa: FakeZaloOA, http_client: httpx.Client) -> None:
    oa.faults.add("send", "stored_error", code=-200)
    assert send(oa, http_client, "Đáp").json()["error"] == -200
    assert [said.text for said in oa.bot_said(USER)] == ["Đáp"]
    assert codes(oa) == []
    send(oa, http_client, "Đáp")
    assert codes(oa) == ["second_send"]


def test_faults_are_for_a_call_a_user_and_a_number_of_times(oa: FakeZaloOA, http_client: httpx.Client) -> None:
    oa.says("111", "Chào")
    oa.faults.add("send", "error", code=-218, user="111", times=2)
    assert send(oa, http_client, "a").json()["error"] == 0
    assert [send(oa, http_client, "a", user="111").json()["error"] for _ in range(3)] == [-218, -218, 0]
    oa.faults.add("getoa", "error", code=-219)
    oa.faults.clear()
    assert oa.faults.waiting == []


def test_acting_on_a_forged_message_is_held_against_the_client(oa: FakeZaloOA, http_client: httpx.Client) -> None:
    oa.forge("777", "giả mạo", "hmac")
    assert send(oa, http_client, "Chào", user="777").json()["error"] == -232
    assert codes(oa) == ["answered_forgery"]
    oa.says("777", "Chào, thật đấy")
    assert send(oa, http_client, "Chào em", user="777").json()["error"] == 0
    oa.forge(USER, "giả mạo", "missing")
    assert send(oa, http_client, "Chào em").json()["error"] == 0
    assert codes(oa) == ["answered_forgery"]
