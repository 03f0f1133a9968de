"""An Official Account whose store is locked for longer than it waits for a lock, as a backup or a full disk does."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from channels import engines
from tests.channels.zalo_bench import benched, wait_until
from tests.fakes.zalo_oa import FakeZaloOA

USER = "1015"


def test_a_message_is_acknowledged_in_time_and_answered_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = tuple("busy_timeout=300" if "busy" in pragma else pragma for pragma in engines._PRAGMAS)
    monkeypatch.setattr(engines, "_PRAGMAS", quick)
    with benched(tmp_path, FakeZaloOA()) as bench:
        [file] = [path for path in tmp_path.glob("*.db") if path.name == "channels.db"]
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            bench.oa.says(USER, "kho đang khoá")
            wait_until(lambda: bench.oa.webhook.attempts)
            [attempt] = bench.oa.webhook.attempts
            assert (attempt.status, attempt.seconds < 2) == (200, True)
            # Several tries to store it fail meanwhile.
            time.sleep(3)
            other.execute("ROLLBACK")
        [said] = bench.oa.wait_for(USER)
        assert said.text.startswith("Đáp: kho đang khoá")
        time.sleep(0.5)
        assert len(bench.oa.bot_said(USER)) == 1
