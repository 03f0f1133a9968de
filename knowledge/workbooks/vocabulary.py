"""Words of a coded cell → codes: "TN THCS" → tot_nghiep_thcs. The words are data (`data/lexicon/codes.yaml`).

A form is matched without case, diacritics and punctuation, as the whole cell or as consecutive words of it; a form with
" + " wants each of its parts somewhere in the cell, and goes before the others. Then the longest form wins, then the
code named first in the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

from knowledge.text import fold, is_folded_syllable, nfc, syllables

_LIST = re.compile(r"[;,/\n+&]")
_JOINED = re.compile(r" va | hoac ")
_ALL_OF = " + "


def plain(text: str) -> str:
    """Folded words, numbers and signs that carry meaning, one space between: "≥ 1 năm" → ">= 1 nam"."""
    spaced = fold(nfc(text)).replace("≥", ">=").replace("≤", "<=")
    return " ".join(re.findall(r"[a-z0-9%]+|[<>]=?|-(?=\d)", spaced))


class Vocabulary:
    """Forms of one closed set of codes."""

    def __init__(self, forms: Mapping[str, Sequence[str]]) -> None:
        self._parts: list[tuple[tuple[str, ...], int, str]] = []
        self._whole: dict[str, str] = {}
        self._written = {code: str(written[0]) for code, written in forms.items() if written}
        for rank, (code, written) in enumerate(forms.items()):
            for form in (code.replace("_", " "), *written):
                parts = tuple(plain(part) for part in str(form).split(_ALL_OF))
                self._parts.append((parts, rank, code))
                if len(parts) == 1:
                    self._whole.setdefault(parts[0], code)
        self._parts.sort(key=lambda part: (-len(part[0]), -sum(map(len, part[0])), part[1]))
        self._seen: dict[str, str | None] = {}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code, in the file's order."""
        return tuple(dict.fromkeys(code for _, _, code in sorted(self._parts, key=lambda part: part[1])))

    def code(self, text: str) -> str | None:
        """The code of a cell; None when no form is in it."""
        if text not in self._seen:
            self._seen[text] = self._find(plain(text))
        return self._seen[text]

    def beside(self, text: str) -> tuple[str | None, tuple[str, ...]]:
        """The code of a text and the words of the text that are no part of the form found."""
        words = plain(text)
        spaced = f" {words} "
        for parts, _, code in self._parts:
            if all(f" {part} " in spaced for part in parts):
                used = {word for part in parts for word in part.split()}
                return code, tuple(word for word in words.split() if word not in used)
        return None, tuple(words.split())

    def written(self, code: str) -> str:
        """A code as an officer would write it: its first form."""
        return self._written.get(code, code)

    def exactly(self, text: str) -> str | None:
        """The code whose form is the whole cell."""
        return self._whole.get(plain(text))

    def list_of(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Codes of a cell that lists several, each once in the written order, and the parts that are no code."""
        if whole := self.exactly(text):
            return (whole,), ()
        found: dict[str, None] = {}
        unknown: list[str] = []
        for part in _LIST.split(nfc(text)):
            codes = [self._find(words) for words in _JOINED.split(plain(part)) if words]
            found |= dict.fromkeys(code for code in codes if code is not None)
            if None in codes:
                unknown.append(part.strip())
        return tuple(found), tuple(unknown)

    def all_in(self, text: str) -> tuple[str, ...]:
        """Every code of which a form stands in a free text, by place of the form."""
        words = f" {plain(text)} "
        places: dict[str, int] = {}
        for parts, _, code in self._parts:
            if all(f" {part} " in words for part in parts):
                places[code] = min(places.get(code, len(words)), words.index(f" {parts[0]} "))
        return tuple(sorted(places, key=lambda code: places[code]))

    def _find(self, words: str) -> str | None:
        if words in self._whole:
            return self._whole[words]
        spaced = f" {words} "
        return next((code for parts, _, code in self._parts if all(f" {part} " in spaced for part in parts)), None)


class Abbreviations:
    """Short forms in free text → words, by whole word: "NV bảo trì" → "Nhân viên bảo trì".

    `first` counts only for the first word of a text.
    """

    def __init__(self, anywhere: Mapping[str, str], first: Mapping[str, str]) -> None:
        self._anywhere = {fold(key): value for key, value in anywhere.items()}
        self._first = {fold(key): value for key, value in first.items()}
        self.expand = lru_cache(maxsize=65536)(self._expand)
        """The text with its short forms written out; everything else stays as it is."""

    def _expand(self, text: str) -> str:
        written = nfc(text)
        pieces: list[str] = []
        end = 0
        for place, syllable in enumerate(syllables(written)):
            table = self._anywhere | self._first if place == 0 else self._anywhere
            short = syllable.text.isupper() or not is_folded_syllable(syllable.folded)
            expansion = table.get(syllable.folded) if short else None
            pieces.append(written[end : syllable.start])
            pieces.append(expansion if expansion else written[syllable.start : syllable.end])
            end = syllable.end
        pieces.append(written[end:])
        expanded = "".join(pieces)
        return expanded[:1].upper() + expanded[1:]
