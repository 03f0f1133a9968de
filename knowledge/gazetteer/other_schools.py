"""Names of schools that are not held: "Đại học Cần Thơ", "cao đẳng y tế Bến Tre"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.gazetteer.words import Word
from knowledge.models import Mention

OTHER_SCHOOL = "other_school"
_NONE: frozenset[str] = frozenset()
_LONGEST = 3
_HELD = frozenset({"institution", "trade", "boarding_school", "schooling", "indicator"})


@dataclass(frozen=True, slots=True)
class OtherSchools:
    """Words of which such names are made, folded; from the lexicon's `other_schools`.

    A place behind one of `higher` names a school, one of `words` behind `higher` or `kinds` does.
    """

    higher: frozenset[str] = _NONE
    kinds: frozenset[str] = _NONE
    words: frozenset[str] = _NONE

    @classmethod
    def from_lexicon(cls, lexicon: Mapping[str, Any]) -> OtherSchools:
        """The word lists of the lexicon; none for a snapshot that was built before them."""
        lists = lexicon.get("other_schools", {})
        return cls(**{name: frozenset(forms) for name, forms in lists.items()})

    def among(self, names: Sequence[Mention], words: Sequence[Word]) -> list[Mention]:
        """The names with each such school in the place of the level, place or trade that stands in its name.

        Its id is the province in its name, blank where there is none; its label is the name as typed.
        """
        found: list[Mention] = []
        for first in range(len(words)):
            if found and first <= found[-1].last:
                continue
            school = self._at(first, words, names)
            if school is not None:
                found.append(school)
        kept = [one for one in names if not any(_overlap(one, school) for school in found)]
        return [*kept, *found]

    def _at(self, first: int, words: Sequence[Word], names: Sequence[Mention]) -> Mention | None:
        kind = self._longest(words, first, self.higher | self.kinds)
        if not kind:
            return None
        higher = _folded(words, first, first + kind) in self.higher
        end = first + kind
        own = 0
        while length := self._longest(words, end, self.words | self.kinds if own else self.words):
            if words[end].clause != words[first].clause:
                break
            end, own = end + length, own + 1
        place = next((one for one in names if one.kind == "place" and one.first == end), None)
        if place is not None and words[place.first].clause == words[first].clause:
            end = place.last + 1
        if not own and (place is None or not higher):
            return None
        named = range(first + kind, end)
        if place is None and any(
            one.kind == "ownership" and one.first <= named.start and one.last == end - 1 for one in names
        ):
            return None  # "trường trung cấp tư thục" says whose the school is, not its name
        if any(
            one.first < end and one.last >= (first if one.kind == "institution" else named.start)
            for one in names
            # "Cần Thơ" without marks may be "cần thợ".
            if one.kind in _HELD and (place is None or (one.first, one.last) != (place.first, place.last))
        ):
            return None
        return Mention(
            kind=OTHER_SCHOOL,
            id=place.id if place is not None else "",
            surface=_folded(words, first, end),
            first=first,
            last=end - 1,
            label=" ".join(word.text for word in words[first:end]),
        )

    @staticmethod
    def _longest(words: Sequence[Word], first: int, forms: Iterable[str]) -> int:
        """Words of the longest of some forms that stands at a position; 0 where none does."""
        known = forms if isinstance(forms, frozenset) else frozenset(forms)
        lengths = range(min(_LONGEST + 1, len(words) - first), 0, -1)
        return next((length for length in lengths if _folded(words, first, first + length) in known), 0)


def _folded(words: Sequence[Word], first: int, end: int) -> str:
    return " ".join(word.folded for word in words[first:end])


def _overlap(one: Mention, other: Mention) -> bool:
    return one.first <= other.last and other.first <= one.last
