"""In which order one person's messages are asked, and what a phone is told when it cannot be all of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from channels import schema, telegram_events, zalo_bot_events, zalo_oa_events
from channels.vendor_event import Kind, VendorEvent
from tests.channels.beside import VENDORS, beside
from tests.channels.conftest import Server
from tests.channels.golden import REPLIES, as_seen
from tests.channels.test_fixtures import CASES, fixtures
from tests.channels.zalo_bench import benched, wait_until
from tests.fakes.vendor import Vendor
from tests.fakes.zalo_oa import FakeZaloOA

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


def asked(server: Server) -> list[str]:
    return [each["message"] for each in server.rasa.questions()]


@pytest.mark.parametrize("vendor_name", VENDORS)
@pytest.mark.parametrize(("settle", "order"), [(2, (0, 1, 2, 3, 4, 5)), (0, (1, 0, 2, 3, 4, 5))])
def test_what_waits_is_asked_in_the_order_it_was_written(
    vendor_name: str, settle: float, order: tuple[int, ...], tmp_path: Path
) -> None:
    """Without a time to settle the first is under way when the others come."""
    with beside(vendor_name, tmp_path, settle_seconds=settle) as (server, vendor):
        inbound, user = server.parts.vendors.inbound, "61"
        begun(vendor, user)
        server.rasa.delay_seconds = 2
        now = time.time_ns() // 1_000_000
        for number in (1, 5, 2, 4, 0, 3):
            event = written(vendor, user, f"câu {number}", now - MINUTE_MS + number * 1000)
            for _ in range(2):
                server.run(inbound.take(event))
        server.rasa.delay_seconds = 0.05
        wait_until(lambda: len(vendor.bot_said(user)) >= 7)
        assert asked(server)[1:] == [f"câu {number}" for number in order]
        said = [each.text.splitlines()[0] for each in vendor.bot_said(user)[1:]]
        assert said == [f"Đáp: câu {number}" for number in order]


@pytest.mark.parametrize("vendor_name", VENDORS)
def test_events_in_any_order_and_many_times_are_answered_once_each(vendor_name: str, tmp_path: Path) -> None:
    """As they were written: the process is busy with all of them at once, so it is given more time than usual."""
    users, numbers = ("66", "67"), range(5)
    with beside(vendor_name, tmp_path, settle_seconds=2) as (server, vendor):
        for user in users:
            begun(vendor, user)
        for round_ in range(2):
            vendor.webhook.hold()
            for number in numbers:
                for user in users:
                    vendor.says(user, f"câu {round_}{number} của {user}")
                # A vendor tells milliseconds.
                time.sleep(0.003)
            vendor.webhook.release(shuffle=True, copies=(1, 5))
            vendor.webhook.settle(60)
            for user in users:
                vendor.wait_for(user, 1 + (round_ + 1) * len(numbers))
        for user in users:
            texts = [f"câu {round_}{number} của {user}" for round_ in range(2) for number in numbers]
            assert [each for each in asked(server) if each.endswith(f"của {user}")] == texts
            said = [each.text.splitlines()[0] for each in vendor.bot_said(user)[1:]]
            assert said == [f"Đáp: {text}" for text in texts]


def test_without_a_time_the_order_of_arrival_holds(phone: tuple[Server, Vendor]) -> None:
    server, vendor = phone
    begun(vendor, "62")
    before = len(asked(server))
    server.rasa.delay_seconds = 0.1
    try:
        for number, at in ((1, 0), (2, 0), (3, 10**14)):
            server.run(server.parts.vendors.inbound.take(written(vendor, "62", f"câu {number}", at)))
        wait_until(lambda: len(vendor.bot_said("62")) >= 4)
    finally:
        server.rasa.delay_seconds = 0.0
    assert asked(server)[before:] == ["câu 1", "câu 2", "câu 3"]


def test_who_asks_too_much_is_told_from_where_on_once_and_in_its_place(phone: tuple[Server, Vendor]) -> None:
    server, vendor = phone
    inbound, user, total = server.parts.vendors.inbound, "63", 26
    begun(vendor, user)
    # What is counted by the minute of the clock should be counted in one.
    time.sleep(max(0, time.time() % 60 - 45) and 60 - time.time() % 60)
    server.rasa.delay_seconds = 0.05
    try:
        for number in range(total):
            server.run(inbound.take(written(vendor, user, f"câu nhanh {number:02}", 0)))
        wait_until(lambda: any("đang đông" in each.text for each in vendor.bot_said(user)))
        wait_until(lambda: not server.run(server.parts.store.unfinished(2**62)))
    finally:
        server.rasa.delay_seconds = 0.0
    said = [each.text.splitlines()[0] for each in vendor.bot_said(user)[1:]]
    answered = len(said) - 1
    assert 15 <= answered < total - 2
    assert said[:-1] == [f"Đáp: câu nhanh {number:02}" for number in range(answered)]
    assert "đang đông" in said[-1]
    assert f"“câu nhanh {answered:02}”" in said[-1]
    # All of them stand in the history with a reply each, for whoever goes on at the page.
    query = sa.select(schema.event.c.type, sa.func.count()).group_by(
        schema.event.c.conversation_id, schema.event.c.type
    )
    contact = server.run(inbound.contacts.find(vendor.name.replace("-", "_"), user))
    assert contact is not None
    query = query.where(schema.event.c.conversation_id == contact.conversation_id)
    counts = server.run(server.parts.store.transaction(lambda connection: connection.execute(query).all()))
    assert {str(kind): int(count) for kind, count in counts} == {"user": total + 1, "reply": total + 1}


def test_a_refusal_that_waits_for_its_turn_outlives_the_process(tmp_path: Path) -> None:
    oa, user = FakeZaloOA(), "68"
    seed = oa.tokens.mint().refresh
    time.sleep(60 - time.time() % 60 if time.time() % 60 > 45 else 0)
    with benched(tmp_path, oa, seed=seed, max_messages_per_minute=2) as bench:
        begun(oa, user)
        bench.server.rasa.delay_seconds = 20
        for number in (1, 2, 3):
            bench.server.run(bench.server.parts.vendors.inbound.take(written(oa, user, f"câu {number}", 0)))
        assert len(oa.bot_said(user)) == 1
    with benched(tmp_path, oa, seed=seed, max_messages_per_minute=2) as bench:
        said = [each.text for each in oa.wait_for(user, 3)[1:]]
        assert said[0].startswith("Đáp: câu 1")
        assert "đang đông" in said[1]
        assert "“câu 2”" in said[1]
        wait_until(lambda: not bench.server.run(bench.server.parts.vendors.inbound.outbox.unfinished()))
        assert len(oa.bot_said(user)) == 3


def test_a_number_beyond_the_menu(phone: tuple[Server, Vendor]) -> None:
    server, vendor = phone
    vendor.says("64", "cho chọn")
    vendor.wait_for("64")
    before = len(asked(server))
    vendor.says("64", "5")
    told = vendor.wait_for("64", 2)[1]
    assert "từ 1 đến 2" in told.text
    assert len(asked(server)) == before
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
