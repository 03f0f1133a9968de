"""Plain e5 and FAISS: the project's own encoder given the question as it was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge.encoders import choose
from tests.bench.peer_engines.asking import DEPTH, Entry, Search, run

BUILT = Path("data/built")
_BATCH = 16


def nearest(entries: Sequence[Entry]) -> Callable[[str, int], NDArray[np.int64]]:
    """A question and a depth → places of the nearest passages, best first."""
    choice = choose(BUILT)
    if choice.encoder is None:
        raise SystemExit(f"no encoder: {choice.problems}")
    encoder = choice.encoder
    held = faiss.IndexFlatIP(encoder.dimension)
    for first in range(0, len(entries), _BATCH):
        held.add(encoder.passages([entry.text for entry in entries[first : first + _BATCH]]))

    def search(text: str, depth: int) -> NDArray[np.int64]:
        _, places = held.search(encoder.queries([text]), min(depth, len(entries)))
        return places[0]

    return search


def index(entries: Sequence[Entry]) -> Search:
    """The nearest alone."""
    places = nearest(entries)
    return lambda text: [entries[place].id for place in places(text, DEPTH)]


if __name__ == "__main__":
    run(index)
