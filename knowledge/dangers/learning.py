"""Learning the model of dangers from examples; by the build only: scikit-learn is not imported when serving.

Examples are learnt folded, as they are written, once more with slips, so that no spelling is new, and once beside a
plain question, so that what a danger is told beside counts for nothing. Whether a message is danger is one logistic
regression; of which kind, one a kind over the dangers. Rare words weigh more than those that stand everywhere. The
limits are measured on messages that were held out, by the part that is most like danger, as in use; all forms of a
message are always in one fold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.dangers.examples import Examples
from knowledge.dangers.suspicion import Limits, Suspicions
from knowledge.linear.features import BUCKETS, features, parts
from knowledge.linear.matrix import Matrix, matrix
from knowledge.retrieval.noise import noisy
from knowledge.text import Teencode

FALSE_ALARMS = 0.002
"""At most this share of ordinary messages that sound like danger may be taken for it; more of a stranger's are."""
FALSE_WORDS = 0.04
"""At most this share of all ordinary messages may get a word beside the answer: two lines, where silence costs more."""
MISTAKEN = 0.12
"""At most this share of dangers may look so ordinary that a phrase of danger is doubted; those get a word beside."""
_FOLDS = 5
_FEWEST = 50
"""Messages of each sort without which nothing is learnt."""
_SEED = 1
_STRENGTH = 10.0
_USUAL = 150
_PLAIN = 0.3
"""Weight of a question that does not even sound like danger."""
_IN_PASSING = 0.5
"""Weight of a message beside a plain question; `_SHORT` words and it may be told so."""
_SHORT = 16
_EITHER = 0.5
_DIGITS = 4

Column = NDArray[Any]


@dataclass(frozen=True, slots=True)
class _Lesson:
    """Rows to learn from. `message`: one number for all forms of one; `slipped`: whether it is the form with slips.

    `beside`: whether it is the form beside a plain question; nothing is measured on those. `parts`: of all other rows,
    and `part_of` the row of each.
    """

    rows: Matrix
    is_danger: Column
    weight: Column
    message: Column
    slipped: Column
    beside: Column
    parts: Matrix
    part_of: Column


def learn(examples: Examples, teencode: Teencode) -> tuple[Suspicions, dict[str, Any]] | None:
    """The model, and what was measured; None where there are too few examples. It is the same for the same examples."""
    if min(len(examples.told), len(examples.ordinary)) < _FEWEST:
        return None
    lesson = _lesson(examples, teencode)
    scores = _held_out(lesson)
    limits = _limits(lesson, scores)
    rarity = _rarity(lesson.rows)
    danger, bias = _fitted(lesson.rows, lesson.is_danger, lesson.weight, rarity)
    alone = lesson.is_danger & ~lesson.beside
    dangers = lesson.rows[alone]
    kinds = np.array([kind for kind, _ in examples.told])[lesson.message[alone]]
    each = [_fitted(dangers, kinds == kind, np.ones(len(kinds)), rarity) for kind in examples.kinds]
    biases = np.array([bias, *(one for _, one in each)], dtype=np.float64).round(_DIGITS)
    weights = np.stack([danger, *(one for one, _ in each)])
    model = Suspicions(examples.kinds, weights, biases, limits=limits, teencode=teencode)
    return model, _measured(lesson, scores, limits)


def _lesson(examples: Examples, teencode: Teencode) -> _Lesson:
    """Every form of every message; plain questions only as they are written."""
    hard = [*(text for _, text in examples.told), *examples.ordinary]
    alone = [*hard, *examples.plain, *(noisy(text, seed=_SEED) for text in hard)]
    beside = list(_beside_plain(hard, examples.plain))
    message = np.array([*range(len(hard) + len(examples.plain)), *range(len(hard)), *(of for of, _ in beside)])
    row = np.arange(len(message))
    found = [parts(text, teencode) for text in alone]
    return _Lesson(
        matrix([features(text, teencode) for text in (*alone, *(text for _, text in beside))]),
        message < len(examples.told),
        np.where(row >= len(alone), _IN_PASSING, np.where(message < len(hard), 1.0, _PLAIN)),
        message,
        (row >= len(hard) + len(examples.plain)) & (row < len(alone)),
        row >= len(alone),
        matrix([part for one in found for part in one]),
        np.repeat(np.arange(len(alone)), [len(one) for one in found]),
    )


def _beside_plain(hard: Sequence[str], plain: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The place of each short message, and the message before or after a plain question."""
    drawn = np.random.default_rng(_SEED)
    for place, text in enumerate(hard if plain else ()):
        if len(text.split()) <= _SHORT:
            question = plain[int(drawn.integers(len(plain)))]
            yield place, ", ".join((text, question) if drawn.random() < _EITHER else (question, text))


def _rarity(rows: Matrix) -> Column:
    """How much each bucket counts, shape [BUCKETS]: the rarer the more, 1 where one row in `_USUAL` holds it."""
    held = np.bincount(rows.indices, minlength=BUCKETS)
    return np.log((rows.shape[0] + 1) / (held + 1)) / np.log(_USUAL)


def _fitted(rows: Matrix, wanted: Column, weight: Column, rarity: Column) -> tuple[NDArray[np.float32], float]:
    """Weights of shape [BUCKETS], which rarity is a part of, and the bias."""
    regression: Any = import_module("sklearn.linear_model").LogisticRegression  # takes seconds to import
    weighed = rows.multiply(rarity).tocsr()
    model = regression(C=_STRENGTH, solver="liblinear", random_state=0).fit(weighed, wanted, sample_weight=weight)
    return np.asarray(model.coef_[0] * rarity, dtype=np.float32), float(model.intercept_[0])


def _held_out(lesson: _Lesson) -> Column:
    """The score of each row by a model that saw no form of its message: the highest of its parts; shape [rows]."""
    scores = np.full(len(lesson.message), -np.inf)
    of = lesson.message[lesson.part_of]
    for fold in range(_FOLDS):
        out, parts_out = lesson.message % _FOLDS == fold, of % _FOLDS == fold
        known = lesson.rows[~out]
        weights, bias = _fitted(known, lesson.is_danger[~out], lesson.weight[~out], _rarity(known))
        np.maximum.at(scores, lesson.part_of[parts_out], lesson.parts[parts_out] @ weights + bias)
    return scores


def _limits(lesson: _Lesson, scores: Column) -> Limits:
    ordinary, told = ~lesson.is_danger & ~lesson.beside, lesson.is_danger & ~lesson.beside
    alarm = float(np.quantile(scores[ordinary & (lesson.weight == 1)], 1 - FALSE_ALARMS))
    ask = min(float(np.quantile(scores[ordinary], 1 - FALSE_WORDS)), alarm)
    doubt = min(float(np.quantile(scores[told], MISTAKEN)), ask)
    alarm, ask, doubt = (float(np.round(value, _DIGITS)) for value in (alarm, ask, doubt))
    return Limits(alarm, ask, doubt)


def _measured(lesson: _Lesson, scores: Column, limits: Limits) -> dict[str, Any]:
    """Shares of held-out messages at or above each limit, by what they are and how they are spelt."""
    hard = lesson.weight == 1
    sorts = {
        "told": lesson.is_danger & ~lesson.slipped & ~lesson.beside,
        "told_with_slips": lesson.is_danger & lesson.slipped,
        "ordinary": ~lesson.is_danger & hard & ~lesson.slipped,
        "ordinary_with_slips": ~lesson.is_danger & hard & lesson.slipped,
        "plain": ~hard,
    }
    return {
        sort: {
            "messages": int(rows.sum()),
            "alarm": round(float((scores[rows] >= limits.alarm).mean()), _DIGITS),
            "ask": round(float((scores[rows] >= limits.ask).mean()), _DIGITS),
        }
        for sort, rows in sorts.items()
        if rows.any()
    }
