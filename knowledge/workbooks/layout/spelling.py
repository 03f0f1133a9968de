"""Spellings of a header brought to plain keys that can be compared: folded words without punctuation.

A key is words joined by one space; "%" counts as a word. "Thu nhập BQ (tr.đ/tháng)" → "thu nhap binh quan".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from knowledge.text import fold, nfc

_WORD = re.compile(r"[a-z0-9]+|%|#")
_PERCENT = "%"
_MOST_READINGS = 24
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_TIMES = re.compile(
    r"\b(?:nam hoc |nam )?20\d\d(?: (?:den )?20\d\d)?\b|"
    r"\b(?:quy|q) (?:iv|iii|ii|i|[1-4])\b|\bthang (?:1[0-2]|0?[1-9])\b"
)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Folded words, one space between; a percent sign stays a word, every other sign goes."""
    return " ".join(_WORD.findall(fold(nfc(text))))


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a header; `trust` falls (from 1.0) with what was left out to get there."""

    key: str
    trust: float


class Spelling:
    """Knows the short forms, the fillers and the units of `data/lexicon/workbooks.yaml`."""

    def __init__(
        self,
        abbreviations: Mapping[str, Sequence[str]],
        same: Mapping[str, str],
        *,
        fillers: Iterable[str],
        keep: Iterable[str],
        units: Iterable[str],
    ) -> None:
        self._short: dict[str, tuple[str, ...]] = {}
        for short, long in abbreviations.items():
            # "ĐT" and "DT" are one key: both meanings stay.
            self._short[plain(short)] = (*self._short.get(plain(short), ()), *map(plain, long))
        self._longest = max((short.count(" ") + 1 for short in self._short), default=1)
        self._same = {plain(one): plain(other) for one, other in same.items()}
        self._same_words = _any_of(self._same)
        self._kept = [plain(word) for word in keep]
        self._fillers = _any_of(map(plain, fillers))
        self._units = {self._unified(plain(unit)) for unit in units}
        self._seen: dict[str, tuple[Reading, ...]] = {}

    def keys(self, text: str) -> tuple[str, ...]:
        """The whole text in every way its short forms can be written out, as it stands first."""
        return tuple(dict.fromkeys(self._unified(key) for key in self._written_out(plain(text))))

    def is_unit(self, text: str) -> bool:
        """Whether the text is nothing but a unit."""
        return any(key in self._units for key in self.keys(text))

    def is_written_out(self, key: str) -> bool:
        """Whether no word of the key is a short form."""
        return not any(word in self._short for word in key.split())

    def certain_keys(self, text: str) -> tuple[str, ...]:
        """The text as it stands, and written out when its short forms have one meaning each."""
        certain = all(len(choice) <= 2 for choice in self._choices(plain(text)))
        return self.keys(text) if certain else self.keys(text)[:1]

    def readings(self, text: str) -> tuple[Reading, ...]:
        """The keys of a header, then those without its bracket, unit, year and fillers; the most trusted first."""
        if text not in self._seen:
            self._seen[text] = tuple(self._all_readings(text))
        return self._seen[text]

    def _all_readings(self, text: str) -> Iterable[Reading]:
        trusted: dict[str, float] = {}

        def add(keys: Iterable[str], trust: float) -> None:
            for key in keys:
                if key:
                    trusted.setdefault(key, trust)

        whole = self.keys(text)
        add(whole[:1], 1.0)
        add(whole[1:], 0.99)
        bare = self.keys(_BRACKETS.sub(" ", text)) if self._bracket_is_aside(text) else ()
        add(bare, 0.98)
        shorter = [self._without_unit(key) for key in (*whole, *bare)]
        add(shorter, 0.97)
        timeless = [" ".join(_TIMES.sub(" ", key).split()) for key in (*whole, *bare, *shorter)]
        add(timeless, 0.96)
        for key in list(trusted):
            add([self._without_fillers(key)], 0.93)
        return [Reading(key, trust) for key, trust in trusted.items()]

    def _bracket_is_aside(self, text: str) -> bool:
        """A bracket with a percent sign or with "nữ" says what the figure is; a unit, a number or a remark does not."""
        return _PERCENT not in " ".join(_BRACKETS.findall(text))

    def _written_out(self, key: str) -> list[str]:
        """The key first, then its words written out; at most a few dozen when many words are ambiguous."""
        return [key, *(" ".join(pieces) for pieces in islice(product(*self._choices(key)), _MOST_READINGS))]

    def _choices(self, key: str) -> list[tuple[str, ...]]:
        """For each word or short form of the key: what it may stand for, itself last."""
        words = key.split()
        choices: list[tuple[str, ...]] = []
        place = 0
        while place < len(words):
            for length in range(min(self._longest, len(words) - place), 0, -1):
                piece = " ".join(words[place : place + length])
                if piece in self._short:
                    choices.append((*self._short[piece], piece))
                    place += length
                    break
            else:
                choices.append((words[place],))
                place += 1
        return choices

    def _unified(self, key: str) -> str:
        unified = self._same_words.sub(lambda found: self._same[found[0]], key) if self._same else key
        # "tỷ lệ ... (%)" says it twice; a lone sign says it once.
        if "ty le" in unified:
            return " ".join(unified.replace(_PERCENT, " ").split())
        return unified.replace(_PERCENT, "ty le")

    def _without_unit(self, key: str) -> str:
        words = key.split()
        for start in range(1, len(words)):
            if " ".join(words[start:]) in self._units:
                return " ".join(words[:start])
        return key

    def _without_fillers(self, key: str) -> str:
        kept: dict[str, str] = {}
        guarded = f" {key} "
        for number, phrase in enumerate(self._kept):
            if f" {phrase} " in guarded:
                kept[f"@{number}@"] = phrase
                guarded = guarded.replace(f" {phrase} ", f" @{number}@ ")
        guarded = " ".join(self._fillers.sub(" ", guarded).split())
        for mark, phrase in kept.items():
            guarded = guarded.replace(mark, phrase)
        return guarded


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(r"(?<![a-z0-9@])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![a-z0-9@])")
