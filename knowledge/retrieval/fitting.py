"""Fitting a calibration on hits of check questions; by the build only: scikit-learn is not imported when serving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.retrieval.calibration import FEATURES, MARGIN, Calibration, Line, Thresholds

PRECISION = 0.95
"""Of what is answered on questions that were held out."""
FALSE_REFUSALS = 0.03
"""At most this share of the questions whose right record comes first may fall below `ask_above`."""
_FOLDS = 5
_FEWEST = 20
"""Questions of each sort (answerable, not) without which nothing is fitted."""
_DIGITS = 6

Column = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """A hit of a check question: its features, whether its record answers, whether it was the first.

    `group` is one number for all spellings of a question: they are held out together.
    """

    features: NDArray[np.float64]
    right: bool
    first: bool
    answerable: bool
    group: int


def fit(samples: Sequence[Sample]) -> Calibration:
    """A calibration with thresholds measured on held-out questions; the uncalibrated one where there are too few."""
    askable = {one.group for one in samples if one.answerable}
    others = {one.group for one in samples if not one.answerable}
    if min(len(askable), len(others)) < _FEWEST:
        return Calibration()
    features = np.stack([one.features for one in samples])
    right = np.array([one.right for one in samples])
    groups = np.array([one.group for one in samples])
    held_out = np.zeros(len(samples))
    for fold in range(_FOLDS):
        inside = groups % _FOLDS == fold
        held_out[inside] = _fitted(features[~inside], right[~inside]).confidence(features[inside])
    first = np.array([one.first for one in samples])
    answerable = np.array([one.answerable for one in samples])
    thresholds, measured = _thresholds(held_out[first], right[first], answerable[first])
    plain = _fitted(features, right)
    return Calibration(thresholds, plain.leading, plain.trailing, measured)


def _fitted(features: Column, right: Column) -> Calibration:
    """Without thresholds: a short question is capped only where there is one."""
    leads = features[:, MARGIN] >= 0
    leading, trailing = (_line(features[part], right[part]) for part in (leads, ~leads))
    return Calibration(Thresholds(1.0, 0.0), leading, trailing)


def _line(features: Column, right: Column) -> Line:
    """Weights for the features as they are; the regression itself sees them scaled."""
    if right.all() or not right.any():
        return Line((0.0,) * len(FEATURES), round(float(np.log((right.sum() + 0.5) / ((~right).sum() + 1.5))), _DIGITS))
    regression: Any = import_module("sklearn.linear_model").LogisticRegression  # takes seconds to import
    mean, deviation = features.mean(axis=0), features.std(axis=0)
    scale = np.where(deviation > 0, deviation, 1.0)
    model = regression(C=1.0, max_iter=1000).fit((features - mean) / scale, right)
    weights = np.asarray(model.coef_[0]) / scale
    bias = float(model.intercept_[0]) - float(weights @ mean)
    return Line(tuple(np.round(weights, _DIGITS).tolist()), round(bias, _DIGITS))


def _thresholds(sure: Column, right: Column, answerable: Column) -> tuple[Thresholds, dict[str, float]]:
    """Those of the first hits' held-out confidence, and what they give."""
    answer_above = _least_precise_enough(sure, right)
    wanted = np.sort(sure[right])
    ask_above = min(float(np.floor(wanted[int(len(wanted) * FALSE_REFUSALS)] * 1e4) / 1e4), answer_above)
    answered, suggested = sure >= answer_above, sure >= ask_above
    measured = {
        "answered": float(answered.mean()),
        "answer_precision": _share(right[answered]),
        "answer_recall": _share(answered[right]),
        "wrong_and_confident": float((answered & ~right).mean()),
        "false_refusals": _share(~suggested[right]),
        "refusal_recall": _share(~suggested[~answerable]),
        "not_answered_recall": _share(~answered[~answerable]),
        "first_is_right": _share(right[answerable]),
    }
    return Thresholds(answer_above, ask_above), {name: round(figure, 4) for name, figure in measured.items()}


def _least_precise_enough(sure: Column, right: Column) -> float:
    """The lowest threshold at which, and at each higher one of enough hits, precision is reached; 1 when none is."""
    order = np.argsort(-sure, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= PRECISION)
    enough = enough[enough + 1 >= _FEWEST]
    # Rounded up, never to a lower precision than was measured.
    return float(np.ceil(sure[order][enough[-1]] * 1e4) / 1e4) if len(enough) else 1.0


def _share(column: Column) -> float:
    return float(column.mean()) if len(column) else 0.0
