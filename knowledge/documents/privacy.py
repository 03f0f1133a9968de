"""What a document that was sent says of people is not kept: their telephone and identity numbers, and their names in
tables. The file itself stays in the archive as received.

Offices keep their landlines. Numbers of papers, laws, accounts and taxes, days and amounts of money stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path

from knowledge.documents.document import Section
from knowledge.documents.paragraphs import Paragraph
from knowledge.documents.words import StructureWords
from knowledge.errors import Problem, Severity
from knowledge.workbooks.layout.spelling import plain
from knowledge.workbooks.layout.words import LayoutWords, PersonalWords

_GAP = r"\)?[ .\-]{0,2}"
_PREFIX = r"(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)"
_MOBILE = (
    rf"(?<![\w,.])(?:\(?\+84\)?[ .\-]?\(?0?\)?|\(?0)"
    rf"(?:{_PREFIX}(?:{_GAP}\d){{7}}|1[2689]\d(?:{_GAP}\d){{7}})(?!\w|[.,]\d)"
)
"""Ten digits, or eleven of before 2018."""
_PAPER = r"(?<![\w.,/-])(?:\d{12}|\d{9}|0\d{2}(?:[ .]\d{3}){3})(?!\w|[./,-]\w)"
_NUMBER = re.compile(rf"(?P<mobile>{_MOBILE})|(?P<paper>{_PAPER})")
_ROUND = "000"
_BEFORE = 40
_AFTER = 12
_CELL = " | "
_CELL_EDGE = re.compile(r"\s?\|\s?")
_FIGURE = re.compile(r"[\d.,\s%]+")
_MOST = 0.6
_NAME_WORDS = range(2, 6)
_LISTED = 12


class DocumentPrivacy:
    """Masks the paragraphs of one document and counts what it kept back, by line of the file."""

    def __init__(self, words: StructureWords, lexicon: Path) -> None:
        self._words = words.privacy
        self._personal = _personal_words(lexicon / "workbooks.yaml")
        self._before = re.compile(rf"\b(?:{_any_of(self._words.kept_behind)})(?: so)?$")
        self._after = re.compile(rf"(?:{_any_of(self._words.kept_before)})\b")
        self._kept_back: Counter[int] = Counter()

    def masked(self, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
        """The paragraphs without people's numbers and, in tables, without the cells below a person's header."""
        found: list[Paragraph] = []
        for is_table, group in groupby(paragraphs, key=lambda paragraph: paragraph.row):
            rows = list(group)
            found += self._table(rows) if is_table else rows
        return [replace(one, text=self._text(one.text, one.start)) for one in found]

    def text(self, text: str) -> str:
        """A line of the head, masked; not counted, for the body has it too."""
        return self._text(text, 0)

    def problem(self, file: str, sections: Iterable[Section]) -> Problem | None:
        """One warning with the count and the places, never the values; None when nothing was kept back."""
        kept_back = {line: count for line, count in self._kept_back.items() if line}
        if not kept_back:
            return None
        told = list(_told(kept_back, sections))
        more = [self._words.more.format(count=len(told) - _LISTED)] if len(told) > _LISTED else []
        return Problem(
            file,
            "document_personal_data",
            value=str(sum(kept_back.values())),
            expected="; ".join((*told[:_LISTED], *more)),
            severity=Severity.WARNING,
        )

    def _text(self, text: str, line: int) -> str:
        def mask(match: re.Match[str]) -> str:
            if not self._is_personal(match):
                return match[0]
            self._kept_back[line] += 1
            return self._words.mark

        return _NUMBER.sub(mask, text)

    def _is_personal(self, match: re.Match[str]) -> bool:
        before = plain(match.string[max(0, match.start() - _BEFORE) : match.start()])
        if self._before.search(before):
            return False
        digits = re.sub(r"\D", "", match[0])
        if match["mobile"]:
            # A row of figures has single digits between its spaces, a telephone number has none.
            return all(len(part) > 1 for part in re.findall(r"\d+", match[0])[1:])
        if digits[0] == "0" and len(digits) == 12:
            return True
        after = plain(match.string[match.end() : match.end() + _AFTER])
        return not (digits.endswith(_ROUND) or self._after.match(after))

    def _table(self, rows: Sequence[Paragraph]) -> Iterator[Paragraph]:
        """The rows below a header of people's data lose its cells; of rows of another shape, cells with names go."""
        columns: dict[int, str] = {}
        width = 0
        for place, row in enumerate(rows):
            cells = _CELL_EDGE.split(row.text)
            if heads := self._heads(cells, rows[place + 1 :]):
                columns, width = heads, len(cells)
                yield row
                continue
            if len(cells) == width:
                dropped = {column for column in columns if cells[column].strip()}
            else:
                dropped = {column for column, cell in enumerate(cells) if columns and self._is_name(cell)}
            if not dropped:
                yield row
                continue
            self._kept_back[row.start] += len(dropped)
            kept = ("" if column in dropped else cell for column, cell in enumerate(cells))
            text = _CELL.join(kept).strip()
            if any(char.isalnum() for char in text):
                yield replace(row, text=text)

    def _heads(self, cells: Sequence[str], below: Sequence[Paragraph]) -> dict[int, str]:
        """Column → kind, where the row is a header that names people's data."""
        heads = {column: kind for column, cell in enumerate(cells) if (kind := self._kind(cell))}
        return {
            column: kind
            for column, kind in heads.items()
            if kind != "person_name" or not _mostly_figures(column, len(cells), below)
        }

    def _kind(self, header: str) -> str | None:
        key = plain(header)
        for kind, headers in self._personal.headers.items():
            if any(key == one or (" " in one and key.startswith(f"{one} ")) for one in headers):
                return kind
        return None

    def _is_name(self, cell: str) -> bool:
        words = cell.split()
        if len(words) not in _NAME_WORDS or not all(word.isalpha() and word[0].isupper() for word in words):
            return False
        return plain(words[0]) in self._personal.surnames


@cache
def _personal_words(path: Path) -> PersonalWords:
    personal = LayoutWords.load(path).personal
    headers = {kind: tuple(map(plain, forms)) for kind, forms in personal.headers.items()}
    return personal.model_copy(update={"headers": headers, "surnames": tuple(map(plain, personal.surnames))})


def _told(kept_back: dict[int, int], sections: Iterable[Section]) -> Iterator[str]:
    for section in sections:
        count = sum(number for line, number in kept_back.items() if section.start <= line <= section.end)
        if count:
            yield f"{section.label} ({count})"


def _mostly_figures(column: int, width: int, below: Sequence[Paragraph]) -> bool:
    rows = (_CELL_EDGE.split(row.text) for row in below)
    filled = [cells[column] for cells in rows if len(cells) == width and cells[column].strip()]
    figures = sum(_FIGURE.fullmatch(cell) is not None for cell in filled)
    return bool(filled) and figures >= _MOST * len(filled)


def _any_of(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(plain(phrase)) for phrase in phrases)
