"""Tokens of an Official Account that must outlive any crash: a refresh token works once, and its answer comes once."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any, TypeVar

import httpx
import pytest
from structlog.testing import capture_logs

from channels import engines
from channels.store import Store
from channels.zalo_tokens import Pair, TokenMissing, ZaloTokens
from tests.channels import databases
from tests.channels.fake_programs import ROOT
from tests.fakes.clock import Clock
from tests.fakes.serving import serving
from tests.fakes.zalo_oa import TEST_ACCOUNT, FakeZaloOA

T = TypeVar("T")
HOUR = 3600.0


@dataclass
class Account:
    """One of ours beside a fake account whose clock it shares."""

    oa: FakeZaloOA
    clock: Clock
    url: str
    seed: str
    transport: httpx.AsyncBaseTransport | None = None

    def run(self, work: Callable[[ZaloTokens], Any], *, seed: str | None = None) -> Any:
        """What `work` gives in a process that has just started."""

        async def inside() -> Any:
            store = Store(self.url)
            store.create_tables()
            try:
                async with httpx.AsyncClient(transport=self.transport, timeout=1) as http:
                    return await work(
                        ZaloTokens(
                            store=store,
                            http=http,
                            url=self.oa.url,
                            app_id=TEST_ACCOUNT.app_id,
                            app_secret=TEST_ACCOUNT.app_secret,
                            seed=self.seed if seed is None else seed,
                            now=self.clock.milliseconds,
                        )
                    )
            finally:
                await asyncio.to_thread(store.close)

        return asyncio.run(inside())

    def access(self, **given: Any) -> str:
        return self.run(lambda tokens: tokens.access(**given))

    def stored(self) -> Pair:
        return self.run(lambda tokens: tokens.stored())

    @property
    def current(self) -> str:
        assert self.oa.tokens.current
        return self.oa.tokens.current.access


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    clock = Clock()
    with serving(FakeZaloOA(clock=clock)) as oa:
        yield Account(oa, clock, f"sqlite:///{tmp_path / 'channels.db'}", oa.tokens.mint().refresh)
        assert oa.ledger.violations() == []


def test_a_token_serves_until_it_is_near_its_end(account: Account) -> None:
    first = account.access()
    account.clock.advance(19 * HOUR)
    assert account.access() == first
    account.clock.advance(1.5 * HOUR)
    second = account.access()
    assert second not in ("", first)
    assert second == account.current
    assert account.stored().previous_refresh_token != account.stored().refresh_token


def test_a_token_that_died_early_is_exchanged_once_for_all_that_met_it(account: Account) -> None:
    first = account.access()
    account.oa.tokens.expire()

    async def together(tokens: ZaloTokens) -> list[str]:
        return await asyncio.gather(*(tokens.access(refused=first) for _ in range(8)))

    assert set(account.run(together)) == {account.current}


def test_after_three_silent_months_a_person_is_called_and_the_token_left_alone(account: Account) -> None:
    account.access()
    account.clock.advance(91 * 24 * HOUR)
    for _ in range(3):
        with pytest.raises(TokenMissing, match="refused_-14014"):
            account.access()
    assert account.stored().alarm == "refused_-14014"


def test_a_seed_is_tried_once_and_another_one_after_an_alarm(account: Account) -> None:
    account.access()
    account.clock.advance(21 * HOUR)
    account.access()
    # The console makes another pair, so that ours is dead; the seed of the first day stands in the settings all along.
    pasted = account.oa.tokens.mint().refresh
    account.clock.advance(26 * HOUR)
    for _ in range(2):
        with pytest.raises(TokenMissing):
            account.access()
    account.seed = pasted
    assert account.access() == account.current


def test_an_answer_that_was_lost_calls_a_person(account: Account) -> None:
    account.access()
    account.clock.advance(26 * HOUR)
    account.oa.faults.add("access_token", "stored_cut")
    with pytest.raises(TokenMissing, match="refused_-14014"):
        account.access()


@pytest.mark.parametrize("kind", ["cut", "html", "status"])
def test_an_exchange_that_went_wrong_at_zalos_is_done_once_more(account: Account, kind: Any) -> None:
    account.access()
    account.clock.advance(26 * HOUR)
    account.oa.faults.add("access_token", kind, code=500)
    assert account.access() == account.current


@pytest.mark.parametrize("answer", [httpx.Response(503, json={}), httpx.Response(200, html="<p>Bảo trì</p>")])
def test_a_login_that_is_down_for_a_while_needs_no_person(account: Account, answer: httpx.Response) -> None:
    account.access()
    account.clock.advance(26 * HOUR)
    asked: list[httpx.Request] = []

    def down(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(answer.status_code, content=answer.content)

    async def meanwhile(tokens: ZaloTokens) -> list[int]:
        counts: list[int] = []
        for pause in (0, 1, 30, 30):
            account.clock.advance(pause)
            with pytest.raises(TokenMissing, match="refresh_failed"):
                await tokens.access()
            counts.append(len(asked))
        return counts

    account.transport = httpx.MockTransport(down)
    # Asked twice, then after half a minute, then not before a whole one has passed.
    assert account.run(meanwhile) == [2, 2, 3, 3]
    assert account.stored().alarm is None
    account.transport = None
    assert account.access() == account.current


def test_a_token_that_still_works_is_used_while_none_can_be_had(account: Account) -> None:
    first = account.access()
    account.clock.advance(21 * HOUR)
    account.oa.faults.add("access_token", "error", code=-32)
    assert account.access() == first
    assert account.stored().alarm is None
    assert account.access() == account.current


def test_zalo_that_cannot_be_reached_spends_nothing(account: Account) -> None:
    account.access()
    account.clock.advance(26 * HOUR)

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    account.transport = httpx.MockTransport(refuse)
    with pytest.raises(TokenMissing, match="refresh_failed"):
        account.access()
    account.transport = None
    assert account.access() == account.current


def test_a_pair_given_while_the_store_is_locked_is_stored_when_it_opens(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.access()
    account.clock.advance(26 * HOUR)
    quick = tuple("busy_timeout=100" if "busy" in pragma else pragma for pragma in engines._PRAGMAS)
    monkeypatch.setattr(engines, "_PRAGMAS", quick)
    file = engines.sqlite_file(account.url)
    assert file is not None

    class Locking(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            response = await super().handle_async_request(request)
            other.execute("BEGIN IMMEDIATE")
            asyncio.get_running_loop().call_later(1, other.execute, "ROLLBACK")
            return response

    account.transport = Locking()
    with closing(sqlite3.connect(file, isolation_level=None)) as other, capture_logs() as logs:
        assert account.access() == account.current
    assert "pair_not_stored_yet" in [entry["event"] for entry in logs]
    account.transport = None
    assert account.access() == account.current


def test_what_zalo_is_told_is_written_down_first(account: Account) -> None:
    """Killed in the middle of an exchange: the next process knows that the token may be spent."""
    account.access()
    account.clock.advance(26 * HOUR)
    before = account.stored()

    def die(request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    account.transport = httpx.MockTransport(die)
    with pytest.raises(KeyboardInterrupt):
        account.access()
    account.transport = None
    after = account.stored()
    assert after.unsure
    assert after.lease_until > account.clock.milliseconds()
    assert after.refresh_token == before.refresh_token
    account.clock.advance(41)
    assert account.access() == account.current


PROCESS = """
import asyncio, sys, time
import httpx
from channels.store import Store
from channels.zalo_tokens import ZaloTokens

async def main(store_url, login_url, app_id, app_secret, seed):
    store = Store(store_url)
    async with httpx.AsyncClient() as http:
        tokens = ZaloTokens(
            store=store, http=http, url=login_url, app_id=app_id, app_secret=app_secret, seed=seed,
            now=lambda: time.time_ns() // 1_000_000,
        )
        print("ready", flush=True)
        for line in iter(sys.stdin.readline, ""):
            print(await tokens.access(refused=line.strip() or None), flush=True)
    store.close()

asyncio.run(main(*sys.argv[1:]))
"""


def told(process: Popen[str]) -> str:
    """The next line that is no log line."""
    assert process.stdout
    while " [" in (line := process.stdout.readline()):
        pass
    return line.strip()


@pytest.mark.parametrize("database", databases.NAMES)
def test_two_processes_exchange_a_token_once(account: Account, database: str, tmp_path: Path) -> None:
    with databases.urls(database, tmp_path) as urls:
        account.url = urls["channels"]
        account.run(lambda tokens: tokens.stored())
        given = (account.url, account.oa.url, TEST_ACCOUNT.app_id, TEST_ACCOUNT.app_secret, account.seed)
        with Popen([sys.executable, "-c", PROCESS, *given], cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) as other:
            assert other.stdin
            assert told(other) == "ready"
            refused = None
            # At first neither has a pair; then both meet one that died.
            for _ in range(4):
                account.oa.faults.add("access_token", "slow", seconds=0.3)
                other.stdin.write(f"{refused or ''}\n")
                other.stdin.flush()
                mine = account.access(refused=refused)
                assert mine == told(other) == account.current
                refused = mine
                account.oa.tokens.expire()
