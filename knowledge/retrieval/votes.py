"""Which record a question is most like, by the ways in which people ask for each: words, pairs of words and its sense.

Scores of passages say how near a text is; a vote says how much a question is like those that belong to a record, and
unlike those of all others and those that nothing here answers. The model is learnt at each build (`voting.py`) and
kept as plain numbers; it needs the vector of the search, so there is none where the search goes by words alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

FILE = "votes.npz"
BUCKETS = 2**14
SHARE_OF_SENSE = 1.5
"""What the vector, of length 1, is multiplied by beside the words, of length 1 together."""
_BEGIN, _END = "^", "$"

Places = NDArray[np.int64]
Record = tuple[str, str]
"""Kind and id."""


@dataclass(frozen=True, slots=True)
class Vote:
    """What a question's votes say of some records, each of shape [records].

    `own`: about 1 where it is asked for as others ask, 0 where it is not. `lead`: how much more than the best other.
    """

    own: NDArray[np.float64]
    lead: NDArray[np.float64]
    nothing: float
    """The vote for what nothing held answers."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Plain numbers: of the buckets, shape [BUCKETS, records + 1], and of the vector's numbers; the last is nothing's.

    `rarity`: what each bucket counts. `centre`: the mean of the vectors learnt from.
    """

    words: NDArray[np.float16]
    sense: NDArray[np.float32]
    rarity: NDArray[np.float32]
    centre: NDArray[np.float32]


class Votes:
    """The model of one snapshot, over its records in a stable order."""

    def __init__(self, records: Sequence[Record], weights: Weights) -> None:
        self._places = {record: place for place, record in enumerate(records)}
        self._weights = weights

    @classmethod
    def open(cls, folder: Path) -> Votes | None:
        """The model of a snapshot; None where it was built without. OSError or ValueError for a damaged file."""
        path = folder / FILE
        if not path.exists():
            return None
        with path.open("rb") as raw, np.load(raw) as file:
            records = [(kind, name) for kind, name in json.loads(str(file["records"]))]
            weights = Weights(file["words"], file["sense"], file["rarity"], file["centre"])
        return cls(records, weights)

    def save(self, folder: Path) -> None:
        """Write the file that `open` reads: half precision where it is large, no pickle."""
        one = self._weights
        records = json.dumps(list(self._places), ensure_ascii=False)
        with (folder / FILE).open("wb") as file:
            np.savez_compressed(
                file, records=records, words=one.words, sense=one.sense, rarity=one.rarity, centre=one.centre
            )

    def places(self, records: Iterable[Record]) -> Places:
        """Where each record stands in `of`; -1 for one that nobody asks for by itself."""
        return np.array([self._places.get(record, -1) for record in records], dtype=np.int64)

    def of(self, words: Sequence[str], vector: NDArray[np.float32]) -> NDArray[np.float64]:
        """The votes of a question for every record and, last, for nothing; `words` as the search by words sees them."""
        found, one = buckets(words), self._weights
        rarity = one.rarity[found]
        by_words = (rarity / max(float(np.linalg.norm(rarity)), 1e-9)) @ one.words[found].astype(np.float32)
        by_sense = centred(vector[None], one.centre)[0] @ one.sense
        return (by_words + by_sense).astype(np.float64)


def told_by(votes: NDArray[np.float64], places: Places) -> Vote:
    """What the votes of a question say of the records at some places, shape [places] each."""
    own = np.where(places >= 0, votes[places], 0.0)
    records = votes[:-1]
    best = int(records.argmax())
    second = float(np.delete(records, best).max()) if len(records) > 1 else 0.0
    return Vote(own, own - np.where(places == best, second, records[best]), float(votes[-1]))


def buckets(words: Sequence[str]) -> Places:
    """The buckets of a question's words and pairs, each once, sorted."""
    pairs = (f"{left} {right}" for left, right in pairwise((_BEGIN, *words, _END)))
    return np.array(sorted({crc32(name.encode()) % BUCKETS for name in (*words, *pairs)}), dtype=np.int64)


def centred(vectors: NDArray[np.float32], centre: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors without what all of them share, of length 1 again, shape as given."""
    apart = vectors - centre
    return apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
