"""Words of free text about oneself and the phrases among them: in any spelling, the longest first, no word twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.gazetteer.words import Word, may_be, read_words
from knowledge.text import Teencode, accented_key, fold

Way = tuple[tuple[str, str], ...]
"""Words of a phrase: folded, and the accented key."""


def way_of(phrase: str) -> Way:
    """A phrase of the lexicon as words; a `!` behind a word is left out here."""
    return tuple((fold(word), accented_key(word)) for word in phrase.replace("!", "").split())


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something people write of themselves. `senses`: (kind, name) of everything it tells, ("like", "R").

    `bare`: just a thing, which tells nothing without a word of liking before it; `marked`: only as typed with marks.
    """

    text: str
    way: Way
    senses: tuple[tuple[str, str], ...]
    bare: bool = False
    marked: bool = False

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of what it tells."""
        return frozenset(kind for kind, _ in self.senses)


@dataclass(frozen=True, slots=True)
class Place:
    """A phrase in a message: its first word, and the word behind its last."""

    phrase: Phrase
    first: int
    end: int


class Typed:
    """A message as words, each with what it may be read as."""

    def __init__(self, text: str, teencode: Teencode, spellings: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """`spellings`: typed word, folded → the words it may be written for: folded, and the key as it is typed."""
        self.words: list[Word] = read_words(text, teencode)
        self._meant = [
            {word.folded, *(meant for meant, key in spellings.get(word.folded, ()) if word.bare or word.key == key)}
            for word in self.words
        ]

    def readings(self, place: int) -> Iterable[str]:
        """Folded words that a typed one may be read as."""
        return self._meant[place]

    def holds(self, place: int, way: Way, *, marked: bool = False) -> bool:
        """Whether the words from `place` are these; `marked`: each that has marks is typed with them."""
        if place < 0 or place + len(way) > len(self.words):
            return False
        if way[0][0] not in self._meant[place]:
            return False
        return all(self._is(place + more, *meant, marked=marked) for more, meant in enumerate(way))

    def same_clause(self, one: int, other: int) -> bool:
        """Whether no comma and no stop stands between two words."""
        return self.words[one].clause == self.words[other].clause

    def _is(self, place: int, folded: str, key: str, *, marked: bool) -> bool:
        word = self.words[place]
        if word.folded == folded:
            return (word.bare and not (marked and key != folded)) or may_be(word.key, key)
        return not marked and folded in self._meant[place]


class Wording:
    """Finds phrases; built once. The longest wins; of equals the one named first in `phrases`, then the first typed."""

    def __init__(
        self, phrases: Iterable[Phrase], teencode: Teencode, spellings: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._teencode = teencode
        self._spellings: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for word, ways in (spellings or {}).items():
            for typed in ways:
                self._spellings[fold(typed)].append((fold(word), accented_key(typed)))
        self._by_first: dict[str, list[tuple[int, Phrase]]] = defaultdict(list)
        for rank, phrase in enumerate(phrases):
            self._by_first[phrase.way[0][0]].append((rank, phrase))

    def typed(self, text: str) -> Typed:
        """A message as words."""
        return Typed(text, self._teencode, self._spellings)

    def places(self, typed: Typed) -> list[Place]:
        """Every phrase that stands in the message, the longest first; they may overlap."""
        found = [
            (-len(phrase.way), rank, Place(phrase, place, place + len(phrase.way)))
            for place in range(len(typed.words))
            for first in typed.readings(place)
            for rank, phrase in self._by_first.get(first, ())
            if typed.holds(place, phrase.way, marked=phrase.marked)
        ]
        return [place for _, _, place in sorted(found, key=lambda one: (one[0], one[1], one[2].first))]
