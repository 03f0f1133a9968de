"""The project's own evaluation: `make evaluate`, or `python -m tests.evaluation [--part PART] [--offline]`.

Starts the real product over the snapshot in use, goes through every case in three spellings, prints Markdown tables.
Every case that failed is written to data/built/evaluation/; of the part set aside, figures are all that is shown.
`--offline` needs no servers: Rasa reads all messages in one batch, the actions run in this process.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from channels.programs import newest_model
from knowledge import snapshot
from knowledge.encoders import choose
from knowledge.library import Library
from knowledge.retrieval.evaluate import SEED, SPELLINGS, spelt
from tests.e2e.product import ROOT, start_over
from tests.evaluation.cases import PARTS, Case, Part, load, texts
from tests.evaluation.figures import Result
from tests.evaluation.report import failures, tables
from tests.evaluation.talking import AT_ONCE, go_through, in_process, over_http, read_by_rasa

BUILT = Path(os.environ.get("BUILT_DIR") or ROOT / "data" / "built").resolve()
MODELS = ROOT / "data" / "built" / "models"
WRITTEN = ROOT / "data" / "built" / "evaluation"


def main() -> None:
    """Run one part."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument("--part", choices=PARTS, default="open")
    parser.add_argument("--offline", action="store_true", help="no servers: quicker, for developers")
    parser.add_argument("--limit", type=int, help="only the first cases")
    parser.add_argument("--seed", type=int, default=SEED, help="of the noise")
    given = parser.parse_args()
    cases = load(given.part)[: given.limit]
    library = Library.open(snapshot.current(BUILT), encoder=partial(choose, BUILT))
    started = time.monotonic()
    results = (_offline if given.offline else _online)(cases, library, given.seed)
    how = "in process" if given.offline else f"over HTTP, {AT_ONCE} conversations at once"
    run = f"{given.part}: {len(cases)} cases × {len(SPELLINGS)} spellings {how}, noise seed {given.seed}"
    say(f"{run}, snapshot {library.digest[:12]}, {time.monotonic() - started:.0f} s\n")
    for line in tables(results):
        say(line)
    if given.part != "set_aside":
        say(f"\nwhat failed: {_keep(results, given.part).relative_to(ROOT)}")


def _online(cases: Sequence[Case], library: Library, seed: int) -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        product = start_over(ROOT / "data", BUILT, Path(folder), {"DEBUG_META": "true"})
        try:
            return go_through(cases, over_http(product), library, seed=seed, at_once=AT_ONCE)
        finally:
            product.stop()


def _offline(cases: Sequence[Case], library: Library, seed: int) -> list[Result]:
    model = Path(os.environ.get("MODEL_PATH") or newest_model(MODELS) or "missing")
    said = [spelt(text, spelling, seed=seed) for spelling in SPELLINGS for case in cases for text in texts(case)]
    return go_through(cases, in_process(library, read_by_rasa(model, said)), library, seed=seed, at_once=1)


def _keep(results: Sequence[Result], part: Part) -> Path:
    """Write what failed, and every result as JSON lines beside it."""
    WRITTEN.mkdir(parents=True, exist_ok=True)
    rows = [
        {**asdict(one), "case": one.case.id, "slots": sorted(one.slots), "right_ending": one.right_ending}
        for one in results
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (WRITTEN / f"{part}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path = WRITTEN / f"{part}_failures.txt"
    path.write_text("\n".join(failures(results)) + "\n", encoding="utf-8")
    return path


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
