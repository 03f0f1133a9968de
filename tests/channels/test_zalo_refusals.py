"""What Zalo refuses, from end to end: each code of its appendix, and the 48 hours after which nothing is sent.

The fake holds a second send, a send outside the window and one above the limit against us; the bench fails on any.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from channels import schema
from channels.zalo_oa import ZaloOA
from tests.channels.zalo_bench import Bench, benched, wait_until
from tests.fakes.zalo_oa import FakeZaloOA
from tests.fakes.zalo_oa_errors import MESSAGES

CASES = yaml.safe_load(Path("tests/cases/zalo_actions.yaml").read_text(encoding="utf-8"))
HOUR = 3600
JUST_BEFORE_A_MINUTE_MS = 1_795_253_759_900
OVER = {"sent", "delivered", "seen", "unknown", "failed"}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with benched(tmp_path_factory.mktemp("store"), FakeZaloOA()) as bench:
        yield bench


def channel(bench: Bench) -> ZaloOA:
    [found] = bench.server.parts.vendors.channels
    assert isinstance(found, ZaloOA)
    return found


def why(bench: Bench, user: str) -> list[str | None]:
    """The code of each part that was not sent."""
    query = (
        sa.select(schema.delivery.c.code).where(schema.delivery.c.user_id == user).order_by(schema.delivery.c.event_id)
    )
    store = bench.server.parts.store
    return list(bench.server.run(store.transaction(lambda connection: list(connection.execute(query).scalars()))))


@pytest.mark.parametrize("case", [pytest.param(case, id=str(case["code"])) for case in CASES if case["code"] != -32])
def test_each_code_has_its_action(bench: Bench, case: dict[str, Any]) -> None:
    account, user = channel(bench), f"70{-case['code']}"
    account.problem = None
    bench.oa.faults.add("send", "error", user=user, code=case["code"])
    bench.oa.says(user, "học phí thế nào")
    wait_until(lambda: set(bench.states(user)) & OVER)
    assert {"delivered": "sent", "seen": "sent"}.get(state := bench.states(user)[0], state) == case["state"]
    count = case.get("pieces", 1) if case["state"] == "sent" else 0
    wait_until(lambda: len(bench.oa.bot_said(user)) == count)
    assert account.problem == (str(case["code"]) if case.get("alarm") else None)
    assert bench.known(user).is_reachable is not case.get("gone", False)


def test_the_table_holds_every_code() -> None:
    assert {case["code"] for case in CASES} == set(MESSAGES)


def test_a_used_up_minute_is_waited_for(bench: Bench) -> None:
    account, user = channel(bench), "7032"
    real, account.now = account.now, lambda: JUST_BEFORE_A_MINUTE_MS
    try:
        bench.oa.faults.add("send", "error", user=user, code=-32)
        bench.oa.says(user, "học phí thế nào")
        wait_until(lambda: bench.states(user) == ["queued"] and why(bench, user) == ["rate"])
        bench.oa.clock.advance(60)
        account.now = real
        wait_until(lambda: set(bench.states(user)) & OVER)
    finally:
        account.now = real
    assert len(bench.oa.bot_said(user)) == 1
    assert account.problem is None


def test_a_used_up_quota_is_told_to_a_person_until_something_is_sent_again(bench: Bench) -> None:
    account, user = channel(bench), "70211000"
    bench.oa.faults.add("send", "error", user=user, code=-211)
    bench.oa.says(user, "một")
    wait_until(lambda: bench.states(user) == ["failed"])
    assert account.problem == "-211"
    assert "zalo_oa_needs_a_person 1" in bench.server.http.get("/metrics").text
    bench.oa.says(user, "hai")
    [said] = bench.oa.wait_for(user)
    assert said.text.startswith("Đáp: hai")
    wait_until(lambda: account.problem is None)


@pytest.mark.parametrize(("hours", "is_sent"), [(47, True), (49, False), (200, False)])
def test_an_answer_that_is_late_by_days_costs_nobody_money(tmp_path: Path, hours: int, *, is_sent: bool) -> None:
    with benched(tmp_path, FakeZaloOA()) as bench:
        user = "7048"
        bench.server.rasa.mode = "failing"
        bench.oa.says(user, "học phí thế nào")
        # "Please wait" goes out while it is of use.
        bench.oa.wait_for(user)
        earlier = schema.contact.c.last_user_at - hours * HOUR * 1000
        aged = sa.update(schema.contact).values(last_user_at=earlier)
        bench.server.run(bench.server.parts.store.transaction(lambda connection: connection.execute(aged)))
        bench.oa.clock.advance(hours * HOUR)
        bench.server.rasa.mode = "normal"
        wait_until(lambda: set(bench.states(user)[1:]) & OVER)
        assert len(bench.oa.bot_said(user)) == 1 + is_sent
        assert is_sent or why(bench, user) == [None, "window"]
