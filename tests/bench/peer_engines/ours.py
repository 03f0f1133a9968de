"""This project's ranking in one of its modes, built as `python -m knowledge evaluate` builds it."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import cast

from knowledge.commands.evaluate import ranker_of
from knowledge.encoders import choose
from knowledge.retrieval.collection import Text
from knowledge.retrieval.hybrid import Mode
from tests.bench.peer_engines.asking import DEPTH, Entry, Search, run


def index(mode: Mode, entries: Sequence[Entry]) -> Search:
    """By words alone no encoder is loaded, so that memory is that of the mode."""
    encoder = choose(Path("data/built")).encoder if mode != "lexical" else None
    texts = [Text(entry.id, entry.body, entry.title) for entry in entries]
    with tempfile.TemporaryDirectory() as folder:
        ranker = ranker_of(texts, Path("data"), encoder, Path(folder))
    return lambda text: [name for name, _ in ranker.rank(text, mode=mode, limit=DEPTH)]


if __name__ == "__main__":
    run(partial(index, cast("Mode", sys.argv[4])))
