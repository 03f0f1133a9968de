"""How good a ranking is, for one question; means over questions are taken by the caller."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

DEPTH = 10
"""How far down a ranking counts."""
MEASURES = ("p@1", "r@5", "r@10", "mrr@10", "ndcg@10")

Grades = Mapping[str, float]
"""Relevant ids with their grades, above 0; 1 where relevance is yes or no."""


def measures(ranking: Sequence[str], grades: Grades) -> dict[str, float]:
    """Every one of MEASURES for a ranking of different ids, best first, against at least one relevant id.

    p@1: the first is relevant. r@k: share of the relevant ids among the first k. mrr@10: 1 / the place of the first
    relevant one. ndcg@10: discounted cumulative gain, grades as gains, over the best possible (Järvelin and
    Kekäläinen 2002).
    """
    gains = [grades.get(one, 0.0) for one in ranking[:DEPTH]]
    ideal = sorted(grades.values(), reverse=True)[:DEPTH]
    return {
        "p@1": float(bool(gains) and gains[0] > 0),
        "r@5": sum(gain > 0 for gain in gains[:5]) / len(grades),
        "r@10": sum(gain > 0 for gain in gains) / len(grades),
        "mrr@10": next((1 / place for place, gain in enumerate(gains, start=1) if gain > 0), 0.0),
        "ndcg@10": _discounted(gains) / _discounted(ideal),
    }


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, start=1))
