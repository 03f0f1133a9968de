"""BM25 over folded syllables and their bigrams: the same ranking with and without diacritics.

k1 and b as measured on the evaluation sets (1.2, 0.75). A passage is one bag of its title (twice), its ways of asking
and its body: separate indexes with weights, and other repetitions, ranked no better on the build's check questions.
`coverage` is the share of the question, weighted by the rarity of its words, that a passage holds; unlike a BM25
score it compares across questions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import bm25s  # pyright: ignore[reportMissingTypeStubs]
import numpy as np
from numpy.typing import NDArray

from knowledge.models import Passage
from knowledge.text import Teencode, lemmas, nfc, with_bigrams

_bm25: Any = bm25s  # the package has no types
K1 = 1.2
B = 0.75
_TITLE_COUNTS = 2


def passage_words(passage: Passage, teencode: Teencode) -> list[str]:
    """Folded words of a passage and their bigrams, as often as they count; no bigram goes across two of its texts."""
    texts = (*(passage.title,) * _TITLE_COUNTS, *passage.variants, *passage.body.splitlines())
    return [word for text in texts for word in with_bigrams(_words(text, teencode))]


def _words(text: str, teencode: Teencode) -> Iterator[str]:
    for token in nfc(text).split():
        yield from _token_words(token, teencode)


@lru_cache(maxsize=65536)
def _token_words(token: str, teencode: Teencode) -> tuple[str, ...]:
    """Of what stands between two spaces: no syllable goes across one, and most tokens come again and again."""
    return tuple(lemmas(token, teencode))


def build_lexical(passages: Iterable[Passage], teencode: Teencode, folder: Path) -> None:
    """Write the index of passages, in their order; the same passages give the same bytes."""
    # Words are numbered here: the package numbers them in the order of a set, another one in each process.
    numbers: dict[str, int] = {}
    words = [[numbers.setdefault(word, len(numbers)) for word in passage_words(one, teencode)] for one in passages]
    index = _bm25.BM25(k1=K1, b=B, method="lucene")
    index.index((words, numbers), show_progress=False)
    index.save(folder, show_progress=False)


class Lexical:
    """An opened index. Positions are those of the passages it was built from."""

    def __init__(self, folder: Path, size: int, teencode: Teencode) -> None:
        self._index = _bm25.BM25.load(folder, load_corpus=False)
        self._size = size
        self._teencode = teencode

    def words(self, text: str) -> list[str]:
        """Folded, expanded words of a question."""
        return lemmas(text, self._teencode)

    def known(self, words: Sequence[str]) -> int:
        """How many of the words stand in any passage."""
        return sum(word in self._index.vocab_dict for word in words)

    def scores(self, words: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of every passage for a question's words, shape [passages]; all zero when none is known."""
        known = [word for word in with_bigrams(words) if word in self._index.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)

    def coverage(self, words: Sequence[str], positions: NDArray[np.int64]) -> NDArray[np.float64]:
        """For each position the weighted share of the words that its passage holds, 0 to 1, shape [positions]."""
        covered = np.zeros(len(positions))
        total = 0.0
        for word in dict.fromkeys(words):
            held = self._holders(word)
            weight = math.log(1 + self._size / (len(held) or 0.5))
            total += weight
            if len(held):
                # The positions of a word stand in ascending order.
                place = np.minimum(np.searchsorted(held, positions), len(held) - 1)
                covered += weight * (held[place] == positions)
        return covered / total if total else covered

    def _holders(self, word: str) -> NDArray[np.int32]:
        """Positions of the passages that hold a word, read from the index: one column of its matrix a word."""
        number = self._index.vocab_dict.get(word)
        if number is None:
            return np.empty(0, dtype=np.int32)
        first, last = self._index.scores["indptr"][number : number + 2]
        return self._index.scores["indices"][first:last]
