"""How a phrase of the lexicon is written, and what it is read as.

Words and a few signs: `<name>` any of the phrases listed under `words`, `(a|b c)` one of these, `?` behind a word or a
choice that may be missing, `!` behind a word that counts only as typed with its marks, `..` up to three words, `...` up
to ten, `^` and `$` the beginning and the end of the message.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from knowledge.text import accented_key, fold

BEGIN, END = "^", "$"
_GAPS = {"..": 3, "...": 10}
_ELEMENT = re.compile(r"\([^()]*\)\??|\S+")
_NAME = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class Meant:
    """A word of a phrase: folded, its accented key, and whether it counts only as typed with its marks."""

    folded: str
    key: str
    marked: bool


Way = tuple[Meant, ...]


class Choice:
    """Ways of saying one thing, found by their first word."""

    def __init__(self, ways: Sequence[Way]) -> None:
        self.ways = tuple(ways)
        by_first: dict[str, list[Way]] = defaultdict(list)
        for way in self.ways:
            by_first[way[0].folded].append(way)
        self.by_first: Mapping[str, Sequence[Way]] = dict(by_first)
        self.firsts = frozenset(self.by_first)


@dataclass(frozen=True, slots=True)
class Step:
    """One element of a phrase: a choice, or a gap of up to `gap` words, or an end of the message."""

    choice: Choice | None = None
    optional: bool = False
    gap: int = 0
    anchor: str = ""


class Reader:
    """Reads phrases; `words` are the names that a phrase may use."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self._words = words
        self._choices: dict[tuple[Way, ...], Choice] = {}

    @property
    def known(self) -> frozenset[str]:
        """Every folded word of what has been read."""
        return frozenset(meant.folded for choice in self._choices for way in choice for meant in way)

    def read(self, phrase: str) -> tuple[Step, ...]:
        """The phrase as steps. ValueError where it names words that are not listed, or holds what is no word."""
        return tuple(self._step(element) for element in _ELEMENT.findall(phrase))

    def _step(self, element: str) -> Step:
        if element in _GAPS:
            return Step(gap=_GAPS[element])
        if element in {BEGIN, END}:
            return Step(anchor=element)
        inner = element.removesuffix("?").removeprefix("(").removesuffix(")")
        ways = tuple(dict.fromkeys(self._ways(inner)))
        # The same choice stands in many phrases; it is looked for once a message.
        choice = self._choices.setdefault(ways, Choice(ways))
        return Step(choice=choice, optional=element.endswith("?"))

    def _ways(self, choice: str) -> Iterator[Way]:
        for phrase in choice.split("|"):
            options = [
                list(self._named(part)) if _NAME.fullmatch(part) else [(_meant(part),)] for part in phrase.split()
            ]
            for chosen in product(*options):
                yield tuple(meant for way in chosen for meant in way)

    def _named(self, part: str) -> Iterator[Way]:
        name = part[1:-1]
        if name not in self._words:
            raise ValueError(f"no words are listed under {name!r}")
        for phrase in self._words[name]:
            yield from self._ways(str(phrase))


def _meant(written: str) -> Meant:
    word = written.removesuffix("!")
    if not word.rstrip("+").isalnum():
        raise ValueError(f"{written!r} is no word")
    return Meant(fold(word), accented_key(word), marked=word != written)
