"""Whom a clause speaks of: the learner, the parent who writes, a relative or a friend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Any

from knowledge.gazetteer.words import Word
from knowledge.models import Mention

_NONE: frozenset[str] = frozenset()
_OF_A_PERSON = frozenset(
    {"ethnic_group", "ethnicity", "disability", "schooling", "boarding_school", "orphan", "military", "merit_person"}
)
_OF_A_FRIEND = _OF_A_PERSON | {"household", "residence_area"}


class Who(Enum):
    """A person that facts may be told of."""

    SELF = "self"
    LEARNER = "learner"
    RELATIVE = "relative"
    FRIEND = "friend"


@dataclass(frozen=True, slots=True)
class Persons:
    """Words for persons, folded; from the lexicon's `persons`."""

    relatives: frozenset[str] = _NONE
    of_speaker: frozenset[str] = _NONE
    self: frozenset[str] = _NONE
    friend: frozenset[str] = _NONE
    friend_pairs: frozenset[str] = _NONE
    not_friend_before: frozenset[str] = _NONE
    friend_before: frozenset[str] = _NONE
    friend_after: frozenset[str] = _NONE

    @classmethod
    def from_lexicon(cls, lexicon: Mapping[str, Any]) -> Persons:
        """The word lists of the lexicon."""
        return cls(**{name: frozenset(words) for name, words in lexicon.get("persons", {}).items()})

    def marks(self, words: Sequence[Word], learners: Iterable[Mention]) -> dict[int, Who]:
        """Position → who is named there. `learners` are the words a parent or a teacher has for the learner."""
        marks = {place: Who.SELF for place, word in enumerate(words) if word.folded in self.self}
        for place, (word, after) in enumerate(pairwise(words)):
            if word.clause != after.clause:
                continue
            if word.folded in self.relatives and after.folded in self.of_speaker:
                # "ông nội em": the last word belongs to the relative.
                long = after.folded not in self.self and place + 2 < len(words)
                end = place + 2 if long and words[place + 2].folded in self.self else place + 1
                marks[end] = Who.RELATIVE
            elif self._is_friend(words, place):
                marks[place + 1] = Who.FRIEND
        for mention in learners:
            for place in range(mention.first, mention.last + 1):
                marks.pop(place, None)
            marks[mention.last] = Who.LEARNER
        return marks

    def _is_friend(self, words: Sequence[Word], place: int) -> bool:
        word, after = words[place].folded, words[place + 1].folded
        if f"{word} {after}" in self.friend_pairs:
            return True
        if word not in self.friend or after not in self.of_speaker:
            return False
        before = words[place - 1].folded if place else ""
        following = words[place + 2].folded if place + 2 < len(words) else ""
        if before in self.not_friend_before:
            return False
        return before in self.friend_before or following in self.friend_after


def is_of_other(kind: str, first: int, words: Sequence[Word], marks: Mapping[int, Who]) -> bool:
    """Whether a fact at a position is told of somebody who is not the learner.

    The nearest person before it in its clause counts. A clause without a person goes on about the friend or the child
    of the clause before, never about a relative: "bố em mất sớm, hết lớp 9" tells the learner's schooling.
    """
    if kind not in _OF_A_FRIEND:
        return False
    clause = words[first].clause
    before = [place for place in marks if place < first]
    here = [place for place in before if words[place].clause == clause]
    who = marks[max(here)] if here else None
    if who is None and before:
        earlier = marks[max(before)]
        who = earlier if earlier is not Who.RELATIVE else None
    if who is Who.FRIEND:
        return True
    if kind not in _OF_A_PERSON:
        return False
    return who is Who.RELATIVE or (who is Who.SELF and Who.LEARNER in marks.values())
