"""Measures the embedded encoder and prints a table; asserts nothing. `python -m tests.bench.encoder [MODEL]`

MODEL measures another one, as EMBEDDING_MODEL names it.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from knowledge.encoders import choose
from tests.bench.__main__ import machine, say

ROUNDS = 40
BUILT = Path("data/built")
QUESTIONS = {
    "4 words": "học phí nghề hàn",
    "8 words": "học phí ngành điện công nghiệp bao nhiêu",
    "14 words": "em học xong lớp 9 muốn học sửa ô tô ở Lạng Sơn",
    "60 words": "con tôi người Nùng hộ cận nghèo học trung cấp được hỗ trợ tiền ăn ở bao nhiêu một tháng " * 3,
}


def processor_time(action: Callable[[], object]) -> float:
    """Milliseconds of processor time, all threads, p50."""
    taken: list[float] = []
    for _ in range(ROUNDS):
        started = time.process_time()
        action()
        taken.append(1000 * (time.process_time() - started))
    return statistics.median(taken)


def main() -> None:
    """Open, ask, print."""
    machine()
    process = psutil.Process(os.getpid())
    before = process.memory_info().rss
    started = time.perf_counter()
    chosen = choose(BUILT, sys.argv[1] if len(sys.argv) > 1 else "")
    opened = time.perf_counter() - started
    encoder = chosen.encoder
    for problem in chosen.problems:
        say(str(problem))
    if encoder is None:
        return
    say(f"{encoder.name} {encoder.digest}, {encoder.dimension} dimensions, opened in {opened:.2f} s")
    say(f"{'one question, processor time p50':<52}{'ms':>9}")
    for name, text in QUESTIONS.items():
        say(f"  {name:<50}{processor_time(lambda text=text: encoder.queries([text])):>9.1f}")
    passages = [f"{number}. {text}" for number in range(8) for text in QUESTIONS.values()]
    started = time.perf_counter()
    encoder.passages(passages)
    say(f"{'passages a second, all processors':<52}{len(passages) / (time.perf_counter() - started):>9.0f}")
    encoder.queries(["học nghề " * 1000])
    say(f"{'memory the encoder added, MB':<52}{(process.memory_info().rss - before) / 1e6:>9.0f}")


if __name__ == "__main__":
    main()
