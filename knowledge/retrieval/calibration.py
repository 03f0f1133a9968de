"""From what the rankers think of a hit to the probability that its record answers the question.

A logistic regression over features that compare across questions, fitted when the snapshot is built (`fitting.py`) and
kept as plain numbers. Without check questions nothing can be fitted: then the coverage itself counts as confidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

FEATURES = ("cosine", "coverage", "margin", "lexical", "agreement", "words", "known")
"""Columns of a matrix of features.

cosine: of the nearest vector. coverage: share of the question's words, by rarity. margin: how much higher the hit
scores than the best other record (negative: than the best). lexical: z of BM25. agreement: 1 when both rankers put its
record first, 0.5 when one does. words: number of the question's words, at most 12. known: share of them that occur in
any passage.
"""
COVERAGE = FEATURES.index("coverage")
WORDS = FEATURES.index("words")

ENOUGH_WORDS = 3
"""A shorter question may be suggested something and is never answered: too much fits it."""
_BELOW = 1e-6


@dataclass(frozen=True, slots=True)
class Thresholds:
    """At `answer_above` or more a hit answers; at `ask_above` or more it may be suggested; below, nothing is held."""

    answer_above: float
    ask_above: float


COVERAGE_THRESHOLDS = Thresholds(answer_above=0.62, ask_above=0.40)
"""Of the coverage where nothing could be fitted."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the features, and the thresholds with what was measured at them on held-out questions."""

    thresholds: Thresholds = COVERAGE_THRESHOLDS
    weights: tuple[float, ...] = ()
    """In the order of FEATURES; empty: coverage is the confidence."""
    bias: float = 0.0
    measured: Mapping[str, float] = field(default_factory=dict[str, float])

    def confidence(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities for features of shape [hits, features], shape [hits]."""
        probabilities = features[:, COVERAGE]
        if self.weights:
            probabilities = 1 / (1 + np.exp(-(features @ np.array(self.weights) + self.bias)))
        highest = np.where(features[:, WORDS] < ENOUGH_WORDS, self.thresholds.answer_above - _BELOW, 1.0)
        return np.clip(probabilities, 0.0, highest)

    def to_json(self) -> dict[str, Any]:
        """Plain numbers, read back by `from_json`."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Calibration:
        """KeyError or TypeError when it is not what `to_json` gave."""
        weights: Sequence[float] = stored["weights"]
        if len(weights) not in {0, len(FEATURES)}:
            raise KeyError("weights")
        return cls(Thresholds(**stored["thresholds"]), tuple(weights), stored["bias"], stored["measured"])
