"""bm25s as its README shows it."""

from __future__ import annotations

from collections.abc import Sequence

import bm25s

from tests.bench.peer_engines.asking import DEPTH, Entry, Search, run


def index(entries: Sequence[Entry]) -> Search:
    """Default tokenizer and parameters."""
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize([entry.text for entry in entries], show_progress=False), show_progress=False)
    depth = min(DEPTH, len(entries))

    def search(text: str) -> list[str]:
        tokens = bm25s.tokenize(text, show_progress=False, return_ids=False)
        places, _ = retriever.retrieve(tokens, k=depth, show_progress=False)
        return [entries[place].id for place in places[0]]

    return search


if __name__ == "__main__":
    run(index)
