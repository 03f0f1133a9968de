"""Chat abbreviations written out: those with one reading by table, those with several by the words around them.

    abbreviations = Abbreviations.load(Path("data/lexicon"))
    for found in abbreviations.expand(syllables(nfc("đc truong o dau"))):
        found.words      # ("địa", "chỉ"), ("truong",), ("o",), ("dau",): what to read here, one or more words
        found.syllable   # the syllable as typed, with its span in the text
        found.settled    # False where an ambiguous abbreviation stayed open: `words` is then only the usual reading

The gazetteer takes `fold(word)` of each word when `settled`, else the syllable as typed; retrieval always takes
`words`. What is no abbreviation comes back as its own text. Order and number are those of the syllables given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.text import Syllable, Teencode, fold

_FIELDS = frozenset({"say", "before", "after", "near", "typed"})
_BESIDE, _LONGER, _NEAR, _EDGE, _TYPED, _STROKE = 3.0, 0.5, 1.5, 1.0, 2.0, 0.5
"""Weights of a cue: a word right beside, each further word of it, one within reach, an end of the message, the
spelling, and a plain d where the message has its diacritics."""
_ENOUGH = 1.0
_REACH = 5
_NUMBER = "#"
_ENDS = frozenset({"^", "$"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing an abbreviation may stand for, with the folded words that speak for it."""

    say: str
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    typed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Expanded:
    """A syllable and the words to read in its place."""

    syllable: Syllable
    words: tuple[str, ...]
    settled: bool = True


class Abbreviations:
    """The table of ambiguous abbreviations and the one of plain ones (`Teencode`); immutable."""

    def __init__(self, table: Mapping[str, Sequence[Mapping[str, Any]]], teencode: Teencode) -> None:
        self._readings = {key: tuple(_reading(key, entry) for entry in entries) for key, entries in table.items()}
        self.table = {key: [dict(entry) for entry in entries] for key, entries in table.items()}
        self.teencode = teencode

    @classmethod
    def load(cls, lexicon: Path) -> Abbreviations:
        """Read `abbreviations.yaml` and `teencode.tsv` of a folder.

        Raises OSError, yaml.YAMLError, or ValueError naming the key that is malformed.
        """
        table = yaml.safe_load((lexicon / "abbreviations.yaml").read_text(encoding="utf-8"))
        return cls(table, Teencode.load(lexicon / "teencode.tsv"))

    def __len__(self) -> int:
        return len(self._readings)

    def expand(self, syllables: Sequence[Syllable]) -> list[Expanded]:
        """For each syllable the words to read, see the module's description."""
        plain = [self.teencode.expand(found.folded) if _is_short(found) else found.folded for found in syllables]
        # A key with several readings is no witness for its neighbours until it is settled itself: "so gd va dt".
        around = [
            found.folded if found.folded in self._readings else words
            for found, words in zip(syllables, plain, strict=True)
        ]
        expanded = self._read(syllables, plain, around)
        if any(found.settled and found.syllable.folded in self._readings for found in expanded):
            around = [
                fold(" ".join(found.words)) if found.settled else words
                for found, words in zip(expanded, around, strict=True)
            ]
            expanded = self._read(syllables, plain, around)
        return expanded

    def _read(self, syllables: Sequence[Syllable], plain: Sequence[str], around: Sequence[str]) -> list[Expanded]:
        marked = any(found.text.lower() != found.folded for found in syllables if not _is_short(found))
        return [self._expanded(place, syllables, plain, around, marked=marked) for place in range(len(syllables))]

    def _expanded(
        self, place: int, syllables: Sequence[Syllable], plain: Sequence[str], around: Sequence[str], *, marked: bool
    ) -> Expanded:
        syllable = syllables[place]
        unlike = plain[place] != syllable.folded
        readings = self._readings.get(syllable.folded, ()) if _is_short(syllable) else ()
        possible = [reading for reading in readings if _fits(syllable.text.lower(), reading.say)]
        if not possible:
            return Expanded(syllable, tuple(plain[place].split()) if unlike else (syllable.text,))
        before = " ".join(["^", *around[max(0, place - _REACH) : place]])
        after = " ".join([*around[place + 1 : place + 1 + _REACH], "$"])
        scores = [_score(reading, syllable, before, after, marked=marked) for reading in possible]
        best = max(scores)
        if best >= _ENOUGH and scores.count(best) == 1:
            return Expanded(syllable, tuple(possible[scores.index(best)].say.split()))
        # The table of single readings says what is usual where it has the key.
        usual = plain[place] if unlike else possible[0].say
        return Expanded(syllable, tuple(usual.split()), settled=len(possible) == 1 or unlike)


def _is_short(syllable: Syllable) -> bool:
    # "đc" folds to "dc" and is expanded; a syllable with a vowel mark ("kò") is a word someone spelt out.
    return syllable.text.lower().replace("đ", "d") == syllable.folded


def _fits(typed: str, say: str) -> bool:
    """Whether a typed đ stands where the reading has one: "đt" is never "dân tộc"."""
    if "đ" not in typed:
        return True
    initials = [word[0].lower() for word in say.split()]
    if len(initials) == len(typed):
        return all(initial == "đ" for letter, initial in zip(typed, initials, strict=True) if letter == "đ")
    return "đ" in initials


def _score(reading: Reading, syllable: Syllable, before: str, after: str, *, marked: bool) -> float:
    left, right = f" {before}", f"{after} "
    score = max((_weight(cue) for cue in reading.before if left.endswith(f" {cue}")), default=0.0)
    score += max((_weight(cue) for cue in reading.after if right.startswith(f"{cue} ")), default=0.0)
    if not score and _NUMBER in reading.before and before[-1].isdigit():
        score += _BESIDE
    if _NUMBER in reading.after and after[0].isdigit():
        score += _BESIDE
    around = f"{left} {right}"
    score += _NEAR * any(f" {cue} " in around for cue in reading.near)
    score += _TYPED * (syllable.text in reading.typed or syllable.text.lower() in reading.typed)
    if marked and "d" in syllable.text.lower() and score:
        score += _STROKE * any(word.lower().startswith("d") for word in reading.say.split())
    return score


def _weight(cue: str) -> float:
    return _EDGE if cue in _ENDS else _BESIDE + _LONGER * cue.count(" ")


def _reading(key: str, entry: Mapping[str, Any]) -> Reading:
    if "say" not in entry or not _FIELDS.issuperset(entry) or key != fold(key):
        raise ValueError(f"abbreviation {key!r}: a reading has `say` and, at will, before, after, near, typed")
    cues = {name: frozenset[Any](entry.get(name, ())) for name in ("before", "after", "near")}
    for cue in frozenset[Any]().union(*cues.values()):
        if not isinstance(cue, str) or cue != fold(cue):
            raise ValueError(f"abbreviation {key!r}: the cue {cue!r} is a folded word (no diacritics; quote no and 2)")
    return Reading(str(entry["say"]), typed=frozenset(map(str, entry.get("typed", ()))), **cues)
