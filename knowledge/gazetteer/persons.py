"""Whom a clause speaks of: the learner, the parent who writes, a relative or a friend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from typing import Any

from knowledge.gazetteer.words import Word
from knowledge.models import Mention
from knowledge.text import accented_key

WRITE_FOR_ANOTHER = frozenset({"parent", "grandparent", "guardian", "teacher"})
"""Who writes of a learner that is somebody else. A guardian says "con em": of a child of theirs, or of a relative's."""
_LOSS = 5
"""Words in which a loss and the parents lost stand: "mồ côi cả cha lẫn mẹ"."""
_LEARNS, _TEACHER = "hoc", "teacher"
_NONE: frozenset[str] = frozenset()
_OF_A_PERSON = frozenset(
    {
        *("ethnic_group", "ethnicity", "disability", "schooling", "boarding_school", "orphan", "military"),
        *("merit_person", "merit_parent", "age", "work_status", "received_before"),
    }
)
_OF_A_FRIEND = _OF_A_PERSON | {"household"}
_OF_A_HOME = frozenset({"residence_area", "residence_kind"})
"""Facts that the parents have, too, apart from the learner."""
LEARNER, PARENTS, HOME, OTHER = "learner", "parents", "home", "other"
"""Whose a fact is: the learner's, the parents', that of all who live in one house, or somebody else's."""


class Who(Enum):
    """A person that facts may be told of."""

    SELF = "self"
    LEARNER = "learner"
    PARENTS = "parents"
    HOME = "home"
    RELATIVE = "relative"
    FRIEND = "friend"


_OF_THE_FAMILY = frozenset({Who.RELATIVE, Who.PARENTS})


@dataclass(frozen=True, slots=True)
class People:
    """Who is named where. `kin`: which relative; `learner`: the one who is to learn, where that is a relative."""

    marks: Mapping[int, Who]
    kin: Mapping[int, str] = field(default_factory=dict[int, str])
    learner: str | None = None
    is_self: bool = False
    """Whether the person who writes says that they are to learn themselves."""

    def at(self, first: int, words: Sequence[Word]) -> int | None:
        """The place of the person that a fact at a position is told of: the nearest before it in its clause.

        A clause without a person goes on about the one before, if that is the friend, the child, or the relative who
        is to learn; never about another: "bố em mất sớm, hết lớp 9" tells the learner's schooling.
        """
        before = [place for place in self.marks if place < first]
        here = [place for place in before if words[place].clause == words[first].clause]
        if here or not before:
            return max(here, default=None)
        earlier = max(before)
        stays = self.marks[earlier] not in _OF_THE_FAMILY or (self.learner and self.kin.get(earlier) == self.learner)
        return earlier if stays else None


@dataclass(frozen=True, slots=True)
class Persons:
    """Words for persons, folded; from the lexicon's `persons`."""

    relatives: frozenset[str] = _NONE
    not_relatives: frozenset[str] = _NONE
    of_speaker: frozenset[str] = _NONE
    self: frozenset[str] = _NONE
    child: frozenset[str] = _NONE
    """Words of `self` that are the learner once somebody else has named the learner: "con tôi …, cháu hết lớp 9"."""
    pupil: frozenset[str] = _NONE
    """Words of `self` that are the learner where a teacher writes, behind `pupil_behind` or before `pupil_before`."""
    pupil_behind: frozenset[str] = _NONE
    pupil_before: frozenset[str] = _NONE
    friend: frozenset[str] = _NONE
    friend_pairs: frozenset[str] = _NONE
    not_friend_before: frozenset[str] = _NONE
    friend_before: frozenset[str] = _NONE
    friend_after: frozenset[str] = _NONE
    parents: frozenset[str] = _NONE
    parents_pairs: frozenset[str] = _NONE
    parent_verbs: frozenset[str] = _NONE
    """Words behind which a bare "bố" or "mẹ" is a parent, in whatever spelling."""
    lost: frozenset[str] = _NONE
    """Pairs of words behind which parents are dead."""
    homes: frozenset[str] = _NONE
    together: frozenset[str] = _NONE
    sexes: frozenset[str] = _NONE
    sexed: frozenset[str] = _NONE
    offspring: frozenset[str] = _NONE
    learning: frozenset[str] = _NONE
    not_learning: frozenset[str] = _NONE
    before_learning: frozenset[str] = _NONE
    gone: frozenset[str] = _NONE
    kin: Mapping[str, str] = field(default_factory=dict[str, str])
    """Word of a relative → which one."""

    @classmethod
    def from_lexicon(cls, lexicon: Mapping[str, Any]) -> Persons:
        """The word lists of the lexicon."""
        lists = dict(lexicon.get("persons", {}))
        kin = {word: who for who, words in lists.pop("kin", {}).items() for word in words}
        if "not_relatives" in lists:
            lists["not_relatives"] = map(accented_key, lists["not_relatives"])
        return cls(**{name: frozenset(words) for name, words in lists.items()}, kin=kin)

    def people(self, words: Sequence[Word], learners: Iterable[Mention]) -> People:
        """Everybody a message names. `learners` are the words a parent or a teacher has for the learner."""
        marks = {place: Who.SELF for place, word in enumerate(words) if word.folded in self.self}
        kin: dict[int, str] = {}
        for place, (word, after) in enumerate(pairwise(words)):
            pair = f"{word.folded} {after.folded}"
            if word.clause != after.clause:
                continue
            if head := self._relative(words, place):
                # "ông nội em": the last word belongs to the relative.
                long = after.folded not in self.self and place + 2 < len(words)
                end = place + 2 if long and words[place + 2].folded in self.self else place + 1
                # "bà ngoại" is no "ba".
                is_grand = pair in self.kin
                is_parent = head in self.parents and not long and not is_grand
                named = self.kin.get(pair if is_grand else head, OTHER)
                marks[end], kin[end] = Who.PARENTS if is_parent else Who.RELATIVE, named
                if word.folded in self.sexes:
                    marks.pop(place - 1, None)
            elif pair in self.parents_pairs and not self._is_lost(words, place):
                marks[place + 1] = Who.PARENTS
            elif self._is_parent_alone(words, place):
                marks[place], kin[place] = Who.PARENTS, self.kin.get(word.folded, OTHER)
            elif pair in self.homes:
                marks[place + 1] = Who.HOME
                if place + 2 < len(words) and words[place + 2].folded in self.self:
                    marks[place + 2] = Who.HOME
            elif self._is_friend(words, place):
                marks[place + 1] = Who.FRIEND
        for number, mention in enumerate(learners):
            if not number:
                marks |= {place: Who.LEARNER for place, who in marks.items() if self._is_child(words, place, who)}
            for place in range(mention.first, mention.last + 1):
                marks.pop(place, None)
            marks[mention.last] = Who.LEARNER
            taught = [place for place in marks if mention.id == _TEACHER and self._is_taught(words, place)]
            marks |= dict.fromkeys(taught, Who.LEARNER)
            kin = {place: who for place, who in kin.items() if place not in taught}
        self._join(marks, words)
        relative = self._learning_relative(words, marks, kin)
        places = sorted(marks)
        spans = pairwise([*places, len(words)])
        studies = (one for one, end in spans if any(word.folded == "hoc" for word in words[one + 1 : end]))
        is_self = relative is None and any(marks[place] is Who.SELF for place in studies)
        return People(marks, kin, relative, is_self)

    def _relative(self, words: Sequence[Word], place: int) -> str | None:
        """The word for a relative of somebody: "mẹ em", "anh trai tôi"."""
        word, after = words[place].folded, words[place + 1].folded
        if after not in self.of_speaker:
            return None
        if word in self.sexes and place and words[place - 1].folded in self.sexed:
            if place > 1 and words[place - 2].folded in self.offspring:
                return None  # "con em trai tôi" is a child
            return f"{words[place - 1].folded} {word}"
        return word if word in self.relatives and words[place].key not in self.not_relatives else None

    def _is_parent_alone(self, words: Sequence[Word], place: int) -> bool:
        """ "Bố bị mất việc": of whom is not said."""
        word, after = words[place], words[place + 1]
        unlike = word.key in self.not_relatives or self._is_lost(words, place)
        return word.folded in self.parents and not unlike and after.folded in self.parent_verbs

    def _is_lost(self, words: Sequence[Word], place: int) -> bool:
        """ "Mồ côi cha mẹ vừa xong lớp 9": nothing more is told of the parents."""
        clause = words[place].clause
        before = [one.folded for one in words[max(0, place - _LOSS) : place] if one.clause == clause]
        return not self.lost.isdisjoint(map(" ".join, pairwise(before)))

    def _join(self, marks: dict[int, Who], words: Sequence[Word]) -> None:
        """ "Em với bố mẹ", "bố mẹ và em": all of them."""
        for place in sorted(marks):
            earlier = max((one for one in marks if one < place), default=None)
            if earlier is None or words[earlier].clause != words[place].clause:
                continue
            between = {word.folded for word in words[earlier + 1 : place]}
            pair = {marks[earlier], marks[place]}
            if Who.PARENTS in pair and len(pair) > 1 and not self.together.isdisjoint(between):
                marks[place] = Who.HOME

    def _learning_relative(self, words: Sequence[Word], marks: Mapping[int, Who], kin: Mapping[int, str]) -> str | None:
        """The relative who is to learn, where nobody else is: "mẹ em 45 tuổi muốn học nấu ăn"."""
        places = sorted(marks)
        found: int | None = None
        for place, following in pairwise([*places, len(words)]):
            learns = self._learns(words, place, following, is_parent=marks[place] is Who.PARENTS)
            if marks[place] in {Who.SELF, Who.LEARNER} and (learns or found is not None):
                return None
            if learns and kin.get(place, OTHER) != OTHER:
                found = place
        return None if found is None else kin[found]

    def _learns(self, words: Sequence[Word], place: int, following: int, *, is_parent: bool) -> bool:
        clause = words[place].clause
        inside = [word for word in words[place + 1 : following] if word.clause == clause]
        if any(word.folded == "tuoi" for word in inside):
            inside = list(words[place + 1 : following])
        folded = [word.folded for word in inside]
        pairs = {f"{first} {second}" for first, second in pairwise(folded)}
        if pairs & self.gone:
            return False
        own = [words[place].folded, *folded, "", ""]
        starts = [
            before
            for before, word, after, then in zip(own, own[1:], own[2:], own[3:], strict=False)
            if word == _LEARNS and {f"{word} {after}", f"{word} {after} {then}"}.isdisjoint(self.not_learning)
        ]
        if is_parent:
            # "Bố em thương binh học trung cấp": the pupil learns.
            starts = [before for before in starts if before in self.before_learning]
            pairs = {pair for pair in pairs if pair.startswith(_LEARNS)}
        return bool(pairs & self.learning) or bool(starts)

    def _is_child(self, words: Sequence[Word], place: int, who: Who) -> bool:
        return who is Who.SELF and words[place].folded in self.child

    def _is_taught(self, words: Sequence[Word], place: int) -> bool:
        """ "Có em học sinh": the pupil that a teacher tells of."""
        if words[place].folded not in self.pupil:
            return False
        before = words[place - 1].folded if place else ""
        after = [word.folded for word in words[place + 1 : place + 3]]
        return before in self.pupil_behind or not self.pupil_before.isdisjoint((*after[:1], " ".join(after)))

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


def whose(kind: str, first: int, words: Sequence[Word], people: People) -> str:
    """Whose a fact at a position is; of somebody else: which relative, where that is known."""
    if kind not in _OF_A_FRIEND | _OF_A_HOME:
        return LEARNER
    place = people.at(first, words)
    who = people.marks[place] if place is not None else None
    named = people.kin.get(place, OTHER) if place is not None else OTHER
    if who is None or named == people.learner:
        return LEARNER
    if who is Who.FRIEND:
        return OTHER
    writes_for_another = Who.LEARNER in people.marks.values()
    if kind in _OF_A_HOME:
        if who is Who.HOME:
            return HOME
        if who is Who.PARENTS or (who is Who.SELF and writes_for_another):
            return PARENTS
        return OTHER if who is Who.RELATIVE else LEARNER
    if kind not in _OF_A_PERSON:
        return LEARNER
    if who in _OF_THE_FAMILY:
        return named
    return OTHER if who is Who.SELF and (writes_for_another or people.learner) else LEARNER


def of_a_relative(first: int, words: Sequence[Word], people: People) -> str | None:
    """Which relative or friend stands nearest before a position in its clause; None for the learner or for nobody."""
    place = people.at(first, words)
    if place is None or words[place].clause != words[first].clause:
        return None
    who = people.marks[place]
    named = people.kin.get(place, OTHER)
    return named if who in {Who.RELATIVE, Who.FRIEND} and named != people.learner else None
