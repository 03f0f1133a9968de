"""The statements, the six kinds of interest in words, and what typed answers mean: `data/interests`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from actions.interests.run import LETTERS, Item, Run
from knowledge.text import fold, nfc


@dataclass(frozen=True, slots=True)
class Letter:
    """One kind of interest (Holland's six): its name, what it means, what follows from it and what does not."""

    code: str
    name: str
    title: str
    gloss: str
    likes: str
    at_school: str
    explained: str
    not_so: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InterestBook:
    """Everything the questionnaire says and asks, apart from its dialogue."""

    items: tuple[Item, ...]
    letters: Mapping[str, Letter]
    pairs: Mapping[str, str]
    families: Mapping[str, Sequence[str]]
    """Trades that handle the same things, by family."""
    answers: Mapping[str, str]
    """Typed answer, folded → like, neutral, dislike, skip, stop."""

    @classmethod
    @lru_cache(2)
    def load(cls, folder: Path) -> InterestBook:
        """Read `items.yaml`, `letters.yaml` and `answers.yaml`. ValueError where letters or answers do not fit."""
        told = _read(folder / "letters.yaml")
        letters = {
            code: Letter(code=code, **{**words, "not_so": tuple(words["not_so"])})
            for code, words in told["letters"].items()
        }
        items = tuple(
            Item(**{**item, "towards": tuple(item.get("towards", ()))})
            for item in _read(folder / "items.yaml")["items"]
        )
        families = {name: one["trades"] for name, one in _read(folder / "families.yaml")["families"].items()}
        if tuple(letters) != LETTERS or {item.letter for item in items} != set(LETTERS):
            raise ValueError(f"{folder}: the letters are {LETTERS}, each with statements")
        if unknown := {family for item in items for family in item.towards} - set(families):
            raise ValueError(f"{folder / 'items.yaml'}: families.yaml has no {sorted(unknown)}")
        answers: dict[str, str] = {}
        for meant, ways in _read(folder / "answers.yaml").items():
            for way in ways:
                if answers.setdefault(fold(nfc(str(way))), meant) != meant:
                    raise ValueError(f"{folder / 'answers.yaml'}: {way!r} means two things")
        return cls(items, letters, told["pairs"], families, answers)

    def items_of(self, form: str) -> tuple[Item, ...]:
        """The statements of the full form, or of the short one."""
        return tuple(item for item in self.items if item.short or form != "short")

    def run(self, stored: tuple[str, ...]) -> Run | None:
        """The run that the conversation keeps; None where none was begun."""
        return Run.read(stored, self.items_of) if stored else None

    def answer(self, text: str) -> str | None:
        """What a typed message means as an answer: like, neutral, dislike, skip or stop; None for no answer."""
        words = "".join(one if one.isalnum() else " " for one in fold(nfc(text))).split()
        while len(words) > 1 and words[-1] in _POLITE:
            words.pop()
        return self.answers.get(" ".join(words))

    def letter_named(self, text: str) -> str:
        """The code of the kind that a message names, by letter or name; blank where it names none or several."""
        plain = f" {' '.join(_WORD.findall(fold(nfc(text))))} "
        named = {code for code, letter in self.letters.items() if f" {fold(letter.name)} " in plain}
        named |= self._codes(text)
        return named.pop() if len(named) == 1 else ""

    def names_a_letter(self, text: str) -> bool:
        """Whether a message names a kind by its letter: "chữ R", "nhóm S"."""
        return bool(self._codes(text))

    def _codes(self, text: str) -> set[str]:
        return {found.upper() for found in _CODE.findall(f" {' '.join(_WORD.findall(fold(nfc(text))))} ")}

    def pair(self, first: str, second: str) -> str:
        """What joins two kinds, in a sentence."""
        return self.pairs.get(first + second) or self.pairs[second + first]


_WORD = re.compile(r"\w+")
_CODE = re.compile(r"(?:(?<= chu )|(?<= nhom )|(?<= ma )|(?<= hieu )|(?<= cai ))([riasec])(?= )")
_POLITE = frozenset({"a", "ad", "nha", "nhe", "ak", "nhi"})


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
