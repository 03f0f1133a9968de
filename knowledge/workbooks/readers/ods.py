"""Reads .ods (LibreOffice) and its one-file form as they stream by; repeated cells are counted before they are made."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time, timedelta

from knowledge.errors import Severity
from knowledge.workbooks.grid import Cell, Workbook
from knowledge.workbooks.readers.builder import MAX_COLUMN, MAX_ROW, SheetBuilder, WorkbookBuilder
from knowledge.workbooks.readers.numbers import stored_day, stored_number
from knowledge.workbooks.readers.ods_styles import OdsStyles
from knowledge.workbooks.readers.package import Package
from knowledge.workbooks.readers.source import Source
from knowledge.workbooks.readers.xml_events import parse
from knowledge.workbooks.text_reader import TextReader

_DURATION = re.compile(r"(-)?PT(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})(?:[.,]\d*)?S)?")
_ERROR = re.compile(r"#[A-Z0-9/!?]+[!?A0]|Err:\d+")
_MOST_SPACES = 100
_DEFAULT_FORMATS = {"percentage": "0%", "date": "dd/mm/yyyy", "time": "hh:mm:ss"}
_HIDING = ("collapse", "filter")
_LINKED_TABLE = "'file:"


class _Content:
    """Handler of content.xml. Names come with their prefixes, which every program writes alike."""

    def __init__(self, book: WorkbookBuilder, styles: OdsStyles) -> None:
        self._book = book
        self._styles = styles
        self._sheet: SheetBuilder | None = None
        self._tables = self._aside = 0
        self._row = self._column = 0
        self._row_repeated = 1
        self._row_hidden = False
        self._row_style = ""
        self._columns: list[tuple[int, str]] = []
        """Last column of each stretch, and the style of its cells."""
        self._row_cells: list[tuple[int, int, dict[str, str], list[tuple[str, str | None]]]] = []
        self._cell: dict[str, str] | None = None
        self._runs: list[tuple[str, str | None]] = []
        self._fonts: list[str | None] = []
        self._paragraphs = 0
        self._taking = False
        self._linked: set[str] = set()

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element opens."""
        if self._aside:
            self._aside += 1
        elif name in ("office:annotation", "table:tracked-changes", "table:shapes", "draw:frame", "draw:g"):
            # Remarks and drawings hold paragraphs of their own that are no cell's text.
            self._aside = 1
        elif name == "table:table":
            self._begin_table(attributes)
        elif self._sheet is None:
            self._styles.start(name, attributes)
            if name == "table:dde-link":
                self._book.report("file_dde_link")
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._cell = attributes
            self._runs = []
            self._paragraphs = 0
        elif name == "table:table-row":
            self._begin_row(attributes)
        elif name == "table:table-column":
            self._begin_column(attributes)
        elif self._cell is not None:
            self._start_text(name, attributes)

    def end(self, name: str, /) -> None:
        """An element closes."""
        if self._aside:
            self._aside -= 1
        elif name == "table:table":
            self._tables -= 1
            if self._tables == 0:
                self._sheet = None
        elif self._sheet is None:
            self._styles.end(name)
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell(covered=name != "table:table-cell")
        elif name == "table:table-row":
            self._end_row()
        elif name in ("text:p", "text:h"):
            self._taking = False
        elif name in ("text:span", "text:a") and self._fonts:
            self._fonts.pop()

    def characters(self, data: str, /) -> None:
        """Text, kept inside paragraphs of cells."""
        if self._sheet is None:
            self._styles.characters(data)
        elif self._taking and not self._aside:
            self._say(data)

    def _begin_table(self, attributes: dict[str, str]) -> None:
        self._tables += 1
        if self._tables > 1:
            return
        name = attributes.get("table:name", "")
        if name.startswith(_LINKED_TABLE):
            # What LibreOffice remembers of another file: not this file's data.
            self._report_link(name)
            self._aside, self._tables = 1, 0
            return
        hidden = self._styles.hides(attributes.get("table:style-name", ""))
        self._sheet = self._book.sheet(name, hidden=hidden)
        self._row = 0
        self._columns = []

    def _begin_column(self, attributes: dict[str, str]) -> None:
        first = (self._columns[-1][0] if self._columns else 0) + 1
        last = min(first + _repeated(attributes, "table:number-columns-repeated") - 1, MAX_COLUMN)
        self._columns.append((last, attributes.get("table:default-cell-style-name", "")))
        if attributes.get("table:visibility") in _HIDING and self._sheet is not None:
            self._sheet.hide_columns(first, last)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._row += 1
        self._column = 0
        self._row_repeated = _repeated(attributes, "table:number-rows-repeated")
        self._row_hidden = attributes.get("table:visibility") in _HIDING
        self._row_style = attributes.get("table:default-cell-style-name", "")
        self._row_cells = []

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("text:p", "text:h"):
            self._fonts = []
            self._taking = True
            if self._paragraphs:
                self._say("\n")
            self._paragraphs += 1
        elif name in ("text:span", "text:a"):
            self._fonts.append(self._styles.font(attributes.get("text:style-name", "")))
        elif name == "text:s":
            self._say(" " * min(_repeated(attributes, "text:c"), _MOST_SPACES))
        elif name == "text:tab":
            self._say(" ")
        elif name == "text:line-break":
            self._say("\n")

    def _say(self, text: str) -> None:
        font = next((font for font in reversed(self._fonts) if font), None)
        if self._runs and self._runs[-1][1] == font:
            self._runs[-1] = (self._runs[-1][0] + text, font)
        else:
            self._runs.append((text, font))

    def _end_cell(self, *, covered: bool) -> None:
        attributes = self._cell or {}
        self._cell = None
        repeated = _repeated(attributes, "table:number-columns-repeated")
        told = self._runs or "office:value-type" in attributes or "table:formula" in attributes
        if told and not covered:
            self._row_cells.append((self._column + 1, repeated, attributes, self._runs))
        self._column = min(self._column + repeated, MAX_COLUMN)

    def _end_row(self) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        last = min(self._row + self._row_repeated - 1, MAX_ROW)
        if self._row_hidden:
            sheet.hide_rows(self._row, last)
        if sum(repeated for _, repeated, *_ in self._row_cells) * self._row_repeated > self._book.source.limits.cells:
            raise self._book.source.refuse("file_too_many_cells", expected=self._book.source.limits.cells)
        for row in range(self._row, last + 1) if self._row_cells else ():
            for first, repeated, attributes, runs in self._row_cells:
                for column in range(first, first + repeated):
                    self._put(sheet, row, column, attributes, runs)
        self._row = last

    def _put(
        self, sheet: SheetBuilder, row: int, column: int, attributes: dict[str, str], runs: list[tuple[str, str | None]]
    ) -> None:
        font, number_format = self._styles.cell(attributes.get("table:style-name") or self._default_style(column))
        self._merge(sheet, row, column, attributes)
        kind = attributes.get("office:value-type", "")
        if number_format == "General":
            number_format = _DEFAULT_FORMATS.get(kind, number_format)
        text = "".join(text for text, _ in runs)
        formula = attributes.get("table:formula", "")
        if "'file:" in formula or "dde(" in formula.lower():
            self._report_link(formula)
        if attributes.get("calcext:value-type") == "error" or (formula and _ERROR.fullmatch(text)):
            sheet.put(row, column, Cell(None, number_format, error=text or "#N/A"))
        elif kind in ("", "string"):
            if runs:
                self._book.wrote(len(text))
                sheet.put_text(row, column, tuple((text, own or font) for text, own in runs), number_format)
            elif formula and not kind:
                sheet.formula_without_value(row, column)
        else:
            sheet.put(row, column, _value_cell(kind, attributes, number_format, text))

    def _default_style(self, column: int) -> str:
        return self._row_style or next((style for last, style in self._columns if column <= last), "")

    @staticmethod
    def _merge(sheet: SheetBuilder, row: int, column: int, attributes: dict[str, str]) -> None:
        down = _repeated(attributes, "table:number-rows-spanned")
        across = _repeated(attributes, "table:number-columns-spanned")
        sheet.merge(row, column, min(row + down - 1, MAX_ROW), min(column + across - 1, MAX_COLUMN))

    def _report_link(self, reference: str) -> None:
        _, _, target = reference.partition("'")
        target = target.partition("'")[0] if target.startswith("file:") else ""
        if target in self._linked:
            return
        self._linked.add(target)
        if target:
            self._book.report("file_external_link", target[:200])
        else:
            self._book.report("file_dde_link")


def read_ods(source: Source, package: Package, texts: TextReader) -> Workbook:
    """Every sheet of a zipped file, hidden ones too. DataError when it is locked or broken."""
    book = WorkbookBuilder(source, texts)
    styles = OdsStyles()
    if "META-INF/manifest.xml" in package:
        manifest = b"".join(package.chunks("META-INF/manifest.xml"))
        if b"encryption-data" in manifest:
            raise source.refuse("file_password")
    if any(name.startswith(("basic/", "scripts/")) for name in package.names):
        book.report("file_macros", severity=Severity.INFO)
    if "styles.xml" in package:
        parse(source, package.chunks("styles.xml"), styles, prefixes=True)
    return _read(book, package.chunks("content.xml"), styles)


def read_flat_ods(source: Source, texts: TextReader) -> Workbook:
    """Every sheet of a file that is one XML document."""
    return _read(WorkbookBuilder(source, texts), source.chunks(), OdsStyles())


def _read(book: WorkbookBuilder, chunks: Iterable[bytes], styles: OdsStyles) -> Workbook:
    parse(book.source, chunks, _Content(book, styles), prefixes=True)
    if not book.sheets:
        raise book.source.refuse("file_without_sheets")
    return book.build()


def _repeated(attributes: dict[str, str], name: str) -> int:
    written = attributes.get(name)
    if written is None:
        return 1
    return max(int(written), 1) if written.isdecimal() and len(written) < 9 else 1


def _value_cell(kind: str, attributes: dict[str, str], number_format: str, text: str) -> Cell:
    if kind == "boolean":
        return Cell(attributes.get("office:boolean-value") == "true", number_format)
    if kind == "date":
        return Cell(stored_day(attributes.get("office:date-value", "")) or text or None, number_format)
    if kind == "time":
        return Cell(_duration(attributes.get("office:time-value", "")) or text or None, number_format)
    value = stored_number(attributes.get("office:value", ""))
    if value is None:
        return Cell(None, number_format, error="#NUM!")
    return Cell(int(value) if value == int(value) and abs(value) < 1e15 else value, number_format)


def _duration(text: str) -> time | timedelta | None:
    """PT07H30M00S: a time of day below 24 hours, a length of time from there on."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if match[1] or length >= timedelta(days=1):
        return -length if match[1] else length
    return time(length.seconds // 3600, length.seconds // 60 % 60, length.seconds % 60)
