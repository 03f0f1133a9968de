"""FAISS over the vectors of passages: one vector of title and body, and one of each way of asking.

A passage's cosine is the highest of its vectors. A flat index is exact, and fast enough up to 100,000 vectors.
Vectors come normalised; inner products are cosines.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss  # pyright: ignore[reportMissingTypeStubs]
import numpy as np
from numpy.typing import NDArray

from knowledge.models import Passage
from knowledge.retrieval.fusion import Moments

_faiss: Any = faiss  # the package has no types
_INDEX = "vectors.faiss"
_FIRSTS = "firsts.npy"
_MEAN = "mean.npy"
_COVARIANCE = "covariance.npy"

Vector = NDArray[np.float32]


def texts_of(passage: Passage) -> list[str]:
    """What a passage is encoded from, its own text first; as written, with diacritics."""
    return ["\n".join(filter(None, (passage.title, passage.body))), *passage.variants]


def build_dense(vectors: NDArray[np.float32], counts: Sequence[int], folder: Path) -> None:
    """Write the index of `vectors`, shape [vectors, dimension]; `counts` says how many of them each passage has."""
    folder.mkdir(parents=True, exist_ok=True)
    index = _faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    _faiss.write_index(index, str(folder / _INDEX))
    np.save(folder / _FIRSTS, np.concatenate(([0], np.cumsum(counts))).astype(np.int64))
    exact = vectors.astype(np.float64)
    mean = exact.mean(axis=0)
    np.save(folder / _MEAN, mean)
    np.save(folder / _COVARIANCE, (exact - mean).T @ (exact - mean) / len(exact))


class Dense:
    """An opened index. Positions are those of the passages it was built from.

    ValueError when the files do not fit together, OSError or RuntimeError when one cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self._index: Any = _faiss.read_index(str(folder / _INDEX))
        self._firsts: NDArray[np.int64] = np.load(folder / _FIRSTS)
        self._mean: NDArray[np.float64] = np.load(folder / _MEAN)
        self._covariance: NDArray[np.float64] = np.load(folder / _COVARIANCE)
        self.dimension: int = self._index.d
        if self._firsts[-1] != self._index.ntotal or self._covariance.shape != (self.dimension, self.dimension):
            raise ValueError(f"{folder}: vectors and their places do not fit together")
        self._owners = np.repeat(np.arange(len(self._firsts) - 1), np.diff(self._firsts))

    def moments(self, query: Vector) -> Moments:
        """Exactly those of all cosines, from the stored mean and covariance: q·μ and qᵀΣq. `query`: [dimension]."""
        exact = query.astype(np.float64)
        return Moments(float(exact @ self._mean), float(np.sqrt(max(exact @ self._covariance @ exact, 0.0))))

    def nearest(self, query: Vector, count: int, allowed: Any = None) -> NDArray[np.int64]:
        """Positions of the passages whose vectors are nearest, best first, at most `count`; see `selector`."""
        parameters = _faiss.SearchParameters(sel=allowed) if allowed is not None else None
        # A passage's own vectors stand together; asking for more leaves enough passages.
        most = min(2 * count, self._index.ntotal)
        _, rows = self._index.search(query[None, :], most, params=parameters)
        owners = self._owners[rows[0][rows[0] >= 0]]
        _, first = np.unique(owners, return_index=True)
        return owners[np.sort(first)][:count]

    def selector(self, allowed: NDArray[np.bool_]) -> Any:
        """What restricts `nearest` to some passages, by a mask of shape [passages]."""
        return _faiss.IDSelectorBitmap(np.packbits(np.repeat(allowed, np.diff(self._firsts)), bitorder="little"))

    def cosines(self, query: Vector, positions: NDArray[np.int64]) -> NDArray[np.float64]:
        """The cosine of each passage, that of its nearest vector; shape [positions]."""
        if not len(positions):
            return np.empty(0)
        counts = self._firsts[positions + 1] - self._firsts[positions]
        starts: NDArray[np.int64] = np.concatenate(([0], np.cumsum(counts)[:-1]))
        rows = np.repeat(self._firsts[positions] - starts, counts) + np.arange(int(counts.sum()))
        found = self._index.reconstruct_batch(rows) @ query
        return np.maximum.reduceat(found, starts).astype(np.float64)
