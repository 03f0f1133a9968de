"""A typed message with its slips taken back: "truogn nghe", "hc phi" → "truong nghe", "hoc phi".

Words that the knowledge base's own texts hold stay as they were typed, with their diacritics; only strange ones are
read as known ones, see `knowledge.mending`. Abbreviations are left to whoever reads them in context.
"""

from __future__ import annotations

import unicodedata

from knowledge.mending import Kind, Mender, Typed
from knowledge.restorer import Restorer
from knowledge.slips import is_spoken
from knowledge.text import Syllable, fold, nfc, syllables

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LONGEST_SYLLABLE = 7
_CHANGED = frozenset({Kind.SLIP, Kind.PARTED})


class Corrector:
    """Knows the syllables of a restorer's texts and their neighbours. Immutable, safe to share between threads."""

    def __init__(self, restorer: Restorer) -> None:
        self._known = restorer.abbreviations
        self._mender = Mender(restorer.folded_pairs(), self._known.teencode.expand)

    def correct(self, text: str) -> str:
        """The text in NFC; each strange word that has a likely reading is replaced by folded words."""
        plain = nfc(text)
        found = self._known.expand(syllables(plain))
        typed = [
            Typed(
                "" if _is_sure(one.syllable) else one.syllable.folded,
                tuple(map(fold, one.words)),
                wrong=_is_wrong(one.syllable),
            )
            for one in found
        ]
        parts: list[str] = []
        end = 0
        for one, mended in zip(found, self._mender.mend(typed), strict=True):
            if mended.kind in _CHANGED:
                parts += [plain[end : one.syllable.start], " ".join(mended.words)]
                end = one.syllable.end
        return "".join([*parts, plain[end:]])


def _is_wrong(syllable: Syllable) -> bool:
    """Marks are of this language: with them a word of two tones, or too long for a syllable, is several or a slip."""
    if syllable.bare or is_spoken(syllable.folded):
        return False
    tones = sum(char in _TONES for char in unicodedata.normalize("NFD", syllable.text))
    return tones > 1 or len(syllable.folded) >= _LONGEST_SYLLABLE


def _is_sure(syllable: Syllable) -> bool:
    """A syllable of Vietnamese that was typed with its marks is meant, whether our texts hold it or not: "rưỡi"."""
    return not syllable.bare and is_spoken(syllable.folded)
