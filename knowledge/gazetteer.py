"""Names in a message → ids: trades, schools, places, levels, groups; with or without diacritics, typo-tolerant.

Typed diacritics are honoured: "hạn nộp" never finds the trade Hàn. Only stripped text is ambiguous; there a
single-syllable name needs a cue word right before it. The longest name wins, names of equal place stand side by side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from knowledge.models import Mention
from knowledge.text import Syllable, Teencode, accented_key, fold, is_folded_syllable, nfc, syllables

_NEGATIONS = frozenset(
    {("khong", "phai"), ("chua", "phai"), ("khong", "thuoc"), ("khong", "hoc"), ("khong", "thich"), ("khong", "phai", "la")}
)
_FUZZY_KINDS = frozenset({"trade", "institution", "place"})
_FUZZY_MIN_LETTERS = 7
BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Name:
    """One way of writing something: its kind, id and a label to show."""

    kind: str
    id: str
    form: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    key: str
    bare: bool


class Gazetteer:
    """Finds names; built once from a snapshot's names and shared by all turns."""

    def __init__(
        self, names: Iterable[Name], teencode: Teencode, *, cues: Iterable[str], ethnic_cues: Iterable[str]
    ) -> None:
        self._teencode = teencode
        self._cues = frozenset(cues)
        self._ethnic_cues = frozenset(ethnic_cues)
        self._forms: dict[tuple[str, ...], list[tuple[Name, tuple[str, ...]]]] = defaultdict(list)
        for name in names:
            parts = syllables(nfc(name.form))
            folded = tuple(part.folded for part in parts)
            if folded:
                self._forms[folded].append((name, tuple(part.key for part in parts)))
        self._longest = max((len(form) for form in self._forms), default=0)
        self._fuzzy: dict[int, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for folded, entries in self._forms.items():
            joined = " ".join(folded)
            if len(joined) >= _FUZZY_MIN_LETTERS and any(name.kind in _FUZZY_KINDS for name, _ in entries):
                self._fuzzy[len(folded)].append((joined, folded))

    def words(self, text: str) -> list[str]:
        """Folded, expanded words of a message; the positions that mentions refer to."""
        return [word.folded for word in self._read(text)]

    def find(self, text: str) -> list[Mention]:
        """Mentions in order of place; overlapping shorter names are dropped."""
        words = self._read(text)
        candidates = self._exact(words)
        chosen = _longest_first(candidates)
        covered = {position for mention in chosen for position in range(mention.first, mention.last + 1)}
        chosen += _longest_first(self._slips(words, covered))
        return sorted(
            (mention for mention in chosen if mention.kind != BLOCKED), key=lambda found: (found.first, found.kind)
        )

    def _read(self, text: str) -> list[_Word]:
        words: list[_Word] = []
        for syllable in syllables(nfc(text)):
            expansion = self._teencode.expand(syllable.folded)
            if expansion != syllable.folded and _may_expand(syllable):
                words += [_Word(part, part, bare=True) for part in expansion.split()]
            else:
                words.append(_Word(syllable.folded, syllable.key, syllable.bare))
        return words

    def _exact(self, words: Sequence[_Word]) -> list[Mention]:
        accented = any(not word.bare for word in words)
        found: list[Mention] = []
        for first in range(len(words)):
            for length in range(1, min(self._longest, len(words) - first) + 1):
                window = words[first : first + length]
                for name, keys in self._forms.get(tuple(word.folded for word in window), ()):
                    if not all(word.bare or word.key == key for word, key in zip(window, keys, strict=True)):
                        continue
                    if length == 1 and not self._single(name, keys[0], words, first, accented):
                        continue
                    exact = all(word.key == key for word, key in zip(window, keys, strict=True))
                    found.append(self._mention(name, words, first, first + length - 1, exact=exact))
        return found

    def _single(self, name: Name, key: str, words: Sequence[_Word], first: int, accented: bool) -> bool:
        """Whether a name of one syllable may be read here."""
        word = words[first]
        if not word.bare or name.kind == BLOCKED:
            return True
        before = words[first - 1].folded if first else ""
        if name.kind == "ethnic_group":
            return before in self._ethnic_cues
        if name.kind == "trade":
            literal = accented and word.key == key
            return literal or before in self._cues or len(words) <= 2
        return len(word.folded) > 2 or word.key == key

    def _slips(self, words: Sequence[_Word], covered: set[int]) -> list[Mention]:
        found: list[Mention] = []
        for first in range(len(words)):
            for length, forms in self._fuzzy.items():
                window = words[first : first + length]
                places = set(range(first, first + length))
                if len(window) < length or places & covered or all(is_folded_syllable(w.folded) for w in window):
                    continue
                typed = " ".join(word.folded for word in window)
                for joined, folded in forms:
                    if joined[0] == typed[0] and OSA.distance(typed, joined, score_cutoff=1) <= 1:
                        found += [
                            self._mention(name, words, first, first + length - 1, exact=False)
                            for name, _ in self._forms[folded]
                            if name.kind in _FUZZY_KINDS
                        ]
        return found

    def _mention(self, name: Name, words: Sequence[_Word], first: int, last: int, *, exact: bool) -> Mention:
        before = tuple(word.folded for word in words[max(0, first - 3) : first])
        negated = any(before[-size:] in _NEGATIONS for size in (2, 3))
        surface = " ".join(word.folded for word in words[first : last + 1])
        return Mention(name.kind, name.id, surface, first, last, exact, negated, name.label or name.form)


def _may_expand(syllable: Syllable) -> bool:
    # "đc" folds to "dc" and is expanded; a syllable with a vowel mark ("kò") is a word someone spelt out.
    return syllable.bare or syllable.text.lower().replace("đ", "d") == syllable.folded


def _longest_first(candidates: Iterable[Mention]) -> list[Mention]:
    chosen: list[Mention] = []
    for mention in sorted(candidates, key=lambda found: (found.first - found.last, found.first, not found.exact)):
        same = [kept for kept in chosen if (kept.first, kept.last) == (mention.first, mention.last)]
        overlapping = [kept for kept in chosen if kept.first <= mention.last and mention.first <= kept.last]
        if len(same) == len(overlapping):
            # An exact spelling beats a stripped one of the same place ("hàn" over "hạn").
            if not mention.exact and any(kept.exact for kept in same):
                continue
            chosen.append(mention)
    return chosen


def spoken_forms(name: str) -> list[str]:
    """A school's official name and the ways people shorten it: without "Trường", "GDNN" for the long words."""
    forms = [name]
    folded = fold(name)
    for prefix in ("truong ", "trung tam "):
        if folded.startswith(prefix):
            forms.append(name[len(prefix) :])
    short = name.replace("Giáo dục nghề nghiệp", "GDNN").replace("Giáo dục thường xuyên", "GDTX")
    if short != name:
        forms += [short, short.replace("Trung tâm", "TT")]
    return list(dict.fromkeys(forms))


def same_name(left: str, right: str) -> bool:
    """True when two spellings differ only in case, spacing or the placement of tone marks."""
    return [accented_key(s.text) for s in syllables(nfc(left))] == [accented_key(s.text) for s in syllables(nfc(right))]
