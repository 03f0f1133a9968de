"""The model of dangers, opened: how much a message is like those of people in danger, and of which kind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.linear.features import Places, parts, shares
from knowledge.text import Teencode

FILE = "dangers.npz"
_MARGIN = 1.0
"""Log-odds by which the likeliest kind leads: of a stranger's messages 9 in 10 are right then, else one in two."""
_REMEMBERED = 8
"""Messages whose suspicion is remembered: a turn asks for it up to three times."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Scores, in log-odds: from `alarm` a message tells of danger, from `ask` it may, below `doubt` hardly ever."""

    alarm: float
    ask: float
    doubt: float


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What a message is most like. `is_danger`: sure enough to answer nothing else; `may_be`: worth a word beside the
    answer; `is_doubtful`: so little like danger that a phrase which tells of it may be said of something else.

    `kind`: None where it is like two of them alike.
    """

    kind: str | None
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
        # Weights of one bucket stand together: a message has few buckets.
        self._weights = np.asfortranarray(weights)
        self._biases = biases
        self._teencode = teencode
        self._judged = lru_cache(_REMEMBERED)(self._judge)

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
        """How like danger the part that is most like it is, and of which kind the whole; None where it holds no word.

        The same with and without diacritics.
        """
        return self._judged(text)

    def _judge(self, text: str) -> Suspicion | None:
        found = parts(text, self._teencode)
        if not found:
            return None
        score = max(self._scores(places, slice(1)).item() for places in found)
        kinds = self._scores(found[0], slice(1, None))
        *_, second, first = np.argsort(kinds) if len(kinds) > 1 else (0, 0)
        is_sure = first == second or kinds[first] - kinds[second] >= _MARGIN
        return Suspicion(
            self.names[first] if is_sure else None,
            score,
            is_danger=score >= self.limits.alarm,
            may_be=score >= self.limits.ask,
            is_doubtful=score < self.limits.doubt,
        )

    def _scores(self, places: Places, which: slice) -> NDArray[np.float64]:
        """Log-odds of danger and of each kind."""
        return self._weights[which, places] @ shares(places) + self._biases[which]
