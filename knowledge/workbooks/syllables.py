"""Whether a written word can be a Vietnamese syllable: what text in a legacy font is told from Unicode by."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from functools import cache
from pathlib import Path

import yaml

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_RISING_OR_HEAVY = frozenset("\u0301\u0323")
_STOPS = ("c", "ch", "k", "p", "t")


class Syllables:
    """Onsets and rimes (without tone) of the language, and the syllables that reports use most."""

    def __init__(self, onsets: Collection[str], rimes: Collection[str], common: Collection[str]) -> None:
        self._onsets = frozenset(onsets) | {""}
        self._rimes = frozenset(rimes)
        self._common = frozenset(common)

    @classmethod
    @cache
    def load(cls, path: Path) -> Syllables:
        """Read `data/lexicon/syllables.yaml`."""
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
        return cls(held["onsets"], held["rimes"], held["common"])

    def possible(self, word: str) -> bool:
        """True for one syllable in NFC, written small, Capitalised or in CAPITALS."""
        if word not in (word.lower(), word.upper(), word.capitalize()):
            return False
        letters, tones = _without_tone(word.lower())
        if len(tones) > 1:
            return False
        for length in range(min(3, len(letters)) + 1):
            rime = letters[length:]
            if letters[:length] in self._onsets and rime in self._rimes:
                return tones in _RISING_OR_HEAVY or not rime.endswith(_STOPS)
        return False

    def common(self, word: str) -> bool:
        """True for a syllable that reports use often, in any case."""
        return word.lower() in self._common


def _without_tone(word: str) -> tuple[str, str]:
    decomposed = unicodedata.normalize("NFD", word)
    tones = "".join(char for char in decomposed if char in _TONES)
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in _TONES)), tones
