"""From what the rankers think of a hit to the probability that its record answers the question.

A logistic regression over features that compare across questions, fitted when the snapshot is built (`fitting.py`) and
kept as plain numbers: one for the record that leads, one for those behind it. One for both found 7 points fewer of
the right answers at the same precision. Without check questions nothing can be fitted: then the coverage itself
counts as confidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

FEATURES = ("cosine", "coverage", "margin", "lexical", "agreement", "words", "known", "vote", "lead", "nothing")
"""Columns of a matrix of features.

cosine: of the nearest vector. coverage: share of the question's words, by rarity. margin: how much higher the hit
scores than the best other record (negative: than the best). lexical: z of BM25. agreement: 1 when both rankers put its
record first, 0.5 when one does. words: number of the question's words, at most 12. known: share of them that occur in
any passage. vote: how much the question is like those that ask for the hit's record. lead: how much more than for any
other record. nothing: how much it is like those that nothing held answers. The last three are 0 where nothing votes.
"""
COVERAGE = FEATURES.index("coverage")
MARGIN = FEATURES.index("margin")
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
class Line:
    """Weights in the order of FEATURES, and what is added to their sum."""

    weights: tuple[float, ...]
    bias: float

    def log_odds(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """For features of shape [hits, features], shape [hits]."""
        return features @ np.array(self.weights) + self.bias


@dataclass(frozen=True, slots=True)
class Calibration:
    """How sure a hit is, and the thresholds with what was measured at them on held-out questions."""

    thresholds: Thresholds = COVERAGE_THRESHOLDS
    leading: Line | None = None
    trailing: Line | None = None
    """Both, or neither: then the coverage is the confidence."""
    measured: Mapping[str, float] = field(default_factory=dict[str, float])

    def confidence(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities for features of shape [hits, features], shape [hits]."""
        probabilities = features[:, COVERAGE]
        if self.leading and self.trailing:
            leads = features[:, MARGIN] >= 0
            odds = np.where(leads, self.leading.log_odds(features), self.trailing.log_odds(features))
            probabilities = 1 / (1 + np.exp(-odds))
        highest = np.where(features[:, WORDS] < ENOUGH_WORDS, self.thresholds.answer_above - _BELOW, 1.0)
        return np.clip(probabilities, 0.0, highest)

    def to_json(self) -> dict[str, Any]:
        """Plain numbers, read back by `from_json`."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Calibration:
        """KeyError or TypeError when it is not what `to_json` gave."""
        leading, trailing = (_line(stored[name]) for name in ("leading", "trailing"))
        return cls(Thresholds(**stored["thresholds"]), leading, trailing, stored["measured"])


def _line(stored: Mapping[str, Any] | None) -> Line | None:
    if stored is None:
        return None
    if len(stored["weights"]) != len(FEATURES):
        raise KeyError("weights")
    return Line(tuple(stored["weights"]), stored["bias"])
