"""Accounts and faults of Zalo that need a server of their own."""

from __future__ import annotations

import time
from pathlib import Path

from channels.zalo_oa import ZaloOA
from tests.channels.zalo_bench import USER, benched, wait_until
from tests.fakes.zalo_oa import FakeZaloOA


def test_a_government_account_sends_by_v2(tmp_path: Path) -> None:
    with benched(tmp_path, FakeZaloOA(oa_type=4)) as bench:
        for count in (1, 2):
            bench.oa.says(USER, f"câu {count}")
            bench.oa.wait_for(USER, count)
        wait_until(lambda: bench.states() == ["seen", "seen"])


def test_a_spent_refresh_token_raises_the_alarm(tmp_path: Path) -> None:
    with benched(tmp_path, FakeZaloOA(), seed="never-issued") as bench:
        [channel] = bench.server.parts.vendors.channels
        assert isinstance(channel, ZaloOA)
        wait_until(lambda: channel.problem)
        bench.oa.says(USER, "có ai không")
        wait_until(lambda: bench.states() == ["queued"])


def test_every_event_many_times_in_any_order(tmp_path: Path) -> None:
    oa = FakeZaloOA()
    oa.webhook.copies = (1, 5)
    with benched(tmp_path, oa) as bench:
        for number in range(4):
            for user in ("7001", "7002", "7003"):
                bench.oa.says(user, f"câu số {number} nhé")
        for user in ("7001", "7002", "7003"):
            said = bench.oa.wait_for(user, 4)
            assert sorted(each.text.splitlines()[0] for each in said) == [f"Đáp: câu số {n} nhé" for n in range(4)]
        time.sleep(0.3)
        assert all(len(bench.oa.bot_said(user)) == 4 for user in ("7001", "7002", "7003"))
