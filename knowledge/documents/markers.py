"""What stands at the head of a line and makes it a numbered part: "Chương II", "Điều 5.", "I.", "1.1.", "a)"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from knowledge.documents.words import StructureWords
from knowledge.text import fold


class Rank(IntEnum):
    """Outer before inner. An unnumbered heading stands between ARTICLE and NUMBER, or inside everything numbered."""

    PART = 0
    CHAPTER = 10
    SECTION = 20
    SUBSECTION = 30
    CAPITAL = 40
    ROMAN = 50
    ARTICLE = 60
    HEADING = 70
    NUMBER = 80
    LETTER = 100
    BRACKET = 110
    INNER_HEADING = 120


_RANK_OF_DIVISION = {
    "part": Rank.PART,
    "appendix": Rank.PART,
    "chapter": Rank.CHAPTER,
    "section": Rank.SECTION,
    "subsection": Rank.SUBSECTION,
    "article": Rank.ARTICLE,
}

_ROMAN = re.compile(r"([IVX]{1,6})(?:\s*[.)/]|\s+[-–])(?:\s+|$)(.*)", re.S)
_CAPITAL = re.compile(r"([^\W\d_])[.)](?:\s+|$)(.*)", re.S)
_NUMBER = re.compile(r"(\d{1,3})(?:[./](?:\s+|$)|\s*-\s+(?=[^\W\d_]))(.*)", re.S)
_DOTTED = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,4})(\.?)(?:\s+|$)(.*)", re.S)
_LETTER = re.compile(r"([^\W\d_A-Z])([.)])(\s*)(.*)", re.S)
_BRACKET = re.compile(r"(?:\((\d{1,3})\)|(\d{1,3})\))(?:\s*)(.*)", re.S)
_BULLET = re.compile(r"[-–—+•●▪◦*](?:\s+|$)")
_LONGEST_WORD = 20
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the head of a line. `order` is its place among its equals, `heading` what follows it."""

    kind: str
    rank: int
    number: str
    order: int
    heading: str


def is_bullet(text: str) -> bool:
    """True for an item of a list without numbers; such a line is a paragraph of the section that holds it."""
    return _BULLET.match(text) is not None


def find_marker(text: str, words: StructureWords) -> Marker | None:
    """The marker a line begins with, or None.

    A reference at the head of a broken line ("Điều 5 của Luật này") is none: after the number of a division stands
    the end of the line, a full stop or a title in capitals.
    """
    return _division(text, words) or _outline(text, words)


def _division(text: str, words: StructureWords) -> Marker | None:
    for length in (2, 1):
        parts = text.split(" ", length)
        if len(parts[0]) > _LONGEST_WORD:
            return None
        kind = words.division_of.get(fold(" ".join(parts[:length]).rstrip(".:")))
        if kind is not None:
            rest = parts[length] if len(parts) > length else ""
            return _numbered_division(kind, rest, text, words)
    return None


def _numbered_division(kind: str, rest: str, text: str, words: StructureWords) -> Marker | None:
    rank = _RANK_OF_DIVISION[kind]
    match = re.match(r"(\d{1,3})([^\W\d_]?)(?!\w)|([IVXLC]{1,7})(?!\w)", rest)
    if match is not None:
        order = int(match[1]) if match[1] else roman_value(match[3])
        number, after = match[0], rest[match.end() :]
    elif (spelt := _spelt(rest, words)) is not None:
        order, after = spelt
        number = str(order)
    elif kind == "appendix" and text.isupper() and not rest:
        return Marker(kind, rank, "", 0, "")
    else:
        return None
    if order == 0:
        return None
    heading = after.lstrip(" .:-–—")
    stopped = after.lstrip()[:1] in {".", ":", "-", "–", "—"} if after.strip() else True
    if not stopped and not (heading.isupper() and kind != "article"):
        return None
    return Marker(kind, rank, number, order, heading)


def _spelt(rest: str, words: StructureWords) -> tuple[int, str] | None:
    parts = rest.split(" ", 2)
    if len(parts) < 2 or fold(parts[0]) != fold(words.ordinal_word):
        return None
    order = words.ordinal_of.get(fold(parts[1].rstrip(".:")))
    if order is None:
        return None
    closing = parts[1][-1] if parts[1][-1] in ".:" else ""
    return order, f"{closing} {parts[2]}" if len(parts) > 2 else closing


def _outline(text: str, words: StructureWords) -> Marker | None:
    if match := _ROMAN.match(text):
        order = roman_value(match[1])
        if order:
            return Marker("roman", Rank.ROMAN, match[1], order, match[2])
    if match := _DOTTED.match(text):
        numbers = [int(part) for part in match[1].split(".")]
        # "1.5 triệu đồng" is an amount, "1.1 Mục đích" a heading.
        if match[2] or match[3][:1].isupper():
            return Marker("number", Rank.NUMBER + len(numbers), ".".join(map(str, numbers)), numbers[-1], match[3])
    if match := _NUMBER.match(text):
        return Marker("number", Rank.NUMBER + 1, str(int(match[1])), int(match[1]), match[2])
    if match := _BRACKET.match(text):
        number = int(match[1] or match[2])
        return Marker("bracket", Rank.BRACKET, str(number), number, match[3])
    return _lettered(text, words)


def _lettered(text: str, words: StructureWords) -> Marker | None:
    if match := _LETTER.match(text):
        order = words.alphabet.find(match[1]) + 1
        spaced = match[2] == ")" or (match[3] and match[4][:1].isupper())
        if order and spaced:
            return Marker("point", Rank.LETTER, match[1], order, match[4])
    if match := _CAPITAL.match(text):
        order = words.alphabet.find(match[1].lower()) + 1
        if order and match[1].isupper() and match[2][:1].isupper():
            return Marker("capital", Rank.CAPITAL, match[1], order, match[2])
    return None


def roman_value(numeral: str) -> int:
    """Value of a Roman numeral, 0 when it is not written as Romans do ("IIX")."""
    total = 0
    for here, after in zip(numeral, [*numeral[1:], ""], strict=True):
        value = _ROMAN_VALUES[here]
        total += -value if after and _ROMAN_VALUES[after] > value else value
    return total if numeral == _roman(total) else 0


def _roman(value: int) -> str:
    steps = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    written = ""
    for size, letters in steps:
        count, value = divmod(value, size)
        written += letters * count
    return written
