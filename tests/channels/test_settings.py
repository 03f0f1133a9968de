from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog.testing
from pydantic import SecretStr

from channels.__main__ import Settings as RunSettings
from channels.app import Settings, create_app
from channels.errors import SettingsInvalid
from channels.identity import stored_key
from channels.rasa_client import Question, RasaClient
from channels.sentences import Sentences

ROOT = Path(__file__).resolve().parents[2]
LONG = SecretStr("x" * 32)


def settings(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize("made", [Settings, RunSettings])
def test_every_setting_is_described(made: type[Settings | RunSettings]) -> None:
    described = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert {name.upper() for name in made.model_fields} <= described


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"message_key": LONG}, "RASA_TOKEN"),
        ({"rasa_token": LONG}, "MESSAGE_KEY"),
        ({"rasa_token": LONG, "message_key": SecretStr("short")}, "MESSAGE_KEY"),
        ({"rasa_token": LONG, "message_key": LONG, "debug_meta": True}, "DEBUG_META"),
    ],
)
def test_production_does_not_start_without_its_secrets(values: dict[str, Any], named: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=named):
        create_app(settings(environment="production", store_dir=tmp_path, **values))


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"telegram_token": "1:a"}, ["TELEGRAM_WEBHOOK_SECRET"]),
        ({"telegram_token": "1:a", "telegram_webhook_secret": "x"}, ["TELEGRAM_WEBHOOK_SECRET"]),
        ({"telegram_token": "1:a", "telegram_mode": "polling"}, []),
        ({"telegram_token": "1:a", "telegram_webhook_secret": LONG}, []),
        ({"zalo_bot_token": "a", "zalo_bot_webhook_secret": "short"}, ["ZALO_BOT_WEBHOOK_SECRET"]),
        ({"zalo_oa_app_id": "1"}, ["ZALO_OA_APP_SECRET"]),
        ({"zalo_oa_app_secret": "a"}, ["ZALO_OA_APP_ID"]),
        ({"zalo_oa_connect_key": "short"}, ["ZALO_OA_CONNECT_KEY"]),
        ({}, []),
    ],
)
def test_a_channel_that_is_half_set_is_named(values: dict[str, Any], named: list[str], tmp_path: Path) -> None:
    chosen = settings(store_dir=tmp_path, **values)
    assert list(chosen.half_set) == named
    with structlog.testing.capture_logs() as lines:
        chosen.check()
    assert [line["setting"] for line in lines] == named
    strict = settings(environment="production", rasa_token=LONG, message_key=LONG, store_dir=tmp_path, **values)
    if named:
        with pytest.raises(SettingsInvalid, match=named[0]):
            strict.check()
    else:
        strict.check()


def test_production_starts_with_them(tmp_path: Path) -> None:
    settings(environment="production", rasa_token=LONG, message_key=LONG, store_dir=tmp_path).check()


def test_no_secret_is_shown(tmp_path: Path) -> None:
    shown = repr(settings(rasa_token=LONG, message_key=LONG, store_url=SecretStr("postgresql://u:p@h/d")))
    assert "xxx" not in shown
    assert "u:p" not in shown


def test_the_key_of_message_ids_is_made_once_and_kept_private(tmp_path: Path) -> None:
    path = tmp_path / "store" / "message.key"
    assert stored_key(path) == stored_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["message.key"]


async def test_rasa_is_told_the_token() -> None:
    seen: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("Authorization"))
        return httpx.Response(200, json=[{"recipient_id": "c", "custom": {"text": "a", "outcome": "answered"}}])

    for token in ("secret", ""):
        client = RasaClient("http://rasa", token, timeout_seconds=1, transport=httpx.MockTransport(answer))
        await client.ask(Question("c", "m", "text", False, 0, "web"))
        await client.close()
    assert seen == ["Bearer secret", None]


def test_every_sentence_can_be_said() -> None:
    web = Sentences(ROOT / "data" / "messages" / "web.yaml")
    for code in web.entries["replies"]:
        assert web.reply(code, limit=2000, said="câu hỏi").text
    with pytest.raises(SettingsInvalid, match="missing"):
        web.text("replies.nothing.text")
