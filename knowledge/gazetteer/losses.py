"""Which parents a message says are dead: "em mất bố", "mẹ cháu qua đời", "bố mất mẹ đi bước nữa"."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge.gazetteer.words import Word
from knowledge.models import Mention
from knowledge.text import accented_key, fold

ORPHAN = "orphan"
FATHER, MOTHER = "father", "mother"
_VALUES: Mapping[int, str] = {1: "one_parent", 2: "both_parents"}
_NONE: frozenset[str] = frozenset()
Keys = tuple[str, ...]
"""A form, syllable by syllable, with its marks."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Parents named one after the other, up to `end` (not included)."""

    who: tuple[str, ...]
    end: int
    of: frozenset[str] = _NONE
    """Whose they are said to be, folded."""
    joined: bool = False
    """Whether a word joins them: "cả bố lẫn mẹ"."""
    unsure: bool = False
    """Whether without marks it may be somebody else: "ba" for "bà"."""


@dataclass(frozen=True, slots=True)
class Losses:
    """The words of the lexicon's `losses`; empty for a snapshot built before them."""

    parents: Mapping[Keys, tuple[str, ...]] = field(default_factory=dict[Keys, tuple[str, ...]])
    spouses: Mapping[Keys, tuple[str, ...]] = field(default_factory=dict[Keys, tuple[str, ...]])
    """Parents of the child of whoever writes of a child."""
    dead: frozenset[Keys] = frozenset()
    of: frozenset[str] = _NONE
    of_writer: frozenset[str] = _NONE
    of_learner: frozenset[str] = _NONE
    between: frozenset[str] = _NONE
    joining: frozenset[str] = _NONE
    before: frozenset[Keys] = frozenset()
    not_after: frozenset[str] = _NONE
    not_before: frozenset[str] = _NONE
    living: frozenset[Keys] = frozenset()
    """What only the living do, behind the second of two parents."""
    marked: frozenset[Keys] = frozenset()
    """Forms that count only where their marks are typed."""
    unsure: frozenset[Keys] = frozenset()

    @classmethod
    def from_lexicon(cls, lexicon: Mapping[str, Any]) -> Losses:
        """The word lists of the lexicon."""
        lists: Mapping[str, Any] = lexicon.get("losses", {})
        if not lists:
            return cls()

        def words(name: str) -> frozenset[str]:
            return frozenset(lists.get(name, ()))

        def forms(name: str) -> frozenset[Keys]:
            return frozenset(map(_keys, lists.get(name, ())))

        return cls(
            parents=_whom(lists["parents"]),
            spouses=_whom(lists["spouses"]),
            dead=forms("dead"),
            of=words("of"),
            of_writer=words("of_writer"),
            of_learner=words("of_learner"),
            between=words("between"),
            joining=words("joining"),
            before=forms("before"),
            not_after=words("not_after"),
            not_before=words("not_before"),
            living=forms("living"),
            marked=forms("marked"),
            unsure=forms("unsure"),
        )

    def found(self, words: Sequence[Word], *, for_another: bool) -> list[Mention]:
        """A mention of `orphan` for each loss told; `label` is the parent, blank for both.

        `for_another`: a parent or a teacher writes. What they tell of their own parents is left out, and with a word
        that may mean them ("em") it is doubtful.
        """
        found: list[Mention] = []
        place = 0
        while place < len(words):
            one, place = self._at(place, words, for_another=for_another)
            found += [one] if one else []
        return found

    def _at(self, place: int, words: Sequence[Word], *, for_another: bool) -> tuple[Mention | None, int]:
        """The loss told from a place on, and where to read on."""
        group = self._group(place, words, for_another=for_another)
        if group is None:
            end = self._form(self.before, place, words)
            lost = self._group(end, words, for_another=for_another) if end else None
            if lost is None or (place and words[place - 1].folded in self.not_before):
                return None, place + 1
            return self._mention(self._without_the_living(lost, words), place, lost.end, words, for_another), lost.end
        end = self._over(group.end, words, self.between)
        dead = self._form(self.dead, end, words)
        if not dead or (dead < len(words) and self._is_of_a_thing(words[dead], words[end])):
            return None, group.end
        return self._mention(group, place, dead, words, for_another), dead

    def _is_of_a_thing(self, after: Word, verb: Word) -> bool:
        """ "mất việc": not the parent is gone."""
        return after.clause == verb.clause and after.folded in self.not_after

    def _mention(self, group: _Group, first: int, end: int, words: Sequence[Word], for_another: bool) -> Mention | None:
        if for_another and group.of & self.of_writer:
            return None
        who = set(group.who)
        return Mention(
            kind=ORPHAN,
            id=_VALUES[len(who)],
            surface=" ".join(word.folded for word in words[first:end]),
            first=first,
            last=end - 1,
            label=next(iter(who)) if len(who) == 1 else "",
            doubtful=group.unsure or (for_another and not group.of <= self.of_learner),
        )

    def _without_the_living(self, group: _Group, words: Sequence[Word]) -> _Group:
        """ "mất bố mẹ đi bước nữa": the second does something, so that only the first is lost."""
        two = len(group.who) > 1 and not group.joined and self._form(self.living, group.end, words)
        return replace(group, who=group.who[:1]) if two else group

    def _group(self, place: int, words: Sequence[Word], *, for_another: bool) -> _Group | None:
        parents = {**self.parents, **self.spouses} if for_another else self.parents
        who: list[str] = []
        of: set[str] = set()
        end, joined, unsure = place, False, False
        while end < len(words):
            after = end
            while who and after < len(words) and words[after].folded in self.joining:
                after += 1
            form = self._form(parents, after, words)
            if not form:
                break
            key = next(key for key in parents if _is(key, words[after:form], self.marked))
            if not set(who).isdisjoint(parents[key]):
                break  # "bo me bo di": the second is another word
            joined = joined or after > end
            who += parents[key]
            end = form
            if end < len(words) and words[end].folded in self.of and words[end].clause == words[end - 1].clause:
                # "chồng tôi": the father of the child.
                of |= set() if key in self.spouses else {words[end].folded}
                end += 1
            unsure = unsure or (key in self.unsure and all(word.bare for word in words))
        return _Group(tuple(dict.fromkeys(who)), end, frozenset(of), joined, unsure) if who else None

    def _over(self, place: int, words: Sequence[Word], over: Collection[str]) -> int:
        while place < len(words) and words[place].folded in over:
            place += 1
        return place

    def _form(self, forms: Collection[Keys], place: int, words: Sequence[Word]) -> int:
        """Where the longest of the forms that stands here ends; 0 for none."""
        ends = [
            place + len(form)
            for form in forms
            if place + len(form) <= len(words)
            and words[place + len(form) - 1].clause == words[place].clause
            and _is(form, words[place : place + len(form)], self.marked)
        ]
        return max(ends, default=0)


def _whom(lists: Mapping[str, Sequence[str]]) -> dict[Keys, tuple[str, ...]]:
    return {
        _keys(form): (FATHER, MOTHER) if who == "both" else (who,) for who, forms in lists.items() for form in forms
    }


def _keys(form: str) -> Keys:
    return tuple(map(accented_key, form.split()))


def _is(form: Keys, words: Sequence[Word], marked: Collection[Keys]) -> bool:
    """Typed with the marks of the form, or with none."""
    if len(form) != len(words) or (form in marked and any(word.bare for word in words)):
        return False
    return all(
        word.key == key or (word.bare and word.folded == fold(key)) for word, key in zip(words, form, strict=True)
    )
