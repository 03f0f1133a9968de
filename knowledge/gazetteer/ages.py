"""Ages that a message tells: "17 tuổi"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from knowledge.gazetteer.words import Word
from knowledge.models import Mention

_YEARS_OLD, _DIGITS = "tuoi", 3


def ages(words: Sequence[Word]) -> list[Mention]:
    """Every "17 tuổi"."""
    return [
        Mention("age", word.folded, f"{word.folded} {after.folded}", place, place + 1)
        for place, (word, after) in enumerate(pairwise(words))
        if after.folded == _YEARS_OLD and word.folded.isdigit() and len(word.folded) <= _DIGITS
    ]
