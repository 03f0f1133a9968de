"""Reads .xls (Excel 97 and older) by xlrd: values, fonts, hidden rows and columns, merged regions."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from io import BytesIO, StringIO
from itertools import pairwise
from typing import Any, Final

import olefile
import xlrd
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

from knowledge.errors import Severity
from knowledge.workbooks.grid import Cell, Workbook
from knowledge.workbooks.readers.builder import MAX_ROW, SheetBuilder, WorkbookBuilder
from knowledge.workbooks.readers.numbers import day_or_time
from knowledge.workbooks.readers.source import Source
from knowledge.workbooks.readers.xlsx_styles import Style
from knowledge.workbooks.text_reader import Runs, TextReader

# xlrd was written for files that Excel wrote; a damaged one makes it fail in any of these ways.
_DAMAGE: Final = (
    XLRDError,
    CompDocError,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    RecursionError,
    MemoryError,
    OSError,
)
_ole: Any = olefile
_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED, _LINKED, _NUMBERS, _BLANKS = 0x002F, 0x01AE, 0x00BD, 0x00BE
_CELLS: Final = frozenset(
    {0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x00D6, 0x00FD, 0x027E} | set(range(0x0201, 0x0207))
)
_SHEET, _END, _ROW = 0x0085, 0x000A, 0x0208
_BEGIN: Final = frozenset({0x0009, 0x0209, 0x0409, 0x0809})
_STYLES: Final = (0x0031, 0x0231, 0x0043, 0x0243, 0x0443, 0x00E0, 0x001E, 0x041E, 0x0293, 0x0018)
"""Fonts, cell formats, number formats, named styles, names: Excel itself keeps a few thousand."""
_MOST_STYLES = 20_000
_OWN_SHEETS, _ADD_INS = b"\x01\x04", b"\x01\x3a"
_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5


def read_xls(source: Source, texts: TextReader) -> Workbook:
    """Every worksheet, hidden ones too. DataError when the file is locked, broken, or no workbook."""
    book = WorkbookBuilder(source, texts)
    if len(source.data) > source.limits.xls_bytes:
        raise source.refuse("file_too_large", expected=source.limits.xls_bytes // 1_000_000)
    _survey(book, _stream(book) if source.data.startswith(_OLE) else source.data)
    try:
        stored: Any = xlrd.open_workbook(
            file_contents=source.data, formatting_info=True, ragged_rows=True, logfile=StringIO()
        )
        styles = [
            Style.of(stored.font_list[one.font_index].name, stored.format_map[one.format_key].format_str)
            for one in stored.xf_list
        ]
        for sheet in stored.sheets():
            _read_sheet(book.sheet(sheet.name, hidden=sheet.visibility != 0), stored, sheet, styles)
    except _DAMAGE as error:
        raise source.refuse("file_broken", "xls") from error
    if not book.sheets:
        raise source.refuse("file_without_sheets")
    return book.build()


def _stream(book: WorkbookBuilder) -> bytes:
    """The workbook inside the compound file that .xls, .doc and locked .xlsx files are."""
    source = book.source
    try:
        opened = _ole.OleFileIO(BytesIO(source.data))
        with closing(opened) as compound:
            if compound.exists("EncryptedPackage"):
                raise source.refuse("file_password")
            if compound.exists("_VBA_PROJECT_CUR"):
                book.report("file_macros", severity=Severity.INFO)
            for name in ("Workbook", "Book"):
                if compound.exists(name):
                    return compound.openstream(name).read()
            if compound.exists("WordDocument") or compound.exists("PowerPoint Document"):
                raise source.refuse("file_is_document")
    except (OSError, struct.error, LookupError, ValueError, TypeError, AttributeError) as error:
        raise source.refuse("file_broken", "xls") from error
    raise source.refuse("file_not_workbook")


def _survey(book: WorkbookBuilder, stream: bytes) -> None:
    """Look at the records before they are parsed: is the file locked, would it cost too much, does it point outside."""
    source = book.source
    counted: Counter[int] = Counter()
    cells = 0
    sheets: list[int] = []
    bounds: list[tuple[int, int]] = []
    for kind, start, length in _records(stream):
        counted[kind] += 1
        if kind in _CELLS:
            cells += 1
        elif kind == _NUMBERS:
            cells += max(length - 6, 0) // 6
        elif kind == _BLANKS:
            cells += max(length - 6, 0) // 2
        elif kind == _LOCKED:
            raise source.refuse("file_password")
        elif kind == _LINKED and stream[start + 2 : start + 4] not in (_OWN_SHEETS, _ADD_INS):
            _report_link(book, stream[start + 2 : start + length])
        elif kind == _SHEET:
            sheets.append(int.from_bytes(stream[start : start + 4], "little"))
        elif kind in _BEGIN or kind == _END:
            bounds.append((start - 4, 1 if kind in _BEGIN else -1))
    if cells > source.limits.cells or counted[_ROW] > MAX_ROW:
        raise source.refuse("file_too_many_cells", expected=source.limits.cells)
    if len(sheets) > source.limits.sheets:
        raise source.refuse("file_too_many_sheets", expected=source.limits.sheets)
    if any(counted[kind] > _MOST_STYLES for kind in _STYLES) or _overlap(sheets, bounds):
        raise source.refuse("file_broken", "xls")


def _overlap(sheets: list[int], bounds: list[tuple[int, int]]) -> bool:
    """True when a sheet begins inside another: the same cells would be read again and again."""
    ordered = sorted(sheets)
    open_parts = (
        [sum(step for place, step in bounds if first <= place < after) for first, after in pairwise(ordered)]
        if len(bounds) < _MOST_STYLES
        else [1]
    )
    return any(count > 0 for count in open_parts) or len(set(ordered)) < len(ordered)


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, first byte and length of each record."""
    place, end = 0, len(stream)
    while place + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == length == 0:
            # The filling of the last sector.
            return
        yield kind, place + 4, length
        place += 4 + length


def _report_link(book: WorkbookBuilder, record: bytes) -> None:
    """A path is written with control characters for drives and folders; a link to a program has character 3 in it."""
    wide = len(record) > 2 and record[2] & 1
    target = record[3:].decode("utf-16-le" if wide else "latin-1", "replace")
    if "\x03" in target:
        book.report("file_dde_link")
    else:
        book.report("file_external_link", "".join(char if char >= " " else "/" for char in target[:200]).strip("/"))


def _read_sheet(sheet: SheetBuilder, stored: Any, page: Any, styles: list[Style]) -> None:
    for row, info in sorted(page.rowinfo_map.items()):
        if info.hidden:
            sheet.hide_rows(row + 1, row + 1)
    for column, info in sorted(page.colinfo_map.items()):
        if info.hidden:
            sheet.hide_columns(column + 1, column + 1)
    for top, bottom, left, right in page.merged_cells:
        sheet.merge(top + 1, left + 1, bottom, right)
    for row in range(page.nrows):
        kinds, values = page.row_types(row), page.row_values(row)
        for column, (kind, value) in enumerate(zip(kinds, values, strict=True)):
            if kind in (_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR):
                style = styles[int(page.cell_xf_index(row, column))]
                if kind == _TEXT:
                    runs = _runs(value, style, page.rich_text_runlist_map.get((row, column), ()), stored)
                    sheet.book.wrote(len(value))
                    sheet.put_text(row + 1, column + 1, runs, style.number_format)
                else:
                    sheet.put(row + 1, column + 1, _cell(kind, value, style, from_1904=stored.datemode == 1))


def _runs(text: str, style: Style, changes: Any, stored: Any) -> Runs:
    """The text in pieces: from each offset on another font holds."""
    places = [(0, style.font), *((offset, stored.font_list[font].name) for offset, font in changes)]
    ends = [*(offset for offset, _ in places[1:]), len(text)]
    pieces = ((text[start:end], font) for (start, font), end in zip(places, ends, strict=True))
    return tuple((piece, font) for piece, font in pieces if piece)


def _cell(kind: int, value: Any, style: Style, *, from_1904: bool) -> Cell:
    if kind == _ERROR:
        return Cell(None, style.number_format, error=xlrd.error_text_from_code.get(value, "#N/A"))
    if kind == _BOOLEAN:
        return Cell(bool(value), style.number_format)
    number = int(value) if value == int(value) and abs(value) < 1e15 else float(value)
    if style.lasting and abs(number) < 1_000_000:
        return Cell(timedelta(days=number), style.number_format)
    moment = day_or_time(number, from_1904=from_1904) if kind == _DATE else None
    return Cell(number if moment is None else moment, style.number_format)
