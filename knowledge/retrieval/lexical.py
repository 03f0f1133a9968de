"""BM25 over folded syllables and their bigrams: the same ranking with and without diacritics.

k1 and b as measured on the evaluation sets (1.2, 0.75). `coverage` is the share of the question, weighted by the
rarity of its words, that a passage holds; unlike a BM25 score it compares across questions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import bm25s  # pyright: ignore[reportMissingTypeStubs]
import numpy as np

from knowledge.models import Hit, Passage
from knowledge.text import Teencode, lemmas, nfc, with_bigrams

_bm25: Any = bm25s  # the package has no types
K1 = 1.2
B = 0.75
_NOWHERE: Any = np.empty(0, dtype=np.int32)


def passage_words(passage: Passage, teencode: Teencode) -> list[str]:
    """Folded words of title, ways of asking and body, as `text.lemmas` gives them."""
    written = nfc("\n".join((passage.title, *passage.variants, passage.body)))
    return [word for token in written.split() for word in _token_words(token, teencode)]


@lru_cache(maxsize=65536)
def _token_words(token: str, teencode: Teencode) -> tuple[str, ...]:
    """Of what stands between two spaces: no syllable goes across one, and most tokens come again and again."""
    return tuple(lemmas(token, teencode))


def build_index(words: Sequence[Sequence[str]], folder: Path) -> None:
    """Write the index of passages given as folded words, in passage order; the same words give the same bytes."""
    # Words are numbered here: the package numbers them in the order of a set, another one in each process.
    numbers: dict[str, int] = {}
    passages = [[numbers.setdefault(word, len(numbers)) for word in with_bigrams(passage)] for passage in words]
    index = _bm25.BM25(k1=K1, b=B, method="lucene")
    index.index((passages, numbers), show_progress=False)
    index.save(folder, show_progress=False)


class LexicalSearch:
    """An opened index with its passages, in the order in which they were indexed."""

    def __init__(self, folder: Path, passages: Sequence[Passage], teencode: Teencode) -> None:
        self._index = _bm25.BM25.load(folder, load_corpus=False)
        self._passages = passages
        self._teencode = teencode

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
        holders = {word: self._holders(word) for word in words}
        total = len(self._passages)
        weights = {word: math.log(1 + total / (len(held) or 0.5)) for word, held in holders.items()}
        covered = sum(weight for word, weight in weights.items() if bool(np.any(holders[word] == position)))
        return covered / sum(weights.values())

    def _holders(self, word: str) -> Any:
        """Positions of the passages that hold a word, read from the index: one column of its matrix a word."""
        number = self._index.vocab_dict.get(word)
        if number is None:
            return _NOWHERE
        first, last = self._index.scores["indptr"][number : number + 2]
        return self._index.scores["indices"][first:last]
