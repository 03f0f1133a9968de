"""What a linear model sees of a message: its words, pairs of neighbours or with one word between; its letters.

The message is folded first, so that it is the same with and without diacritics, and teencode is written out. Runs of
letters outlast a slip and a word joined to the next. Names of features are hashed: the model needs no list of words.
A long message may be looked at in parts, too: what matters often stands within a question about something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.text import Teencode, fold, lemmas, nfc

BUCKETS = 2**17
"""The first half holds names of words, the second runs of letters."""
_HALF = BUCKETS // 2
WIDTH = 10
"""Words of a part."""
_STEP = 2
_BEGIN, _END = "^", "$"
_LETTERS = (3, 4, 5)
"""Lengths of runs of letters, spaces among them."""

Places = NDArray[np.int64]


def features(text: str, teencode: Teencode) -> Places:
    """The buckets of a message, each once, sorted; shape [features], values in [0, BUCKETS). Empty without words."""
    return _places(lemmas(fold(nfc(text)), teencode))


def parts(text: str, teencode: Teencode) -> list[Places]:
    """The buckets of a message, and of every run of WIDTH of its words where it has more; empty without words."""
    words = lemmas(fold(nfc(text)), teencode)
    runs = range(0, len(words) - WIDTH + _STEP, _STEP) if len(words) > WIDTH else ()
    return [_places(words), *(_places(words[start : start + WIDTH]) for start in runs)] if words else []


def shares(places: Places) -> NDArray[np.float64]:
    """What each bucket counts before it is weighed: the words together have length 1, and the letters, too."""
    words = int(np.searchsorted(places, _HALF))
    halves = np.array([words, len(places) - words])
    return np.repeat(1 / np.sqrt(np.maximum(halves, 1)), halves)


def _places(words: list[str]) -> Places:
    named = {crc32(name.encode()) % _HALF for name in _names(words)}
    spelt = {_HALF + crc32(run.encode()) % _HALF for run in _runs(words)}
    return np.array([*sorted(named), *sorted(spelt)], dtype=np.int64)


def _runs(words: list[str]) -> Iterator[str]:
    text = " ".join(("", *words, "")) if words else ""
    for length in _LETTERS:
        yield from (text[start : start + length] for start in range(len(text) - length + 1))


def _names(words: list[str]) -> Iterator[str]:
    if not words:
        return
    yield from words
    for left, right in pairwise((_BEGIN, *words, _END)):
        yield f"{left} {right}"
    for left, right in zip(words, words[2:], strict=False):
        yield f"{left} _ {right}"
