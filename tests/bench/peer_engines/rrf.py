"""Reciprocal rank fusion (k = 60) of stock bm25s and plain e5, a hundred of each: the usual hybrid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import bm25s

from tests.bench.peer_engines.asking import DEPTH, Entry, Search, run
from tests.bench.peer_engines.e5_faiss import nearest

K = 60
CANDIDATES = 100


def index(entries: Sequence[Entry]) -> Search:
    """Both indexes."""
    words = bm25s.BM25()
    words.index(bm25s.tokenize([entry.text for entry in entries], show_progress=False), show_progress=False)
    sense = nearest(entries)
    depth = min(CANDIDATES, len(entries))

    def search(text: str) -> list[str]:
        tokens = bm25s.tokenize(text, show_progress=False, return_ids=False)
        by_words, scores = words.retrieve(tokens, k=depth, show_progress=False)
        fused: dict[int, float] = defaultdict(float)
        for ranking in (by_words[0][scores[0] > 0], sense(text, depth)):
            for rank, place in enumerate(ranking, start=1):
                fused[int(place)] += 1 / (K + rank)
        return [entries[place].id for place in sorted(fused, key=lambda place: -fused[place])[:DEPTH]]

    return search


if __name__ == "__main__":
    run(index)
