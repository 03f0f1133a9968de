"""The words that give a document its structure, from `data/lexicon/documents.yaml`."""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.errors import DataError, Problem
from knowledge.text import fold

_REACH = 60
"""Characters of a line in which a word at its head is looked for."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Division(_Part):
    """A division with a word of its own; its anchor is the first word, folded and hyphenated."""

    words: tuple[str, ...]
    label: str

    @property
    def anchor(self) -> str:
        """First part of the anchor: "tieu-muc"."""
        return fold(self.words[0]).replace(" ", "-")


class Inner(_Part):
    """A part of an article."""

    anchor: str
    label: str


class Labels(_Part):
    """How places are called."""

    outline: str
    heading: str
    opening: str
    closing: str


class PrivacyWords(_Part):
    """What stands in the place of a person's number, and words that tell other numbers."""

    mark: str
    kept_behind: tuple[str, ...]
    kept_before: tuple[str, ...]
    more: str


class StructureWords(_Part):
    """Everything `data/lexicon/documents.yaml` says."""

    divisions: dict[str, Division]
    clause: Inner
    point: Inner
    ordinals: tuple[str, ...]
    ordinal_word: str
    alphabet: str
    labels: Labels
    opening: str
    closing: str
    recipients: tuple[str, ...]
    kinds: tuple[str, ...]
    motto: tuple[str, ...]
    organisations: tuple[str, ...]
    number_word: str
    day_words: tuple[str, str, str]
    attached_words: str
    sample: str
    form_numbers: tuple[str, ...]
    privacy: PrivacyWords

    @classmethod
    @cache
    def load(cls, path: Path) -> StructureWords:
        """Read the file; DataError when it cannot be used."""
        try:
            return cls.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
            raise DataError([Problem(str(path), "lexicon_malformed", value=str(error))]) from None

    @cached_property
    def division_of(self) -> dict[str, str]:
        """Kind of division by its folded word."""
        return {fold(word): kind for kind, division in self.divisions.items() for word in division.words}

    @cached_property
    def ordinal_of(self) -> dict[str, int]:
        """Number of a spelt ordinal, by its folded word."""
        return {fold(word): place for place, word in enumerate(self.ordinals, start=1)}

    def begins(self, text: str, words: tuple[str, ...]) -> str | None:
        """The first of `words` that the text begins with as whole words, or None."""
        folded = fold(text[:_REACH])
        for word in words:
            wanted = fold(word)
            if folded == wanted or (folded.startswith(wanted) and not folded[len(wanted)].isalnum()):
                return word
        return None
