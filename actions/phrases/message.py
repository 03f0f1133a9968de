"""The words of one message, and where phrases stand among them.

A typed word is read as the meant one with its marks or without; a slip costs, and a phrase bears as much as it has
words, so short phrases bear none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rapidfuzz.distance import OSA

from actions.phrases.syntax import BEGIN, Choice, Meant, Step
from knowledge.gazetteer.slips import is_spelt
from knowledge.gazetteer.words import Word, may_be

_STRANGE = 2  # One letter wrong, and no Vietnamese syllable: nothing else can be meant.
_MARK = 3  # Another mark: "nghĩ" for "nghỉ".
_OTHER = 4  # One letter wrong, and another syllable: "mốn" for "muốn" only within a long phrase.
_MOSTLY = 0.6
"""Share of the words with marks from which a writer types them: of a Vietnamese text three in four have one."""
_SHORTEST_SLIP = 3
_SHORTEST_OTHER = 4

Readings = Mapping[str, int]
"""Folded word → what it costs to read a typed word as it."""
_State = tuple[int, int, int]
"""Word reached, cost so far, words matched."""


class Message:
    """Remembers where each choice stands; `readings` gives those of a folded word."""

    def __init__(self, words: Sequence[Word], readings: Callable[[str], Readings]) -> None:
        self._words = words
        self._marks_are_typed = sum(not word.bare for word in words) >= _MOSTLY * len(words)
        self._readings = [readings(word.folded) for word in words]
        self._any = frozenset().union(*self._readings)
        self._found: dict[int, dict[int, set[_State]]] = {}

    @property
    def readings(self) -> frozenset[str]:
        """Every folded word that one of the words may be read as."""
        return self._any

    def spans(self, steps: Sequence[Step], *, slips: bool = True) -> set[tuple[int, int]]:
        """(first word, word behind the last) of every place where the phrase stands; `slips`: it may be mistyped."""
        needed = [step.choice for step in steps if step.choice is not None and not step.optional]
        if any(choice.firsts.isdisjoint(self._any) for choice in needed):
            return set()
        if not all(self._places(choice) for choice in needed):
            return set()
        found: set[tuple[int, int]] = set()
        for start in self._starts(steps[0]):
            states: set[_State] = {(start, 0, 0)}
            for step in steps:
                states = self._after(step, states)
                if not states:
                    break
            found.update((start, end) for end, cost, count in states if cost <= (count if slips and count > 1 else 0))
        return found

    def _starts(self, first: Step) -> Sequence[int]:
        if first.anchor == BEGIN:
            return (0,)
        if first.choice is not None and not first.optional:
            return tuple(self._places(first.choice))
        return range(len(self._words))

    def _after(self, step: Step, states: set[_State]) -> set[_State]:
        if step.anchor:
            wanted = 0 if step.anchor == BEGIN else len(self._words)
            return {state for state in states if state[0] == wanted}
        if step.choice is None:
            return {
                (place + more, cost, count)
                for place, cost, count in states
                for more in range(min(step.gap, len(self._words) - place) + 1)
            }
        places = self._places(step.choice)
        reached = {
            (end, cost + further, count + more)
            for place, cost, count in states
            for end, further, more in places.get(place, ())
        }
        return reached | states if step.optional else reached

    def _places(self, choice: Choice) -> dict[int, set[_State]]:
        """First word → (word behind the last, cost, words) of each way that begins there."""
        found = self._found.get(id(choice))
        if found is None:
            found = {}
            for place, readings in enumerate(self._readings):
                states = {
                    (place + len(way), cost, len(way))
                    for folded in choice.firsts.intersection(readings)
                    for way in choice.by_first[folded]
                    if (cost := self._cost(way, place)) is not None
                }
                if states:
                    found[place] = states
            self._found[id(choice)] = found
        return found

    def _cost(self, way: Sequence[Meant], start: int) -> int | None:
        """What it costs to read the words from `start` as this way; None where it does not stand there."""
        if start + len(way) > len(self._words):
            return None
        total = 0
        for place, meant in enumerate(way, start):
            cost = self._readings[place].get(meant.folded)
            if cost is None:
                return None
            word = self._words[place]
            as_typed = word.folded == meant.folded
            if meant.marked and (not as_typed or word.bare or not may_be(word.key, meant.key)):
                return None
            if as_typed and (self._lacks_marks(word, meant) or not (word.bare or may_be(word.key, meant.key))):
                cost = _MARK
            total += cost
        return total

    def _lacks_marks(self, word: Word, meant: Meant) -> bool:
        """Whether a word typed bare stands for one with marks though its writer types marks: "ga" is not "gả"."""
        return self._marks_are_typed and word.bare and meant.folded != meant.key and word.text.lower() == word.folded


def slip(typed: str, meant: str) -> int | None:
    """What it costs to read one folded word as another, one slip away; None where it is another word."""
    if min(len(typed), len(meant)) < _SHORTEST_SLIP or typed[0] != meant[0] or abs(len(typed) - len(meant)) > 1:
        return None
    if OSA.distance(typed, meant, score_cutoff=1) > 1:
        return None
    if not is_spelt(typed):
        return _STRANGE
    return _OTHER if min(len(typed), len(meant)) >= _SHORTEST_OTHER else None
