"""Names with a slip of the finger: letters swapped, missing or too many, a space lost.

A message is searched only around a word that is strange: no Vietnamese syllable by its letters, or one that no name,
term or abbreviation holds. So an ordinary sentence costs nothing and finds nothing by accident.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.gazetteer.words import Word, may_be

Form = tuple[str, ...]
_MIN_LETTERS = 6
_MIN_LETTERS_ALONE = 7
_MIN_LETTERS_TWO_SLIPS = 13
_ONSET = (
    r"(?:ngh(?=[iey])|ng(?![iey])|nh|gh(?=[iey])|gi(?=[aeou])|g(?![ey])|kh|k(?=[iey])|ph|qu(?=[aeiy])|th|tr|ch|c(?![iey])"
    r"|[bdhlmnprstvx])?"
)
_VOWELS = (
    "ieu|yeu|oai|oay|oao|oeo|uoi|uou|uya|uye|uyu|uay|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|ua|ue|ui|uo|uu|uy|ye|[aeiouy]"
)
_SYLLABLE = re.compile(rf"{_ONSET}(?:{_VOWELS}|(?=oong)oo)(?:ng|nh|ch|[cmnpt])?")


def is_spelt(folded: str) -> bool:
    """True when a folded word keeps the spelling rules of a Vietnamese syllable: "nghiep", not "ngiep" or "sown"."""
    return folded.isdigit() or _SYLLABLE.fullmatch(folded) is not None


class Slips:
    """Forms to be found in spite of a slip; `known` holds the syllables that are no slip wherever they stand."""

    def __init__(self, forms: Sequence[Form], known: Container[str]) -> None:
        self._known = known
        self._gaps: dict[tuple[int, str], list[Form]] = defaultdict(list)
        self._joined: dict[str, list[Form]] = defaultdict(list)
        self._alike: dict[tuple[str, int], dict[str, list[Form]]] = defaultdict(lambda: defaultdict(list))
        for form in forms:
            joined = "".join(form)
            if len(joined) >= _MIN_LETTERS_ALONE:
                self._joined[joined].append(form)
                self._alike[joined[0], len(joined)][joined].append(form)
            if len(form) > 1 and len(joined) >= _MIN_LETTERS:
                for gap in range(len(form)):
                    self._gaps[gap, _gapped(form, gap)].append(form)
        self._longest = max(map(len, forms), default=0)

    def find(
        self, words: Sequence[Word], keys_of: Callable[[Form], Sequence[Sequence[str]]]
    ) -> Iterator[tuple[Form, int, int]]:
        """(form, first, last) of forms with a slip in them; `keys_of` gives the accented spellings of a form."""
        spelt = [is_spelt(word.folded) for word in words]
        strange = [not fine or word.folded not in self._known for fine, word in zip(spelt, words, strict=True)]
        for place, is_strange in enumerate(strange):
            if not is_strange or len(words[place].folded) < 2 or words[place].folded.isdigit():
                continue
            yield from self._one_wrong(words, place, spelt=spelt[place], keys_of=keys_of)
            if not spelt[place]:
                yield from self._run_together(words, place, strange)

    def _one_wrong(
        self, words: Sequence[Word], place: int, *, spelt: bool, keys_of: Callable[[Form], Sequence[Sequence[str]]]
    ) -> Iterator[tuple[Form, int, int]]:
        """Forms right in all syllables but the one at `place`; where there are two, that one is no syllable at all."""
        typed = words[place].folded
        for length in range(3 if spelt else 2, self._longest + 1):
            for gap in range(length):
                first = place - gap
                if first < 0 or first + length > len(words):
                    continue
                window = words[first : first + length]
                for form in self._gaps.get((gap, _gapped([word.folded for word in window], gap)), ()):
                    meant = form[gap]
                    if not _near(typed, meant):
                        continue
                    if any(_fits(window, keys, gap) for keys in keys_of(form)):
                        yield form, first, first + length - 1

    def _run_together(
        self, words: Sequence[Word], place: int, strange: Sequence[bool]
    ) -> Iterator[tuple[Form, int, int]]:
        """Forms typed without a space, or a single long word with a slip: "congnghe oto", "logisitcs"."""
        for first in range(max(0, place - 2), place + 1):
            for last in range(place, min(len(words), place + 3)):
                joined = "".join(word.folded for word in words[first : last + 1])
                for form in self._joined.get(joined, ()):
                    yield form, first, last
                if first == last:
                    yield from ((form, first, last) for form in self._nearest(joined))

    def _nearest(self, typed: str) -> Iterator[Form]:
        if len(typed) < _MIN_LETTERS_ALONE:
            return
        slips = 2 if len(typed) >= _MIN_LETTERS_TWO_SLIPS else 1
        for length in range(len(typed) - slips, len(typed) + slips + 1):
            alike = self._alike.get((typed[0], length))
            if alike:
                for joined, _, _ in process.extract(
                    typed, alike.keys(), scorer=OSA.distance, score_cutoff=slips, limit=None
                ):
                    yield from alike[joined]


def _gapped(form: Sequence[str], gap: int) -> str:
    return " ".join("" if place == gap else part for place, part in enumerate(form))


def _near(typed: str, meant: str) -> bool:
    """One slip within a syllable, its first letter kept where it has only two or three."""
    if typed == meant or abs(len(typed) - len(meant)) > 1 or meant.isdigit():
        return False
    if typed[0] != meant[0] and min(len(typed), len(meant)) <= 3 and sorted(typed) != sorted(meant):
        return False
    return OSA.distance(typed, meant, score_cutoff=1) <= 1


def _fits(window: Sequence[Word], keys: Sequence[str], gap: int) -> bool:
    return all(
        place == gap or word.bare or may_be(word.key, key)
        for place, (word, key) in enumerate(zip(window, keys, strict=True))
    )
