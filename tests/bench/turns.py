"""`python -m tests.bench.turns`: turns through the public contract, alone and many at once. Asserts nothing.

The three real processes on a store of their own: SQLite in WAL mode, or PostgreSQL with `--postgres` for the stores and
the tracker. Every turn but those called so runs an action.

* alone: one user, every kind of turn, p50 and p95;
* stages: where the time of a turn goes, from the logs that the processes write of each message;
* together: so many users at once for so many seconds, turns a second, and the processor time of each process a turn.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.bench.__main__ import KINDS, machine, percentile, say, timed
from tests.e2e import postgres
from tests.e2e.product import Product, Talk, start_over, start_product

EACH = 40
"""Turns of each kind, of one user."""
PLAIN = {"smalltalk", "not understood"}
A_TALK = 10
"""Turns of a conversation."""
TAILS = [
    f"{ending} {mark}".strip()
    for ending in ("ạ", "với ạ", "thầy ơi", "cô ơi", "nhé", "đi ạ")
    for mark in ("", "?", "??", "...", "!")
]
"""Behind each message stands another one each time: the last texts are remembered, and people do not repeat them."""
USERS = (1, 4, 8, 16)
SECONDS = 20
STORES = {"STORE_URL": "channels", "WORKFLOW_STORE_URL": "workflows"}
# Few users write as much as many would: what guards a public server is not what is measured.
UNLIMITED = {"MAX_MESSAGES_PER_MINUTE": "0", "MAX_EVENT_MESSAGES_PER_MINUTE": "0"}


@dataclass(frozen=True)
class Load:
    """Users at once: how many turns they had in how many seconds, and what each took, in milliseconds."""

    users: int
    seconds: float
    turns: list[float]
    processor_ms: Mapping[str, float]


def alone(product: Product) -> None:
    """One user, kind by kind."""
    say(f"alone, {EACH} turns of each kind                             p50 ms    p95 ms")
    everything: list[float] = []
    for kind, text in KINDS.items():
        asked = zip(_talks(product, EACH), cycle(TAILS), strict=False)
        measured = [timed(lambda talk=talk, said=f"{text} {tail}": talk.ask(said)) for talk, tail in asked]
        everything += measured
        say(f"  {kind:<52}{percentile(measured, 0.5):>9.1f}{percentile(measured, 0.95):>10.1f}")
    say(f"  {'all':<52}{percentile(everything, 0.5):>9.1f}{percentile(everything, 0.95):>10.1f}")
    say()


def stages(product: Product) -> None:
    """Means of what each process wrote of the turns so far, one within the other."""
    answered = {line["message_id"]: line for line in _lines(product, "actions", "turn.answered")}
    rows = [
        (line["ms"], line["rasa_ms"], answered[line["message"]]["milliseconds"])
        for line in _lines(product, "channels", "turn")
        if line["message"] in answered
    ]
    if not rows:
        return
    whole, rasa, action = (statistics.fmean(column) for column in zip(*rows, strict=True))
    say(f"stages of {len(rows)} turns with an action                        mean ms")
    say(f"  {'accepting, waiting, publishing (channels)':<52}{whole - rasa:>9.1f}")
    say(f"  {'understanding, rules, tracker, two HTTP calls (rasa)':<52}{rasa - action:>9.1f}")
    say(f"  {'finding and wording the answer (actions)':<52}{action:>9.1f}")
    say(f"  {'from acceptance to reply':<52}{whole:>9.1f}")
    say()


def together(product: Product, users: int, seconds: float) -> Load:
    """So many users, each with one message at a time, every message a turn with an action."""
    texts = [text for kind, text in KINDS.items() if kind not in PLAIN]
    before, started = _processor(product), time.perf_counter()

    def one(number: int) -> list[float]:
        took: list[float] = []
        with httpx.Client(base_url=product.url, timeout=60, trust_env=False) as http:
            while time.perf_counter() - started < seconds:
                talk = Talk.start(http, {})
                for turn in range(A_TALK):
                    text = f"{texts[(number + turn) % len(texts)]} {TAILS[(number + len(took)) % len(TAILS)]}"
                    took.append(timed(lambda talk=talk, text=text: talk.ask(text)))
                    if time.perf_counter() - started >= seconds:
                        break
        return took

    with ThreadPoolExecutor(users) as pool:
        turns = [took for each in pool.map(one, range(users)) for took in each]
    lasted, after = time.perf_counter() - started, _processor(product)
    return Load(users, lasted, turns, {name: (after[name] - before[name]) / len(turns) for name in after})


def show(loads: list[Load]) -> None:
    """One line for each number of users."""
    names = list(loads[0].processor_ms)
    say("together, turns with an action       turns/s    p50 ms    p95 ms" + "".join(f"{name:>10}" for name in names))
    for load in loads:
        rate = len(load.turns) / load.seconds
        spent = "".join(f"{load.processor_ms[name]:>10.1f}" for name in names)
        p50, p95 = percentile(load.turns, 0.5), percentile(load.turns, 0.95)
        say(f"  {load.users:>3} at once{rate:>30.1f}{p50:>10.1f}{p95:>10.1f}{spent}")
    say(f"{'':<65}processor ms a turn, of {psutil.cpu_count()} cores")


def _talks(product: Product, turns: int) -> Iterator[Talk]:
    """Fresh conversations, each for so many turns, after one that is not counted."""
    for _ in range(turns // A_TALK):
        talk = product.talk()
        talk.ask("xin chào")
        yield from [talk] * A_TALK


def _processor(product: Product) -> dict[str, float]:
    """Milliseconds of processor time of each process with its children so far, and of the one that asks."""
    spent = {
        program.name: _spent(psutil.Process(product.stack.pid(program.name))) for program in product.stack.programs
    }
    return {**spent, "asking": _spent(psutil.Process(os.getpid()), children=False)}


def _spent(process: psutil.Process, *, children: bool = True) -> float:
    of_all = (process, *process.children(recursive=True)) if children else (process,)
    times = [one.cpu_times() for one in of_all]
    return 1000 * sum(one.user + one.system for one in times)


def _lines(product: Product, program: str, event: str) -> Iterator[dict[str, Any]]:
    for line in product.stack.log(program).read_text(encoding="utf-8").splitlines():
        if line.startswith("{") and f'"{event}"' in line:
            told = json.loads(line)
            if told.get("event") == event:
                yield told


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.turns", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="stores and tracker in PostgreSQL, not in SQLite")
    parser.add_argument("--users", type=int, nargs="+", default=USERS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    given = parser.parse_args()
    machine()
    with ExitStack() as kept:
        folder = Path(kept.enter_context(tempfile.TemporaryDirectory()))
        programs = postgres.programs() if given.postgres else None
        address = kept.enter_context(postgres.server(programs)) if programs else None
        say(f"stores         {'PostgreSQL' if address else 'SQLite in WAL mode'}, tracker persistent\n")
        first = start_product(folder)
        first.stop()
        product = start_over(
            first.data,
            first.built,
            folder / "measured",
            {**UNLIMITED, **({name: f"{address}/{base}" for name, base in STORES.items()} if address else {})},
            tracker_store_url=f"{address}/tracker" if address else None,
        )
        try:
            alone(product)
            stages(product)
            show([together(product, users, given.seconds) for users in given.users])
        finally:
            product.stop()


if __name__ == "__main__":
    main()
