"""Encoders for tests that know words, nothing or the answers, and a restorer that leaves questions as they are."""

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
from rapidfuzz import process

from knowledge.encoders import Vectors
from knowledge.text import fold


class FakeEncoder:
    """Adds up a fixed vector of each folded word; texts with the same words are close. Remembers what it was given."""

    name = "fake"
    dimension = 32

    def __init__(self, digest: str = "fake-1") -> None:
        self.digest = digest
        self.asked: list[str] = []
        self.read: list[str] = []

    def queries(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.stack([self._vector(text) for text in texts])

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.read += texts
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> Vectors:
        words = fold(text).split() or ["-"]
        vector = sum((_noise(word, self.dimension) for word in words), np.full(self.dimension, 0.5))
        return (vector / np.linalg.norm(vector)).astype(np.float32)


class WeakEncoder(FakeEncoder):
    """Knows nothing: each text is somewhere."""

    def _vector(self, text: str) -> Vectors:
        vector = _noise(text, self.dimension)
        return (vector / np.linalg.norm(vector)).astype(np.float32)


class KnowingEncoder(FakeEncoder):
    """Knows the title of what answers each question, also when the question comes misspelt."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        super().__init__("knowing-1")
        self._titles = {fold(question): title for question, title in titles.items()}

    def queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(self._title(text)) for text in texts])

    def _title(self, text: str) -> str:
        found = process.extractOne(fold(text), list(self._titles), score_cutoff=60)
        return self._titles[found[0]] if found else text

    def _vector(self, text: str) -> Vectors:
        return super()._vector(text.partition("\n")[0])


class Untouched:
    def readable(self, text: str) -> str:
        return text


def _noise(word: str, dimension: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.random.default_rng(zlib.crc32(word.encode())).normal(size=dimension)
