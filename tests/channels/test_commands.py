"""Commands are read alike on every vendor's channel, and do the same there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from channels.commands import Command, Commands
from channels.sentences import Sentences
from tests.channels.beside import VENDORS, beside
from tests.channels.conftest import Server, Talk
from tests.fakes.vendor import Vendor

ROOT = Path(__file__).resolve().parents[2]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "channel_commands.yaml").read_text(encoding="utf-8"))
SENTENCES = Sentences(ROOT / "data" / "messages" / "vendors.yaml")
COMMANDS = Commands(SENTENCES.entries["command_words"], SENTENCES.entries["polite_words"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["text"]))
def test_reading(case: dict[str, str]) -> None:
    expected = Command(case["command"], case.get("argument", "")) if case["command"] else None
    assert COMMANDS.read(case["text"]) == expected


@given(st.text(max_size=40), st.sampled_from(["", "/", "/ma ", "xoá ", "/start@"]))
def test_any_text_can_be_read(text: str, begins: str) -> None:
    found = COMMANDS.read(begins + text)
    assert found is None or found.name in COMMANDS.words


def test_every_command_of_the_menu_can_be_typed() -> None:
    assert set(SENTENCES.entries["commands"]) <= set(COMMANDS.words)


@pytest.fixture(scope="module", params=VENDORS)
def phone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Vendor]]:
    with beside(request.param, tmp_path_factory.mktemp("store")) as phone:
        yield phone


@pytest.mark.parametrize("typed", ["mã", "ma", "/ma", "lấy mã"])
def test_a_code_leads_from_the_phone_to_the_page(phone: tuple[Server, Vendor], typed: str) -> None:
    server, vendor = phone
    user = f"7{['mã', 'ma', '/ma', 'lấy mã'].index(typed)}"
    vendor.says(user, "câu trước")
    vendor.wait_for(user)
    vendor.says(user, typed)
    told = vendor.wait_for(user, 2)[1].text
    code = re.search(r": ([2-9a-z]{8})\.", told)
    assert code, told
    made = server.http.post("/api/v1/pairings", json={"code": code[1]})
    assert made.status_code == 201
    talk = Talk(server.http, made.json()["conversation_id"], made.json()["token"])
    assert talk.events()[0]["text"] == "câu trước"


def test_words_do_what_the_commands_do(phone: tuple[Server, Vendor]) -> None:
    server, vendor = phone
    asked = len(server.rasa.questions())
    heard: list[str] = []
    says = ("/start", "/help", "trợ giúp", "gặp thầy cô", "/gap_thay_co", "xoá dữ liệu")
    for count, typed in enumerate(says, start=1):
        vendor.says("80", typed)
        heard.append(vendor.wait_for("80", count)[-1].text)
    greeting, by_slash, by_words, person, same_person, forgotten = heard
    assert "tự động" in greeting
    assert by_slash == by_words
    assert "“mã”" in by_words
    assert "/meet_human" in person
    assert person == same_person
    assert forgotten == "Đã xoá."
    assert [each["message"] for each in server.rasa.questions()[asked:]] == [
        "/meet_human",
        "/meet_human",
        "/forget_me",
    ]
