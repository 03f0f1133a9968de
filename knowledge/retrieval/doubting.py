"""Learning the model of doubt from questions of both sorts; by the build only: scikit-learn is not imported later.

One logistic regression, the sorts weighing alike. The limits are set on questions that were held out: so many of those
that are answered may lie above. In use fewer do: whoever asks surely about support, a trade or a figure is never
doubted, because those have endings of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval.doubt import BUCKETS, SHARE_OF_SENSE, Doubt, Limits, words
from knowledge.text import Teencode
from knowledge.unheld import Lessons

FALSE_REFUSALS = 0.1
"""At most this share of held-out questions that are answered may reach `refuse`."""
FALSE_SUSPICIONS = 0.14
"""The same of `suspect`, which only keeps from asking back."""
_STRENGTH = 3.0
_FOLDS = 5
_FEWEST = 50
_DIGITS = 4

Column = NDArray[Any]


def learn(lessons: Lessons, vectors: NDArray[np.float32], teencode: Teencode) -> tuple[Doubt, dict[str, float]] | None:
    """The model, and what was measured; None where there are too few questions of a sort.

    `vectors`: of the questions that are held, then of the others, shape [questions, dimension].
    """
    if min(len(lessons.held), len(lessons.unheld)) < _FEWEST:
        return None
    rows = _rows([*lessons.held, *lessons.unheld], vectors, teencode)
    unheld: Column = np.arange(len(lessons.held) + len(lessons.unheld)) >= len(lessons.held)
    scores = np.zeros(len(unheld))
    folds = np.random.default_rng(0).permutation(len(unheld)) % _FOLDS
    for fold in range(_FOLDS):
        out = folds == fold
        weights, bias = _fitted(rows[~out], unheld[~out])
        scores[out] = rows[out] @ weights + bias
    refuse, suspect = (
        round(float(np.quantile(scores[~unheld], 1 - share)), _DIGITS) for share in (FALSE_REFUSALS, FALSE_SUSPICIONS)
    )
    weights, bias = _fitted(rows, unheld)
    measured = {
        "held": float((~unheld).sum()),
        "unheld": float(unheld.sum()),
        "refused_of_unheld": round(float((scores[unheld] >= refuse).mean()), _DIGITS),
        "suspected_of_unheld": round(float((scores[unheld] >= suspect).mean()), _DIGITS),
    }
    return Doubt(weights, round(bias, _DIGITS), Limits(refuse, suspect), teencode), measured


def _rows(texts: Sequence[str], vectors: NDArray[np.float32], teencode: Teencode) -> Any:
    """A sparse matrix of shape [texts, BUCKETS + dimension]."""
    sparse: Any = import_module("scipy.sparse")
    found = [words(text, teencode) for text in texts]
    lengths = np.array([len(places) for places in found])
    values = np.repeat(1 / np.sqrt(np.maximum(lengths, 1)), lengths)
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    by_words = sparse.csr_matrix((values, np.concatenate(found), bounds), shape=(len(found), BUCKETS))
    return sparse.hstack([by_words, sparse.csr_matrix(vectors.astype(np.float64) * SHARE_OF_SENSE)]).tocsr()


def _fitted(rows: Any, unheld: Column) -> tuple[NDArray[np.float32], float]:
    """Weights of shape [features], and the bias."""
    regression: Any = import_module("sklearn.linear_model").LogisticRegression  # takes seconds to import
    model = regression(C=_STRENGTH, solver="liblinear", class_weight="balanced", random_state=0).fit(rows, unheld)
    return np.asarray(model.coef_[0], dtype=np.float32), float(model.intercept_[0])
