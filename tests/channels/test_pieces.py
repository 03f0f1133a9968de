"""A part that a vendor finds too long, whatever it counts: it goes out in pieces, each of them once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from channels import schema
from channels.engines import open_engine
from channels.rendering.parts import Button, Part
from tests.channels import databases
from tests.channels.killable import kill, killable, registered, vendor_settings
from tests.channels.zalo_bench import Bench, benched, wait_until
from tests.fakes.serving import serving
from tests.fakes.zalo_oa import FakeZaloOA

SENTENCE = "Em đã học xong lớp chín, nhà ở xã vùng cao và muốn được học nghề điện. "
LONG = "\n\n".join(SENTENCE * 8 for _ in range(3)).strip()
MOST_BYTES = 2000
# The first answer ends with how to have all deleted.
LAST = "để xoá cuộc trò chuyện."


def states(url: str, user: str) -> list[str]:
    """Where each part to a user is, in the store of another process."""
    engine = open_engine(url, pool_size=1)
    table = schema.delivery
    with engine.connect() as connection:
        found = list(connection.execute(sa.select(table.c.state).where(table.c.user_id == user)).scalars())
    engine.dispose()
    return found


def in_bytes(text: str) -> int:
    return len(text.encode())


def words(*texts: str) -> list[str]:
    return " ".join(texts).split()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with benched(tmp_path_factory.mktemp("store"), FakeZaloOA()) as bench:
        bench.oa.counts = in_bytes
        yield bench


@given(st.text(st.sampled_from("ab ệ\n.😀"), min_size=201, max_size=900))
def test_the_pieces_say_what_the_part_said(text: str) -> None:
    part = Part(text.strip(), (Button("Chọn", "x"),))
    pieces = [part.between(start, end) for start, end in part.cuts()]
    assert not part.cuts() or len(pieces) > 1
    assert "".join(words(*(piece.said for piece in pieces))) == "".join(words(part.said)) or not pieces
    assert all(not piece.buttons for piece in pieces[:-1])
    assert not pieces or pieces[-1].buttons == part.buttons


def test_a_short_part_is_not_cut() -> None:
    assert Part("Ngắn thôi. " * 10).cuts() == []


def test_a_text_that_is_too_long_goes_out_in_pieces(bench: Bench) -> None:
    user = "801"
    assert len(LONG) < 1900 < MOST_BYTES < in_bytes(LONG)
    bench.oa.says(user, f"{LONG} Cho em chọn.")
    wait_until(lambda: len(bench.states(user)) > 1 and set(bench.states(user)) == {"seen"})
    said = bench.oa.bot_said(user)
    assert len(said) == len(bench.states(user))
    assert all(in_bytes(each.text) <= MOST_BYTES for each in said)
    assert words(*(each.text for each in said))[: len(words(LONG)) + 1] == words("Đáp:", LONG)
    assert words(*(each.text for each in said)).count("Đáp:") == 1
    assert [bool(each.buttons) for each in said] == [False] * (len(said) - 1) + [True]
    # What Zalo shows us of the pieces is ours: nobody of the staff has answered.
    assert bench.known(user).paused_until == 0
    bench.oa.says(user, "2")
    assert "Đáp: /greet" in bench.oa.wait_for(user, len(said) + 1)[-1].text


def test_pieces_whose_outcome_is_unknown_are_not_sent_again(bench: Bench) -> None:
    user = "802"
    bench.oa.echoes = False
    bench.oa.faults.add("send", "error", user=user, code=-210)
    bench.oa.faults.add("send", "stored_cut", user=user)
    bench.oa.says(user, LONG)
    wait_until(lambda: bench.states(user)[:1] == ["unknown"] and bench.states(user)[-1] in ("sent", "seen"))
    said = bench.oa.bot_said(user)
    bench.oa.echoes = True
    assert len(said) == len(bench.states(user)) > 1
    assert words(*(each.text for each in said))[: len(words(LONG)) + 1] == words("Đáp:", LONG)


def test_what_cannot_be_said_shorter_is_given_up(bench: Bench) -> None:
    user = "803"
    bench.oa.faults.add("send", "error", user=user, code=-210, times=30)
    bench.oa.says(user, LONG)
    wait_until(lambda: set(bench.states(user)) == {"failed"})
    bench.oa.faults.clear()
    assert bench.oa.bot_said(user) == []
    bench.oa.says(user, "câu sau")
    assert bench.oa.wait_for(user)[0].text.startswith("Đáp: câu sau")


@pytest.mark.parametrize("database", databases.NAMES)
def test_pieces_that_wait_outlive_a_kill(database: str, tmp_path: Path) -> None:
    user, oa = "804", FakeZaloOA()
    oa.counts = in_bytes
    with serving(oa), databases.urls(database, tmp_path) as urls:
        # One request at once, so slow that all other pieces wait for their place when the process is killed.
        settings = {**vendor_settings(oa), "ZALO_OA_REQUESTS_PER_MINUTE": "12"}
        with killable(tmp_path, rasa_seconds=0, urls=urls, **settings) as stack:
            wait_until(lambda: registered(oa, stack))
            oa.says(user, f"{LONG} {SENTENCE * 2}")
            oa.wait_for(user)
            assert LAST not in oa.bot_said(user)[-1].text
            # The answer to the request that brought the piece is on its way back; without it the outcome is unknown.
            wait_until(lambda: "sending" not in states(urls["channels"], user))
            kill(stack, "channels")
            wait_until(lambda: LAST in oa.bot_said(user)[-1].text, 120)
            said = oa.bot_said(user)
            assert words(*(each.text for each in said))[: len(words(LONG)) + 1] == words("Đáp:", LONG)
            assert len(said) > 1
            oa.says(user, "câu sau")
            assert oa.wait_for(user, len(said) + 1)[-1].text.startswith("Đáp: câu sau")
    assert oa.ledger.violations() == []


def test_rows_of_an_earlier_version_are_taken_over(bench: Bench) -> None:
    user = "805"
    bench.oa.says(user, "học phí thế nào")
    wait_until(lambda: bench.states(user) == ["seen"])
    store, now = bench.server.parts.store, sa.MetaData()
    for name, table in schema.EARLIER_NAMES.items():
        kept = [column for column in table.columns if column.name != "begins"]
        earlier = sa.Table(name, now, *(sa.Column(column.name, column.type) for column in kept))
        with store.engine.begin() as connection:
            earlier.create(connection)
            rows = sa.select(*(table.c[column.name] for column in earlier.columns)).where(table.c.user_id == user)
            connection.execute(sa.insert(earlier).from_select([column.name for column in earlier.columns], rows))
            if name == "delivery":
                connection.execute(sa.delete(table).where(table.c.user_id == user))
    assert bench.states(user) == []
    # One table's rows are gone, the other's are still there.
    store.create_tables()
    assert bench.states(user) == ["seen"]
    assert not set(schema.EARLIER_NAMES) & set(sa.inspect(store.engine).get_table_names())
    bench.oa.says(user, "câu sau")
    assert len(bench.oa.wait_for(user, 2)) == 2
