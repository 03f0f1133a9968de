"""How long restorer, encoder and search take, and what the opened search weighs, at several numbers of passages.

    python -m tests.bench.retrieval [--sizes 1000,10000,100000]

Vectors are random: of equal length and number to real ones, which is all that the time depends on.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import psutil

from knowledge.corpus import own_texts
from knowledge.encoders import Encoder, Vectors, choose
from knowledge.models import Passage
from knowledge.restorer import Restorer
from knowledge.retrieval.calibration import Calibration
from knowledge.retrieval.dense import texts_of
from knowledge.retrieval.finder import Filter, Finder
from knowledge.retrieval.hybrid import Ranker
from knowledge.text import Teencode, fold

DATA = Path("data")
QUESTIONS = 200
WORDS_A_PASSAGE = 80
WORDS_A_QUESTION = 9


class RandomVectors:
    """Questions go through the real encoder; passages get vectors that cost nothing to make."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name, self.digest, self.dimension = encoder.name, encoder.digest, encoder.dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.queries(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        made = np.random.default_rng(1).normal(size=(len(texts), self.dimension)) + 1
        return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    choice = choose(Path("data/built"))
    if choice.encoder is None:
        raise SystemExit("no encoder: run make build")
    process, teencode = psutil.Process(), Teencode.load(DATA / "lexicon" / "teencode.tsv")
    texts = own_texts(DATA)
    words = " ".join(texts).split()
    restorer = Restorer.train(texts, teencode=teencode)
    chance = random.Random(1)
    questions = [fold(" ".join(_run_of(words, WORDS_A_QUESTION, chance))) for _ in range(QUESTIONS)]
    readable = [restorer.readable(question) for question in questions]
    print(f"restorer, ms: {_milliseconds(restorer.readable, questions)}")
    print(f"encoder, ms: {_milliseconds(lambda text: choice.encoder and choice.encoder.queries([text]), readable)}")
    for size in sizes:
        passages = [_passage(number, words, chance) for number in range(size)]
        with tempfile.TemporaryDirectory() as folder:
            encoder = RandomVectors(choice.encoder)
            began = time.perf_counter()
            Ranker.build(passages, encoder=encoder, restorer=restorer, teencode=teencode, folder=Path(folder))
            built = time.perf_counter() - began
            before, began = process.memory_info().rss, time.perf_counter()
            ranker = Ranker.open(Path(folder), passages, encoder=encoder, restorer=restorer, teencode=teencode)
            opened = time.perf_counter() - began
            finder = Finder(ranker, "hybrid", Calibration())
            filtered = Filter(kinds=frozenset({"document"}), province="04")
            whole = _milliseconds(finder.find, questions)
            narrow = _milliseconds(partial(finder.find, wanted=filtered), questions)
            weight = (process.memory_info().rss - before) / 1e6
        print(f"{size:,} passages, {sum(len(texts_of(one)) for one in passages):,} vectors")
        print(f"  build without encoding {built:.1f} s, open {opened:.2f} s, opened search {weight:.0f} MB")
        print(f"  question → hits (restorer, encoder and search), ms: {whole}; with filters: {narrow}")


def _passage(number: int, words: Sequence[str], chance: random.Random) -> Passage:
    body = " ".join(_run_of(words, WORDS_A_PASSAGE, chance))
    province = chance.choice(("04", "20", "86", None))
    return Passage(f"document:{number}", "document", str(number), body[:40], body, province=province)


def _run_of(words: Sequence[str], count: int, chance: random.Random) -> Sequence[str]:
    first = chance.randrange(len(words) - count)
    return words[first : first + count]


def _milliseconds(work: Callable[[str], object], texts: Sequence[str]) -> str:
    for text in texts[:10]:
        work(text)
    wall: list[float] = []
    processor: list[float] = []
    for text in texts:
        began, began_cpu = time.perf_counter(), time.process_time()
        work(text)
        wall.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.process_time() - began_cpu))
    return (
        f"p50 {statistics.median(wall):.2f} (CPU {statistics.median(processor):.2f}), p95 {np.quantile(wall, 0.95):.2f}"
    )


if __name__ == "__main__":
    main()
