"""A long answer comes folded on every vendor's channel: what counts in one message, the rest when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from actions.reply import Outcome
from channels.rendering.text import MORE
from tests.channels.beside import VENDORS, beside
from tests.channels.conftest import Server, Talk
from tests.channels.golden import BLOCKS, CHANNELS, FOLDED, REPLIES, as_seen, as_shown, rest_shown
from tests.fakes.vendor import Vendor

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "câu hỏi dài"
AT_ONCE = (
    *("2.530.000 đồng/tháng", "Điều 2 Quyết định Mẫu", "100\u00a0% học phí", "Điều 15 khoản 7 Nghị định Mẫu"),
    *("Giấy chứng nhận hộ nghèo", "Nơi quyết định", "Đây không phải quyết định", "trường công lập hay trường tư?"),
    *("Nghị định 238/2025/NĐ-CP", "4 nguồn khác", "1 mục nữa", "6. Xem thêm"),
)
LATER = (
    "Khi nào có tiền",
    "Dừng khi giấy tờ",
    "Dành cho",
    "Điều 20 Nghị định Mẫu",
    "Kế hoạch 4",
    "Khoản 7",
    "https://vanban.example/238",
)


def _unbroken(text: str) -> str:
    """As the vendors are sent it: a percent sign stays with its number."""
    return text.replace(" %", "\u00a0%")


@pytest.mark.parametrize("name", CHANNELS)
def test_what_counts_comes_in_one_message_and_the_rest_later(name: str) -> None:
    parts, later = CHANNELS[name](as_shown(FOLDED)), CHANNELS[name](rest_shown())
    first, rest = parts[0].said, "\n".join(part.said for part in later)
    assert len(parts) == 1
    if name == "telegram":  # its buttons are no menu
        first += f"\n6. {parts[0].buttons[-1].label}"
    assert [text for text in AT_ONCE if text not in first] == []
    assert [text for text in LATER if text in first] == []
    assert [text for text in LATER if text not in rest] == []
    assert not any(MORE in (button.payload or "") for part in later for button in part.buttons)
    if name != "zalo_bot":
        assert parts[0].buttons[-1].payload in (f"{MORE}{'0' * 32}", f"#c:{MORE}{'0' * 32}")


def test_nothing_is_lost_between_the_two() -> None:
    shown = as_shown(FOLDED)
    first, rest = "\n".join(BLOCKS.of(shown)), "\n".join(BLOCKS.of(rest_shown()))
    lines = [line for card in FOLDED.cards for line in card.lines] + [card.title for card in FOLDED.cards]
    said = [_unbroken(line) for line in lines]
    assert [line for line in said if line not in rest] == []
    assert all(_unbroken(paragraph) in first for paragraph in FOLDED.text.split("\n\n"))
    assert all(citation.title in rest or (citation.document or "-") in rest for citation in FOLDED.citations)


def test_no_source_is_out_of_reach() -> None:
    assert BLOCKS.folds(as_shown(REPLIES["many_sources"]))
    assert not BLOCKS.folds(as_shown(REPLIES["answered"]))


@pytest.mark.parametrize("outcome", [Outcome.REFUSED_UNSAFE, Outcome.HANDED_OFF])
def test_who_is_in_danger_or_handed_on_sees_all_of_it(outcome: Outcome) -> None:
    assert not BLOCKS.folds(as_shown(FOLDED.model_copy(update={"outcome": outcome})))


def test_the_lines_that_stay_are_those_of_the_cards_of_support() -> None:
    cards = yaml.safe_load((ROOT / "data" / "responses" / "policies.yaml").read_text(encoding="utf-8"))
    lines = "\n".join(cards["policy_card"]["lines"])
    for label in BLOCKS.sentences.entries["brief_lines"]:
        assert f"{label}:" in lines or f"{label} (" in lines, label


@pytest.fixture(scope="module", params=VENDORS)
def phone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Vendor]]:
    with beside(request.param, tmp_path_factory.mktemp("store")) as (server, vendor):
        server.rasa.replies[QUESTION] = as_seen("folded")
        yield server, vendor


@pytest.mark.parametrize("way", ["xem thêm", "6", "button"])
def test_the_rest_comes_when_it_is_asked_for(phone: tuple[Server, Vendor], way: str) -> None:
    server, vendor = phone
    user = f"9{['xem thêm', '6', 'button'].index(way)}"
    vendor.says(user, QUESTION)
    [first] = vendor.wait_for(user)
    asked = len(server.rasa.questions())
    if way == "button" and first.buttons:
        vendor.taps(user, [button for row in first.buttons for button in row][-1], first)
    else:
        vendor.says(user, "Xem thêm ạ" if way == "button" else way)
    rest = "\n".join(said.text for said in vendor.wait_for(user, 3 if vendor.name != "telegram" else 2)[1:])
    assert [text for text in LATER if text not in rest] == []
    assert len(server.rasa.questions()) == asked
    before = len(vendor.bot_said(user))
    vendor.says(user, "2")
    assert "Đáp: /tell" in vendor.wait_for(user, before + 1)[-1].text


def test_another_conversation_has_no_rest_to_give(phone: tuple[Server, Vendor]) -> None:
    server, vendor = phone
    vendor.says("95", "câu ngắn")
    vendor.wait_for("95")
    vendor.says("95", "xem thêm")
    assert vendor.wait_for("95", 2)[-1].text.startswith("Đáp: xem thêm")
    assert "Đáp: xem thêm" in str(server.talk().ask("xem thêm")["text"])


def test_the_page_shows_the_rest_of_a_conversation_that_moved_there(phone: tuple[Server, Vendor]) -> None:
    server, vendor = phone
    for text in (QUESTION, "xem thêm", "mã"):
        before = len(vendor.bot_said("96"))
        vendor.says("96", text)
        vendor.wait_for("96", before + 1)
    conversation = server.run(server.parts.vendors.inbound.contacts.find(vendor.name.replace("-", "_"), "96"))
    assert conversation is not None
    code = server.run(server.parts.vendors.pairing.make(conversation.conversation_id))
    made = server.http.post("/api/v1/pairings", json={"code": code}).json()
    events = Talk(server.http, made["conversation_id"], made["token"]).events()
    assert [event["type"] for event in events] == ["user", "reply"] * 3
    assert events[2]["text"].startswith("Xem thêm")
    assert events[3]["reply"]["cards"] == events[1]["reply"]["cards"]
