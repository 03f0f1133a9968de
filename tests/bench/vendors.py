"""`python -m tests.bench.vendors`: webhooks, bursts, repeats and a kill, against the fake vendors. Asserts nothing.

The public process and a stand-in for Rasa (each answer takes `--rasa-ms`) are processes of their own; the fakes run in
this one, and its waiting counts as the process's. One table a channel:

* acknowledgement of a webhook at 35 events a second, for 20 seconds;
* 500 people who write for the first time within 15 seconds: answered, lost, doubled, and how long it took;
* every event delivered 1 to 5 times, all of it in random order;
* kill -9 once everything is acknowledged and nothing answered.

Zalo Bot serves 50 people on its free plan: more than any part needs are let in here, so that the load is the same.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import sqlalchemy as sa

from channels.engines import address
from channels.part_states import State
from channels.schema import delivery
from channels.stack import Stack
from tests.channels.killable import VENDORS, kill, killable, registered, vendor_settings
from tests.e2e import postgres
from tests.fakes.serving import serving
from tests.fakes.vendor import Vendor
from tests.fakes.zalo_bot import FakeZaloBot

A_SECOND = 35
STEADY_SECONDS = 20
PEOPLE = 500
WITHIN_SECONDS = 15.0
REPEATED = 100
KILLED = 60
PATIENCE = 90.0


@dataclass
class Run:
    """A fake vendor, the process it calls, and what each user was told to expect."""

    vendor: Vendor
    stack: Stack
    store: str
    first_user: int = 10_000
    wrote: dict[str, tuple[str, float]] = field(default_factory=dict[str, tuple[str, float]])

    def writes(self, text: str) -> None:
        """Somebody new writes."""
        user = str(self.first_user)
        self.first_user += 1
        self.wrote[user] = (text, self.vendor.clock.now())
        self.vendor.says(user, text)

    def begin(self) -> None:
        """Forget who wrote before."""
        self.wrote.clear()
        self.vendor.webhook.attempts.clear()

    def processor_ms(self) -> float:
        """Processor time of the public process so far."""
        times = psutil.Process(self.stack.pid("channels")).cpu_times()
        return 1000 * (times.user + times.system)

    def unanswered(self) -> int:
        """How many have no answer yet."""
        return sum(not self.vendor.bot_said(user) for user in self.wrote)

    def half_sent(self) -> int:
        """Parts whose request may or may not have gone out when the process was killed: never sent again."""
        engine = sa.create_engine(address(self.store))
        with engine.connect() as connection:
            count = sa.select(sa.func.count()).where(delivery.c.state == State.UNKNOWN, delivery.c.code == "lost")
            found = int(connection.execute(count).scalar_one())
        engine.dispose()
        return found

    def settled(self) -> str:
        """What became of all that wrote, once it is answered or too late."""
        until = time.monotonic() + PATIENCE
        while self.unanswered() and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(1)
        told = {user: self.vendor.bot_said(user) for user in self.wrote}
        right = [user for user, said in told.items() if said and self.wrote[user][0] in said[0].text]
        doubled = sum(len(said) > 1 for said in told.values())
        waits = sorted(told[user][0].at - self.wrote[user][1] for user in right)
        spread = "  ".join(f"{name} {value:.2f}" for name, value in quantiles(waits).items())
        lost = len(self.wrote) - len(right)
        return f"{len(right)} answered, {lost} lost, {doubled} doubled; seconds to the answer: {spread}"

    def acknowledged(self) -> str:
        """How long the webhook took to answer, in milliseconds."""
        tries = list(self.vendor.webhook.attempts)
        took = sorted(1000 * each.seconds for each in tries)
        spread = "  ".join(f"{name} {value:.1f}" for name, value in quantiles(took).items())
        refused = sum(each.status != 200 for each in tries)
        return f"{len(tries)} deliveries, {refused} not answered 200; ms to the acknowledgement: {spread}"


def quantiles(values: Sequence[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile and the largest."""
    if len(values) < 2:
        return {}
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": max(values)}


def evenly(count: int, seconds: float, do: Callable[[int], None]) -> None:
    """Do something `count` times, evenly over so many seconds."""
    began = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, began + number * seconds / count - time.monotonic()))
        do(number)


def steady(run: Run) -> Iterator[str]:
    """Acknowledgement under a steady load."""
    evenly(A_SECOND * STEADY_SECONDS, STEADY_SECONDS, lambda number: run.writes(f"câu số {number} ạ"))
    run.vendor.webhook.settle(60)
    yield run.acknowledged()
    yield run.settled()


def hall(run: Run) -> Iterator[str]:
    """A school hall: everybody writes for the first time."""
    evenly(PEOPLE, WITHIN_SECONDS, lambda number: run.writes(f"câu đầu tiên {number} ạ"))
    yield run.settled()
    yield run.acknowledged()


def repeats(run: Run) -> Iterator[str]:
    """Every event 1 to 5 times, in random order."""
    run.vendor.webhook.hold()
    for number in range(REPEATED):
        run.writes(f"câu lặp lại {number} ạ")
    run.vendor.webhook.release(shuffle=True, copies=(1, 5))
    run.vendor.webhook.settle(60)
    yield run.settled()
    yield run.acknowledged()


def killed(run: Run) -> Iterator[str]:
    """kill -9 between acknowledgement and answer."""
    for number in range(KILLED):
        run.writes(f"câu trước khi dừng {number} ạ")
    run.vendor.webhook.settle(60)
    yield f"{KILLED - run.unanswered()} of {KILLED} answered when it was killed"
    began = time.monotonic()
    kill(run.stack, "channels")
    yield f"ready again after {time.monotonic() - began:.1f} s"
    yield run.settled()
    yield f"{run.half_sent()} were in the middle of their request, whose outcome is unknown"


PARTS = {"steady": steady, "hall": hall, "repeats": repeats, "killed": killed}


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def measure(channel: str, parts: Sequence[str], rasa_ms: int, *, on_postgres: bool) -> None:
    """One channel, in a folder of its own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        urls = None
        if on_postgres:
            programs = postgres.programs()
            if programs is None:
                say("PostgreSQL is not installed")
                return
            server = stack.enter_context(postgres.server(programs))
            urls = {name: f"{server}/{name}" for name in postgres.DATABASES}
        vendor = stack.enter_context(serving(VENDORS[channel]()))
        if isinstance(vendor, FakeZaloBot):
            vendor.most_users = len(parts) * A_SECOND * STEADY_SECONDS
        # More than one turn is open when 500 write; the largest number is the product's own.
        running = stack.enter_context(
            killable(folder, rasa_seconds=rasa_ms / 1000, urls=urls, **vendor_settings(vendor))
        )
        until = time.monotonic() + 60
        while not registered(vendor, running) and time.monotonic() < until:
            time.sleep(0.1)
        run = Run(vendor, running, urls["channels"] if urls else f"sqlite:///{folder / 'channels.db'}")
        for name in parts:
            run.begin()
            say(f"{channel}, {name} (load {psutil.getloadavg()[0]:.1f})")
            before, began = run.processor_ms(), time.monotonic()
            for line in PARTS[name](run):
                say(f"    {line}")
            if name != "killed":
                used, took = run.processor_ms() - before, time.monotonic() - began
                say(f"    processor: {used / len(run.wrote):.1f} ms a message, {used / took / 10:.0f} % of one core")
        breaches = Counter(each.code for each in vendor.ledger.violations())
        say(f"{channel}: what the vendor holds against us: {dict(breaches) or 'nothing'}")


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--channel", choices=VENDORS, action="append")
    parser.add_argument("--part", choices=PARTS, action="append")
    parser.add_argument("--rasa-ms", type=int, default=60)
    parser.add_argument("--postgres", action="store_true")
    chosen = parser.parse_args()
    stores = "PostgreSQL" if chosen.postgres else "SQLite"
    say(f"{psutil.cpu_count()} cores; stores: {stores}; {chosen.rasa_ms} ms a turn")
    for channel in chosen.channel or VENDORS:
        measure(channel, chosen.part or list(PARTS), chosen.rasa_ms, on_postgres=chosen.postgres)
    return 0


if __name__ == "__main__":
    sys.exit(main())
