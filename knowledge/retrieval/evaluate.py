"""How well rankers find what answers, in three spellings of the same questions, and how long a question takes them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from knowledge.retrieval.collection import Question
from knowledge.retrieval.measures import DEPTH, MEASURES, measures
from knowledge.retrieval.noise import noisy, without_diacritics

SEED = 4
"""Of the noise, where none is given: published figures are those of this seed."""
SPELLINGS = ("as_written", "no_diacritics", "noisy")
_WARM_UP = 5

Search = Callable[[str], Sequence[str]]
"""A question's text → ids of passages, best first; at least DEPTH where so many are found at all."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over all questions: `quality` by the names of MEASURES (0 to 1), wall and processor milliseconds each."""

    quality: Mapping[str, float]
    wall: float
    processor: float

    def json(self) -> dict[str, float]:
        """As `evaluate --json` prints them: quality to four places, wall milliseconds as "ms"."""
        return {name: round(value, 4) for name, value in self.quality.items()} | {"ms": round(self.wall, 3)}


NO_FIGURES: Mapping[str, None] = dict.fromkeys((*MEASURES, "ms"))
"""What stands in the JSON for a ranker that could not be had: the same shape, nothing claimed."""


def spelt(text: str, spelling: str, *, seed: int = SEED) -> str:
    """A question in one of SPELLINGS."""
    spell: Mapping[str, Callable[[str], str]] = {
        "as_written": str,
        "no_diacritics": without_diacritics,
        "noisy": partial(noisy, seed=seed),
    }
    return spell[spelling](text)


def measured(search: Search, questions: Sequence[Question], spelling: str, *, seed: int = SEED) -> Figures:
    """Ask every question once, one after another. ValueError without questions or when a ranking names an id twice."""
    if not questions:
        raise ValueError("no question to ask")
    texts = [spelt(question.text, spelling, seed=seed) for question in questions]
    for text in texts[:_WARM_UP]:
        search(text)
    wall, processor = time.perf_counter(), time.process_time()
    rankings = [search(text) for text in texts]
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    found: list[Mapping[str, float]] = []
    for question, ranking in zip(questions, rankings, strict=True):
        first = list(ranking[:DEPTH])
        if len(set(first)) != len(first):
            raise ValueError(f"the ranking for question {question.id} names a passage twice")
        found.append(measures(first, question.grades))
    quality = {name: sum(one[name] for one in found) / len(found) for name in MEASURES}
    return Figures(quality, 1000 * wall / len(texts), 1000 * processor / len(texts))
