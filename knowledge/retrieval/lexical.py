"""BM25 over folded syllables and their bigrams: the same ranking with and without diacritics.

k1 and b as measured on the evaluation sets (1.2, 0.75). `coverage` is the share of the question, weighted by the
rarity of its words, that a passage holds; unlike a BM25 score it compares across questions.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import bm25s  # pyright: ignore[reportMissingTypeStubs]
import numpy as np

from knowledge.models import Hit, Passage
from knowledge.text import Teencode, lemmas, with_bigrams

_bm25: Any = bm25s  # the package has no types
K1 = 1.2
B = 0.75


def passage_words(passage: Passage, teencode: Teencode) -> list[str]:
    """Folded words of title, ways of asking and body."""
    return lemmas("\n".join((passage.title, *passage.variants, passage.body)), teencode)


def build_index(words: Sequence[Sequence[str]], folder: Path) -> None:
    """Write the index of passages given as folded words, in passage order."""
    index = _bm25.BM25(k1=K1, b=B, method="lucene")
    index.index([with_bigrams(passage) for passage in words], show_progress=False)
    index.save(folder, show_progress=False)


class LexicalSearch:
    """An opened index with its passages."""

    def __init__(
        self, folder: Path, passages: Sequence[Passage], words: Sequence[Sequence[str]], teencode: Teencode
    ) -> None:
        self._index = _bm25.BM25.load(folder, load_corpus=False)
        self._passages = list(passages)
        self._words = [frozenset(passage) for passage in words]
        self._teencode = teencode
        frequency = Counter(word for passage in self._words for word in passage)
        total = len(self._words)
        self._rarity = {word: math.log(1 + total / count) for word, count in frequency.items()}
        self._unknown = math.log(1 + total / 0.5)

    def search(self, text: str, *, limit: int, keep: Callable[[Passage], bool]) -> list[Hit]:
        """The best passages that `keep` accepts, best first, of equal ones the first; empty when no word is known."""
        words = lemmas(text, self._teencode)
        known = [word for word in with_bigrams(words) if word in self._index.vocab_dict]
        if not known:
            return []
        scores = self._index.get_scores(known)
        hits: list[Hit] = []
        said: set[tuple[str, str, str, str]] = set()
        for position in np.argsort(-scores, kind="stable"):
            if scores[position] <= 0 or len(hits) == limit:
                break
            passage = self._passages[int(position)]
            content = (passage.record_kind, passage.record_id, passage.title, passage.body)
            if keep(passage) and content not in said:
                said.add(content)
                hits.append(Hit(passage, float(scores[position]), self._coverage(words, int(position))))
        return hits

    def _coverage(self, words: Sequence[str], position: int) -> float:
        weights = {word: self._rarity.get(word, self._unknown) for word in words}
        total = sum(weights.values())
        return sum(weight for word, weight in weights.items() if word in self._words[position]) / total
