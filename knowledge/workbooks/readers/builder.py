"""Cells in the order a file gives them → sheets of equal rows, trimmed; texts are read once all have been seen."""

from __future__ import annotations

from dataclasses import dataclass, field

from knowledge.errors import Problem, Severity
from knowledge.workbooks.grid import EMPTY, Cell, Merged, Sheet, Workbook, column_letter
from knowledge.workbooks.readers.source import Source
from knowledge.workbooks.text_reader import Runs, TextReader

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
"""Of every spreadsheet program."""
_PADDING = 4
_NAMED_CELLS = 20
_MOST_MARKS = 200_000
"""Hidden stretches or merged regions of one sheet."""


@dataclass(slots=True)
class SheetBuilder:
    """One sheet being read; rows and columns are 1-based."""

    book: WorkbookBuilder
    name: str
    hidden: bool = False
    _hidden_rows: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    _hidden_columns: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    _merged: list[Merged] = field(default_factory=list[Merged])
    _rows: dict[int, list[Cell]] = field(default_factory=dict[int, list[Cell]])
    _open: list[tuple[int, int, Runs, str]] = field(default_factory=list[tuple[int, int, Runs, str]])
    _width: int = 0
    _without_value: int = 0

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Set a cell; empty ones take no room. DataError when the place does not exist or lies too far out."""
        if cell is EMPTY:
            return
        cells = self._rows.get(row)
        if cells is None:
            cells = self._rows[row] = []
            self._check(row, column)
        gap = column - len(cells)
        if gap == 1:
            cells.append(cell)
        else:
            cells.extend([EMPTY] * gap)
            cells[column - 1] = cell
        if column > self._width:
            self._width = column
            self._check(row, column)
        self.book.stored()

    def _check(self, row: int, column: int) -> None:
        if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
            raise self.book.source.refuse("file_broken", f"{row}:{column}", sheet=self.name)
        if not self.book.has_room(self.area):
            raise self.book.source.refuse("file_cell_far_away", f"{column_letter(column)}{row}", sheet=self.name)

    @property
    def area(self) -> int:
        """Places that the rows in use will take once they are equally long."""
        return self._width * len(self._rows)

    def put_text(self, row: int, column: int, runs: Runs, number_format: str = "General") -> Cell | None:
        """Set a cell of text; gives the cell, or None while it waits for the other texts to be seen."""
        cell = self.book.texts.cell(runs, number_format)
        if cell is None:
            self._open.append((row, column, runs, number_format))
        self.put(row, column, _OPEN if cell is None else cell)
        return cell

    def hide_rows(self, first: int, last: int) -> None:
        """Note a stretch of hidden rows; it may reach beyond the sheet."""
        self._hide(self._hidden_rows, first, last)

    def hide_columns(self, first: int, last: int) -> None:
        """Note a stretch of hidden columns; it may reach beyond the sheet."""
        self._hide(self._hidden_columns, first, last)

    def _hide(self, stretches: list[tuple[int, int]], first: int, last: int) -> None:
        if stretches and stretches[-1][1] + 1 == first:
            first = stretches.pop()[0]
        stretches.append((first, last))
        if len(stretches) > _MOST_MARKS:
            raise self.book.source.refuse("file_broken", "hidden", sheet=self.name)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Note a merged region; one of a single cell, or upside down, is none."""
        if bottom >= top >= 1 and right >= left >= 1 and (top, left) != (bottom, right):
            self._merged.append(Merged(top, left, bottom, right))
        if len(self._merged) > _MOST_MARKS:
            raise self.book.source.refuse("file_broken", "merged", sheet=self.name)

    def formula_without_value(self, row: int, column: int) -> None:
        """Report a formula whose result the file does not hold; the first of a sheet by name, the rest by number."""
        self._without_value += 1
        if self._without_value <= _NAMED_CELLS:
            self.book.report("cell_formula_without_value", sheet=self.name, row=row, column=column_letter(column))

    def build(self) -> Sheet:
        """The sheet, its rows as long as the last cell in use."""
        if self._without_value > _NAMED_CELLS:
            self.book.report("cells_formula_without_value", self._without_value - _NAMED_CELLS, sheet=self.name)
        self._settle()
        used = [row for row, cells in self._rows.items() if any(cell is not EMPTY for cell in cells)]
        height = max(used, default=0)
        width = max((self._used_width(self._rows[row]) for row in used), default=0)
        blank = (EMPTY,) * width
        rows: list[tuple[Cell, ...]] = [blank] * height
        for row in used:
            cells = self._rows.pop(row)
            rows[row - 1] = (*cells[:width], *blank[len(cells) :])
        return Sheet(
            name=self.name,
            rows=rows,
            hidden=self.hidden,
            hidden_rows=_covered(self._hidden_rows, height),
            hidden_columns=_covered(self._hidden_columns, width),
            merged=tuple(
                Merged(one.top, one.left, min(one.bottom, height), min(one.right, width))
                for one in self._merged
                if one.top <= height and one.left <= width
            ),
        )

    def _settle(self) -> None:
        """Read the texts that were left open; those that stay doubtful are reported, the first by name."""
        doubtful = 0
        for row, column, runs, number_format in self._open:
            cell = self.book.texts.settled(runs, number_format)
            self._rows[row][column - 1] = cell
            doubtful += cell.doubtful
            if cell.doubtful and doubtful <= _NAMED_CELLS:
                letter = column_letter(column)
                self.book.report("cell_text_doubtful", cell.text, sheet=self.name, row=row, column=letter)
        if doubtful > _NAMED_CELLS:
            self.book.report("cells_text_doubtful", doubtful - _NAMED_CELLS, sheet=self.name)

    @staticmethod
    def _used_width(cells: list[Cell]) -> int:
        width = len(cells)
        while cells[width - 1] is EMPTY:
            width -= 1
        return width


@dataclass(slots=True)
class WorkbookBuilder:
    """A workbook being read, and the count of what it has held so far."""

    source: Source
    texts: TextReader
    problems: list[Problem] = field(default_factory=list[Problem])
    sheets: list[SheetBuilder] = field(default_factory=list[SheetBuilder])
    _area: int = 0
    _characters: int = 0

    def sheet(self, name: str, *, hidden: bool = False) -> SheetBuilder:
        """Begin a sheet. DataError when there are too many."""
        if len(self.sheets) >= self.source.limits.sheets:
            raise self.source.refuse("file_too_many_sheets", expected=self.source.limits.sheets)
        if self.sheets:
            self._area += self.sheets[-1].area
        sheet = SheetBuilder(self, name, hidden)
        self.sheets.append(sheet)
        return sheet

    def stored(self) -> None:
        """Count one cell. DataError when there are too many."""
        effort = self.source.effort
        effort.cells += 1
        if effort.cells > self.source.limits.cells:
            raise self.source.refuse("file_too_many_cells", expected=self.source.limits.cells)

    def has_room(self, area: int) -> bool:
        """False when the cells of a sheet lie so far apart that the blanks between them would fill memory."""
        return self._area + area <= _PADDING * self.source.limits.cells

    def wrote(self, characters: int) -> None:
        """Count text. DataError when it is more than a workbook may hold."""
        self._characters += characters
        if self._characters > self.source.limits.characters:
            raise self.source.refuse("file_too_much_text", expected=self.source.limits.characters)

    def report(
        self,
        code: str,
        value: object = None,
        *,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
        expected: str | None = None,
        severity: Severity = Severity.WARNING,
    ) -> None:
        """Note a fault that stops nothing."""
        shown = None if value is None else str(value)
        self.problems.append(Problem(self.source.file, code, row, column, shown, sheet, expected, severity))

    def build(self) -> Workbook:
        """The workbook; nothing may be put into it afterwards."""
        sheets = tuple(sheet.build() for sheet in self.sheets)
        return Workbook(self.source.file, sheets, tuple(self.problems))


_OPEN = Cell("?")


def _covered(stretches: list[tuple[int, int]], end: int) -> frozenset[int]:
    """Every number from 1 to `end` that lies in one of the stretches, which may overlap."""
    covered: set[int] = set()
    reached = 0
    for first, last in sorted(stretches):
        covered.update(range(max(first, reached + 1), min(last, end) + 1))
        reached = max(reached, last)
    return frozenset(covered)
