"""What the model of dangers sees of a message: its words, pairs of neighbours, and pairs with one word between.

The message is folded first, so that it is the same with and without diacritics, and teencode is written out. Names of
features are hashed: the model needs no list of words. A long message is looked at in parts, too: what is told of danger
often stands within a question about something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.text import Teencode, fold, lemmas, nfc

BUCKETS = 2**16
WIDTH = 10
"""Words of a part."""
_STEP = 2
_BEGIN, _END = "^", "$"

Places = NDArray[np.int64]


def features(text: str, teencode: Teencode) -> Places:
    """The buckets of a message, each once, sorted; shape [features], values in [0, BUCKETS). Empty without words."""
    return _places(lemmas(fold(nfc(text)), teencode))


def parts(text: str, teencode: Teencode) -> list[Places]:
    """The buckets of a message, and of every run of WIDTH of its words where it has more; empty without words."""
    words = lemmas(fold(nfc(text)), teencode)
    runs = range(0, len(words) - WIDTH + _STEP, _STEP) if len(words) > WIDTH else ()
    return [_places(words), *(_places(words[start : start + WIDTH]) for start in runs)] if words else []


def _places(words: list[str]) -> Places:
    return np.array(sorted({crc32(name.encode()) % BUCKETS for name in _names(words)}), dtype=np.int64)


def _names(words: list[str]) -> Iterator[str]:
    if not words:
        return
    yield from words
    for left, right in pairwise((_BEGIN, *words, _END)):
        yield f"{left} {right}"
    for left, right in zip(words, words[2:], strict=False):
        yield f"{left} _ {right}"
