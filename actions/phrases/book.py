"""The kinds of one lexicon, each with its phrases, and the ordinary phrases that only sound like them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from actions.phrases.message import Message, Readings, slip
from actions.phrases.syntax import Reader, Step
from knowledge.abbreviations import Abbreviations
from knowledge.gazetteer.slips import is_spelt
from knowledge.gazetteer.words import Word, read_words
from knowledge.text import Teencode, fold

_SHORTEST_JOINED = 5
_MOST_JOINED = 3
_REMEMBERED = 16384
"""Typed words whose readings are remembered."""
_MESSAGES = 8
"""Messages whose phrases are remembered."""


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a message: what it tells, its first word, the word behind its last."""

    kind: str
    first: int
    end: int


class Phrases:
    """Finds kinds; built once and shared by all turns."""

    def __init__(
        self,
        lexicon: Mapping[str, Any],
        teencode: Teencode,
        spellings: Mapping[str, Sequence[str]] | None = None,
        abbreviations: Abbreviations | None = None,
    ) -> None:
        """`lexicon`: `words` (name → phrases), `kinds` (kind → phrases), and what takes away phrases of kinds.

        `ordinary` takes away what stands wholly within it, `asked` what shares a word with it; neither bears a slip.
        `spellings`: word → other ways of typing it; `abbreviations`: those that the words around settle. ValueError
        where a phrase is not well written.
        """
        self.teencode = teencode
        self._abbreviations = abbreviations
        reader = Reader(lexicon.get("words", {}))
        self._kinds = {kind: [reader.read(one) for one in phrases] for kind, phrases in lexicon["kinds"].items()}
        self._ordinary = [reader.read(phrase) for phrase in lexicon.get("ordinary", ())]
        self._asked = [reader.read(phrase) for phrase in lexicon.get("asked", ())]
        self._known = reader.known
        self._spellings = {fold(typed): fold(word) for word, ways in (spellings or {}).items() for typed in ways}
        self._readings = lru_cache(_REMEMBERED)(self._read)
        self._found = lru_cache(_MESSAGES)(self._find)
        self._places: dict[str, set[tuple[str, int]]] = defaultdict(set)
        for kind, phrases in self._kinds.items():
            for place, steps in enumerate(phrases):
                for first in _rarest(steps):
                    self._places[first].add((kind, place))

    @classmethod
    @lru_cache(8)  # Two lexicons take a second to read, and never change while a process runs.
    def load(cls, folder: Path, name: str) -> Phrases:
        """Read `<name>.yaml` of a lexicon folder, with the spellings and the teencode beside it."""
        lexicon = yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))
        spellings = yaml.safe_load((folder / "spellings.yaml").read_text(encoding="utf-8"))
        abbreviations = Abbreviations.load(folder)
        return cls(lexicon, abbreviations.teencode, spellings, abbreviations)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind, in the order of the lexicon: the first one counts most."""
        return tuple(self._kinds)

    def first(self, text: str, *, slips: bool = True) -> str | None:
        """The kind that counts most among those the message tells; None for an ordinary message."""
        return next((found.kind for found in self.find(text, slips=slips)), None)

    def find(self, text: str, *, slips: bool = True) -> Iterator[Found]:
        """Phrases in the message, by the order of the kinds, without those that something ordinary takes away.

        `slips`: a phrase may be mistyped.
        """
        yield from self._found(text, slips)

    def _find(self, text: str, slips: bool) -> tuple[Found, ...]:
        """The phrases of a message; remembered, since a turn asks for them up to three times."""
        return tuple(self._look(text, slips=slips))

    def _look(self, text: str, *, slips: bool) -> Iterator[Found]:
        message = Message(list(self._parted(read_words(text, self.teencode, self._abbreviations))), self._readings)
        within = [span for steps in self._ordinary for span in message.spans(steps, slips=False)]
        beside = [span for steps in self._asked for span in message.spans(steps, slips=False)]
        # A phrase can only stand where one of the words of its rarest element is.
        maybe = {place for word in ("", *message.readings) for place in self._places.get(word, ())}
        for kind, phrases in self._kinds.items():
            for place, steps in enumerate(phrases):
                if (kind, place) not in maybe:
                    continue
                for first, end in sorted(message.spans(steps, slips=slips)):
                    if not any(start <= first and end <= stop for start, stop in within) and not any(
                        start < end and first < stop for start, stop in beside
                    ):
                        yield Found(kind, first, end)

    def _parted(self, words: Sequence[Word]) -> Iterator[Word]:
        """Words run together ("muonchet") as the known words that they are."""
        for word in words:
            folded = word.folded
            parts = (
                self._cut(folded, _MOST_JOINED) if len(folded) >= _SHORTEST_JOINED and not is_spelt(folded) else None
            )
            if parts is None:
                yield word
            else:
                yield from (replace(word, folded=part, key=part, bare=True, text=part) for part in parts)

    def _cut(self, joined: str, most: int) -> tuple[str, ...] | None:
        """Known words, two letters or more each, that make up the joined one: as few as possible, `most` at most."""
        if joined in self._known or joined in self._spellings:
            return (joined,)
        if most == 1:
            return None
        heads = (place for place in range(2, len(joined) - 1) if joined[:place] in self._known)
        ways = ((joined[:place], *rest) for place in heads if (rest := self._cut(joined[place:], most - 1)) is not None)
        return min(ways, key=len, default=None)

    def _read(self, typed: str) -> Readings:
        """Folded words of the phrases that a typed one may be, with what that costs."""
        readings: dict[str, int] = {}
        meaningful = typed in self._known
        for meant in self._known:
            if meant == typed or self._spellings.get(typed) == meant:
                readings[meant] = 0
            elif not meaningful and (cost := slip(typed, meant)) is not None:
                readings[meant] = cost
        return readings


def _rarest(steps: Sequence[Step]) -> frozenset[str]:
    """First words of the element with the fewest that must stand in the message; blank where none must."""
    needed = [step.choice.firsts for step in steps if step.choice is not None and not step.optional]
    return min(needed, key=len, default=frozenset({""}))
