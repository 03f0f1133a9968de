"""Every table of a workbook: sheet by sheet, one below the other and side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from knowledge.errors import Problem
from knowledge.provinces import Provinces
from knowledge.workbooks.grid import EMPTY, Cell, Sheet, Workbook
from knowledge.workbooks.layout.body import Body, BodyReader
from knowledge.workbooks.layout.canvas import Canvas
from knowledge.workbooks.layout.document import DocumentReader, TextLine, agreed, completed, lines_of
from knowledge.workbooks.layout.faults import SheetFaults
from knowledge.workbooks.layout.headers import HeaderReader
from knowledge.workbooks.layout.headings import Heading, HeadingFinder
from knowledge.workbooks.layout.marks import LineMarks
from knowledge.workbooks.layout.personal import PersonalData
from knowledge.workbooks.layout.words import LayoutWords
from knowledge.workbooks.region import Document, FieldColumn, Region

_LOOK_BELOW = 60
_ROWS_OF_A_COLUMN = 3
_NARROWEST_BAND = 3
_MOST_VALUES = 400


@dataclass(frozen=True, slots=True)
class _Found:
    heading: Heading
    body: Body
    first: int
    """First row of the lines that belong to it."""


def find_regions(
    workbook: Workbook, lexicon: LayoutWords, *, today: date, provinces: Provinces
) -> tuple[list[Region], list[Problem]]:
    """Every table on every sheet that is not hidden, and what somebody has to know about the layout.

    Never raises for what a sheet holds.
    """
    reader = HeaderReader(lexicon, today)
    documents = DocumentReader(lexicon, today=today, provinces=provinces)
    pages: list[_Page] = []
    problems: list[Problem] = []
    for sheet in workbook.sheets:
        faults = SheetFaults(workbook.file, sheet, lexicon)
        canvas = Canvas(sheet)
        if not any(canvas.filled(row) for row in canvas.rows()):
            continue
        if sheet.hidden:
            problems.append(faults.hidden_sheet())
            continue
        page = _Page(canvas, reader, documents, PersonalData(lexicon, reader, today))
        page.find()
        problems += page.problems(faults)
        pages.append(page)
    letterheads = [page.document for page in pages if documents.has_letterhead(page.document)]
    shared = agreed(letterheads)
    regions: list[Region] = []
    for page in pages:
        bare = not documents.has_letterhead(page.document)
        regions += page.regions(shared if bare else None)
    return regions, problems


class _Page:
    """One sheet and what was found on it."""

    def __init__(self, canvas: Canvas, reader: HeaderReader, documents: DocumentReader, personal: PersonalData) -> None:
        self._canvas = canvas
        self._reader = reader
        self._finder = HeadingFinder(canvas, reader)
        self._marks = LineMarks(reader.words)
        self._documents = documents
        self._personal = personal
        self._found: list[_Found] = []
        self._persons: dict[int, tuple[FieldColumn, ...]] = {}
        self.document = Document()

    def find(self) -> None:
        """Finds the tables and reads the letterhead."""
        self._search(1, 1, self._canvas.width)
        self._found.sort(key=lambda found: (found.heading.top, found.heading.left))
        for found in self._found:
            self._persons[id(found)] = self._personal_columns(found.heading, found.body)
        first = self._found[0].heading.top if self._found else self._canvas.height + 1
        rows = [row.number for found in self._found for row in (*found.body.rows, *found.body.totals)]
        last = max(rows, default=first) + 1
        above, below = self._lines(1, first), self._lines(last, self._canvas.height + 1)
        self.document = self._documents.read(above, below, self._canvas.sheet.name)

    def problems(self, faults: SheetFaults) -> list[Problem]:
        """What somebody has to know of this sheet."""
        if not self._found:
            row, persons = self._list_of_persons()
            return faults.personal(row, persons) or [faults.no_table()]
        problems: list[Problem] = []
        for found in self._found:
            persons = self._persons[id(found)]
            problems += faults.personal(found.heading.bottom, persons)
            problems += faults.of_table(found.heading, found.body, self._unknown(found))
        return problems

    def regions(self, shared: Document | None) -> list[Region]:
        """The tables; `shared` is what the other sheets say when this one has no letterhead."""
        sheet = self._without_persons()
        return [self._region(found, sheet, shared) for found in self._found]

    def _search(self, start: int, left: int, right: int) -> None:
        row = start
        while row <= self._canvas.height and (headings := self._finder.next(row, left, right)):
            widened = [self._widened(heading, headings, right) for heading in headings]
            bodies = [BodyReader(self._canvas, heading, self._finder, self._marks).read() for heading in widened]
            self._found += [_Found(heading, body, row) for heading, body in zip(widened, bodies, strict=True)]
            before = len(self._found)
            self._search_beside(headings[0].top, left, min(heading.left for heading in widened) - 1)
            self._search_beside(start, max(heading.right for heading in widened) + 1, right)
            if len(self._found) > before:
                left, right = min(heading.left for heading in widened), max(heading.right for heading in widened)
            row = max(widened[0].bottom + 1, min(body.end for body in bodies))

    def _search_beside(self, start: int, left: int, right: int) -> None:
        if right - left + 1 >= _NARROWEST_BAND:
            self._search(start, left, right)

    def _widened(self, heading: Heading, headings: Sequence[Heading], right: int) -> Heading:
        """The heading with the columns behind it that have figures and no header."""
        limit = min([other.left - 1 for other in headings if other.left > heading.right], default=right)
        rows = range(heading.bottom + 1, min(heading.bottom + _LOOK_BELOW, self._canvas.height) + 1)
        held = [row for row in rows if any(self._canvas.text(row, column) for column in heading.field_of)]
        last = heading.right
        while last < limit:
            used = [row for row in held if self._canvas.text(row, last + 1)]
            if (
                len(used) < _ROWS_OF_A_COLUMN
                or len(used) * 2 < len(held)
                or self._canvas.text(heading.bottom, last + 1)
            ):
                break
            last += 1
        return replace(heading, right=last)

    def _lines(self, first: int, until: int, left: int = 1, right: int | None = None) -> list[TextLine]:
        lines: list[TextLine] = []
        for row in range(first, until):
            for column in self._canvas.filled(row):
                if left <= column <= (right or self._canvas.width):
                    lines += lines_of(row, column, self._canvas.cell(row, column).text)
        return lines

    def _values(self, body: Body, column: int) -> list[object]:
        """What the column holds beside the rows; at most a few hundred cells of it."""
        cells = (self._canvas.cell(row.number, column) for row in body.rows)
        held = islice((cell for cell in cells if not cell.empty), _MOST_VALUES)
        return [cell.value if isinstance(cell.value, date) else cell.text for cell in held]

    def _personal_columns(self, heading: Heading, body: Body) -> tuple[FieldColumn, ...]:
        values = {column: self._values(body, column) for column in range(heading.left, heading.right + 1)}
        kinds = self._personal.columns(heading.table, heading.paths, heading.field_of, values)
        return tuple(FieldColumn(kind, column, heading.header(column)) for column, kind in sorted(kinds.items()))

    def _list_of_persons(self) -> tuple[int, tuple[FieldColumn, ...]]:
        """Row and columns of a list of people on a sheet without a table of ours; two such headers make a list."""
        for row in self._canvas.rows():
            paths = {column: (self._canvas.text(row, column),) for column in self._canvas.filled(row)}
            kinds = {column: self._personal.by_header(path, ()) for column, path in paths.items()}
            columns = tuple(FieldColumn(kind, column, paths[column][0]) for column, kind in kinds.items() if kind)
            if len(columns) >= 2:
                return row, columns
        return 0, ()

    def _unknown(self, found: _Found) -> tuple[FieldColumn, ...]:
        heading = found.heading
        known = set(heading.field_of) | {column.column for column in self._persons[id(found)]}
        return tuple(
            FieldColumn("", column, heading.header(column))
            for column in range(heading.left, heading.right + 1)
            if column not in known and self._values(found.body, column)
        )

    def _region(self, found: _Found, sheet: Sheet, shared: Document | None) -> Region:
        heading, body = found.heading, found.body
        persons = self._persons[id(found)]
        dropped = {column.column for column in persons}
        columns = {name: column for name, column in heading.assigned.columns.items() if column not in dropped}
        hidden_fields = heading.assigned.columns.keys() - columns.keys()
        above = self._lines(found.first, heading.top, heading.left, heading.right)
        own = self._documents.read(above, ())
        others = (self.document,) if shared is None else (self.document, shared)
        rows = [_without(row.cells, hidden_fields) for row in body.rows]
        totals = [_without(row.cells, hidden_fields) for row in body.totals]
        return Region(
            table=heading.table.name,
            sheet=sheet,
            document=completed(own, *others),
            title=self._documents.title(above),
            header_rows=(heading.top, heading.bottom),
            columns={name: FieldColumn(name, column, heading.header(column)) for name, column in columns.items()},
            unknown_columns=self._unknown(found),
            personal_columns=persons,
            rows=tuple(replace(row, cells=cells) for row, cells in zip(body.rows, rows, strict=True)),
            totals=tuple(replace(row, cells=cells) for row, cells in zip(body.totals, totals, strict=True)),
            notes={marker: text for marker, text in body.notes.items() if not self._documents.is_date_line(text)},
        )

    def _without_persons(self) -> Sheet:
        """The sheet with people's data gone from below the headers."""
        if not any(self._persons.values()):
            return self._canvas.sheet
        rows: list[Sequence[Cell]] = list(self._canvas.sheet.rows)
        for found in self._found:
            columns = {column.column for column in self._persons[id(found)]}
            for number in range(found.heading.bottom, min(found.body.end - 1, len(rows))) if columns else ():
                rows[number] = [
                    EMPTY if column in columns else cell for column, cell in enumerate(rows[number], start=1)
                ]
        return replace(self._canvas.sheet, rows=rows)


def _without(cells: Mapping[str, Cell], fields: set[str]) -> Mapping[str, Cell]:
    return {name: cell for name, cell in cells.items() if name not in fields}
