"""Strange words read as known ones: "hnag" → hang, "nghenao" → nghe nao, "hc nghe" → hoc nghe.

What is known is learnt from sentences of lemmas (folded, expanded syllables), in whatever language they are; the words
around a strange word decide between its readings. A known word is never taken for a slip, and nothing is mended that
the surrounding words do not make likelier: the costs below are natural logarithms, set beside those of a bigram model
(Witten and Bell's interpolation). Standard library only and Python 3.10, because Rasa's environment imports it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from knowledge.slips import is_spoken

# Costs. Halving or doubling them changes the share of intents read right by less than 0.2 points.
_SLIP = 6.0  # A letter missing, two changed about, a neighbouring key.
_DOUBLED = 5.0
_OTHER_LETTER = 7.5
_FIRST_LETTER = 1.5  # More: people see the first letter.
_SPOKEN = 2.0  # More: a syllable that Vietnamese has may be a name.
_JOINED = 2.0  # Each space that is missing.
_LETTER = 1.0  # Of a strange word that stays as it is, each letter more than the longest syllable has.
_WRONG = 20.0  # Of a word that surely is none as it stands.
_READING = 2.0
_SHORTEST_SLIP = 3
_SHORTEST_JOINED = 4
_LONGEST_JOINED = 60
_LONGEST_SYLLABLE = 7
_COMMON = 20
"""A letter that stands alone this often may be a piece of a joined word."""
_WAYS = 4
_BEAM = 30
_UNSEEN = 0.1
_START, _END = "<", ">"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


class Kind(Enum):
    """What was done to a word."""

    KEPT = "kept"
    READ = "read"
    PARTED = "parted"
    SLIP = "slip"


@dataclass(frozen=True)
class Typed:
    """A word: as typed (folded), the lemma it has by the tables, and other readings of it, each one or more words."""

    word: str
    lemma: tuple[str, ...]
    readings: tuple[tuple[str, ...], ...] = ()
    wrong: bool = False
    """Whether it surely is no word as it stands."""


@dataclass(frozen=True)
class Mended:
    """The words to read in a word's place."""

    words: tuple[str, ...]
    kind: Kind


_Way = tuple[float, Mended]


class Mender:
    """Knows words and their neighbours. `expand` gives the words of an abbreviation, or the word itself."""

    def __init__(self, pairs: Mapping[tuple[str, str], int], expand: Callable[[str], str]) -> None:
        """`pairs`: how often the second word follows the first; see `learnt`."""
        self.pairs = dict(pairs)
        self._expand = expand
        self._before: Counter[str] = Counter()
        self._followers: Counter[str] = Counter()
        self._words: Counter[str] = Counter()
        for (left, right), count in self.pairs.items():
            self._before[left] += count
            self._followers[left] += 1
            self._words[right] += count
        self._total = sum(self._words.values())
        self._shortened: dict[str, set[str]] = defaultdict(set)
        for word in self._words:
            if len(word) > 1 and word.isalpha():
                for shorter in _one_less(word):
                    self._shortened[shorter].add(word)

    @classmethod
    def learnt(cls, sentences: Iterable[Sequence[str]], expand: Callable[[str], str]) -> Mender:
        """From sentences of lemmas."""
        pairs: Counter[tuple[str, str]] = Counter()
        for sentence in sentences:
            pairs.update(zip((_START, *sentence), (*sentence, _END), strict=True))
        return cls(pairs, expand)

    def knows(self, word: str) -> bool:
        """True for a word of the sentences, and for any number."""
        return word in self._words or word.isdigit()

    def mend(self, message: Sequence[Typed]) -> list[Mended]:
        """One reading for each word, together the likeliest; a message of known words stays as it is."""
        found = [self._ways(typed) for typed in message]
        if all(len(ways) == 1 for ways in found):
            return [ways[0][1] for ways in found]
        # By the last word: the best score so far and what was read.
        best: dict[str, tuple[float, tuple[Mended, ...]]] = {_START: (0.0, ())}
        for ways in found:
            following: dict[str, tuple[float, tuple[Mended, ...]]] = {}
            for last, (score, read) in best.items():
                for cost, mended in ways:
                    left, now = last, score - cost
                    for word in mended.words:
                        now += self._log_probability(left, word)
                        left = word
                    if left not in following or following[left][0] < now:
                        following[left] = (now, (*read, mended))
            best = dict(sorted(following.items(), key=lambda item: -item[1][0])[:_BEAM])
        _, read = max(best.items(), key=lambda item: item[1][0] + self._log_probability(item[0], _END))[1]
        return list(read)

    def _ways(self, typed: Typed) -> list[_Way]:
        ways: list[_Way] = [(0.0, Mended(typed.lemma, Kind.KEPT))]
        ways += [
            (_READING, Mended(reading, Kind.READ))
            for reading in typed.readings
            if reading != typed.lemma and all(map(self.knows, reading))
        ]
        word = typed.word
        if len(ways) == 1 and typed.lemma == (word,) and word.isalpha() and not self.knows(word):
            more = (_SPOKEN if is_spoken(word) else 0.0) - _LETTER * max(0, len(word) - _LONGEST_SYLLABLE)
            more -= _WRONG if typed.wrong else 0.0
            ways += [(cost + more, Mended((other,), Kind.SLIP)) for other, cost in self._slips(word).items()]
            ways += [(cost + more, Mended(words, Kind.PARTED)) for words, cost in self._parted(word)]
        return ways

    def _slips(self, word: str) -> dict[str, float]:
        """Known words one slip away, with their costs."""
        if len(word) < _SHORTEST_SLIP:
            return {}
        near = set(self._shortened.get(word, ()))
        for shorter in _one_less(word):
            near |= self._shortened.get(shorter, set()) | ({shorter} & self._words.keys())
        near |= {changed for changed in _changed_about(word) if changed in self._words}
        costs = {other: _cost(word, other) for other in near if len(other) > 1}
        return {other: cost for other, cost in sorted(costs.items()) if cost is not None}

    def _parted(self, word: str) -> list[tuple[tuple[str, ...], float]]:
        """The likeliest ways to part a word into known ones, with their costs."""
        if not _SHORTEST_JOINED <= len(word) <= _LONGEST_JOINED:
            return []
        # Up to each letter: weight, pieces, words.
        ways: list[list[tuple[float, int, tuple[str, ...]]]] = [[(0.0, 0, ())]]
        for end in range(1, len(word) + 1):
            found: list[tuple[float, int, tuple[str, ...]]] = []
            for start in range(max(0, end - _LONGEST_SYLLABLE), end):
                piece = self._piece(word[start:end]) if ways[start] else ()
                if piece:
                    weight = sum(math.log(self._words[one] / self._total) for one in piece) - _JOINED
                    found += [(before + weight, count + 1, (*words, *piece)) for before, count, words in ways[start]]
            ways.append(sorted(found, reverse=True)[:_WAYS])
        return [(words, _JOINED * (count - 1)) for _, count, words in ways[-1] if count > 1]

    def _piece(self, piece: str) -> tuple[str, ...]:
        """The words that a piece of a joined word stands for, none where it is not known."""
        words = tuple(self._expand(piece).split())
        single = len(piece) == 1 and words == (piece,)
        if not all(self._words[word] >= (_COMMON if single else 1) for word in words):
            return ()
        return words

    def _log_probability(self, left: str, right: str) -> float:
        alone = (self._words[right] + _UNSEEN) / (self._total + _UNSEEN * len(self._words) + 1)
        followers, before = self._followers[left], self._before[left]
        return math.log((self.pairs.get((left, right), 0) + followers * alone) / (before + followers or 1) or alone)


def _one_less(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def _changed_about(word: str) -> set[str]:
    return {
        word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        for place in range(len(word) - 1)
        if word[place] != word[place + 1]
    }


def _cost(word: str, meant: str) -> float | None:
    """What it costs to read a word as one that is a slip away, None where it is more than one slip."""
    if len(word) > len(meant):
        # The letter that is too many: twice the same one, or another.
        place = next((at for at, letter in enumerate(meant) if letter != word[at]), len(meant))
        doubled = place > 0 and word[place] == word[place - 1]
        cost = _DOUBLED if doubled else _OTHER_LETTER
    elif len(word) < len(meant) or word in _changed_about(meant):
        cost = _SLIP
    else:
        wrong = [at for at, letter in enumerate(word) if letter != meant[at]]
        if len(wrong) != 1:
            return None
        cost = _SLIP if _neighbours(word[wrong[0]], meant[wrong[0]]) else _OTHER_LETTER
    return cost + _FIRST_LETTER * (word[0] != meant[0])


def _neighbours(left: str, right: str) -> bool:
    """Whether two letters lie beside each other on a keyboard; each row stands half a key further to the right."""
    places = [
        (2 * row.index(letter) + number, number)
        for letter in (left, right)
        for number, row in enumerate(_ROWS)
        if letter in row
    ]
    if len(places) < 2:
        return False
    (across, down), (other_across, other_down) = places
    return abs(across - other_across) <= 2 - abs(down - other_down) and abs(down - other_down) <= 1
