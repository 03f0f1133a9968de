"""Two scores of each candidate made one: 0.5·z(BM25) + 0.5·z(cosine), z over everything that is indexed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]

LEXICAL_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean and standard deviation of one question's scores over everything that is indexed."""

    mean: float
    deviation: float


NO_MOMENTS = Moments(0.0, 0.0)
"""Of scores that there are none of."""


def z_scores(scores: NDArray[Any], moments: Moments) -> Scores:
    """How many deviations each score lies above the mean; all zero where nothing deviates. Shape as given."""
    if moments.deviation <= 0:
        return np.zeros(len(scores))
    return (scores.astype(np.float64) - moments.mean) / moments.deviation


def fused(lexical: Scores, dense: Scores) -> Scores:
    """The sum of z scores of the same candidates, lexical and dense in equal shares."""
    return LEXICAL_SHARE * lexical + (1 - LEXICAL_SHARE) * dense


def best_first(scores: NDArray[Any], limit: int) -> NDArray[np.int64]:
    """Places of the highest scores, best first, of equal ones the first; at most `limit`."""
    if limit < len(scores):
        least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        places = np.flatnonzero(scores >= least)
    else:
        places = np.arange(len(scores))
    return places[np.argsort(-scores[places], kind="stable")][:limit]
