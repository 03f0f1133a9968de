"""The fake Zalo Bot: recorded answers and events, polling, limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fakes import zalo_bot as platform
from tests.fakes.conftest import Receiver, case, names
from tests.fakes.serving import serving
from tests.fakes.zalo_bot import FakeZaloBot

USER = "6ede9afa66b88fe6d6a9"
KEY = "TEST-bot-webhook-secret"


@pytest.fixture
def bot() -> Iterator[FakeZaloBot]:
    """A bot without a judgement at the end."""
    with serving(FakeZaloBot()) as vendor:
        yield vendor


def call(bot: FakeZaloBot, http: httpx.Client, method: str, token: str = "", **given: Any) -> httpx.Response:
    return http.post(f"{bot.url}/bot{token or bot.token}/{method}", json=given)


def names_of(value: Any) -> Any:
    return {name: names_of(each) for name, each in value.items()} if isinstance(value, dict) else type(value)


@pytest.mark.parametrize("name", names("zalo_bot__api_"))
def test_recorded_answers(bot: FakeZaloBot, http_client: httpx.Client, name: str) -> None:
    recorded = case(name)
    request, expected = recorded["request"], recorded["response"]
    if "getUpdates" in name:
        request["json"]["timeout"] = "0.1"
    if name.endswith(("_one", "sendMessage_ok", "sendChatAction_ok")):
        bot.says(USER, "Chào bot")
    if name.endswith("429"):
        bot.faults.add("sendMessage", "error", code=429)
    token = "wrong" if name.endswith("401") else ""
    answer = call(bot, http_client, request["url"].rsplit("/", 1)[-1], token, **request["json"])
    assert (answer.status_code, names_of(answer.json())) == (expected["status"], names_of(expected["body"]))
    if not answer.json()["ok"]:
        assert answer.json() == expected["body"]


def test_errors_may_come_with_status_200(bot: FakeZaloBot, http_client: httpx.Client) -> None:
    bot.as_200 = True
    answer = call(bot, http_client, "sendMessage", "wrong", chat_id="x", text="y")
    assert (answer.status_code, answer.json()["error_code"]) == (200, 401)


@pytest.mark.parametrize("name", names("zalo_bot__webhook_"))
def test_recorded_events(bot: FakeZaloBot, receiver: Receiver, name: str) -> None:
    recorded = case(name)
    bot.webhook.url = receiver.url
    bot.replay(recorded)
    assert receiver.wait(1) == [recorded["body"]]
    assert receiver.got[0][1]["x-bot-api-secret-token"] == KEY


@pytest.mark.parametrize("wraps", [True, False])
@pytest.mark.parametrize("kind", ["text", "image", "sticker", "voice", "unsupported", "group_text"])
def test_what_people_do_makes_the_recorded_event(
    bot: FakeZaloBot, receiver: Receiver, http_client: httpx.Client, kind: str, wraps: bool
) -> None:
    bot.wraps = wraps
    answer = call(bot, http_client, "setWebhook", url=receiver.url, secret_token=KEY)
    assert answer.json()["result"]["verification"]["ok"]
    match kind:
        case "text":
            bot.says(USER, "Chào bot")
        case "group_text":
            bot.does(USER, "group", text="Chào bot")
        case _:
            bot.does(USER, kind, text="bảng điểm" if kind == "image" else "")
    recorded = case(f"zalo_bot__webhook_{'text_wrapped' if kind == 'text' else kind}")["body"]
    assert names_of(receiver.wait(1)[0]) == names_of(recorded if wraps else recorded["result"])
    assert receiver.got[0][1]["x-bot-api-secret-token"] == KEY
    assert call(bot, http_client, "getWebhookInfo").json()["result"]["url"] == receiver.url


def test_polling_gives_one_at_a_time_and_sometimes_again(bot: FakeZaloBot, http_client: httpx.Client) -> None:
    sent = [bot.says(USER, text) for text in ("một", "hai")]
    got = [call(bot, http_client, "getUpdates", timeout=1).json()["result"]["message"]["message_id"] for _ in range(4)]
    assert got == sent + sent
    assert call(bot, http_client, "getUpdates", timeout=0).status_code == 408


def test_polling_and_a_webhook_exclude_each_other(bot: FakeZaloBot, http_client: httpx.Client) -> None:
    call(bot, http_client, "setWebhook", url="https://x.example/hook", secret_token=KEY)
    assert call(bot, http_client, "getUpdates").json()["ok"] is False
    call(bot, http_client, "deleteWebhook")
    bot.says(USER, "Chào")
    assert call(bot, http_client, "getUpdates").json()["ok"] is True


@pytest.mark.parametrize(("url", "key"), [("http://x.example", KEY), ("https://x.example", "short")])
def test_a_webhook_needs_https_and_a_secret(bot: FakeZaloBot, http_client: httpx.Client, url: str, key: str) -> None:
    assert call(bot, http_client, "setWebhook", url=url, secret_token=key).status_code == 400


@pytest.mark.parametrize(
    ("method", "given", "status"),
    [
        ("sendMessage", {"text": "a" * 2000}, 200),
        ("sendMessage", {"text": "a" * 2001}, 400),
        ("sendMessage", {"text": ""}, 400),
        ("sendMessage", {}, 400),
        ("sendPhoto", {"photo": "https://x.example/a.png", "caption": "a"}, 200),
        ("sendPhoto", {"photo": "a.png"}, 400),
    ],
)
def test_what_may_be_sent(bot: FakeZaloBot, http_client: httpx.Client, method: str, given: Any, status: int) -> None:
    bot.says(USER, "Chào")
    assert call(bot, http_client, method, chat_id=USER, **given).status_code == status
    assert [each.code for each in bot.ledger.violations()] == ([] if status == 200 else ["malformed"])


def test_limits_of_the_free_plan(bot: FakeZaloBot, http_client: httpx.Client) -> None:
    for number in range(51):
        bot.says(f"user{number}", "Chào")
    assert len(bot.talks) == platform.USERS
    bot.sent_at = [bot.clock.now()] * platform.MESSAGES_A_MONTH
    answer = call(bot, http_client, "sendMessage", chat_id="user1", text="Chào em")
    assert (answer.status_code, answer.json()["description"]) == (429, "Quota exceeded")
    assert [each.code for each in bot.ledger.violations()] == ["limit_overrun"]


def test_forgeries_and_strangers(bot: FakeZaloBot, receiver: Receiver, http_client: httpx.Client) -> None:
    call(bot, http_client, "setWebhook", url=receiver.url, secret_token=KEY)
    for how in platform.FORGERIES:
        bot.forge("someone", "giả mạo", how)
    receiver.wait(3)
    assert KEY not in {headers.get("x-bot-api-secret-token") for _, headers in receiver.got}
    assert call(bot, http_client, "sendMessage", chat_id="someone", text="Chào").status_code == 400
    assert call(bot, http_client, "sendMessage", chat_id="nobody", text="Chào").status_code == 400
    assert [each.code for each in bot.ledger.violations()] == ["answered_forgery", "outside_window"]


def test_no_answer_must_not_be_sent_again(bot: FakeZaloBot, http_client: httpx.Client) -> None:
    bot.says(USER, "Chào")
    bot.faults.add("sendMessage", "hang", seconds=1)
    with pytest.raises(httpx.ReadTimeout):
        http_client.post(f"{bot.url}/bot{bot.token}/sendMessage", json={"chat_id": USER, "text": "Đáp"}, timeout=0.2)
    call(bot, http_client, "sendMessage", chat_id=USER, text="Đáp")
    assert [each.code for each in bot.ledger.violations()] == ["second_send"]
    call(bot, http_client, "sendChatAction", chat_id=USER, action="typing")
    assert bot.typing[USER] == 1
