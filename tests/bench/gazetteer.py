"""Measures how long the gazetteer takes to find names; prints a table. `python -m tests.bench.gazetteer`

Ten-word messages with names, slips and none, over the project's own names and over 30,000 of which most are made up.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import polars as pl
import yaml

from knowledge import snapshot
from knowledge.gazetteer import Cues, Gazetteer, Name
from knowledge.library import Library
from knowledge.text import Teencode, syllables

MANY = 30_000
_ROUNDS = 5
_WORDS = 10


def messages(cases: Path) -> list[str]:
    """The texts of the case tables, cut or lengthened to ten words."""
    texts = [case["text"] for case in yaml.safe_load(cases.read_text(encoding="utf-8"))]
    joined = [" ".join(pair) for pair in pairwise(texts)]
    return [" ".join(text.split()[:_WORDS]) for text in joined if len(text.split()) >= _WORDS]


def made_up(names: Sequence[Name], count: int, chance: random.Random) -> list[Name]:
    """Names of two to six syllables of the real ones, as many as are missing to `count`."""
    parts = sorted({syllable.text for name in names for syllable in syllables(name.form)})
    kinds = ("trade", "institution", "place")
    made = [" ".join(chance.choices(parts, k=chance.randint(2, 6))) for _ in range(max(0, count - len(names)))]
    return [*names, *(Name(chance.choice(kinds), f"M{number}", form) for number, form in enumerate(made))]


def measure(gazetteer: Gazetteer, texts: Sequence[str]) -> tuple[float, float]:
    """Median and 95th percentile of one `find`, in milliseconds."""
    taken: list[float] = []
    for text in list(texts) * _ROUNDS:
        started = time.perf_counter()
        gazetteer.find(text)
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--built", type=Path, default=Path("data/built"), help="folder of the built snapshots")
    folder = snapshot.current(parser.parse_args().built)
    library = Library.open(folder)
    names = [Name(**row) for row in pl.read_parquet(folder / "names.parquet").to_dicts()]
    teencode = Teencode.load(folder / "teencode.tsv")
    cues = Cues.from_lexicon(json.loads((folder / "lexicon.json").read_text(encoding="utf-8")))
    texts = messages(Path("tests/cases/mentions.yaml"))
    restorer = library.restorer
    print(f"{len(texts)} messages of {_WORDS} words")
    print(f"{'names':>8} {'restorer':>9} {'built s':>8} {'p50 ms':>8} {'p95 ms':>8}")
    for known in (names, made_up(names, MANY, random.Random(1))):
        for restore in (None, restorer.restore):
            started = time.perf_counter()
            gazetteer = Gazetteer(known, teencode, cues, restorer.abbreviations, restore)
            built = time.perf_counter() - started
            median, high = measure(gazetteer, texts)
            print(f"{len(known):>8} {'yes' if restore else 'no':>9} {built:>8.2f} {median:>8.2f} {high:>8.2f}")


if __name__ == "__main__":
    main()
