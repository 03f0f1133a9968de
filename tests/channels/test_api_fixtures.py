"""Every recorded answer of a vendor's API: what we ask is what was recorded, and what comes back is understood."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from telegram.request import BaseRequest, RequestData

from channels.attachments import Attachments
from channels.contacts import Contact
from channels.delivery import Sent
from channels.part_states import State
from channels.rendering.parts import Button, Document, Part, Picture
from channels.rendering.telegram import TelegramParts
from channels.rendering.zalo import ZaloParts
from channels.sentences import Sentences
from channels.store import Store
from channels.telegram import Telegram, TelegramSettings, build
from channels.telegram_files import TelegramFiles
from channels.telegram_pace import TelegramPace
from channels.uploads import Uploads
from channels.zalo_bot import BotRefused, BotSettings, ZaloBot
from channels.zalo_oa import ZaloOA, ZaloSettings
from channels.zalo_oa_webhook import Secret
from channels.zalo_tokens import TokenMissing, ZaloTokens
from channels.zalo_uploads import ZaloUploads
from tests.channels.golden import BLOCKS, REPLIES

CASES = Path(__file__).resolve().parents[1] / "cases" / "channels"
NOW = 1_795_253_730_000
USER = "246845883529197922"
RENEWED = "AT_2"
NOT_ASKED = {
    "zalo_oa_api__quota_user_ok": "the window is kept from the user's own events",
    "zalo_oa_api__react_ok": "nothing is answered by a sign",
    "zalo_oa_api__send_list_v2_shape": "known from one old source",
    "zalo_oa_api__send_request_user_info_ok": "no personal data is asked for",
    "zalo_oa_api__send_text_quote_ok": "answers come in order",
    "zalo_oa_api__user_detail_ok": "no personal data is asked for",
    "telegram__api_409_conflict": "only while polling; see tests/fakes/test_telegram_client.py",
}
"""Calls we never make, and why."""
CONTACT = Contact("zalo_oa", USER, "conversation", NOW - 1000, 0, is_reachable=True)


def fixture(name: str) -> dict[str, Any]:
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


class Recorded:
    """Answers each path with a recorded answer, and keeps what was asked."""

    def __init__(self, answers: Mapping[str, dict[str, Any]]) -> None:
        self.answers = answers
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        recorded = next(given for path, given in self.answers.items() if path in str(request.url))["response"]
        return httpx.Response(recorded["status"], json=recorded["body"])

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(f"sqlite:///{tmp_path}/channels.db")
    made.create_tables()
    return made


def account(store: Store, recorded: Recorded) -> ZaloOA:
    http = recorded.client()
    tokens = ZaloTokens(
        store=store,
        http=http,
        url="https://oauth.zaloapp.com",
        app_id="3608465248940903967",
        app_secret="APP_SECRET",  # noqa: S106 -- of the recording
        seed="RT_1",
        now=lambda: NOW,
    )
    attachments = Attachments(store, Sentences(Path("data/messages/card.yaml")), "https://mau.example")
    api = "https://openapi.zalo.me"
    uploads = ZaloUploads(
        attachments=attachments,
        uploads=Uploads(store, "zalo_oa", 1000, lambda: NOW),
        tokens=tokens,
        http=http,
        api_url=api,
    )
    settings = ZaloSettings("3608465248940903967", "", (Secret("ZALO_OA_SECRET_KEY", "s"),), api, "v3", 2000, 200, "")
    parts = ZaloParts(BLOCKS, with_buttons=True, with_files=True)
    return ZaloOA(settings=settings, parts=parts, tokens=tokens, http=http, uploads=uploads, now=lambda: NOW)


def shape(value: Any) -> Any:
    """Names and kinds of what was sent, without its words."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


PARTS: dict[str, Part] = {
    "send_text_ok": Part("Chào em!"),
    "send_text_buttons_ok": Part("Em chọn nhé", (Button("Một", "#c:1"), Button("Hai", "#c:2"))),
    "send_image_ok": Part("Biểu đồ", attached=Picture(REPLIES["chart"].chart)),  # pyright: ignore[reportArgumentType]
    "send_file_ok": Part("", attached=Document("/cards/x")),
}


@pytest.mark.parametrize("name", PARTS)
async def test_what_is_sent_to_an_account_is_as_recorded(
    name: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = fixture(f"zalo_oa_api__{name}")
    upload = fixture("zalo_oa_api__upload_image_ok")
    file = {"response": {"status": 200, "body": {"data": {"token": "TK"}, "error": 0, "message": "Success"}}}
    refresh = fixture("zalo_oa_api__oauth_refresh_ok")
    answers = Recorded({"/upload/image": upload, "/upload/file": file, "/message": recorded, "/access_token": refresh})

    async def kept(sheet_id: str) -> Mapping[str, Any]:
        sheet = REPLIES["sheet"].sheet
        assert sheet
        return sheet.model_dump(mode="json")

    monkeypatch.setattr(store, "sheet", kept)
    sent = await account(store, answers).send(CONTACT, PARTS[name])
    assert sent == Sent(State.SENT, provider_id="63ecf43f0df7dba892e6")
    asked, told = answers.asked[-1], recorded["request"]
    assert (asked.method, str(asked.url)) == (told["method"], told["url"])
    assert asked.headers["access_token"] == RENEWED
    assert shape(_without_choice(json.loads(asked.content))) == shape(_without_choice(told["json"]))
    if name == "send_image_ok":
        up = answers.asked[-2]
        assert (up.method, str(up.url)) == (upload["request"]["method"], upload["request"]["url"])
        assert b'name="file"; filename="bieu-do.png"' in up.content


def _without_choice(body: dict[str, Any]) -> dict[str, Any]:
    """A picture is named by an address or by an id, and stands with a text or without."""
    message = body["message"]
    for element in message.get("attachment", {}).get("payload", {}).get("elements", []):
        element.pop("url", None)
        element.pop("attachment_id", None)
    return body


async def test_tokens(store: Store) -> None:
    recorded = fixture("zalo_oa_api__oauth_refresh_ok")
    answers = Recorded({"/access_token": recorded})
    assert await account(store, answers).tokens.access() == "AT_2"
    [asked] = answers.asked
    told = recorded["request"]
    assert str(asked.url) == told["url"]
    assert asked.headers["secret_key"] == told["headers"]["secret_key"]
    assert set(parse_qs(asked.content.decode())) == set(told["form"])


async def test_the_first_tokens(store: Store) -> None:
    recorded = fixture("zalo_oa_api__oauth_code_ok")
    answers, told = Recorded({"/access_token": recorded}), recorded["request"]
    pair = await account(store, answers).tokens.connect(told["form"]["code"], told["form"]["code_verifier"])
    assert (pair.access_token, pair.refresh_token) == ("AT_1", "RT_1")
    [asked] = answers.asked
    assert str(asked.url) == told["url"]
    assert {name: values[0] for name, values in parse_qs(asked.content.decode()).items()} == told["form"]


async def test_a_spent_refresh_token(store: Store) -> None:
    answers = Recorded({"/access_token": fixture("zalo_oa_api__oauth_refresh_rejected")})
    with pytest.raises(TokenMissing):
        await account(store, answers).tokens.access()
    pair = await account(store, answers).tokens.stored()
    assert pair is not None
    assert pair.alarm


async def test_a_state_account_is_known(store: Store) -> None:
    answers = Recorded({"/getoa": fixture("zalo_oa_api__getoa_government_ok")})
    channel = account(store, answers)
    await channel.look("AT_2")
    assert channel.about["oa_type"] == 4


def bot(recorded: Recorded) -> ZaloBot:
    settings = BotSettings("1:token", "https://bot-api.zaloplatforms.com", "s", "", 60)
    parts = ZaloParts(BLOCKS, with_buttons=False, with_files=False)
    return ZaloBot(settings=settings, parts=parts, http=recorded.client())


@pytest.mark.parametrize(
    ("method", "name", "check"),
    [
        ("getMe", "getMe_ok", lambda found: found["account_name"].startswith("bot.")),
        ("getUpdates", "getUpdates_one", lambda found: found["event_name"] == "message.text.received"),
        ("setWebhook", "setWebhook_ok", lambda found: found["verification"]["ok"]),
        ("sendChatAction", "sendChatAction_ok", lambda found: found == {}),
        ("getUpdates", "getUpdates_empty", 408),
        ("getWebhookInfo", "getWebhookInfo_none", 404),
        ("getMe", "error_401", 401),
        ("sendMessage", "error_429", 429),
    ],
)
async def test_the_methods_of_a_zalo_bot(method: str, name: str, check: Callable[[Any], bool] | int) -> None:
    answers = Recorded({method: fixture(f"zalo_bot__api_{name}")})
    if callable(check):
        assert check(await bot(answers).call(method, {}))
        return
    with pytest.raises(BotRefused) as refused:
        await bot(answers).call(method, {})
    assert refused.value.code == check


async def test_a_zalo_bots_message_is_sent() -> None:
    recorded = fixture("zalo_bot__api_sendMessage_ok")
    sent = await bot(Recorded({"sendMessage": recorded})).send(CONTACT, Part("Chào"))
    assert sent == Sent(State.SENT, provider_id=recorded["response"]["body"]["result"]["message_id"])


class _TelegramSays(BaseRequest):
    """PTB's own way to replace the network: the recorded answers, the last one again and again."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.answers = list(answers)
        self.texts: list[str] = []

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        self.texts.append(str((request_data.parameters if request_data else {}).get("text")))
        recorded = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return recorded["status"], json.dumps(recorded["body"]).encode()


MESSAGE = {"message_id": 7, "date": 1, "chat": {"id": 42, "type": "private"}, "text": "Chào"}


@pytest.mark.parametrize(
    ("name", "then", "sent", "texts"),
    [
        ("429", None, Sent(State.QUEUED, code="rate", again_ms=3000), ["<b>Chào</b>"]),
        ("403_blocked", None, Sent(State.FAILED, code="blocked", is_unreachable=True), ["<b>Chào</b>"]),
        ("400_parse", MESSAGE, Sent(State.SENT, provider_id="7"), ["<b>Chào</b>", "Chào"]),
    ],
)
async def test_errors_of_telegram(
    name: str, then: dict[str, Any] | None, sent: Sent, texts: list[str], store: Store
) -> None:
    answers = [fixture(f"telegram__api_{name}")["response"]]
    if then:
        answers.append({"status": 200, "body": {"ok": True, "result": then}})
    says = _TelegramSays(*answers)
    settings = TelegramSettings("1:token", "https://api.telegram.org", "s", "", 25, 5, ())
    pace = TelegramPace(settings.per_second, settings.per_chat)
    application = build(settings, pace)
    application.bot._request = (says, says)
    attachments = Attachments(store, Sentences(Path("data/messages/card.yaml")), "")
    files = TelegramFiles(attachments, Uploads(store, "telegram", 1000, lambda: NOW))
    channel = Telegram(settings=settings, parts=TelegramParts(BLOCKS), application=application, pace=pace, files=files)
    contact = Contact("telegram", "42", "conversation", NOW, 0, is_reachable=True)
    assert await channel.send(contact, Part("<b>Chào</b>", plain="Chào")) == sent
    assert says.texts == texts


def test_every_recorded_answer_is_read_or_not_asked_for() -> None:
    read = {
        f"zalo_oa_api__{name}" for name in (*PARTS, "upload_image_ok", "oauth_refresh_ok", "oauth_refresh_rejected")
    }
    read |= {"zalo_oa_api__getoa_government_ok", "telegram__api_429", "telegram__api_403_blocked"}
    read |= {"telegram__api_400_parse", "zalo_oa_api__oauth_code_ok"}
    names = {path.stem for path in CASES.glob("*__api_*.json")} | {path.stem for path in CASES.glob("*_api__*.json")}
    ours = {name for name in names if not name.startswith(("zalo_oa_api__error_", "zalo_bot__api_"))}
    assert ours == read | set(NOT_ASKED)
