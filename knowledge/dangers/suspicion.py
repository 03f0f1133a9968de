"""The model of dangers, opened: how much a message is like those of people in danger, and of which kind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.dangers.features import features
from knowledge.text import Teencode

FILE = "dangers.npz"


@dataclass(frozen=True, slots=True)
class Limits:
    """Scores, in log-odds: from `alarm` a message tells of danger, from `ask` it may, below `doubt` hardly ever."""

    alarm: float
    ask: float
    doubt: float


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What a message is most like. `is_danger`: sure enough to answer nothing else; `may_be`: worth a word beside the
    answer; `is_doubtful`: so little like danger that a phrase which tells of it may be said of something else."""

    kind: str
    score: float
    is_danger: bool
    may_be: bool
    is_doubtful: bool


class Suspicions:
    """Weights by bucket, and a bias each: first those of danger at all, then those of each kind."""

    def __init__(
        self,
        names: tuple[str, ...],
        weights: NDArray[np.float32],
        biases: NDArray[np.float64],
        *,
        limits: Limits,
        teencode: Teencode,
    ) -> None:
        """`names`: of the kinds; `weights` of shape [1 + kinds, BUCKETS], `biases` of shape [1 + kinds]."""
        self.names = names
        self.limits = limits
        self._weights = weights
        self._biases = biases
        self._teencode = teencode

    @classmethod
    def open(cls, folder: Path, teencode: Teencode) -> Suspicions | None:
        """The model of a snapshot; None where it was built without one. OSError or ValueError for a damaged file."""
        path = folder / FILE
        if not path.exists():
            return None
        with path.open("rb") as raw, np.load(raw) as file:
            alarm, ask, doubt = file["limits"].tolist()
            weights: NDArray[np.float32] = file["weights"].astype(np.float32)
            names = tuple(file["names"].tolist())
            return cls(names, weights, file["biases"], limits=Limits(alarm, ask, doubt), teencode=teencode)

    def save(self, folder: Path) -> None:
        """Write the file that `open` reads: half precision, no pickle, the same bytes for the same weights."""
        np.savez(
            folder / FILE,
            names=np.array(self.names),
            weights=self._weights.astype(np.float16),
            biases=self._biases,
            limits=np.array([self.limits.alarm, self.limits.ask, self.limits.doubt]),
        )

    def of(self, text: str) -> Suspicion | None:
        """What the message is most like; None where it holds no word. The same with and without diacritics."""
        places = features(text, self._teencode)
        if not len(places):
            return None
        scores = self._weights[:, places].sum(axis=1) / np.sqrt(len(places)) + self._biases
        score = float(scores[0])
        return Suspicion(
            self.names[int(np.argmax(scores[1:]))],
            score,
            is_danger=score >= self.limits.alarm,
            may_be=score >= self.limits.ask,
            is_doubtful=score < self.limits.doubt,
        )
