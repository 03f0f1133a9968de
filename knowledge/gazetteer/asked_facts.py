"""Which facts a message asks about and does not tell: "nhà em có phải hộ nghèo không", "hộ nghèo khác gì cận nghèo"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from knowledge.gazetteer.words import Word
from knowledge.models import Mention

_NONE: frozenset[str] = frozenset()
_KINDS = frozenset(
    {
        *("household", "ethnicity", "ethnic_group", "disability", "boarding_school", "orphan", "merit_person"),
        *("residence_area", "social_protection", "merit_parent"),
    }
)
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class AskedFacts:
    """Words of such questions, folded; from the lexicon's `asked_facts`, empty for a snapshot built before them."""

    between: frozenset[str] = _NONE
    """Words that may stand between the words of a question and the fact."""
    whether: frozenset[str] = _NONE
    whether_pairs: frozenset[str] = _NONE
    needed: frozenset[str] = _NONE
    only_then: frozenset[str] = _NONE
    ends: frozenset[str] = _NONE
    particles: frozenset[str] = _NONE
    unknowing: frozenset[str] = _NONE
    choice: frozenset[str] = _NONE
    described: frozenset[str] = _NONE
    compared: frozenset[str] = _NONE
    defined: frozenset[str] = _NONE

    @classmethod
    def from_lexicon(cls, lexicon: Mapping[str, Any]) -> AskedFacts:
        """The word lists of the lexicon."""
        return cls(**{name: frozenset(forms) for name, forms in lexicon.get("asked_facts", {}).items()})

    def applied(self, mentions: Sequence[Mention], words: Sequence[Word]) -> list[Mention]:
        """The mentions, those that are only asked about marked `doubtful`."""
        asked: set[int] = set()
        facts = [one for one in mentions if one.kind in _KINDS]
        for one in facts:
            if self._is_asked(one, words):
                asked.add(id(one))
            other = None if one.negated else self._beside(one, facts, words)
            if other is not None:
                asked |= {id(one), id(other)}
        return [replace(one, doubtful=True, negated=False) if id(one) in asked else one for one in mentions]

    def _is_asked(self, one: Mention, words: Sequence[Word]) -> bool:
        before, after = _around(one, words)
        run: list[str] = []
        while len(run) < len(before) and before[-len(run) - 1] in self.between:
            run.insert(0, before[-len(run) - 1])
        lead = before[-len(run) - 1 :] if len(run) < len(before) else run
        if after[:1] and after[0] in self.only_then and not self.needed.isdisjoint(lead):
            return True
        if one.negated:
            return False
        pairs = {f"{first} {second}" for first, second in pairwise(lead)}
        if pairs & (self.whether_pairs | self.defined):
            return True
        ended = all(word in self.ends | self.particles for word in after)
        if after and ended and after[0] in self.ends and not (self.whether | self.needed).isdisjoint(lead):
            return True
        unsure = any(f"{first} {second}" in self.unknowing for first, second in pairwise(before))
        if unsure and ended and not self.whether.isdisjoint(run):
            return True
        return len(run) == len(before) and _begins(after, self.described)

    def _beside(self, one: Mention, facts: Sequence[Mention], words: Sequence[Word]) -> Mention | None:
        """The fact that this one is compared with, or offered as a choice with; itself in "hộ nghèo hay không"."""
        _, after = _around(one, words)
        if after[:1] and after[0] in self.choice:
            if after[1:2] and after[1] in self.ends:
                return one
        elif not _begins(after, self.compared):
            return None
        later = [
            other
            for other in facts
            if other.kind == one.kind and other.first > one.last and words[other.first].clause == words[one.last].clause
        ]
        return min(later, key=lambda other: other.first, default=None)


def _around(one: Mention, words: Sequence[Word]) -> tuple[list[str], list[str]]:
    """The folded words of a mention's clause before and behind it."""
    clause = words[one.first].clause
    before = [word.folded for word in words[: one.first] if word.clause == clause]
    return before, [word.folded for word in words[one.last + 1 :] if word.clause == clause]


def _begins(words: Sequence[str], forms: frozenset[str]) -> bool:
    return any(" ".join(words[:length]) in forms for length in range(1, _LONGEST + 1))
