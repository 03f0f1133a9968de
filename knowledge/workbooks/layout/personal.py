"""Columns that hold people's data: told by their header, or by what most of their cells look like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from knowledge.workbooks.layout.headers import KNOWN, HeaderReader, Path
from knowledge.workbooks.layout.spelling import plain
from knowledge.workbooks.layout.words import LayoutWords, TableWords

PERSON_NAME = "person_name"
_ID = re.compile(r"0\d{11}")
_MOBILE = re.compile(r"(?:\+?84|0)[35789]\d{8}")
_FIGURE = re.compile(r"[\d.,\s%]+")
_YEAR_OF_BIRTH = re.compile(r"(?:.*\D)?(?:19[3-9]\d|20[01]\d)")
_TRUST = 0.96
_MOST = 0.6
_FEWEST = 2
_NAME_WORDS = range(2, 6)
_OFFICES = "institutions"
"""The table in which a plain phone or address column is an office's."""
_YOUNGEST = 13


class PersonalData:
    """Tells columns of people's data with the words of `data/lexicon/workbooks.yaml`."""

    def __init__(self, words: LayoutWords, reader: HeaderReader, today: date) -> None:
        self._words = words
        self._reader = reader
        self._today = today
        self._surnames = frozenset(words.personal.surnames)

    def by_header(self, path: Path, values: Sequence[object]) -> str | None:
        """The kind that the header names; None when it names none or the cells cannot be that."""
        if not path:
            return None
        texts = dict.fromkeys((path[-1], " ".join(path)))
        for kind, headers in self._words.personal.headers.items():
            if any(self._names(text, headers) for text in texts) and _possible(kind, values):
                return kind
        return None

    def by_content(self, values: Sequence[object]) -> str | None:
        """The kind that most cells look like, of a column whose header names no field."""
        texts = [_bare(value) for value in values]
        if len(texts) < _FEWEST:
            return None
        if _most(_ID.fullmatch(text) is not None for text in texts):
            return "id_number"
        if _most(_MOBILE.fullmatch(re.sub(r"[\s.\-]", "", text)) is not None for text in texts):
            return "phone"
        if _most(isinstance(value, date) and value.year <= self._today.year - _YOUNGEST for value in values):
            return "birth_date"
        if _most(self._looks_like_name(text) for text in texts):
            return PERSON_NAME
        return None

    def columns(
        self,
        table: TableWords | None,
        paths: Mapping[int, Path],
        fields: Mapping[int, str],
        values: Mapping[int, Sequence[object]],
    ) -> dict[int, str]:
        """Column → kind. `fields`: the columns that name a field; `values`: the cells below each column."""
        found: dict[int, str] = {}
        for column, cells in values.items():
            path = paths.get(column, ())
            kind = self.by_header(path, cells)
            if kind is None and (column not in fields or fields[column] in {"tax_code", "note"}):
                kind = self.by_content(cells)
                if column in fields and kind != "id_number":
                    kind = None
            if kind is not None:
                found[column] = kind
        if PERSON_NAME in found.values() and (table is None or table.name != _OFFICES):
            for column in values.keys() - found.keys():
                path = paths.get(column, ())
                for kind, headers in self._words.personal.beside_names.items():
                    if path and self._names(path[-1], headers):
                        found[column] = kind
        return found

    def _names(self, text: str, headers: Sequence[str]) -> bool:
        for reading in self._words.spelling.readings(text):
            if reading.trust >= _TRUST and reading.key in headers:
                return True
            if any(len(header.split()) > 1 and f" {header} " in f" {reading.key} " for header in headers):
                return not self._is_field(text)
        return False

    def _is_field(self, text: str) -> bool:
        tables = self._words.tables.values()
        return any(score >= KNOWN for table in tables for score in self._reader.fields(table, (text,)).values())

    def _looks_like_name(self, text: str) -> bool:
        words = text.split()
        if len(words) not in _NAME_WORDS or not all(word.isalpha() and word[0].isupper() for word in words):
            return False
        return plain(words[0]) in self._surnames


def _possible(kind: str, values: Sequence[object]) -> bool:
    texts = [_bare(value) for value in values]
    if not texts:
        return True
    if kind == PERSON_NAME:
        return not _most(_FIGURE.fullmatch(text) is not None for text in texts)
    if kind == "birth_date":
        return _most(
            isinstance(value, date | datetime) or _YEAR_OF_BIRTH.fullmatch(text) is not None
            for value, text in zip(values, texts, strict=True)
        )
    return True


def _bare(value: object) -> str:
    return str(value).strip().lstrip("'").strip()


def _most(answers: Iterable[bool]) -> bool:
    listed = list(answers)
    return bool(listed) and sum(listed) >= _MOST * len(listed)
