"""What somebody wants to learn where no name covers it: the words behind "học", "dạy", "nghề"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.gazetteer.slips import is_spelt
from knowledge.gazetteer.words import Word
from knowledge.models import Mention
from knowledge.text import accented_key, fold

_NONE: frozenset[str] = frozenset()
_LONGEST = 5
_SHORTEST_ALONE = 3
"""Letters of a single word that is believed: "kim hoàn" and "luật", not "y" or "d"."""
_BESIDE = frozenset({"addressee", "age_group", "aspect", "back", "field", "target_topic", "time"})
_VERB = "lam"


@dataclass(frozen=True, slots=True)
class AskedTrades:
    """Words of the lexicon's `asked_trade`, as accented keys: one of `learning` begins it, `ends` or a name end it.

    A word typed without marks ends it when it may be one of them; a word with marks must be one of them.
    """

    learning: frozenset[str] = _NONE
    ends: frozenset[str] = _NONE
    stripped: frozenset[str] = _NONE

    @classmethod
    def from_lexicon(cls, lexicon: Mapping[str, Any]) -> AskedTrades:
        """The word lists of the lexicon; none for a snapshot that was built before them."""
        lists = lexicon.get("asked_trade", {})
        learning, ends = lists.get("learning", ()), lists.get("ends", ())
        return cls(
            learning=frozenset(map(fold, learning)),
            ends=frozenset(map(accented_key, [*learning, *ends])),
            stripped=frozenset(map(fold, [*learning, *ends])),
        )

    def found(self, words: Sequence[Word], names: Sequence[Mention]) -> str | None:
        """The words as typed, at most five; None where nothing but names and everyday words stands there."""
        covered = {place for one in names if one.kind not in _BESIDE for place in range(one.first, one.last + 1)}
        for first, word in enumerate(words):
            if word.folded not in self.learning or first in covered:
                continue
            end = first + 1
            while end < len(words) and end not in covered and self._may_stand(words[end], word):
                end += 1
            while end > first + 1 and words[end - 1].folded == _VERB:
                end -= 1
            told = words[first + 1 : end]
            if 0 < len(told) <= _LONGEST and _names_something(told):
                return " ".join(one.text for one in told)
        return None

    def _may_stand(self, word: Word, begun: Word) -> bool:
        ends = word.folded in self.stripped if word.bare else word.key in self.ends
        return word.clause == begun.clause and not ends and not word.folded.isdigit()


def _names_something(told: Sequence[Word]) -> bool:
    content = [word for word in told if word.folded != _VERB]
    return (
        all(is_spelt(word.folded) for word in content) and sum(len(word.folded) for word in content) >= _SHORTEST_ALONE
    )
