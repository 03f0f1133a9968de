"""Which names a message denies, and which it takes back by a correction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge.gazetteer.words import Word
from knowledge.models import Mention
from knowledge.text import accented_key, fold

_NONE: frozenset[str] = frozenset()
_CHOSEN = frozenset({"trade", "institution", "place", "level", "level_nickname"})
_FACTS = frozenset(
    {"schooling", "household", "ethnicity", "ethnic_group", "disability", "boarding_school", "orphan", "merit_person"}
    | {"merit_parent", "received_before"}
)
_GROUPS = frozenset({"ethnicity", "ethnic_group"})
_CORRECTED = _CHOSEN | _FACTS
# "… không hộ nghèo" may end one question and begin the next: with a verb between it is a denial; these need none.
_DIRECT = frozenset({"disability", "schooling", "boarding_school", "weakness", "merit_parent", "received_before"})
_LONGEST_MARKER = 4


@dataclass(frozen=True, slots=True)
class Denials:
    """Words that deny or correct, folded; from the lexicon's `denial` and `corrections`."""

    words: frozenset[str] = _NONE
    pairs: frozenset[str] = _NONE
    facts_only: frozenset[str] = _NONE
    between: frozenset[str] = _NONE
    asked: frozenset[str] = _NONE
    """Words before a denial that make a question of it."""
    nouns: frozenset[str] = _NONE
    """Those of `between` that are no verb."""
    place_between: frozenset[str] = _NONE
    ended: frozenset[str] = _NONE
    left: frozenset[str] = _NONE
    left_between: frozenset[str] = _NONE
    still: frozenset[str] = _NONE
    asking: frozenset[str] = _NONE
    lasting: frozenset[str] = _NONE
    unliked: frozenset[str] = _NONE
    instead: frozenset[str] = _NONE
    instead_between: frozenset[str] = _NONE
    not_instead: frozenset[str] = _NONE
    marked: Mapping[str, str] = field(default_factory=dict[str, str])
    """Single words of `instead` → the key they have where marks are typed."""
    apart: frozenset[str] = _NONE
    apart_end: frozenset[str] = _NONE
    after: frozenset[str] = _NONE
    after_verbs: frozenset[str] = _NONE
    corrections: frozenset[str] = _NONE
    correction_alone: frozenset[str] = _NONE

    @classmethod
    def from_lexicon(cls, lexicon: Mapping[str, Any]) -> Denials:
        """The word lists of the lexicon."""
        lists = {name: frozenset(map(fold, words)) for name, words in lexicon.get("denial", {}).items()}
        return cls(
            **lists,
            marked={
                fold(word): accented_key(word)
                for word in lexicon.get("denial", {}).get("instead", ())
                if " " not in word and fold(word) != word
            },
            corrections=frozenset(lexicon.get("corrections", ())),
            correction_alone=frozenset(lexicon.get("correction_alone", ())),
        )

    def applied(self, mentions: Sequence[Mention], words: Sequence[Word]) -> list[Mention]:
        """The mentions, each marked `negated`, `replaced` or `doubtful` as the words around it say."""
        judged = [self._judged(mention, mentions, words) for mention in mentions]
        taken_back = {
            id(earlier)
            for place in self._markers(words)
            for earlier in _taken_back(place, [one for one in judged if not one.negated])
        }
        return [replace(mention, replaced=True) if id(mention) in taken_back else mention for mention in judged]

    def _judged(self, mention: Mention, mentions: Sequence[Mention], words: Sequence[Word]) -> Mention:
        if mention.kind == "interest" and _back(words, mention.first - 1, _NONE) is not None:
            unliked = words[mention.first - 1].folded in self.unliked
            return replace(mention, negated=True) if unliked else mention
        count = self._denied_before(mention, words)
        if count and words[mention.first].folded in self.words:
            # "không phải là không nghèo": what is meant is for the person to say.
            return replace(mention, doubtful=True)
        if count > 1:
            return replace(mention, doubtful=True)
        denied = count == 1 or (
            mention.kind in _CHOSEN
            and (self._is_instead(mention, mentions, words) or self._is_denied_after(mention, words))
        )
        return replace(mention, negated=True) if denied else mention

    def _denied_before(self, mention: Mention, words: Sequence[Word]) -> int:
        """How many denials stand before a name, in its clause: 1 in "không phải Tày", 2 in "không phải không nghèo"."""
        kind, first = mention.kind, mention.first
        between = self.place_between if kind == "place" else self.between
        still = kind == "schooling" and mention.surface in self.still
        if kind == "schooling" and not still and self._has_left(words, first):
            return 1
        place = _back(words, first - 1, between)
        if place is None:
            return 0
        if kind == "household" and words[place].folded in self.ended:
            return 1
        if not self._denies(kind, words, place) or (place == first - 1 and kind not in _DIRECT):
            return 0
        if still and words[place].folded in self.facts_only:
            return 0
        asked = any(word.folded in self.asked and word.clause == words[place].clause for word in words[:place])
        if asked and kind in _GROUPS and all(word.folded in self.nouns for word in words[place + 1 : first]):
            # "Có được nội trú không người Dao": one question ends, another fact begins.
            return 0
        again = _back(words, place - 1, between)
        return 2 if again is not None and again < place - 1 and self._denies(kind, words, again) else 1

    def _denies(self, kind: str, words: Sequence[Word], place: int) -> bool:
        word = words[place].folded
        if word in self.words:
            if kind in _CHOSEN and place and words[place - 1].folded in self.asking:
                return False  # "… được không học kế toán": one question ends, another begins
            return word not in self.facts_only or kind in _FACTS
        return place + 1 < len(words) and f"{word} {words[place + 1].folded}" in self.pairs

    def _has_left(self, words: Sequence[Word], first: int) -> bool:
        place = _back(words, first - 1, self.left_between)
        if place is None:
            return False
        pair = f"{words[place - 1].folded} {words[place].folded}" if place else ""
        return not self.left.isdisjoint((words[place].folded, pair))

    def _is_instead(self, mention: Mention, mentions: Sequence[Mention], words: Sequence[Word]) -> bool:
        place = _back(words, mention.first - 1, self.instead_between)
        if place is None:
            return False
        word = words[place].folded
        if word in self.apart:
            return any(after.folded in self.apart_end for after in words[mention.last + 1 : mention.last + 3])
        pair = f"{words[place - 1].folded} {word}" if place else ""
        onward = f"{word} {words[place + 1].folded}"
        if pair not in self.instead and onward not in self.instead and not self._is_instead_word(words[place], pair):
            return False
        # "hàn khác ô tô chỗ nào" compares.
        return not any(other.kind == mention.kind and other.last < place for other in mentions)

    def _is_instead_word(self, word: Word, pair: str) -> bool:
        if word.bare:
            return word.folded in self.instead and pair not in self.not_instead
        return word.folded in self.instead and self.marked.get(word.folded, word.key) == word.key

    def _is_denied_after(self, mention: Mention, words: Sequence[Word]) -> bool:
        """ "kế toán thì không", "kế toán em không thích"; not "kế toán thì không được ạ", which asks."""
        place, clause = mention.last + 1, words[mention.first].clause
        while place < len(words) and words[place].folded in self.after and words[place].clause == clause:
            place += 1
        if place == mention.last + 1 or place >= len(words) or words[place].clause != clause:
            return False
        if words[place].folded not in self.words or words[place].folded in self.facts_only:
            return False
        following = words[place + 1] if place + 1 < len(words) else None
        if following is None and words[place - 1].folded in self.lasting:
            return False
        return following is None or following.clause != clause or following.folded in self.after_verbs

    def _markers(self, words: Sequence[Word]) -> list[int]:
        """Positions of the last word of each correction, in order."""
        found: set[int] = set()
        for first in range(len(words)):
            for length in range(1, min(_LONGEST_MARKER, len(words) - first) + 1):
                if " ".join(word.folded for word in words[first : first + length]) in self.corrections:
                    found.add(first + length - 1)
        for clause in {word.clause for word in words}:
            inside = [place for place, word in enumerate(words) if word.clause == clause]
            if all(words[place].folded in self.correction_alone for place in inside) and any(
                words[place].folded in self.words for place in inside
            ):
                found.add(inside[-1])
        return sorted(found)


def _back(words: Sequence[Word], place: int, over: frozenset[str]) -> int | None:
    """The nearest position up to `place` whose word is none of `over`, in the clause of the word behind it; or None."""
    clause = words[place + 1].clause
    while place >= 0 and words[place].clause == clause and words[place].folded in over:
        place -= 1
    return place if place >= 0 and words[place].clause == clause else None


def _taken_back(place: int, mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions before a correction that one of the same kind behind it replaces: the nearest, with all its readings."""
    replaced: list[Mention] = []
    for kind in {mention.kind for mention in mentions if mention.kind in _CORRECTED and mention.first > place}:
        before = [mention for mention in mentions if mention.kind == kind and mention.last <= place]
        nearest = max((mention.first for mention in before), default=None)
        replaced += [mention for mention in before if mention.first == nearest]
    return replaced
