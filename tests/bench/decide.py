"""`python -m tests.bench.decide`: processor time of deciding all policies, and of choosing the next question.

Over every household of tests/cases/households, one thread, facts read anew each time; what was opened is set apart from
the collector as the action server sets it apart. Asserts nothing.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from actions.server import set_apart
from knowledge.policies.book import load_book
from knowledge.policies.questions import next_question
from knowledge.policies.report import report
from tests.households import rows


def timed(what: Callable[[], Any]) -> float:
    """Milliseconds of processor time."""
    began = time.process_time()
    what()
    return 1000 * (time.process_time() - began)


def main() -> int:
    """Print median, 95th percentile and the longest of each."""
    law = load_book(Path("data/policies"))
    households = [(row["facts"], row["date"]) for row in rows()]
    set_apart()
    jobs: dict[str, Callable[[Any, Any], Any]] = {
        "all policies decided": law.decide,
        "the next question": lambda facts, on: next_question(law, facts, on),
        "the report for JSON": lambda facts, on: report(law, law.learner(facts, on)),
    }
    print(f"{len(law.policies)} policies, {len(households)} households")
    for name, job in jobs.items():
        times = sorted(timed(lambda job=job, facts=facts, on=on: job(facts, on)) for facts, on in households)
        late = times[int(0.95 * len(times))]
        print(
            f"  {name:<22} median {statistics.median(times):6.2f} ms  p95 {late:6.2f} ms  longest {times[-1]:6.2f} ms"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
