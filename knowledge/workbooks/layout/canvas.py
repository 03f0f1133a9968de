"""A sheet as a person sees it: merged cells opened, texts read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

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
        self._texts: dict[int, dict[int, str]] = {}

    def cell(self, row: int, column: int) -> Cell:
        """The cell as stored: in a merged region only the top left one holds something."""
        if not (1 <= row <= self.height and column >= 1):
            return EMPTY
        cells = self.sheet.rows[row - 1]
        return cells[column - 1] if column <= len(cells) else EMPTY

    def texts(self, row: int) -> Mapping[int, str]:
        """NFC texts of the row's cells that hold something, line breaks as spaces, by column from left to right."""
        found = self._texts.get(row)
        if found is None:
            found = {}
            for number, cell in enumerate(self.sheet.rows[row - 1] if 1 <= row <= self.height else (), start=1):
                if (cell.value is not None or cell.error is not None) and not cell.empty:
                    found[number] = _one_line(cell.text)
            self._texts[row] = found
        return found

    def text(self, row: int, column: int) -> str:
        """Text of the stored cell, "" when it holds nothing."""
        return self.texts(row).get(column, "")

    def merged(self, row: int, column: int) -> Merged | None:
        """The merged region that a place belongs to."""
        return self._merged.get((row, column))

    def opened(self, row: int, column: int) -> str:
        """The text that is seen at a place: that of the merged region around it."""
        merged = self.merged(row, column)
        return self.text(merged.top, merged.left) if merged else self.text(row, column)

    def filled(self, row: int) -> list[int]:
        """Columns of the row that hold something."""
        return list(self.texts(row))

    def down(self, row: int, column: int) -> Cell | None:
        """The cell above that is merged down to this place in its own column; None when there is none."""
        merged = self._merged.get((row, column)) if self._merged else None
        if merged is None or merged.left != column or merged.top >= row:
            return None
        return self.cell(merged.top, merged.left)

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


@lru_cache(maxsize=65536)
def _one_line(text: str) -> str:
    return " ".join(nfc(text).split())
