"""Messages in another language, told by their letters or by their commonest words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path

import yaml

from knowledge.text import fold, nfc

_SHARE = 0.4
"""Share of the words that must be of another language: names of schools and trades are written alike in all."""

_BORROWED = "borrowed"
"""Words that Vietnamese writers use, too: they count only beside another one ("hello ad" is a Vietnamese greeting)."""


class Languages:
    """Knows the commonest words of a few languages, none of which is a Vietnamese syllable or an abbreviation."""

    def __init__(self, words: Iterable[str], borrowed: Iterable[str] = ()) -> None:
        self._words = frozenset(words)
        self._borrowed = frozenset(borrowed)

    @classmethod
    def load(cls, path: Path) -> Languages:
        """Read `data/lexicon/languages.yaml`: language → its words, folded, in one string."""
        table: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
        borrowed = table.pop(_BORROWED, "")
        return cls((word for words in table.values() for word in words.split()), borrowed.split())

    def is_foreign(self, text: str) -> bool:
        """True when most letters are not Latin, or at least two words (one of one or two) are of another language."""
        written = nfc(text)
        letters = [letter for letter in written if letter.isalpha()]
        if not letters:
            return False
        if 2 * sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters) > len(letters):
            return True
        words = "".join(letter if letter.isalnum() else " " for letter in fold(written).replace("'", "")).split()
        known = sum(word in self._words for word in words)
        known += sum(word in self._borrowed for word in words) if known else 0
        return known >= min(2, (len(words) + 1) // 2) and known >= _SHARE * len(words)
