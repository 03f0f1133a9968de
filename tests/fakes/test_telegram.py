"""The fake Bot API: recorded answers and updates, limits, HTML, polling, webhooks."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import telegram as platform
from tests.fakes import telegram_text
from tests.fakes.conftest import Receiver, case, names
from tests.fakes.serving import serving
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_text import BadText

USER = "42"
KEY = "TEST_tg_secret-1"


@pytest.fixture
def bot() -> Iterator[FakeTelegram]:
    """A bot without a judgement at the end; the user has opened the chat."""
    with serving(FakeTelegram()) as vendor:
        vendor.says(USER, "/start")
        vendor.pending.clear()
        yield vendor


def call(bot: FakeTelegram, http: httpx.Client, method: str, **given: Any) -> dict[str, Any]:
    """A call as python-telegram-bot writes it: a form, nested values as JSON."""
    form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    return http.post(f"{bot.url}/bot{bot.token}/{method}", data=form).json()


def send(bot: FakeTelegram, http: httpx.Client, text: str, **given: Any) -> dict[str, Any]:
    return call(bot, http, "sendMessage", chat_id=USER, text=text, **given)


def codes(bot: FakeTelegram) -> list[str]:
    return [each.code for each in bot.ledger.violations()]


def shape(value: Any) -> Any:
    return {name: shape(each) for name, each in value.items()} if isinstance(value, dict) else type(value)


@pytest.mark.parametrize(
    ("name", "method", "fault"),
    [
        ("400_parse", "sendMessage", {"code": 400}),
        ("403_blocked", "sendMessage", {"code": 403}),
        ("409_conflict", "getUpdates", {"code": 409}),
        ("429", "sendMessage", {"code": 429, "seconds": 3}),
    ],
)
def test_recorded_errors_can_be_scripted(
    bot: FakeTelegram, http_client: httpx.Client, name: str, method: str, fault: Any
) -> None:
    expected = case(f"telegram__api_{name}")["response"]
    bot.faults.add(method, "error", **fault)
    answer = http_client.post(f"{bot.url}/bot{bot.token}/{method}", json={"chat_id": 42, "text": "a"})
    assert (answer.status_code, answer.json()) == (expected["status"], expected["body"])
    assert codes(bot) == []


def test_recorded_errors_come_by_themselves(bot: FakeTelegram, http_client: httpx.Client) -> None:
    call(bot, http_client, "setWebhook", url="https://x.example/hook", secret_token=KEY)
    assert call(bot, http_client, "getUpdates") == case("telegram__api_409_conflict")["response"]["body"]
    bot.does(USER, "block")
    assert send(bot, http_client, "a") == case("telegram__api_403_blocked")["response"]["body"]
    assert codes(bot) == []
    assert send(bot, http_client, "b")["error_code"] == 403
    assert codes(bot) == ["sent_to_blocked"]
    bot.does(USER, "unblock")
    assert send(bot, http_client, "c")["ok"]


@pytest.mark.parametrize("name", names("telegram__webhook_"))
def test_recorded_updates_can_be_delivered(
    bot: FakeTelegram, receiver: Receiver, http_client: httpx.Client, name: str
) -> None:
    recorded = case(name)
    call(bot, http_client, "setWebhook", url=receiver.url, secret_token=KEY)
    bot.replay(recorded)
    assert receiver.wait(1) == [recorded["body"]]
    assert receiver.got[0][1]["x-telegram-bot-api-secret-token"] == KEY


def test_what_people_do_makes_the_recorded_updates(
    bot: FakeTelegram, receiver: Receiver, http_client: httpx.Client
) -> None:
    bot.callbacks_may_wait = True
    call(bot, http_client, "setWebhook", url=receiver.url, secret_token=KEY)
    bot.says(USER, "Em thích lập trình thì học ngành gì?")
    bot.says(USER, "/start truong_abc")
    keyboard = {"inline_keyboard": [[{"text": "CNTT", "callback_data": "menu:nganh:cntt"}]]}
    send(bot, http_client, "Chọn nhóm ngành", reply_markup=keyboard)
    [said] = bot.bot_said(USER)
    bot.taps(USER, said.buttons[0][0], said)
    bot.does(USER, "block")
    expected = {
        kind: case(f"telegram__webhook_{kind}")["body"] for kind in ("message", "start", "callback_query", "blocked")
    }
    got = sorted(receiver.wait(4), key=lambda body: body["update_id"])
    got[2]["callback_query"]["message"].pop("reply_markup")
    for state in ("old_chat_member", "new_chat_member"):
        del got[3]["my_chat_member"][state]["user"]["username"]
    assert [shape(body) for body in got] == [shape(body) for body in expected.values()]
    assert got[1]["message"]["entities"] == expected["start"]["message"]["entities"]
    bot.webhook.settle()
    assert call(bot, http_client, "getWebhookInfo")["result"]["pending_update_count"] == 0


def test_a_webhook_that_fails_is_tried_again(bot: FakeTelegram, receiver: Receiver, http_client: httpx.Client) -> None:
    bot.clock.speed = 0
    receiver.status = 500
    call(bot, http_client, "setWebhook", url=receiver.url)
    bot.says(USER, "Chào")
    receiver.wait(1)
    bot.webhook.settle()
    told = call(bot, http_client, "getWebhookInfo")["result"]
    assert (told["pending_update_count"], told["last_error_message"]) == (1, "Wrong response from the webhook: 500")
    receiver.status = 200
    bot.clock.advance(1)
    receiver.wait(2)
    assert receiver.bodies()[0] == receiver.bodies()[1]


@pytest.mark.parametrize(
    ("given", "fine"),
    [
        ({"url": "https://x.example/a", "secret_token": "a" * 256, "max_connections": 100}, True),
        ({"url": "http://x.example/a"}, False),
        ({"url": "https://x.example/a", "secret_token": "có dấu"}, False),
        ({"url": "https://x.example/a", "secret_token": "a" * 257}, False),
        ({"url": "https://x.example/a", "max_connections": 0}, False),
    ],
)
def test_what_a_webhook_needs(bot: FakeTelegram, http_client: httpx.Client, given: Any, fine: bool) -> None:
    assert call(bot, http_client, "setWebhook", **given)["ok"] is fine


def test_polling_acknowledges_by_offset(bot: FakeTelegram, http_client: httpx.Client) -> None:
    for text in ("một", "hai", "ba"):
        bot.says(USER, text)
    first = call(bot, http_client, "getUpdates", limit=2)["result"]
    assert [each["message"]["text"] for each in first] == ["một", "hai"]
    assert call(bot, http_client, "getUpdates", limit=2)["result"] == first
    rest = call(bot, http_client, "getUpdates", offset=first[-1]["update_id"] + 1)["result"]
    assert [each["message"]["text"] for each in rest] == ["ba"]
    assert call(bot, http_client, "getUpdates", offset=rest[-1]["update_id"] + 1)["result"] == []
    call(bot, http_client, "getUpdates", allowed_updates=["callback_query"])
    bot.says(USER, "không ai nghe")
    assert call(bot, http_client, "getUpdates")["result"] == []


def test_a_second_poller_ends_the_first(bot: FakeTelegram, http_client: httpx.Client) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(call, bot, http_client, "getUpdates", timeout=5)
        threading.Event().wait(0.3)
        threading.Timer(0.3, bot.says, (USER, "Chào")).start()
        second = call(bot, http_client, "getUpdates", timeout=5)
        assert waiting.result()["error_code"] == 409
        assert [each["message"]["text"] for each in second["result"]] == ["Chào"]


def test_limits_of_one_chat_and_of_all(bot: FakeTelegram, http_client: httpx.Client) -> None:
    bot.clock.speed = 0
    answers = [send(bot, http_client, f"phần {number}") for number in range(6)]
    assert [each["ok"] for each in answers] == [True] * 5 + [False]
    assert answers[5]["parameters"] == {"retry_after": 1}
    assert codes(bot) == ["limit_overrun"]
    assert send(bot, http_client, "sớm quá")["error_code"] == 429
    assert codes(bot) == ["limit_overrun", "ignored_retry_after"]
    bot.clock.advance(2)
    assert send(bot, http_client, "phần 5")["ok"]
    bot.limits.a_second = 3
    bot.clock.advance(1)
    oks = []
    for number in range(100, 104):
        bot.says(str(number), "Chào")
        oks.append(call(bot, http_client, "sendMessage", chat_id=number, text="Chào em")["ok"])
    assert oks == [True, True, True, False]


def test_a_scripted_429_silences_one_chat(bot: FakeTelegram, http_client: httpx.Client) -> None:
    bot.says("43", "Chào")
    bot.faults.add("sendMessage", "error", code=429, seconds=2, user=USER)
    assert send(bot, http_client, "a")["parameters"]["retry_after"] == 2
    assert call(bot, http_client, "sendMessage", chat_id=43, text="a")["ok"]
    send(bot, http_client, "a")
    assert codes(bot) == ["ignored_retry_after"]


@pytest.mark.parametrize(
    ("text", "mode", "error"),
    [
        ("a" * 4096, "", None),
        ("a" * 4097, "", "message is too long"),
        ("😀" * 2049, "", "message is too long"),
        ("<b>" + "a" * 4096 + "</b>", "HTML", None),
        ("  ", "", "message text is empty"),
        ("1 < 2", "HTML", "Unclosed start tag"),
        ("a <x> b", "HTML", 'Unsupported start tag "x"'),
        ("<b>a", "HTML", "Can't find end tag"),
        ("<b><i>a</b></i>", "HTML", "Unexpected end tag"),
        ("1 < 2", "", None),
        ("Tom & Jerry &amp; bạn", "HTML", None),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_a_text_may_be(
    bot: FakeTelegram, http_client: httpx.Client, text: str, mode: str, error: str | None
) -> None:
    answer = send(bot, http_client, text, **({"parse_mode": mode} if mode else {}))
    assert answer["ok"] is (error is None)
    assert (error or "") in answer.get("description", "")
    assert codes(bot) == ([] if error is None else ["malformed"])


def test_html_is_read_into_entities() -> None:
    read = telegram_text.read('😀 <b>Học phí</b> &lt;5&gt; <a href="https://x.vn?a=1&amp;b=2">nguồn</a>', "HTML", 4096)
    assert read.text == "😀 Học phí <5> nguồn"
    assert read.entities == [
        {"type": "bold", "offset": 3, "length": 7},
        {"type": "text_link", "offset": 15, "length": 5, "url": "https://x.vn?a=1&b=2"},
    ]


@given(st.text())
def test_html_of_anything_is_read_or_refused(text: str) -> None:
    try:
        read = telegram_text.read(text, "HTML", 4096)
    except BadText:
        return
    assert all(each["offset"] + each["length"] <= telegram_text.units(read.text) for each in read.entities)


@pytest.mark.parametrize(
    ("button", "count", "fine"),
    [
        ({"text": "A", "callback_data": "a" * 64}, 8, True),
        ({"text": "A", "callback_data": "ă" * 33}, 1, False),
        ({"text": "A", "callback_data": ""}, 1, False),
        ({"text": "", "callback_data": "a"}, 1, False),
        ({"text": "A"}, 1, False),
        ({"text": "A", "url": "https://x.vn"}, 1, True),
        ({"text": "A", "url": "x"}, 1, False),
        ({"text": "A", "callback_data": "a"}, 9, False),
    ],
)
def test_what_a_keyboard_may_hold(
    bot: FakeTelegram, http_client: httpx.Client, button: Any, count: int, fine: bool
) -> None:
    answer = send(bot, http_client, "Chọn", reply_markup={"inline_keyboard": [[button] * count]})
    assert answer["ok"] is fine


def test_a_press_wants_one_answer(bot: FakeTelegram, http_client: httpx.Client) -> None:
    send(bot, http_client, "Chọn", reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]})
    [said] = bot.bot_said(USER)
    query = bot.taps(USER, said.buttons[0][0], said)
    assert codes(bot) == []
    call(bot, http_client, "getUpdates", offset=2_000_000)
    assert codes(bot) == ["unanswered_callback"]
    assert call(bot, http_client, "answerCallbackQuery", callback_query_id=query) == {"ok": True, "result": True}
    assert codes(bot) == []
    assert call(bot, http_client, "answerCallbackQuery", callback_query_id=query)["error_code"] == 400


def test_forgeries_and_strangers(bot: FakeTelegram, receiver: Receiver, http_client: httpx.Client) -> None:
    call(bot, http_client, "setWebhook", url=receiver.url, secret_token=KEY)
    for how in platform.FORGERIES:
        bot.forge("666", "giả mạo", how)
    receiver.wait(3)
    assert KEY not in {headers.get("x-telegram-bot-api-secret-token") for _, headers in receiver.got}
    assert (
        call(bot, http_client, "sendMessage", chat_id=666, text="Chào")["description"] == "Bad Request: chat not found"
    )
    assert call(bot, http_client, "sendMessage", chat_id=777, text="Chào")["ok"] is False
    assert codes(bot) == ["answered_forgery", "outside_window"]


def test_wrong_token_and_unknown_method(bot: FakeTelegram, http_client: httpx.Client) -> None:
    assert http_client.get(f"{bot.url}/bot1:wrong/getMe").status_code == 401
    assert http_client.get(f"{bot.url}/bot{bot.token}/getNothing").status_code == 404
    assert http_client.get(f"{bot.url}/bot{bot.token}/GETME").json()["result"]["is_bot"] is True
