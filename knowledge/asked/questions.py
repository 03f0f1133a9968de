"""The model of what is asked, opened: which question about support a message is most like, and how clearly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.asked.examples import DUE, NOTHING
from knowledge.linear.features import Places, features, shares
from knowledge.text import Teencode

FILE = "asked.npz"
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")


def seen(text: str, teencode: Teencode) -> Places:
    """The features of a message; any number is the same number."""
    return features(_NUMBER.sub(" 0 ", text), teencode)


@dataclass(frozen=True, slots=True)
class Question:
    """What a message is most like. `field`: what it is answered with; `is_clear`: it leads by enough to be taken so."""

    field: str
    margin: float
    is_clear: bool

    @property
    def is_of_its_own(self) -> bool:
        """Whether something other than the list of what is due answers it, clearly."""
        return self.is_clear and self.field not in {NOTHING, DUE}


class Questions:
    """Weights by bucket, and a bias, for each field."""

    def __init__(
        self,
        names: tuple[str, ...],
        weights: NDArray[np.float32],
        biases: NDArray[np.float64],
        *,
        limit: float,
        teencode: Teencode,
    ) -> None:
        """`names`: of the fields; `weights` of shape [fields, BUCKETS], `biases` of shape [fields]."""
        self.names = names
        self.limit = limit
        self._weights = weights
        self._biases = biases
        self._teencode = teencode

    @classmethod
    def open(cls, folder: Path, teencode: Teencode) -> Questions | None:
        """The model of a snapshot; None where it was built without one. OSError or ValueError for a damaged file."""
        path = folder / FILE
        if not path.exists():
            return None
        with path.open("rb") as raw, np.load(raw) as file:
            weights: NDArray[np.float32] = file["weights"].astype(np.float32)
            names = tuple(file["names"].tolist())
            return cls(names, weights, file["biases"], limit=float(file["limit"]), teencode=teencode)

    def save(self, folder: Path) -> None:
        """Write the file that `open` reads: half precision, no pickle, the same bytes for the same weights."""
        np.savez(
            folder / FILE,
            names=np.array(self.names),
            weights=self._weights.astype(np.float16),
            biases=self._biases,
            limit=np.array(self.limit),
        )

    def of(self, text: str) -> Question | None:
        """What a message is most like; None where it holds no word. The same with and without diacritics."""
        places = seen(text, self._teencode)
        if not len(places):
            return None
        scores = self._weights[:, places] @ shares(places) + self._biases
        order: list[int] = np.argsort(scores).tolist()
        second, first = order[-2:]
        margin = float(scores[first] - scores[second])
        return Question(self.names[first], margin, is_clear=margin >= self.limit)
