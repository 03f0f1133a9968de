"""The words around values, from `data/lexicon/values.yaml`, folded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from knowledge.text import fold, nfc

_MAPPINGS = frozenset({"before", "after", "sign", "scales", "per", "durations", "digits", "thousands"})
_LONGEST_MARK = 40
_NOTHING = re.compile(r"[-–—.…/\s]*")


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class ValueWords:
    """Marker words by what they mean; see the comments of the file. All folded; mappings go from word to meaning."""

    no_information: frozenset[str]
    none_or_unknown: frozenset[str]
    before: Mapping[str, str]
    after: Mapping[str, str]
    starting: tuple[str, ...]
    between: tuple[str, ...]
    sign: Mapping[str, str]
    remark: tuple[str, ...]
    scales: Mapping[str, Decimal]
    people: frozenset[str]
    groups: frozenset[str]
    percent: frozenset[str]
    dong: frozenset[str]
    other_currencies: frozenset[str]
    short_currencies: frozenset[str]
    per: Mapping[str, str]
    each: frozenset[str]
    per_person: frozenset[str]
    money_labels: tuple[str, ...]
    free: frozenset[str]
    waived: frozenset[str]
    negotiable: frozenset[str]
    durations: Mapping[str, str]
    study_hours: frozenset[str]
    terms: frozenset[str]
    half: frozenset[str]
    or_else: tuple[str, ...]
    rolling: tuple[str, ...]
    rounds: tuple[str, ...]
    weekday: tuple[str, ...]
    month: tuple[str, ...]
    course_labels: tuple[str, ...]
    digits: Mapping[str, int]
    tens: frozenset[str]
    hundreds: frozenset[str]
    thousands: Mapping[str, int]
    fillers: frozenset[str]

    @classmethod
    def load(cls, path: Path) -> ValueWords:
        """Read the file; ValueError when an entry is missing or unknown."""
        entries: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        if entries.keys() != set(cls.__slots__) - {"__weakref__"}:
            odd = sorted(entries.keys() ^ (set(cls.__slots__) - {"__weakref__"}))
            raise ValueError(f"{path}: entries missing or unknown: {', '.join(odd)}")
        made: dict[str, Any] = {name: _folded(words) for name, words in entries.items() if name not in _MAPPINGS}
        for name in ("before", "after", "sign", "per", "durations"):
            made[name] = _by_word(entries[name])
        made["scales"] = {word: Decimal(factor) for word, factor in _by_word(entries["scales"]).items()}
        for name in ("digits", "thousands"):
            made[name] = {fold(nfc(word)): value for word, value in entries[name].items()}
        for name in (
            "starting",
            "between",
            "remark",
            "money_labels",
            "or_else",
            "rolling",
            "rounds",
            "weekday",
            "month",
            "course_labels",
        ):
            made[name] = _longest_first(made[name])
        return cls(**made)

    def is_nothing(self, text: str) -> bool:
        """True for an empty text and for the marks that mean "no information", in any spelling."""
        if _NOTHING.fullmatch(text) is not None:
            return True
        return len(text) <= _LONGEST_MARK and fold(nfc(text)).strip("(). ") in self.no_information


def _folded(words: Iterable[Any]) -> frozenset[str]:
    return frozenset(fold(nfc(word)) for word in words)


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _by_word(meanings: Mapping[Any, Iterable[str]]) -> dict[str, Any]:
    found = {fold(nfc(word)): meaning for meaning, words in meanings.items() for word in words}
    return {word: found[word] for word in _longest_first(found)}
