"""In which order one person's messages are asked, and what a phone is told when it cannot be all of them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from channels import telegram_events, zalo_bot_events, zalo_oa_events
from channels.vendor_event import Kind, VendorEvent
from tests.channels.beside import VENDORS, beside
from tests.channels.conftest import Server
from tests.channels.golden import REPLIES, as_seen
from tests.channels.test_fixtures import CASES, fixtures
from tests.channels.zalo_bench import wait_until
from tests.fakes.vendor import Vendor

MINUTE_MS = 60_000


@pytest.fixture(scope="module", params=VENDORS)
def phone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Vendor]]:
    with beside(request.param, tmp_path_factory.mktemp("store")) as phone:
        yield phone


def written(vendor: Vendor, user: str, text: str, at: int) -> VendorEvent:
    return VendorEvent(vendor.name.replace("-", "_"), Kind.TEXT, f"{user}-{text}", user, text=text, at=at)


def begun(vendor: Vendor, user: str) -> None:
    """Somebody who wrote before, so that the vendor lets us answer."""
    vendor.says(user, "chào")
    vendor.wait_for(user)


def test_what_waits_is_asked_in_the_order_it_was_written(phone: tuple[Server, Vendor]) -> None:
    server, vendor = phone
    inbound, user = server.parts.vendors.inbound, "61"
    begun(vendor, user)
    asked, now = len(server.rasa.questions()), time.time_ns() // 1_000_000
    server.rasa.delay_seconds = 0.3
    try:
        for number in (1, 5, 2, 4, 0, 3):
            event = written(vendor, user, f"câu {number}", now - MINUTE_MS + number * 1000)
            for _ in range(2):
                server.run(inbound.take(event))
        wait_until(lambda: len(vendor.bot_said(user)) >= 7, 20)
    finally:
        server.rasa.delay_seconds = 0.0
    # The first was under way when the others came.
    assert [each["message"] for each in server.rasa.questions()[asked:]] == [f"câu {n}" for n in (1, 0, 2, 3, 4, 5)]
    said = [each.text.splitlines()[0] for each in vendor.bot_said(user)[1:]]
    assert said == [f"Đáp: câu {number}" for number in (1, 0, 2, 3, 4, 5)]


def test_events_in_any_order_and_many_times_are_answered_once_each(phone: tuple[Server, Vendor]) -> None:
    _, vendor = phone
    users, texts = ("66", "67"), tuple(f"câu {number} của em" for number in range(4))
    for user in users:
        begun(vendor, user)
    vendor.webhook.hold()
    for text in texts:
        for user in users:
            vendor.says(user, text)
    vendor.webhook.release(shuffle=True, copies=(1, 5))
    vendor.webhook.settle(60)
    for user in users:
        said = [each.text.splitlines()[0] for each in vendor.wait_for(user, 1 + len(texts), seconds=60)[1:]]
        assert sorted(said) == [f"Đáp: {text}" for text in texts]


def test_without_a_time_the_order_of_arrival_holds(phone: tuple[Server, Vendor]) -> None:
    server, vendor = phone
    begun(vendor, "62")
    asked = len(server.rasa.questions())
    server.rasa.delay_seconds = 0.1
    try:
        for number, at in ((1, 0), (2, 0), (3, 10**14)):
            server.run(server.parts.vendors.inbound.take(written(vendor, "62", f"câu {number}", at)))
        wait_until(lambda: len(vendor.bot_said("62")) >= 4, 20)
    finally:
        server.rasa.delay_seconds = 0.0
    assert [each["message"] for each in server.rasa.questions()[asked:]] == ["câu 1", "câu 2", "câu 3"]


def test_who_asks_too_much_is_told_which_question_was_not_taken(phone: tuple[Server, Vendor]) -> None:
    server, vendor = phone
    inbound = server.parts.vendors.inbound
    begun(vendor, "63")
    server.rasa.delay_seconds = 0.05
    try:
        for number in range(23):
            server.run(inbound.take(written(vendor, "63", f"câu nhanh {number:02}", 0)))
        wait_until(lambda: len(vendor.bot_said("63")) >= 24, 40)
    finally:
        server.rasa.delay_seconds = 0.0
    said = [each.text for each in vendor.bot_said("63")]
    refused = [text for text in said if "đang đông" in text]
    assert len(set(refused)) == len(refused) > 0
    for number in range(23):
        assert sum(f"câu nhanh {number:02}" in text for text in said) == 1


def test_a_number_beyond_the_menu(phone: tuple[Server, Vendor]) -> None:
    server, vendor = phone
    vendor.says("64", "cho chọn")
    vendor.wait_for("64")
    asked = len(server.rasa.questions())
    vendor.says("64", "5")
    told = vendor.wait_for("64", 2)[1]
    assert "từ 1 đến 2" in told.text
    assert len(server.rasa.questions()) == asked
    vendor.says("64", "2")
    assert "Đáp: /greet" in vendor.wait_for("64", 3)[2].text


def test_a_number_after_a_question_may_be_its_answer(phone: tuple[Server, Vendor]) -> None:
    server, vendor = phone
    server.rasa.replies["hỏi lại"] = as_seen("clarify")
    assert REPLIES["clarify"].text.endswith("?")
    vendor.says("65", "hỏi lại")
    vendor.wait_for("65")
    vendor.says("65", "12")
    assert vendor.wait_for("65", 2)[1].text.startswith("Đáp: 12")


def test_the_recorded_events_tell_when_they_were_written() -> None:
    found = [
        zalo_oa_events.parse(fixtures("zalo_oa_webhook__user_send_text.json")[0].values[0]["raw_body"].encode()),
        zalo_bot_events.parse(fixtures("zalo_bot__webhook_text_wrapped.json")[0].values[0]["body"]),
        telegram_events.parse(fixtures("telegram__webhook_message.json")[0].values[0]["body"]),
    ]
    assert CASES.is_dir()
    assert [event.at for event in found if event] == [1_795_253_722_000, 1_795_253_722_000, 1_795_253_722_001]
