"""How much a question is like those that nothing here answers: by its words and pairs of words, and by its sense.

Searching finds something near for nearly every question about schools, and says little of whether it answers: "mấy giờ
ký túc đóng cổng" is near to what one should ask about rooms. The model is learnt at each build (`doubting.py`) and kept
as plain numbers; it needs the vector of the search, so there is none where the search goes by words alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.text import Teencode, fold, lemmas, nfc

FILE = "doubt.npz"
BUCKETS = 2**14
SHARE_OF_SENSE = 6.0
"""What the vector, of length 1, is multiplied by beside the words, of length 1 together."""
_BEGIN, _END = "^", "$"

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Limits:
    """Log-odds from which a question is hardly one that is answered (`refuse`), or may well not be (`suspect`)."""

    refuse: float
    suspect: float


class Doubt:
    """Weights of the buckets and of the vector's numbers, and a bias."""

    def __init__(self, weights: NDArray[np.float32], bias: float, limits: Limits, teencode: Teencode) -> None:
        """`weights` of shape [BUCKETS + dimension]."""
        self.limits = limits
        self._weights = weights
        self._bias = bias
        self._teencode = teencode

    @classmethod
    def open(cls, folder: Path, teencode: Teencode) -> Doubt | None:
        """The model of a snapshot; None where it was built without. OSError or ValueError for a damaged file."""
        path = folder / FILE
        if not path.exists():
            return None
        with path.open("rb") as raw, np.load(raw) as file:
            bias, refuse, suspect = file["numbers"].tolist()
            weights: NDArray[np.float32] = file["weights"].astype(np.float32)
        return cls(weights, bias, Limits(refuse, suspect), teencode)

    def save(self, folder: Path) -> None:
        """Write the file that `open` reads: half precision, no pickle."""
        numbers = np.array([self._bias, self.limits.refuse, self.limits.suspect])
        np.savez(folder / FILE, weights=self._weights.astype(np.float16), numbers=numbers)

    def of(self, text: str, vector: NDArray[np.float32]) -> float:
        """Log-odds that nothing held answers; `vector` as the search sees the text."""
        places = words(text, self._teencode)
        by_words = float(self._weights[places].sum()) / max(len(places), 1) ** 0.5
        by_sense = float(self._weights[BUCKETS:] @ vector) * SHARE_OF_SENSE
        return by_words + by_sense + self._bias

    def is_of(self, text: str, vector: NDArray[np.float32] | None, *, answered: bool) -> bool:
        """Whether a question is to be doubted: never without a vector, and later where it would be `answered`."""
        limit = self.limits.refuse if answered else self.limits.suspect
        return vector is not None and self.of(text, vector) >= limit


def words(text: str, teencode: Teencode) -> Places:
    """The buckets of a question's words and pairs, each once, sorted: the same in every spelling of its tones."""
    found = lemmas(fold(nfc(text)), teencode)
    pairs = (f"{left} {right}" for left, right in pairwise((_BEGIN, *found, _END)))
    return np.array(sorted({crc32(name.encode()) % BUCKETS for name in (*found, *pairs)}), dtype=np.int64)
