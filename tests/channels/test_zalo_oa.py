"""Zalo Official Account from end to end: our webhook and client against a fake that behaves like the real one."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.channels.zalo_bench import USER, Bench, benched, wait_until
from tests.fakes.faults import Kind
from tests.fakes.webhook import Event
from tests.fakes.zalo_oa import FakeZaloOA
from tests.fakes.zalo_oa_events import FORGERIES


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with benched(tmp_path_factory.mktemp("store"), FakeZaloOA()) as bench:
        yield bench


def test_a_question_is_answered_and_its_delivery_followed(bench: Bench) -> None:
    bench.oa.says(USER, "học phí thế nào")
    [said] = bench.oa.wait_for(USER)
    assert said.text.startswith("Đáp: học phí thế nào")
    wait_until(lambda: bench.states() == ["seen"])


def test_buttons_and_numbers_lead_to_the_same_choice(bench: Bench) -> None:
    user = "1001"
    bench.oa.says(user, "cho chọn")
    [said] = bench.oa.wait_for(user)
    assert "1. Ở Lạng Sơn\n2. Chào" in said.text
    [[first], _] = said.buttons
    bench.oa.taps(user, first, said)
    assert "/find_programmes" in bench.oa.wait_for(user, 2)[1].text
    bench.oa.says(user, "cho chọn lại")
    bench.oa.wait_for(user, 3)
    bench.oa.says(user, " 2. ")
    assert "Đáp: /greet" in bench.oa.wait_for(user, 4)[3].text
    bench.oa.says(user, "3")
    assert "Đáp: 3" in bench.oa.wait_for(user, 5)[4].text


def test_the_first_answer_says_that_a_machine_gives_it(bench: Bench) -> None:
    user, line = "1016", "trợ lý tự động, không phải người thật"
    bench.oa.says(user, "học nghề gì")
    assert line in bench.oa.wait_for(user)[0].text
    bench.oa.says(user, "ở đâu")
    assert line not in bench.oa.wait_for(user, 2)[1].text
    # Who was greeted has been told.
    bench.oa.does("1017", "follow")
    bench.oa.wait_for("1017")
    bench.oa.says("1017", "học nghề gì")
    assert line not in bench.oa.wait_for("1017", 2)[1].text


def test_a_forged_event_is_not_acted_on(bench: Bench) -> None:
    for number, each in enumerate(FORGERIES):
        bench.oa.forge(f"2{number}00", "giả mạo", each)
    asked = [question["message"] for question in bench.server.rasa.questions()]
    time.sleep(0.3)
    assert "giả mạo" not in asked
    assert all(attempt.status == 200 for attempt in bench.oa.webhook.attempts)


def test_an_entry_of_the_accounts_menu_asks_its_question(bench: Bench) -> None:
    user = "1013"
    bench.oa.says(user, "#menu:hoc_phi")
    assert bench.oa.wait_for(user)[0].text.startswith("Đáp: miễn giảm học phí học nghề")
    bench.oa.says(user, "#menu:chua-ai-dat")
    assert "Bạn cứ gõ câu hỏi" in bench.oa.wait_for(user, 2)[1].text


def test_the_people_of_another_account_of_the_app_are_left_to_it(bench: Bench) -> None:
    other = replace(bench.oa.account, oa_id="999000111")
    user = "1014"
    body = other.from_user("user_send_text", user, 1795253725000, message={"msg_id": "o1", "text": "nhầm nhà"})
    raw = json.dumps(body).encode()
    asked = len(bench.server.rasa.questions())
    bench.oa.webhook.post(Event("user_send_text", raw, other.headers(raw, body["timestamp"])))
    wait_until(lambda: 'other_account_total{channel="zalo_oa"} 1' in bench.server.parts.turns.metrics.text())
    assert len(bench.server.rasa.questions()) == asked
    assert bench.contact(user) is None


def test_which_secret_signs_and_what_is_refused_is_counted(bench: Bench) -> None:
    told = bench.server.parts.turns.metrics.text()
    assert 'webhook_signed_total{channel="zalo_oa",secret="1"}' in told
    assert 'webhook_refused_total{channel="zalo_oa"}' in told


def test_staff_who_answer_silence_the_bot(bench: Bench) -> None:
    user = "1002"
    bench.oa.says(user, "một")
    bench.oa.wait_for(user)
    bench.oa.staff_says(user, "Chị là tư vấn viên, chị hỗ trợ em nhé.")
    wait_until(lambda: bench.known(user).paused_until)
    bench.oa.says(user, "hai")
    time.sleep(0.4)
    assert len(bench.oa.bot_said(user)) == 1
    bench.oa.says(user, "Xóa dữ liệu")
    assert bench.oa.wait_for(user, 2)[1].text == "Đã xoá."


@pytest.mark.parametrize("kind", ["image", "sticker", "audio", "file", "location", "business_card", "link"])
def test_what_is_not_text_has_a_fixed_answer(bench: Bench, kind: str) -> None:
    user = f"300{len(kind)}{ord(kind[0])}"
    bench.oa.does(user, kind)
    assert len(bench.oa.wait_for(user)) == 1


def test_follow_greets_and_unfollow_ends_it(bench: Bench) -> None:
    bench.oa.does("1003", "follow")
    assert "tự động" in bench.oa.wait_for("1003")[0].text
    bench.oa.does("1003", "unfollow")
    wait_until(lambda: not bench.known("1003").is_reachable)


def test_withdrawal_forgets(bench: Bench) -> None:
    bench.oa.says("1004", "nhớ em nhé")
    bench.oa.wait_for("1004")
    bench.oa.does("1004", "withdraw")
    wait_until(lambda: bench.contact("1004") is None)


@pytest.mark.parametrize("kind", ["stored_hang", "stored_cut", "stored_error", "cut", "html", "status"])
def test_an_unknown_outcome_is_never_sent_again(bench: Bench, kind: Kind) -> None:
    user = f"40{len(kind)}{ord(kind[-1])}"
    bench.oa.faults.add("send", kind, user=user, seconds=0.1, code=500)
    bench.oa.echoes = False
    bench.oa.says(user, "một lần thôi")
    wait_until(lambda: bench.states(user)[:1] in (["unknown"], ["failed"]))
    time.sleep(0.3)
    assert len(bench.oa.bot_said(user)) == (1 if kind.startswith("stored") else 0)
    bench.oa.echoes = True


def test_an_echo_settles_an_unknown_outcome(bench: Bench) -> None:
    bench.oa.faults.add("send", "stored_cut", user="1005")
    bench.oa.says("1005", "có tới không")
    wait_until(lambda: bench.states("1005") in (["sent"], ["delivered"], ["seen"]))
    assert bench.known("1005").paused_until == 0


@pytest.mark.parametrize("code", [-201, -233])
def test_refused_buttons_are_sent_as_text(bench: Bench, code: int) -> None:
    user = f"500{-code}"
    bench.oa.faults.add("send", "error", user=user, code=code)
    bench.oa.says(user, "cho chọn")
    [said] = bench.oa.wait_for(user)
    assert not said.buttons
    assert "1. Ở Lạng Sơn" in said.text


def test_a_dead_token_is_exchanged_once(bench: Bench) -> None:
    before = bench.oa.tokens.current
    bench.oa.faults.add("send", "error", user="1006", code=-216)
    bench.oa.says("1006", "sau khi hết hạn")
    bench.oa.wait_for("1006")
    assert bench.oa.tokens.current != before
