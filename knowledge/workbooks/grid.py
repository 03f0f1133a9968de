"""A workbook as a grid of cells, the same for every file format: what the layout and the tables are read from.

Reading a file into these is `files.py`; no other module opens a workbook.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from knowledge.errors import Problem
from knowledge.workbooks.number_format import shown

CellValue = str | int | float | bool | datetime | date | time | timedelta | None
Legacy = Literal["tcvn3", "vni", "viqr"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it was stored; texts are NFC Unicode already, decoded where a legacy font was used."""

    value: CellValue = None
    number_format: str = "General"
    legacy: Legacy | None = None
    """The encoding the text was decoded from."""
    doubtful: bool = False
    """The text looks like a legacy encoding that could not be told for sure: never load it."""
    error: str | None = None
    """Excel's error ("#REF!") when the cell holds one; `value` is then None."""

    @property
    def text(self) -> str:
        """What a person reads in the cell, "" when empty: 35.0 → "35", 12.5 → "12,5", dates dd/mm/yyyy.

        Formats count where they change the reading: "0000" → "0001", 0.125 as "0%" → "12,5%", '0" tr"' → "7 tr".
        """
        return self.error or shown(self.value, self.number_format)

    @property
    def empty(self) -> bool:
        """Neither a value nor an error; a text of spaces is empty."""
        return self.error is None and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged region, rows and columns 1-based and inclusive; only its top left cell holds a value."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows[0]` is row 1 of the sheet, `rows[0][0]` its column A; all rows have the same length."""

    name: str
    rows: Sequence[Sequence[Cell]]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    """1-based."""
    hidden_columns: frozenset[int] = frozenset()
    """1-based."""
    merged: tuple[Merged, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file that was read. `problems` are faults that stopped nothing (macros left out, links not followed)."""

    file: str
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()


def column_letter(column: int) -> str:
    """1 → "A", 27 → "AA"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
