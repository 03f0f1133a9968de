"""LlamaIndex's BM25 retriever."""

from __future__ import annotations

from collections.abc import Sequence

from llama_index.core.schema import TextNode
from llama_index.retrievers.bm25 import BM25Retriever

from tests.bench.peer_engines.asking import DEPTH, Entry, Search, run


def index(entries: Sequence[Entry]) -> Search:
    """Defaults: an English stemmer and stop words."""
    nodes = [TextNode(id_=entry.id, text=entry.text) for entry in entries]
    retriever = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=min(DEPTH, len(nodes)))

    def search(text: str) -> list[str]:
        return [found.node.node_id for found in retriever.retrieve(text)]

    return search


if __name__ == "__main__":
    run(index)
