"""Every recorded event and error of the vendors is read as its `expect` says."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from channels import telegram_events, zalo_bot_events, zalo_oa_events
from channels.vendor_event import Kind
from channels.zalo_errors import Meaning, meaning
from tests.channels.test_commands import COMMANDS

CASES = Path(__file__).resolve().parents[1] / "cases" / "channels"
# The words of the error fixtures' notes for each meaning.
WORDS = {
    Meaning.RATE: ("minute",),
    Meaning.TOKEN: ("refresh",),
    Meaning.PLAIN: ("permanent", "attachment", "upload", "drop"),
    Meaning.WINDOW: ("window", "paid"),
    Meaning.QUOTA: ("quota",),
    Meaning.CONFIG: ("config", "alert"),
    Meaning.TOO_LONG: ("split",),
    Meaning.PERMANENT: ("permanent", "promotion", "night"),
    Meaning.UNKNOWN: ("unknown", "blindly"),
    Meaning.USE_V2: ("v2",),
    Meaning.USE_V3: ("v3",),
}


def fixtures(pattern: str) -> list[Any]:
    return [
        pytest.param(json.loads(path.read_text(encoding="utf-8")), id=path.stem) for path in sorted(CASES.glob(pattern))
    ]


@pytest.mark.parametrize("fixture", fixtures("zalo_oa_webhook__*.json"))
def test_zalo_oa_events(fixture: dict[str, Any]) -> None:
    expect, credentials = fixture["expect"], fixture["test_credentials"]
    raw = fixture["raw_body"].encode()
    headers = {name.lower(): value for name, value in fixture["headers"].items()}
    secrets = ["another-secret", credentials["oa_secret_key"]]
    signed = zalo_oa_events.verified(raw, headers.get("x-zevent-signature"), credentials["app_id"], secrets)
    assert (signed == 1) is expect["accept"]
    if not expect["accept"]:
        return
    event = zalo_oa_events.parse(raw)
    assert event is not None
    kind = Kind.TEXT if expect["kind"] == "duplicate_of" else Kind(expect["kind"])
    assert event.kind is kind
    assert event.key == expect.get("dedupe_key", event.key)
    assert event.user_id == expect.get("user_id", event.user_id)
    assert event.text == expect.get("text", event.text)
    assert event.payload == expect.get("payload", event.payload)
    assert event.in_reply_to == expect.get("in_reply_to", event.in_reply_to)
    assert event.seen is (expect.get("status") == "seen")
    assert event.by_staff is (expect.get("ours") is False)
    if expect.get("text_nfc"):
        assert unicodedata.is_normalized("NFC", event.text)


def test_a_repeat_has_the_key_of_its_first_delivery() -> None:
    keys: set[str] = set()
    for name in ("user_send_text", "retry_2nd_delivery"):
        fixture = json.loads((CASES / f"zalo_oa_webhook__{name}.json").read_text(encoding="utf-8"))
        event = zalo_oa_events.parse(fixture["raw_body"].encode())
        assert event is not None
        keys.add(event.key)
    assert len(keys) == 1


@pytest.mark.parametrize("fixture", fixtures("zalo_bot__webhook_*.json"))
def test_zalo_bot_events(fixture: dict[str, Any]) -> None:
    event = zalo_bot_events.parse(json.loads(fixture["raw_body"]))
    assert event is not None
    assert event.kind is Kind(fixture["expect"]["kind"])
    body = json.loads(fixture["raw_body"])
    message = body.get("result", body)["message"]
    assert event.key == message["message_id"]
    if event.kind is not Kind.IGNORED:
        assert event.user_id == message["chat"]["id"]
        assert event.at == message["date"]
        assert event.text == message.get("text", message.get("caption", ""))


def test_a_polled_zalo_bot_update_is_read_like_a_delivered_one() -> None:
    polled = json.loads((CASES / "zalo_bot__api_getUpdates_one.json").read_text(encoding="utf-8"))
    event = zalo_bot_events.parse(polled["response"]["body"]["result"])
    assert event is not None
    assert event.kind is Kind.TEXT


@pytest.mark.parametrize(
    ("name", "kind", "more"),
    [
        ("message", Kind.TEXT, {"text": "Em thích lập trình thì học ngành gì?", "user_id": "42", "key": "10001"}),
        ("start", Kind.COMMAND, {"command": "start", "argument": "truong_abc"}),
        ("callback_query", Kind.BUTTON, {"payload": "menu:nganh:cntt", "ask_id": "4382bfdwdsb323b2d9"}),
        ("blocked", Kind.UNFOLLOW, {"user_id": "42"}),
    ],
)
def test_telegram_updates(name: str, kind: Kind, more: dict[str, str]) -> None:
    fixture = json.loads((CASES / f"telegram__webhook_{name}.json").read_text(encoding="utf-8"))
    event = telegram_events.parse(fixture["body"])
    assert event is not None
    event = COMMANDS.named(event)
    assert event.kind is kind
    assert {field: getattr(event, field) for field in more} == more


@pytest.mark.parametrize("fixture", fixtures("zalo_oa_api__error_*.json"))
def test_zalo_errors_mean_what_their_note_says(fixture: dict[str, Any]) -> None:
    found = meaning(fixture["response"]["body"]["error"])
    told = fixture["note"].lower()
    assert any(word in told for word in WORDS[found]), (found, told)
