"""What single lines of a sheet are: a total, a signature, a footnote, a column-numbering row, a numbered heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.workbooks.layout.spelling import plain
from knowledge.workbooks.layout.words import LayoutWords

_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})", re.IGNORECASE)
_CAPITALS, _SMALLS = "A-Z" + "Đ", "a-z" + "đ"
_LETTER = re.compile(f"[{_CAPITALS}]")
_SMALL = re.compile(f"[{_SMALLS}]")
_NUMBER = re.compile(r"\d{1,5}(?:\.\d{1,3})*[a-z]?")
_NUMBERED = re.compile(
    rf"\s*\(?(?P<mark>(?=[IVX])X{{0,3}}(?:IX|IV|V?I{{0,3}})|[{_CAPITALS}](?=\s*[.)/:\-–]+\s)"
    rf"|\d{{1,3}}(?:\.\d{{1,3}})*|[{_SMALLS}](?=\)))\s*[.)/:\-–]+\s*(?=\S)"
)
_BULLET = re.compile(r"\s*[-–—+•*]\s+(?=\S)|\s*[-–—+•](?=[^\W\d])")
_COLUMN_NUMBER = re.compile(rf"[(\[]?\s*(?:(\d{{1,2}})[a-z]?|([{_CAPITALS}{_SMALLS}]))\s*[)\]]?\s*(?:=.*)?")
_NOTE_MARKER = re.compile(r"\s*(\(\s*(?:\*+|\d{1,2}|[a-z])\s*\)|\*+|\[\d{1,2}\])\s*[:.]?\s*")
_FEWEST_NUMBERS = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """The number in front of a line and its depth: letters 0, roman 1, arabic 2, "1.1" 3, "a)" 4, bullets 5."""

    written: str
    depth: int


def serial_mark(text: str) -> Mark | None:
    """Of a cell that holds nothing but a number: "II", "1.", "1.1", "a)"; None for anything else."""
    bare = text.strip().strip("().:/ ").rstrip("-–")
    if _ROMAN.fullmatch(bare) and bare.upper() == bare:
        return Mark(bare, 1)
    if _LETTER.fullmatch(bare):
        return Mark(bare, 0)
    if _NUMBER.fullmatch(bare):
        return Mark(bare, 2 + bare.count(".") + bare[-1].isalpha())
    if _SMALL.fullmatch(bare):
        return Mark(bare, 4)
    if text.strip() in {"-", "–", "+", "•", "*"}:
        return Mark(text.strip(), 5)
    return None


def leading_mark(text: str) -> tuple[Mark | None, str]:
    """The number or bullet in front of a text and the text behind it."""
    if found := _NUMBERED.match(text):
        return serial_mark(found["mark"]) or Mark(found["mark"], 2), text[found.end() :].strip()
    if found := _BULLET.match(text):
        return Mark(found[0].strip(), 5), text[found.end() :].strip()
    return None, text.strip()


def is_column_numbers(texts: Sequence[str]) -> bool:
    """Whether the cells number the columns: "A, B, 1, 2, 3=1+2" (at least 3 cells, 60 % of the row, each the next)."""
    numbers: list[int] = []
    letters: list[str] = []
    for text in texts:
        if found := _COLUMN_NUMBER.fullmatch(text):
            if found[1]:
                numbers.append(int(found[1]))
            else:
                letters.append(found[2].upper())
    count = len(numbers) + len(letters)
    if count < _FEWEST_NUMBERS or count * 10 < len(texts) * 6:
        return False
    # Columns may have been moved with their numbers: each number once, none left out by much.
    close = len(set(numbers)) == len(numbers) and (not numbers or max(numbers) - min(numbers) < len(numbers) + 2)
    return (
        close
        and len(set(letters)) == len(letters)
        and (bool(letters) or count == len(texts))
        and min(numbers or [1]) <= 1
    )


class LineMarks:
    """Tells lines apart with the words of `data/lexicon/workbooks.yaml`."""

    def __init__(self, words: LayoutWords) -> None:
        self._words = words
        self._totals = frozenset(words.totals.words)
        self._indicator_totals = frozenset(words.totals.indicator)
        self._sum_of = re.compile(f"(?:{_either(words.totals.begin)}) (?:{_either(words.totals.then)})(?: |$)")
        self._sum_like_name = _beginning(words.totals.names)
        self._signature = _beginning(words.signature.begin)
        self._remark = _beginning(words.notes.begin)
        self._continued = _beginning(words.continued)
        self._part = _beginning(words.parts.begin)
        self._divides = _beginning(words.parts.divide)

    def is_total(self, text: str, *, indicators: bool) -> bool:
        """Whether the label is that of a sum. A name may begin so too ("Tổng công ty", "Cộng tác viên")."""
        if text.isdigit():
            return False
        key = plain(leading_mark(text)[1])
        if indicators:
            return key in self._indicator_totals
        return key in self._totals or (self._sum_of.match(key) is not None and not self._sum_like_name.match(key))

    def is_signature(self, text: str) -> bool:
        """Whether the line belongs to the place of signatures."""
        return self._signature.match(plain(text)) is not None

    def is_note(self, text: str) -> bool:
        """Whether the line is a footnote or a remark below the table."""
        marker = _NOTE_MARKER.match(text)
        return self.is_remark(text) or bool(marker and marker.end() < len(text))

    def is_remark(self, text: str) -> bool:
        """Whether the line says by its first word that it is a remark ("Ghi chú: …")."""
        return self._remark.match(plain(text)) is not None

    def note(self, text: str) -> tuple[str | None, str]:
        """The marker of a footnote ("(*)", None without one) and its text."""
        body = text
        for begin in self._words.notes.begin:
            if plain(body) == begin or plain(body).startswith(f"{begin} "):
                label, colon, rest = body.partition(":")
                if colon and plain(label) == begin and begin in self._words.notes.words:
                    body = rest.strip()
                break
        found = _NOTE_MARKER.match(body)
        if found and found.end() < len(body):
            marker = "".join(found[1].split())
            return (marker if marker[0] in "([" else f"({marker})"), body[found.end() :].strip()
        return None, body

    def is_part(self, text: str) -> bool:
        """Whether the line is a part of the one above: "- Trong đó: Nữ", "Nông thôn"."""
        mark, body = leading_mark(text)
        key = plain(body)
        return (mark is not None and mark.depth == 5) or self.names_part(key)

    def divides(self, text: str) -> bool:
        """Whether a line of its own says how the rows below divide the one above ("Chia theo giới tính")."""
        return self._divides.match(plain(leading_mark(text)[1])) is not None

    def names_part(self, key: str) -> bool:
        """Whether the folded words say "of which" or name a usual part (women, the countryside)."""
        return self._part.match(key) is not None or key in self._words.parts.words

    def is_continued(self, text: str) -> bool:
        """A line of a page break: "(tiếp theo)", "Trang 2"."""
        key = plain(text)
        return key.isdigit() or (self._continued.match(key) is not None and len(key.split()) <= 5)


def _either(phrases: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))


def _beginning(phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{_either(phrases)})(?: |$)")
