"""SQLite's FTS5 with its default tokenizer (unicode61); any of the words may match."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

from tests.bench.peer_engines.asking import DEPTH, Entry, Search, run


def index(entries: Sequence[Entry]) -> Search:
    """A table in memory."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE passage USING fts5(text)")
    database.executemany(
        "INSERT INTO passage(rowid, text) VALUES (?, ?)", [(place, entry.text) for place, entry in enumerate(entries)]
    )

    def search(text: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        if not words:
            return []
        rows = database.execute("SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT ?", (words, DEPTH))
        return [entries[place].id for (place,) in rows]

    return search


if __name__ == "__main__":
    run(index)
