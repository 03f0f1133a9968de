"""Learning the votes from ways of asking; by the build only: scipy is not imported for them later.

Ridge regression of all records at once, in its dual form: one matrix of the questions' likeness is solved for every
record. What is asked of nothing held is a record of its own; the questions that judge the search are never learnt.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.models import Passage
from knowledge.retrieval.votes import BUCKETS, SHARE_OF_SENSE, Record, Votes, Weights, buckets, centred
from knowledge.text import Teencode, lemmas

_NAMED = frozenset({"institution"})
"""Kinds whose records are found by their names: how people ask tells nothing of which it is."""
_STRENGTH = 1.0
_FEWEST = 200
"""Ways of asking without which nothing is learnt."""

Asked = Sequence[tuple[Record | None, str]]
"""A record and a way of asking for it; None for what nothing held answers."""


def ways_of(
    passages: Sequence[Passage], unheld: Sequence[str], judging: Sequence[str]
) -> list[tuple[Record | None, str]]:
    """Titles and ways of asking of every record that has no name of its own, each once; then what is not held."""
    left_out = frozenset(judging)
    found: dict[tuple[Record | None, str], None] = {}
    for one in passages:
        if one.record_kind not in _NAMED:
            found |= {((one.record_kind, one.record_id), text): None for text in (one.title, *one.variants)}
    return [*found, *((None, text) for text in unheld if text not in left_out)]


def learn(ways: Asked, vectors: NDArray[np.float32], teencode: Teencode) -> Votes | None:
    """The model of ways of asking with their vectors, shape [ways, dimension]; None where there are too few."""
    records = sorted({record for record, _ in ways if record is not None})
    if len(ways) < _FEWEST or len(records) < 2:
        return None
    numbers = {record: number for number, record in enumerate(records)}
    rows = _rows([text for _, text in ways], teencode)
    held = np.asarray((rows > 0).sum(axis=0)).ravel()
    rarity = np.log(1 + len(ways) / (held + 0.5))
    rows = _of_length_one(rows.multiply(rarity).tocsr())
    centre = vectors.mean(axis=0)
    sense = centred(vectors, centre).astype(np.float64) * SHARE_OF_SENSE
    belongs = np.zeros((len(ways), len(records) + 1))
    belongs[
        np.arange(len(ways)), [numbers.get(record, len(records)) if record else len(records) for record, _ in ways]
    ] = 1
    solved = _solved((rows @ rows.T).toarray() + sense @ sense.T, belongs)
    return Votes(
        records,
        Weights(
            np.asarray(rows.T @ solved, dtype=np.float16),
            np.asarray(SHARE_OF_SENSE * (sense.T @ solved), dtype=np.float32),
            np.asarray(rarity, dtype=np.float32),
            np.asarray(centre, dtype=np.float32),
        ),
    )


def _solved(likeness: NDArray[np.float64], belongs: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each way of asking adds to each record, shape as `belongs`."""
    linalg: Any = import_module("scipy.linalg")
    likeness[np.diag_indices_from(likeness)] += _STRENGTH
    factor = linalg.cho_factor(likeness, overwrite_a=True, check_finite=False)
    return np.asarray(linalg.cho_solve(factor, belongs, check_finite=False))


def _rows(texts: Sequence[str], teencode: Teencode) -> Any:
    """A sparse matrix of ones, shape [texts, BUCKETS]."""
    sparse: Any = import_module("scipy.sparse")
    found = [buckets(lemmas(text, teencode)) for text in texts]
    bounds = np.concatenate(([0], np.cumsum([len(places) for places in found])))
    return sparse.csr_matrix((np.ones(int(bounds[-1])), np.concatenate(found), bounds), shape=(len(found), BUCKETS))


def _of_length_one(rows: Any) -> Any:
    sparse: Any = import_module("scipy.sparse")
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-9)) @ rows
