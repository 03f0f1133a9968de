"""Reads the cells of one row: a value, or None with a located problem. Never an exception for what a person typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TypeVar

from knowledge.errors import Severity
from knowledge.text import nfc
from knowledge.workbooks.draft import Draft
from knowledge.workbooks.grid import EMPTY, Cell
from knowledge.workbooks.lexicon import ImportLexicon
from knowledge.workbooks.values import (
    Day,
    Money,
    Quantity,
    Unreadable,
    day,
    duration,
    money,
    percentage,
    phones,
    quantity,
)

T = TypeVar("T")

_MARKER = re.compile(r"\s*(\((?:\*+|\d)\)|\*+)\s*$")
_SPACES = re.compile(r"\s+")
_DOUBTS = {
    "american_order": Severity.WARNING,
    "ambiguous_separator": Severity.WARNING,
    "scientific_notation": Severity.WARNING,
    "computed": Severity.INFO,
    "approximate_value": Severity.INFO,
    "at_least": Severity.INFO,
    "at_most": Severity.INFO,
    "unit_in_cell_differs": Severity.INFO,
    "several_dates": Severity.INFO,
    "year_inferred": Severity.INFO,
    "possible_month_swap": Severity.INFO,
}
"""Ways of reading that a person should see, and how much they matter."""


class Reader:
    """Values of one draft's cells, by field."""

    def __init__(self, draft: Draft, lexicon: ImportLexicon, *, year: int | None) -> None:
        self.draft = draft
        self.lexicon = lexicon
        self.note: str | None = None
        """Text of the footnote that a marker in this row points to."""
        self._year = year

    def cell(self, field: str) -> Cell:
        """The cell of a field; an empty one when there is no such column."""
        return self.draft.row.cells.get(field, EMPTY)

    def header(self, field: str) -> str:
        """The header of a field's column, "" when there is none."""
        column = self.draft.region.columns.get(field)
        return column.header if column else ""

    def raw(self, field: str) -> str:
        """Text of a cell on one line, without its footnote marker; "" for an empty, faulty or "no information" cell."""
        cell = self.cell(field)
        if cell.error is not None:
            self.draft.report("error_cell", field, value=cell.error)
            self.draft.flag("error_cell")
            return ""
        if cell.doubtful:
            self.draft.report("legacy_doubtful", field)
            self.draft.flag("legacy_doubtful")
            return ""
        if cell.legacy:
            self.draft.flag(f"{cell.legacy}_decoded")
        text = _SPACES.sub(" ", nfc(cell.text)).strip()
        if (marker := _MARKER.search(text)) and marker.start() > 0:
            note = self.draft.region.notes.get(marker[1])
            if note is not None or "*" in marker[1]:
                text = text[: marker.start()]
                self.note = note or self.note
                self.draft.flag("footnote_attached")
        return "" if self.lexicon.values.is_nothing(text) else text

    def text(self, field: str) -> str | None:
        """A text, None when there is none."""
        return self.raw(field) or None

    def people(self, field: str) -> int | None:
        """A count of people or places; None with a problem for a fraction, a range or a negative number."""
        found = self._read(field, lambda cell: quantity(cell, self.lexicon.values, counts=True))
        if found is None:
            return None
        self.doubt(field, found.flags)
        if found.low != found.high or found.low < 0 or found.low != found.low.to_integral_value():
            return self._unusable(field, "not_count")
        return found.whole

    def number(self, field: str) -> Decimal | None:
        """A single number; None with a problem for a range."""
        found = self._read(field, lambda cell: quantity(cell, self.lexicon.values, counts=False))
        if found is None:
            return None
        self.doubt(field, found.flags)
        return found.low if found.low == found.high else self._unusable(field, "not_single_number")

    def quantity(self, field: str) -> Quantity | None:
        """A number with its range and remark."""
        return self._read(field, lambda cell: quantity(cell, self.lexicon.values, counts=True))

    def percent(self, field: str) -> Decimal | None:
        """A percentage in points."""
        found = self._read(field, lambda cell: percentage(cell, self.lexicon.values))
        if found is None:
            return None
        return found.low if found.low == found.high else self._unusable(field, "not_single_number")

    def money(self, field: str) -> Money | None:
        """An amount in đồng with its unit of time."""
        found = self._read(field, lambda cell: money(cell, self.lexicon.values, header=self.header(field)))
        self.doubt(field, found.flags if found else ())
        return found

    def months(self, field: str) -> tuple[Decimal, Decimal] | None:
        """A duration in months, shortest and longest."""
        return self._read(field, lambda cell: duration(cell, self.lexicon.values, header=self.header(field)))

    def day(self, field: str) -> Day | None:
        """A day or a month; flags of how it was read are noted."""
        found = self._read(field, lambda cell: day(cell, self.lexicon.values, year=self._year))
        self.doubt(field, found.flags if found else ())
        return found

    def phones(self, field: str) -> tuple[str, ...]:
        """Office numbers as 0xxxxxxxxx."""
        return self._read(field, phones) or ()

    def code(self, field: str, vocabulary: str) -> str | None:
        """A code of a closed set; None with a problem for words that are none of it."""
        written = self.raw(field)
        if not written:
            return None
        code = self.lexicon.vocabularies[vocabulary].code(written)
        return code if code else self._unknown_word(field, vocabulary, written)

    def codes(self, field: str, vocabulary: str) -> tuple[str, ...]:
        """Codes of a cell that may list several."""
        written = self.raw(field)
        found, unknown = self.lexicon.vocabularies[vocabulary].list_of(written) if written else ((), ())
        if unknown and not found:
            self._unknown_word(field, vocabulary, "; ".join(unknown))
        return found

    def _read(self, field: str, read: Callable[[Cell], T]) -> T | None:
        cell = self.cell(field)
        if cell.empty:
            return None
        if cell.doubtful:
            return self._unusable(field, "legacy_doubtful")
        try:
            return read(cell)
        except Unreadable as fault:
            self.draft.flag(fault.code)
            self.draft.report(fault.code, field, value=cell.error or cell.text, expected=fault.expected)
            return None

    def doubt(self, field: str, flags: Iterable[str]) -> None:
        """Note how a cell was read, and say what somebody should look at."""
        for flag in flags:
            self.draft.flag(flag)
            if flag in _DOUBTS:
                self.draft.report(flag, field, severity=_DOUBTS[flag])

    def _unusable(self, field: str, code: str) -> None:
        self.draft.flag(code)
        self.draft.report(code, field)

    def _unknown_word(self, field: str, vocabulary: str, written: str) -> None:
        self.draft.flag(f"unknown_word:{field}")
        known = self.lexicon.vocabularies[vocabulary]
        allowed = ", ".join(known.written(code) for code in known.codes)
        self.draft.report("unknown_word", field, value=written, expected=allowed)
