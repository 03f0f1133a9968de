"""What an encoder is: texts → unit vectors whose inner product is their likeness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape [texts, dimension]; each row has length 1."""

QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "


class Encoder(Protocol):
    """A model that is ready. It adds the prefixes itself; the same text always gives the same vector.

    `name` is for people, `digest` tells two models apart: vectors of different digests are never compared.
    """

    @property
    def name(self) -> str:
        """What the model is called."""
        ...

    @property
    def digest(self) -> str:
        """Hash of the files it was read from."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape [len(texts), dimension]."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, shape [len(texts), dimension]."""
        ...
