"""Learning what is asked from examples; by the build only: scikit-learn is not imported when serving.

Examples are learnt folded, as they are written and once more with slips. The limit is measured on messages that were
held out, as they are written; both forms of a message are always in one fold.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.asked.examples import DUE, NOTHING, Asked
from knowledge.asked.questions import Questions, seen
from knowledge.linear.matrix import Matrix, matrix
from knowledge.retrieval.noise import noisy
from knowledge.text import Teencode

PRECISION = 0.9
"""At least this share of what is taken for a question of its own is one: else the lexicon's silence stands."""
_FOLDS = 5
_FEWEST = 200
"""Messages without which nothing is learnt."""
_SEED = 1
_STRENGTH = 1.0
_DIGITS = 4

Column = NDArray[Any]


def learn(examples: Asked, teencode: Teencode) -> tuple[Questions, dict[str, Any]] | None:
    """The model, and what was measured; None where there are too few examples. It is the same for the same examples."""
    if len(examples) < _FEWEST:
        return None
    fields = np.array([field for field, _ in examples])
    names = tuple(sorted({*fields.tolist()}))
    written = matrix([seen(text, teencode) for _, text in examples])
    slipped = matrix([seen(noisy(text, seed=_SEED), teencode) for _, text in examples])
    fold = np.random.default_rng(_SEED).permutation(len(examples)) % _FOLDS
    scores = {"written": np.zeros((len(examples), len(names))), "with_slips": np.zeros((len(examples), len(names)))}
    for each in range(_FOLDS):
        out = fold == each
        weights, biases = _fitted(_both(written[~out], slipped[~out]), np.tile(fields[~out], 2))
        scores["written"][out] = written[out] @ weights.T + biases
        scores["with_slips"][out] = slipped[out] @ weights.T + biases
    limit = _limit(*_led(scores["written"], names), fields)
    weights, biases = _fitted(_both(written, slipped), np.tile(fields, 2))
    model = Questions(names, weights.astype(np.float32), biases.round(_DIGITS), limit=limit, teencode=teencode)
    return model, {sort: _measured(*_led(one, names), fields, limit) for sort, one in scores.items()}


def _both(written: Matrix, slipped: Matrix) -> Matrix:
    sparse: Any = import_module("scipy.sparse")
    return sparse.vstack([written, slipped]).tocsr()


def _fitted(rows: Matrix, fields: Column) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights of shape [fields, BUCKETS] and biases of shape [fields], fields sorted."""
    classifier: Any = import_module("sklearn.svm").LinearSVC  # takes seconds to import
    model = classifier(C=_STRENGTH, random_state=_SEED).fit(rows, fields)
    return np.asarray(model.coef_), np.asarray(model.intercept_)


def _led(scores: NDArray[np.float64], names: tuple[str, ...]) -> tuple[Column, NDArray[np.float64]]:
    """The field that leads, and by how much; each of shape [messages]."""
    ordered = np.sort(scores, axis=1)
    return np.array(names)[scores.argmax(axis=1)], ordered[:, -1] - ordered[:, -2]


def _limit(led: Column, margins: NDArray[np.float64], fields: Column) -> float:
    """The lowest margin from which those taken for a question of their own are so as often as PRECISION asks."""
    taken = np.flatnonzero(~np.isin(led, (NOTHING, DUE)))
    taken = taken[np.argsort(-margins[taken], kind="stable")]
    share = (led[taken] == fields[taken]).cumsum() / np.arange(1, len(taken) + 1)
    right = np.flatnonzero(share >= PRECISION)
    return float(np.round(margins[taken[right[-1]]] if len(right) else np.inf, _DIGITS))


def _measured(led: Column, margins: NDArray[np.float64], fields: Column, limit: float) -> dict[str, float]:
    """Of held-out messages: the share led by the right field, found of those that ask, and right of those found."""
    asks, taken = ~np.isin(fields, (NOTHING, DUE)), ~np.isin(led, (NOTHING, DUE)) & (margins >= limit)
    right = led == fields
    return {
        "messages": len(fields),
        "right": round(float(right.mean()), _DIGITS),
        "found": round(float((taken & right).sum() / max(asks.sum(), 1)), _DIGITS),
        "precision": round(float(right[taken].mean()) if taken.any() else 0.0, _DIGITS),
    }
