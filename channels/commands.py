"""Commands, the same on every vendor's channel: with a slash, or as plain words where these can be no question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from channels.pairing import folded
from channels.vendor_event import Kind, VendorEvent

_MOST_CHARACTERS = 80
_ENDS = ".!?…, "
# What gives a thumb its colour says nothing.
_TONES = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]")


@dataclass(frozen=True)
class Command:
    """`argument`: what stood behind the name of a command with a slash."""

    name: str
    argument: str = ""


@dataclass(frozen=True)
class Commands:
    """`words`: name → the texts that mean it, with their diacritics. `polite`: words that may end such a text."""

    words: Mapping[str, Sequence[str]]
    polite: Sequence[str] = ()

    def named(self, event: VendorEvent) -> VendorEvent:
        """The event, as a command when its text is one."""
        if event.kind is not Kind.TEXT or (found := self.read(event.text)) is None:
            return event
        return replace(event, kind=Kind.COMMAND, command=found.name, argument=found.argument)

    def read(self, text: str) -> Command | None:
        """The command that this text is, None for anything else."""
        text = text.strip()
        if not text.startswith("/"):
            return self._worded(text)
        name, _, argument = text[1:].partition(" ")
        name = folded(name.partition("@")[0])
        found = self._worded(text[1:])
        return found or (Command(name, argument.strip()) if name in self.words else None)

    def _worded(self, text: str) -> Command | None:
        if len(text) > _MOST_CHARACTERS:
            return None
        text = _TONES.sub("", text).replace("_", " ").casefold()
        typed = [word.rstrip(_ENDS) for word in text.rstrip(_ENDS).split() if word.strip(_ENDS)]
        if typed and any(_is(typed[-1], word) for word in self.polite):
            typed = typed[:-1]
        for name, meant in self.words.items():
            for each in meant:
                words = each.split()
                if len(typed) == len(words) and all(map(_is, typed, words)):
                    return Command(name)
        return None


def _is(typed: str, word: str) -> bool:
    """Typed without diacritics, or with the word's own: another word has others. "xóa" and "xoá" are the same."""
    plain = folded(word)
    return typed == plain or (folded(typed) == plain and _marks(typed) == _marks(word))


def _marks(word: str) -> list[str]:
    return sorted(unicodedata.normalize("NFD", word.casefold()))
