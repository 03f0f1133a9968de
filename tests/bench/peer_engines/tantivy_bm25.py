"""tantivy with its default tokenizer; any of the words may match."""

from __future__ import annotations

import re
from collections.abc import Sequence

import tantivy

from tests.bench.peer_engines.asking import DEPTH, Entry, Search, run


def index(entries: Sequence[Entry]) -> Search:
    """An index in memory."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text")
    held = tantivy.Index(builder.build())
    writer = held.writer()
    for entry in entries:
        writer.add_document(tantivy.Document(id=entry.id, text=entry.text))
    writer.commit()
    writer.wait_merging_threads()
    held.reload()
    searcher = held.searcher()

    def search(text: str) -> list[str]:
        # In quotation marks a word cannot be an operator of the query language.
        words = " ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        if not words:
            return []
        hits = searcher.search(held.parse_query(words, ["text"]), DEPTH).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    return search


if __name__ == "__main__":
    run(index)
