"""Text typed in a font of before Unicode (.VnTime, VNI-Times): told by its letters, whatever file it comes in."""

from __future__ import annotations

import re
from pathlib import Path

from knowledge.workbooks.grid import Legacy
from knowledge.workbooks.legacy_fonts import LegacyFonts

_UNICODE_ONLY = re.compile(r"[\u0102-\u01b0\u0300-\u0323\u1ea0-\u1ef9]")
"""Letters that no older encoding uses."""
_OLDER = re.compile(r"[\u00a1-\u00ff]")
_SAMPLE = 40_000
_SURE = 0.8
_ENOUGH = 8
"""Words that must read as Vietnamese: one foreign name proves nothing."""


class LegacyText:
    """Mends texts with the tables of `data/lexicon/`, which are read when the first doubtful text comes."""

    def __init__(self, lexicon: Path) -> None:
        self._lexicon = lexicon

    def encoding_of(self, text: str) -> Legacy | None:
        """The encoding a text is typed in, or None when it is Unicode or cannot be told.

        A few words in Unicode letters (a heading set in another font) do not decide against it.
        """
        sample = text[:_SAMPLE]
        if not _OLDER.search(sample) or len(_UNICODE_ONLY.findall(sample)) > len(sample) / 100:
            return None
        weights = LegacyFonts.load(self._lexicon).weigh(sample)
        choices: tuple[Legacy, ...] = ("tcvn3", "vni")
        best = max(choices, key=lambda legacy: weights[legacy].share)
        weight = weights[best]
        sure = weight.possible >= _ENOUGH and weight.share >= _SURE
        return best if sure and weight.share > weights[None].share else None

    def mended(self, text: str, legacy: Legacy | None) -> str:
        """The text in Unicode."""
        return LegacyFonts.load(self._lexicon).decode(text, legacy) if legacy else text
