"""A sheet as a person sees it: merged cells opened, texts read once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from knowledge.text import nfc
from knowledge.workbooks.grid import EMPTY, Cell, Merged, Sheet

_WIDEST_OPENED = 100_000


class Canvas:
    """Rows and columns are 1-based, as on the sheet; what lies outside is empty."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.height = len(sheet.rows)
        self.width = max(map(len, sheet.rows), default=0)
        self._merged: dict[tuple[int, int], Merged] = {}
        for merged in sheet.merged:
            self._open(merged)
        self._texts: dict[tuple[int, int], str] = {}

    def cell(self, row: int, column: int) -> Cell:
        """The cell as stored: in a merged region only the top left one holds something."""
        if not (1 <= row <= self.height and column >= 1):
            return EMPTY
        cells = self.sheet.rows[row - 1]
        return cells[column - 1] if column <= len(cells) else EMPTY

    def text(self, row: int, column: int) -> str:
        """NFC text of the stored cell, line breaks as spaces."""
        place = (row, column)
        if place not in self._texts:
            cell = self.cell(row, column)
            self._texts[place] = "" if cell.empty else " ".join(nfc(cell.text).split())
        return self._texts[place]

    def merged(self, row: int, column: int) -> Merged | None:
        """The merged region that a place belongs to."""
        return self._merged.get((row, column))

    def opened(self, row: int, column: int) -> str:
        """The text that is seen at a place: that of the merged region around it."""
        merged = self.merged(row, column)
        return self.text(merged.top, merged.left) if merged else self.text(row, column)

    def filled(self, row: int) -> list[int]:
        """Columns of the row that hold something."""
        if not 1 <= row <= self.height:
            return []
        return [number for number, cell in enumerate(self.sheet.rows[row - 1], start=1) if not cell.empty]

    def line(self, row: int) -> list[str]:
        """Texts of the row, left to right."""
        return [self.text(row, column) for column in self.filled(row)]

    def down(self, row: int, column: int) -> Cell | None:
        """The cell above that is merged down to this place in its own column; None when there is none."""
        merged = self.merged(row, column)
        if merged is None or merged.left != column or merged.top >= row:
            return None
        return self.cell(merged.top, merged.left)

    @cached_property
    def blank_columns(self) -> frozenset[int]:
        """Columns in which no row holds anything."""
        used: set[int] = set()
        for row in range(1, self.height + 1):
            used.update(self.filled(row))
        return frozenset(range(1, self.width + 1)) - used

    def rows(self) -> Iterator[int]:
        """Row numbers of the sheet."""
        return iter(range(1, self.height + 1))

    def _open(self, merged: Merged) -> None:
        bottom, right = min(merged.bottom, self.height), min(merged.right, self.width)
        if (bottom - merged.top + 1) * (right - merged.left + 1) > _WIDEST_OPENED:
            return
        for row in range(merged.top, bottom + 1):
            for column in range(merged.left, right + 1):
                self._merged[(row, column)] = merged
