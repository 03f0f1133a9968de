"""Reads a web page with tables that was saved under the name .xls: each table is a sheet, every value stays text."""

from __future__ import annotations

import re
from typing import Any

import lxml.html  # pyright: ignore[reportMissingTypeStubs] - lxml is untyped

from knowledge.workbooks.grid import Workbook
from knowledge.workbooks.legacy_fonts import LegacyFonts
from knowledge.workbooks.readers.builder import MAX_COLUMN, MAX_ROW, SheetBuilder, WorkbookBuilder
from knowledge.workbooks.readers.source import Source
from knowledge.workbooks.readers.text_file import decoded
from knowledge.workbooks.text_reader import TextReader

_html: Any = lxml.html

_MOST_TAGS = 2_000_000
"""A tree takes some hundred bytes a tag."""
_BREAK = "\ue000"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_FONT = re.compile(r"font-family\s*:\s*[\"']?([^;\"',]+)", re.IGNORECASE)


def read_html(source: Source, fonts: LegacyFonts) -> Workbook:
    """Tables that stand in no other table. DataError when there is none or the page is too large."""
    if source.data.count(b"<") > _MOST_TAGS:
        raise source.refuse("file_too_many_cells", expected=_MOST_TAGS // 4)
    text = _text(source, fonts)
    book = WorkbookBuilder(source, TextReader(fonts))
    book.wrote(len(text))
    try:
        page = _html.document_fromstring(_DECLARATION.sub("", text))
    except (_html.etree.ParserError, ValueError) as error:
        raise source.refuse("file_broken", "HTML") from error
    for number, table in enumerate(page.xpath("//table[not(ancestor::table)]"), start=1):
        _read_table(book.sheet(f"{source.file.rpartition('.')[0]} {number}"), table)
    if not book.sheets:
        raise source.refuse("file_without_sheets")
    return book.build()


def _text(source: Source, fonts: LegacyFonts) -> str:
    """The page's own word on its encoding is taken when the bytes agree with it."""
    named = _CHARSET.search(source.data[:4096])
    if named is not None:
        try:
            return source.data.decode(named[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decoded(source, fonts)[0]


def _read_table(sheet: SheetBuilder, table: Any) -> None:
    for broken in table.xpath(".//br"):
        broken.tail = _BREAK + (broken.tail or "")
    taken: dict[int, int] = {}
    """By column: the last row that a cell from above reaches into."""
    for row, line in enumerate(table.xpath(".//tr"), start=1):
        if _HIDDEN.search(line.get("style", "")):
            sheet.hide_rows(row, row)
        column = 1
        sheet.book.source.check_effort()
        for cell in line.iterchildren("td", "th"):
            while taken.get(column, 0) >= row:
                column += 1
            across = _span(cell, "colspan")
            if column + across > MAX_COLUMN:
                raise sheet.book.source.refuse("file_broken", f"HTML {row}:{column}", sheet=sheet.name)
            last = min(row + _span(cell, "rowspan") - 1, MAX_ROW)
            sheet.merge(row, column, last, column + across - 1)
            if last > row:
                taken.update(dict.fromkeys(range(column, column + across), last))
            text = _text_of(cell)
            if text:
                sheet.put_text(row, column, ((text, _font(cell)),))
            column += across


def _text_of(cell: Any) -> str:
    """The text of a cell; spaces and line ends of the page's source count as one space, as a browser shows them."""
    lines = ("".join(cell.itertext()) if len(cell) else cell.text or "").split(_BREAK)
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _span(cell: Any, name: str) -> int:
    written = cell.get(name)
    if written is None:
        return 1
    return max(int(written), 1) if written.isdecimal() and len(written) < 8 else 1


def _font(cell: Any) -> str | None:
    for element in cell.iter():
        if element.tag == "font" and element.get("face"):
            return element.get("face")
        style = _FONT.search(element.get("style", "")) if isinstance(element.tag, str) else None
        if style is not None:
            return style[1].strip()
    return None
