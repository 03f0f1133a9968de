"""Haystack's in-memory BM25 retriever."""

from __future__ import annotations

from collections.abc import Sequence

from haystack import Document
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from tests.bench.peer_engines.asking import DEPTH, Entry, Search, run


def index(entries: Sequence[Entry]) -> Search:
    """Default tokenizer and algorithm (BM25L)."""
    store = InMemoryDocumentStore()
    store.write_documents([Document(id=entry.id, content=entry.text) for entry in entries])
    retriever = InMemoryBM25Retriever(document_store=store, top_k=DEPTH)

    def search(text: str) -> list[str]:
        return [document.id for document in retriever.run(query=text)["documents"]]

    return search


if __name__ == "__main__":
    run(index)
