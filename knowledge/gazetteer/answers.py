"""What a bare answer means after a question: "tay" after the ethnic group was asked is "người tay"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from knowledge.text import fold

AGREE, DENY = "agree", "deny"
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How answers to one question are read; see `data/lexicon/answers.yaml`."""

    before: str = ""
    number: str = ""
    codes: Mapping[Words, str] = field(default_factory=dict[Words, str])


@dataclass(frozen=True, slots=True)
class Answers:
    """Words of bare answers, folded; empty for a snapshot that was built before them."""

    fillers: frozenset[Words] = frozenset()
    plain: Mapping[Words, str] = field(default_factory=dict[Words, str])
    readings: Mapping[str, Reading] = field(default_factory=dict[str, Reading])
    elsewhere: tuple[str, ...] = ()
    """Questions that a bare answer may belong to, whatever was asked last."""

    @classmethod
    def from_lexicon(cls, lexicon: Mapping[str, Any], read: Callable[[str], Sequence[str]]) -> Answers:
        """The lists of the lexicon's `answers`; `read` gives the folded, expanded words of a form."""
        lists: Mapping[str, Any] = lexicon.get("answers", {})
        plain = {tuple(read(form)): sign for sign in (DENY, AGREE) for form in lists.get(sign, ())}
        readings = {
            name: Reading(
                before=told.get("before", ""),
                number=told.get("number", ""),
                codes={
                    words: code for code, forms in told.get("codes", {}).items() for words in _forms(forms, plain, read)
                },
            )
            for name, told in lists.get("questions", {}).items()
        }
        elsewhere = tuple(lists.get("elsewhere", ()))
        return cls(frozenset(tuple(read(form)) for form in lists.get("fillers", ())), plain, readings, elsewhere)

    def core(self, words: Sequence[str]) -> Words:
        """A message without the words at its ends that change nothing: "dạ cận nghèo ạ" → "can ngheo".

        What is nothing but such words stays as it is.
        """
        first, last = self._ends(words)
        return tuple(words[first:last])

    def _ends(self, words: Sequence[str]) -> tuple[int, int]:
        """Where the core of a message begins, and where it has ended."""
        left = tuple(words)
        first, last, changed = 0, len(left), True
        while changed and first < last:
            changed = False
            for filler in self.fillers:
                size = len(filler)
                if size < last - first and left[first : first + size] == filler:
                    first, changed = first + size, True
                elif size < last - first and left[last - size : last] == filler:
                    last, changed = last - size, True
        return first, last

    def sign(self, words: Sequence[str]) -> str | None:
        """`agree` or `deny` where a message says nothing else; None where it says more."""
        return self.plain.get(tuple(words)) or self.plain.get(self.core(words))

    def code(self, asked: str, words: Sequence[str]) -> str | None:
        """The answer that the words name: the code of an option or of a value; None where they name none."""
        codes = self._reading(asked).codes
        return codes.get(tuple(words)) or codes.get(self.core(words))

    def denied_code(self, asked: str, words: Sequence[str]) -> str | None:
        """The answer that the words name and deny: "nội trú k"."""
        said = self.core(words)
        endings = (form for form, sign in self.plain.items() if sign == DENY)
        stems = (said[: -len(form)] for form in endings if len(form) < len(said) and said[-len(form) :] == form)
        return next((code for stem in stems if (code := self._reading(asked).codes.get(stem))), None)

    def written_out(self, asked: str, words: Sequence[str], typed: Sequence[str] = ()) -> tuple[str, str] | None:
        """The answer as somebody would say it who was not asked, after the words put before it: "người", "Tày".

        None where nothing is to be put to it. `typed`: the same words with the marks they were typed with.
        """
        reading, (first, last) = self._reading(asked), self._ends(words)
        said = words[first:last]
        if reading.number and any(word.isdigit() for word in said):
            before = reading.number
            return "", " ".join(f"{before} {word}" if word.isdigit() else word for word in said if word != fold(before))
        if not reading.before or not said:
            return None
        return reading.before, " ".join(typed[first:last] if len(typed) == len(words) else said)

    def is_filler(self, word: str) -> bool:
        """Whether a folded word changes nothing in an answer."""
        return (word,) in self.fillers

    def _reading(self, asked: str) -> Reading:
        return self.readings.get(asked, _NOTHING)


_NOTHING = Reading()


def _forms(forms: Sequence[str], plain: Mapping[Words, str], read: Callable[[str], Sequence[str]]) -> list[Words]:
    """The forms as words; `agree` and `deny` stand for all plain words of that kind."""
    found: list[Words] = []
    for form in forms:
        signs = [words for words, sign in plain.items() if sign == form]
        found += signs or [tuple(read(form))]
    return found
