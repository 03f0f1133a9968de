"""Which syllable follows which: an interpolated trigram, trained in seconds, saved in a few megabytes.

Witten-Bell interpolation (Witten and Bell 1991, method C): P(w|h) = (c(h,w) + t(h) P(w|h')) / (c(h) + t(h)), where c
counts, t(h) is the number of different followers of h, and h' is h without its first word. Nothing has to be fitted.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Probabilities = NDArray[np.float64]

START = "<s>"
NUMBER = "<0>"
_MAGIC = b"VTRI1\n"
_MOST_TRIGRAMS = 1_200_000
"""A larger table loses the trigrams seen once: a bound on memory and on the file, not on quality."""


class TrigramUnreadable(ValueError):
    """The bytes are no saved trigram, or were cut or changed."""


@dataclass(frozen=True, slots=True)
class _Followers:
    """Counts of what follows each context, as parallel arrays sorted by key = context * width + word."""

    keys: Ids
    counts: Ids
    totals: Ids  # by context
    types: Ids  # by context

    @classmethod
    def of(cls, keys: Ids, counts: Ids, contexts: int, width: int) -> _Followers:
        owners = keys // width
        totals = np.bincount(owners, weights=counts, minlength=contexts).astype(np.int64)
        return cls(keys, counts, totals, np.bincount(owners, minlength=contexts).astype(np.int64))

    def places(self, keys: Ids) -> Ids:
        """Index of each key, -1 where it was never seen."""
        if not len(self.keys):
            return np.full(keys.shape, -1, dtype=np.int64)
        found = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[found] == keys, found, -1)

    def seen(self, keys: Ids) -> Ids:
        """Count of each key."""
        places = self.places(keys)
        return np.where(places >= 0, self.counts[places], 0) if len(self.counts) else np.zeros_like(keys)


class SyllableTrigram:
    """Probabilities of syllables in their order. Words are ids; `ids` gives them, `words` names them.

    Id 0 is the start of a clause, id 1 any number.
    """

    def __init__(self, words: Sequence[str], counts: Ids, pairs: tuple[Ids, Ids], triples: tuple[Ids, Ids]) -> None:
        self.words = tuple(words)
        self.ids = {word: number for number, word in enumerate(self.words)}
        self.counts = counts
        width = len(self.words)
        self._width = width
        self._pairs = _Followers.of(*pairs, width, width)
        self._triples = _Followers.of(*triples, max(len(pairs[0]), 1), width)
        self._alone = (counts + 0.5) / (counts.sum() + 0.5 * width)

    @classmethod
    def train(cls, clauses: Iterable[Sequence[str]]) -> SyllableTrigram:
        """Count clauses of words; the same clauses in any order give the same model."""
        seen: Counter[str] = Counter()
        listed: list[Sequence[str]] = []
        for clause in clauses:
            seen.update(clause)
            # A word alone is a list's entry, no beginning of anything: it counts for itself only.
            if len(clause) > 1:
                listed.append(clause)
        words = [START, NUMBER, *sorted(set(seen) - {START, NUMBER})]
        ids = {word: number for number, word in enumerate(words)}
        counts = np.array([seen[word] for word in words], dtype=np.int64)
        stream = np.array(
            [number for clause in listed for number in (0, 0, *map(ids.__getitem__, clause))], dtype=np.int64
        )
        width = len(words)
        if len(stream) < 3:
            empty = np.zeros(0, dtype=np.int64)
            return cls(words, counts, (empty, empty), (empty, empty))
        first, second = stream[:-1], stream[1:]
        pair_keys, pair_counts = np.unique((first * width + second)[second != 0], return_counts=True)
        # The two starts in a row are a context of their own: the first word of a clause has one.
        contexts = np.unique(np.append(pair_keys, 0))
        pair_counts = np.append(pair_counts, 0)[_aligned(contexts, pair_keys)]
        third = stream[2:]
        inside = third != 0
        owners = np.searchsorted(contexts, (stream[:-2] * width + stream[1:-1])[inside])
        keys, found = np.unique(owners * width + third[inside], return_counts=True)
        if len(keys) > _MOST_TRIGRAMS:
            kept = found > 1
            keys, found = keys[kept], found[kept]
        return cls(words, counts, (contexts, pair_counts.astype(np.int64)), (keys, found.astype(np.int64)))

    def pairs(self) -> Iterator[tuple[int, int, int]]:
        """Each pair of ids in a row, and how often it was seen."""
        for key, count in zip(self._pairs.keys.tolist(), self._pairs.counts.tolist(), strict=True):
            yield key // self._width, key % self._width, count

    def scores(self, before: Ids, last: Ids, words: Ids) -> Probabilities:
        """Natural logarithms of P(word | before, last) at each of n places.

        The arrays hold the alternatives at a place, [n, i], [n, j] and [n, k]; the result is [n, i, j, k].
        """
        pairs, triples = self._pairs, self._triples
        two = _interpolated(
            pairs.seen(last[:, :, None] * self._width + words[:, None, :]),
            pairs.totals[last][:, :, None],
            pairs.types[last][:, :, None],
            self._alone[words][:, None, :],
        )
        contexts = pairs.places(before[:, :, None] * self._width + last[:, None, :])
        known = (contexts >= 0)[:, :, :, None]
        seen = triples.seen(np.where(known, contexts[:, :, :, None] * self._width + words[:, None, None, :], -1))
        totals = np.where(known, triples.totals[contexts][:, :, :, None], 0)
        types = np.where(known, triples.types[contexts][:, :, :, None], 0)
        return np.log(_interpolated(seen, totals, types, two[:, None, :, :]))

    def to_bytes(self, extra: Any = None) -> bytes:
        """The model and `extra` (plain JSON), compressed; equal models give equal bytes."""
        header = json.dumps({"words": self.words, "extra": extra}, ensure_ascii=False, sort_keys=True).encode()
        parts = [header]
        for array in (self.counts, self._pairs.keys, self._pairs.counts, self._triples.keys, self._triples.counts):
            parts.append(_packed(array))
        body = b"".join(struct.pack("<Q", len(part)) + part for part in parts)
        return _MAGIC + zlib.compress(body, 6)

    @classmethod
    def from_bytes(cls, raw: bytes) -> tuple[SyllableTrigram, Any]:
        """What `to_bytes` wrote, and its `extra`. Raises TrigramUnreadable."""
        if not raw.startswith(_MAGIC):
            raise TrigramUnreadable("not a saved trigram")
        try:
            body = zlib.decompress(raw[len(_MAGIC) :])
            parts: list[bytes] = []
            place = 0
            while place < len(body):
                (length,) = struct.unpack_from("<Q", body, place)
                parts.append(body[place + 8 : place + 8 + length])
                place += 8 + length
            header = json.loads(parts[0])
            counts, pair_keys, pair_counts, triple_keys, triple_counts = map(_unpacked, parts[1:])
            return cls(header["words"], counts, (pair_keys, pair_counts), (triple_keys, triple_counts)), header["extra"]
        except (zlib.error, struct.error, ValueError, KeyError, IndexError, TypeError) as error:
            raise TrigramUnreadable(f"a saved trigram that cannot be read: {error}") from None


def _interpolated(seen: Ids, totals: Ids, types: Ids, shorter: Probabilities) -> Probabilities:
    mixed: Probabilities = (seen + types * shorter) / np.maximum(totals + types, 1)
    return np.where(types > 0, mixed, shorter)


def _aligned(contexts: Ids, keys: Ids) -> Ids:
    """For each context its place among `keys`, or -1 (the appended zero) where it is not one of them."""
    if not len(keys):
        return np.full(len(contexts), -1, dtype=np.int64)
    found = np.minimum(np.searchsorted(keys, contexts), len(keys) - 1)
    return np.where(keys[found] == contexts, found, -1)


def _packed(array: Ids) -> bytes:
    """Differences of neighbours, their bytes sorted by weight: sorted keys then compress to a few bits each."""
    steps = np.diff(array, prepend=0).astype("<i8")
    return steps.view(np.uint8).reshape(-1, 8).T.tobytes()


def _unpacked(raw: bytes) -> Ids:
    planes = np.frombuffer(raw, dtype=np.uint8).reshape(8, -1)
    return np.cumsum(np.ascontiguousarray(planes.T).view("<i8").reshape(-1)).astype(np.int64)
