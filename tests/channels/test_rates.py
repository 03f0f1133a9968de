"""How much one conversation, and all that came by one event's code, may ask in a minute; the rest is told so."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from channels import schema
from channels.rates import event_code
from tests.channels.conftest import Server, Talk, running
from tests.channels.zalo_bench import benched
from tests.fakes.zalo_oa import FakeZaloOA

BUSY = "đang đông"


@contextmanager
def limited(store_dir: Path, **limits: int) -> Iterator[Server]:
    with running(store_dir, **limits) as server:
        # The limits are those of a minute of the clock; begin well before its end.
        while 60 - time.time() % 60 < 8:
            time.sleep(0.5)
        yield server


def outcomes(talk: Talk, count: int) -> list[str]:
    return [talk.ask(f"câu {number}")["outcome"] for number in range(count)]


def test_a_conversation_has_its_own_limit(tmp_path: Path) -> None:
    with limited(tmp_path, max_messages_per_minute=3) as server:
        talk, other = server.talk(), server.talk()
        assert outcomes(talk, 4) == ["answered"] * 3 + ["error"]
        assert BUSY in talk.ask("câu nữa")["text"]
        assert outcomes(other, 1) == ["answered"]
        assert len(server.rasa.questions()) == 4


def test_a_repeat_is_not_counted(tmp_path: Path) -> None:
    with limited(tmp_path, max_messages_per_minute=2) as server:
        talk = server.talk()
        for _ in range(5):
            talk.send("một", client_message_id="same")
        assert talk.ask("hai")["outcome"] == "answered"


def test_an_event_has_a_limit_for_all_that_came_by_its_code(tmp_path: Path) -> None:
    with limited(tmp_path, max_event_messages_per_minute=4) as server:
        hall = [server.talk(event=" TQT-9a ") for _ in range(3)]
        assert [outcomes(talk, 2) for talk in hall] == [["answered"] * 2, ["answered"] * 2, ["error"] * 2]
        assert outcomes(server.talk(), 2) == ["answered"] * 2
        assert outcomes(server.talk(event="tqt-9b"), 2) == ["answered"] * 2
        # What is said in the channel's own words asks nothing of Rasa.
        assert server.talk(event="tqt-9a").ask(" ")["outcome"] == "clarify"


def test_counts_outlive_the_process_and_name_nobody(tmp_path: Path) -> None:
    with limited(tmp_path, max_event_messages_per_minute=2) as server:
        talk = server.talk(event="tqt-9a")
        assert outcomes(talk, 2) == ["answered"] * 2
    with running(tmp_path, max_event_messages_per_minute=2) as server:
        assert outcomes(server.talk(event="tqt-9a"), 1) == ["error"]
        store = server.parts.store
        rows = server.run(
            store.transaction(lambda connection: connection.execute(sa.select(schema.message_rate)).all())
        )
        assert rows
        assert not any("tqt" in str(row) or talk.id in str(row) for row in rows)


def test_how_a_conversation_began_is_forgotten_with_it(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        talk = server.talk(event="tqt-9a")
        query = sa.select(schema.arrival.c.code)
        store = server.parts.store
        assert server.run(store.transaction(lambda connection: connection.execute(query).scalars().all())) == ["tqt-9a"]
        talk.delete()
        assert server.run(store.transaction(lambda connection: connection.execute(query).all())) == []


def test_an_event_is_typed_where_no_link_can_carry_its_code(tmp_path: Path) -> None:
    with benched(tmp_path, FakeZaloOA(), max_event_messages_per_minute=1) as bench:
        for user in ("901", "902"):
            bench.oa.says(user, "SK tqt-9a")
            assert "trợ lý hướng nghiệp" in bench.oa.wait_for(user)[0].text
            bench.oa.says(user, "học phí thế nào")
        texts = sorted(bench.oa.wait_for(user, 2)[1].text[:4] for user in ("901", "902"))
        assert texts == ["Hiện", "Đáp:"]


@pytest.mark.parametrize("word", ["", "ab", "lop", "2026", "-a1", "a" * 32 + "1", "a1_b", "e_a1b", "9a2026\n9", "đ12"])
def test_what_is_no_code(word: str) -> None:
    assert event_code(word) is None


@given(st.text(max_size=40))
def test_a_code_is_plain_and_stays_itself(word: str) -> None:
    code = event_code(word)
    assert code is None or (code.isascii() and len(code) <= 32 and event_code(code) == code)
