"""Measures the product on this machine and prints tables; asserts nothing. `python -m tests.bench [--no-setup]`

* fresh set-up and training: `make setup build train` in a copy of the tree, step by step;
* turns of one user through the public contract, p50 and p95, by kind of turn;
* resident memory of each process after those turns;
* start of the three processes until a turn goes through all of them.
"""

from __future__ import annotations

import argparse
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import psutil

from tests.e2e.product import ROOT, Product, start_product

TURNS = 60
KINDS = {
    "smalltalk": "xin chào",
    "programmes": "em học xong lớp 9 muốn học sửa ô tô ở Lạng Sơn",
    "policy": "con tôi người Nùng hộ cận nghèo học trung cấp được hỗ trợ tiền ăn ở bao nhiêu một tháng",
    "trade": "nghe han la lam gi",
    "figure": "ti le that nghiep thanh nien hien nay",
    "target": "mục tiêu phân luồng của Cao Bằng năm 2025 là bao nhiêu",
    "not understood": "asdkjh qwlekj zxmcn",
}


def say(line: str = "") -> None:
    """Print at once, so that a long run shows where it is."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def machine() -> None:
    """What the figures were measured on."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = psutil.virtual_memory().total / 2**30
    say(f"machine        {psutil.cpu_count()} cores, {model}, {memory:.0f} GiB, load {psutil.getloadavg()[0]:.2f}")
    say(f"software       Python {platform.python_version()}, dbos {version('dbos')}, rasa-sdk {version('rasa-sdk')}")
    say("configuration  one process each, SQLite stores in WAL mode, in-memory lock store, one user")
    say()


def set_up() -> None:
    """`make setup build train` in a fresh copy: what a newcomer waits for."""
    say("fresh set-up (downloads included)")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv*", "built", "store", ".git", "__pycache__"))
        started = time.perf_counter()
        done = subprocess.run(
            ["make", "setup", "build", "train"], cwd=copy, capture_output=True, text=True, check=False
        )
        total = time.perf_counter() - started
        for line in done.stdout.splitlines():
            if re.search(r"\d s$|giây", line):
                say(f"  {line.strip()}")
        say(f"  all steps: {total:.1f} s, exit status {done.returncode}")
    say()


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]


def turns(product: Product) -> None:
    """Milliseconds from POST with ?wait=true to the reply, one user, a new conversation every ten turns."""
    say(f"turns through the public contract, {TURNS} of each kind      p50 ms    p95 ms")
    everything: list[float] = []
    for kind, text in KINDS.items():
        measured = [
            timed(lambda talk=talk, text=text: talk.ask(text)) for talk in conversations(product) for _ in range(10)
        ]
        everything += measured
        say(f"  {kind:<52}{percentile(measured, 0.5):>9.1f}{percentile(measured, 0.95):>10.1f}")
    say(f"  {'all':<52}{percentile(everything, 0.5):>9.1f}{percentile(everything, 0.95):>10.1f}")
    say()


def conversations(product: Product) -> list:
    """Fresh conversations, one for every ten turns, each with one turn already made."""
    talks = [product.talk() for _ in range(TURNS // 10)]
    for talk in talks:
        talk.ask("xin chào")
    return talks


def timed(action: Callable[[], object]) -> float:
    """Milliseconds an action takes."""
    started = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - started)


def memory(product: Product) -> None:
    """Resident memory of each process with its children."""
    say("memory after these turns                                      MB")
    for program in product.stack.programs:
        parent = psutil.Process(product.stack.pid(program.name))
        used = sum(process.memory_info().rss for process in (parent, *parent.children(recursive=True)))
        say(f"  {program.name:<52}{used / 1e6:>9.0f}")
    say()


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--no-setup", action="store_true", help="leave out the fresh set-up")
    given = parser.parse_args()
    machine()
    if not given.no_setup:
        set_up()
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        product = start_product(Path(folder))
        say(f"start until ready, snapshot built anew: {time.perf_counter() - started:.1f} s")
        say()
        try:
            turns(product)
            memory(product)
        finally:
            product.stop()


if __name__ == "__main__":
    main()
