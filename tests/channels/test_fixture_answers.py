"""Every recorded event of a vendor, delivered to the running process, is answered as its `expect` says."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from channels.inbound import Inbound
from channels.sentences import Sentences
from tests.channels.conftest import Server, free_port, running
from tests.channels.zalo_bench import USER, Bench, benched, wait_until
from tests.fakes.serving import serving
from tests.fakes.telegram import TEST_TOKEN, FakeTelegram
from tests.fakes.vendor import Vendor
from tests.fakes.zalo_bot import TEST_TOKEN as BOT_TOKEN
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_oa import FakeZaloOA

CASES = Path(__file__).resolve().parents[1] / "cases" / "channels"
SECRETS = {"telegram": "TEST_tg_secret-1", "zalo_bot": "TEST-bot-webhook-secret"}
ANSWERED = frozenset(
    {
        *("text", "button", "follow", "interaction", "image", "sticker", "audio", "video", "file", "link", "location"),
        *("contact", "unsupported_media", "unsupported"),
    }
)
"""Kinds that get one answer; every other gets none."""
SENTENCES = Sentences(Path("data/messages/vendors.yaml"))
SAID = {
    **dict.fromkeys(("video", "file", "link", "unsupported_media", "unsupported"), "media"),
    **dict.fromkeys(("follow", "interaction"), "greet"),
    # The recorded entry of an account's menu is one that nobody has explained.
    "button": "help",
}
"""The sentence of each kind of event, where it has another name."""
TELEGRAM_ANSWERS = {"message": 1, "start": 1, "callback_query": 1, "blocked": 0}
READERS = yaml.safe_load((CASES.parent / "channel_fixtures.yaml").read_text(encoding="utf-8"))


def fixtures(prefix: str) -> list[Any]:
    found = sorted(CASES.glob(f"{prefix}*.json"))
    assert found
    return [pytest.param(json.loads(path.read_text(encoding="utf-8")), id=path.stem) for path in found]


def fits(kind: str, said: list[str], words: str) -> bool:
    """Is it the answer that this kind of event gets? `words`: what was typed, also beside a picture."""
    if kind == "text":
        return said[0].startswith(f"Đáp: {unicodedata.normalize('NFC', words)}")
    code = "media_with_words" if words else SAID.get(kind, kind)
    is_told = said[0].startswith(SENTENCES.text(f"replies.{code}.text"))
    return is_told and (not words or said[1].startswith(f"Đáp: {words}"))


def settled(inbound: Inbound, server: Server, asked: int) -> bool:
    """Everything that was asked is answered and sent."""
    done = not server.run(inbound.outbox.unfinished())
    return done and len(server.rasa.questions()) >= asked


def answered(server: Server, vendor: Vendor, user: str, fixture: dict[str, Any], wanted: int) -> list[str]:
    """What the phone shows after a recorded event, once as many answers came as are wanted and nothing is open."""
    inbound = server.parts.vendors.inbound
    before, tries = len(vendor.bot_said(user)), len(vendor.webhook.attempts)
    vendor.replay(fixture)  # pyright: ignore[reportAttributeAccessIssue] -- each of the three has it
    wait_until(lambda: len(vendor.webhook.attempts) > tries)
    wait_until(lambda: len(vendor.bot_said(user)) >= before + wanted)
    wait_until(lambda: settled(inbound, server, 0))
    return [said.text for said in vendor.bot_said(user)[before:]]


@pytest.fixture(scope="module")
def oa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with benched(tmp_path_factory.mktemp("store"), FakeZaloOA()) as bench:
        yield bench


@pytest.mark.parametrize("fixture", fixtures("zalo_oa_webhook__"))
def test_the_official_account(oa: Bench, fixture: dict[str, Any]) -> None:
    expect, inbound = fixture["expect"], oa.server.parts.vendors.inbound
    kind = expect.get("kind", "refused")
    if kind == "duplicate_of":
        first = json.loads((CASES / f"zalo_oa_webhook__{expect['of']}.json").read_text(encoding="utf-8"))
        answered(oa.server, oa.oa, USER, first, 0)
    asked = len(oa.server.rasa.questions())
    is_new = not oa.server.run(inbound.store.is_remembered(inbound.ids.event("zalo_oa", expect.get("dedupe_key", "-"))))
    # Words beside a picture are a question of their own.
    words = json.loads(fixture["raw_body"]).get("message", {}).get("text") if kind == "image" else None
    wanted = int(kind in ANSWERED and is_new) + bool(words)
    said = answered(oa.server, oa.oa, USER, fixture, wanted)
    assert oa.oa.webhook.attempts[-1].status == expect.get("http_status", 200)
    assert len(said) == wanted
    typed = json.loads(fixture["raw_body"]).get("message", {}).get("text", "") if kind in ("text", "image") else ""
    assert not said or fits(kind, said, typed)
    assert len(oa.server.rasa.questions()) - asked == int(kind == "text" and is_new) + bool(words)
    contact = oa.contact(USER)
    if kind == "unfollow":
        assert contact is not None
        assert not contact.is_reachable
    if expect.get("action") == "pause_bot":
        assert contact is not None
        assert contact.paused_until > 0
    # An echo of something that this process did not send counts as the staff's.
    oa.server.run(inbound.contacts.pause("zalo_oa", USER, 0, inbound.now()))


Beside = tuple[Server, Vendor]


@contextmanager
def beside(vendor: Vendor, token: str, store_dir: Path) -> Iterator[Beside]:
    """Our process with a bot of this vendor, which it may not have wronged in the end."""
    port, name = free_port(), vendor.name.replace("-", "_")
    with serving(vendor):
        chosen = {
            f"{name}_token": token,
            f"{name}_webhook_secret": SECRETS[name],
            f"{name}_api_url": vendor.url,
            "public_url": f"http://127.0.0.1:{port}",
        }
        with running(store_dir, port=port, **chosen) as server:
            wait_until(lambda: vendor.webhook.url)
            yield server, vendor
    assert vendor.ledger.violations() == []


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    with beside(FakeZaloBot(), BOT_TOKEN, tmp_path_factory.mktemp("store")) as bot:
        yield bot


@pytest.mark.parametrize("fixture", fixtures("zalo_bot__webhook_"))
def test_the_zalo_bot(bot: Beside, fixture: dict[str, Any]) -> None:
    server, fake = bot
    body = json.loads(fixture["raw_body"])
    message = body.get("result", body)["message"]
    key = f"{message['chat']['id']}:{message['message_id']}"
    wanted = int(fixture["expect"]["kind"] in ANSWERED and key not in SEEN) + ("caption" in message)
    SEEN.add(key)
    said = answered(server, fake, message["from"]["id"], fixture, wanted)
    assert fake.webhook.attempts[-1].status == 200
    assert len(said) == wanted
    assert not said or fits(fixture["expect"]["kind"], said, message.get("text") or message.get("caption", ""))


SEEN: set[str] = set()


@pytest.fixture(scope="module")
def telegram(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    with beside(FakeTelegram(), TEST_TOKEN, tmp_path_factory.mktemp("store")) as telegram:
        yield telegram


@pytest.mark.parametrize("name", TELEGRAM_ANSWERS)
def test_telegram(telegram: Beside, name: str) -> None:
    server, fake = telegram
    fixture = json.loads((CASES / f"telegram__webhook_{name}.json").read_text(encoding="utf-8"))
    said = answered(server, fake, "42", fixture, TELEGRAM_ANSWERS[name])
    assert fake.webhook.attempts[-1].status == 200
    assert len(said) == TELEGRAM_ANSWERS[name]
    begins = {
        "message": "Đáp: Em thích lập trình",
        "start": SENTENCES.text("replies.greet.text"),
        "callback_query": "Lựa chọn này đã cũ",
    }
    assert [text.startswith(begins[name]) for text in said] == [True] * len(said)


def test_every_fixture_is_read_or_says_why_not() -> None:
    names = [path.stem for path in CASES.glob("*.json")]
    assert len(names) == 103
    for reader in READERS:
        found = [name for name in names if name.startswith(reader["begins"])]
        assert found, reader
        names = [name for name in names if name not in found]
        assert ("read_by" in reader) != bool(reader.get("unread")), reader
        assert len(found) == reader.get("count", len(found))
        for test in reader.get("read_by", ()):
            assert (Path(__file__).parent / test).is_file(), test
    assert names == []
    recorded = {path.stem.removeprefix("telegram__webhook_") for path in CASES.glob("telegram__webhook_*.json")}
    assert recorded == set(TELEGRAM_ANSWERS)
