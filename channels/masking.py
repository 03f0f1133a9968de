"""What of a person's own words is kept after they were answered: not their origin, poverty, health, family or numbers.

A transcript may later be read by somebody else. The words stand in `data/lexicon/sensitive.yaml`.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from channels.errors import SettingsInvalid
from channels.numbers import without_numbers

_STROKED_D = (0x110, 0x111)
"""The one letter that does not come apart."""
_GAP = r"[\s\-]+"


class _Lexicon(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    instead: str
    before_a_name: tuple[str, ...]
    names: tuple[str, ...]
    written_out: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]


class Mask:
    """Replaces sensitive words in a text, in any spelling; the rest stays as it was typed (NFC)."""

    def __init__(self, lexicon: Path, groups: Path) -> None:
        try:
            held = _Lexicon.model_validate(yaml.safe_load(lexicon.read_text(encoding="utf-8")))
            names = sorted(_names(groups))
        except (OSError, yaml.YAMLError, ValidationError, KeyError) as problem:
            raise SettingsInvalid(f"{lexicon}: {problem}") from problem
        self._instead = held.instead
        self._written_out = frozenset(held.written_out)
        anywhere = {word for row in held.words for word in row} | {*held.names, *(one for one in names if " " in one)}
        behind = rf"\b(?:{_any_of(held.before_a_name)}){_GAP}(?P<name>{_any_of(names)})\b"
        self._pattern = re.compile(
            rf"{behind}|(?P<word>\b(?:{_any_of(anywhere)})\b)"
            rf"|(?P<marked>\b(?:{_any_of(map(_plain, held.written_out))})\b)"
        )

    def __call__(self, text: str) -> str:
        """The text as it may be kept."""
        typed = without_numbers(unicodedata.normalize("NFC", text), self._instead)
        kept: list[str] = []
        end = 0
        for match in self._pattern.finditer(_plain(typed)):
            part = next(name for name in ("name", "word", "marked") if match[name])
            if part == "marked" and typed[match.start() : match.end()].lower() not in self._written_out:
                continue
            kept += [typed[end : match.start(part)], self._instead]
            end = match.end(part)
        return "".join((*kept, typed[end:]))


def _names(groups: Path) -> Iterable[str]:
    with groups.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in (row["name"], *row["other_names"].split(";")):
                if name:
                    yield _plain(name.strip())


def _any_of(words: Iterable[str]) -> str:
    """Longest first, or "dân tộc" would hide "dân tộc thiểu số"."""
    found = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(_GAP.join(re.escape(part) for part in word.split()) for word in found)


def _plain(text: str) -> str:
    return "".join(map(_folded, unicodedata.normalize("NFC", text)))


def _folded(character: str) -> str:
    """One lower-case letter without marks for each character, so that places stay the same."""
    if ord(character) in _STROKED_D:
        return "d"
    return unicodedata.normalize("NFD", character)[0].lower()[:1]
