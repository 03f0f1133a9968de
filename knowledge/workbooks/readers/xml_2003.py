"""Reads "XML Spreadsheet 2003", which many programs write under the name .xls."""

from __future__ import annotations

from typing import Final

from knowledge.workbooks.grid import Cell, Workbook
from knowledge.workbooks.readers.builder import MAX_COLUMN, MAX_ROW, SheetBuilder, WorkbookBuilder
from knowledge.workbooks.readers.numbers import stored_day, stored_number
from knowledge.workbooks.readers.source import Source
from knowledge.workbooks.readers.xlsx_styles import Style
from knowledge.workbooks.readers.xml_events import parse
from knowledge.workbooks.text_reader import TextReader

_FORMATS: Final = {
    "Percent": "0.00%",
    "Short Date": "dd/mm/yyyy",
    "General Date": "dd/mm/yyyy hh:mm",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
}
_PLAIN = Style()


class _Document:
    """Handler of the document. Attributes are prefixed "ss:" by every program that writes this."""

    def __init__(self, book: WorkbookBuilder) -> None:
        self._book = book
        self._styles: dict[str, Style] = {}
        self._style_name = ""
        self._sheet: SheetBuilder | None = None
        self._row = self._column = 0
        self._next_row = self._next_column = 1
        self._style = _PLAIN
        self._kind = ""
        self._parts: list[str] = []
        self._in_data = self._has_data = self._in_visible = self._formula = False

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element opens."""
        match name:
            case "Style":
                self._style_name = attributes.get("ss:ID", "")
                self._styles[self._style_name] = self._styles.get(attributes.get("ss:Parent", "Default"), _PLAIN)
            case "Font" if self._style_name and not self._in_data:
                style = self._styles[self._style_name]
                self._styles[self._style_name] = Style.of(attributes.get("ss:FontName"), style.number_format)
            case "NumberFormat" if self._style_name:
                written = attributes.get("ss:Format", "General")
                font = self._styles[self._style_name].font
                self._styles[self._style_name] = Style.of(font, _FORMATS.get(written, written))
            case "Worksheet":
                self._sheet = self._book.sheet(attributes.get("ss:Name", ""))
                self._next_row = 1
            case "Column" | "Row" | "Cell" if self._sheet is not None:
                self._place(self._sheet, name, attributes)
            case "Data":
                self._kind = attributes.get("ss:Type", "String")
                self._in_data = self._has_data = True
                self._parts.clear()
            case "Visible":
                self._in_visible = True
                self._parts.clear()
            case _:
                pass

    def end(self, name: str, /) -> None:
        """An element closes."""
        if name == "Style":
            self._style_name = ""
        elif name == "Data":
            self._in_data = False
        elif name == "Visible" and self._sheet is not None:
            self._sheet.hidden = "".join(self._parts).strip() in ("SheetHidden", "SheetVeryHidden")
            self._in_visible = False
        elif name == "Cell" and self._sheet is not None:
            self._end_cell(self._sheet)
        elif name == "Row":
            self._next_column = 1

    def characters(self, data: str, /) -> None:
        """Text of a value or of the sheet's visibility."""
        if self._in_data or self._in_visible:
            self._parts.append(data)

    def _place(self, sheet: SheetBuilder, name: str, attributes: dict[str, str]) -> None:
        given, span = _whole(attributes.get("ss:Index")), _whole(attributes.get("ss:Span"))
        if name == "Row":
            self._row = given or self._next_row
            self._next_row, self._next_column = self._row + span + 1, 1
            if attributes.get("ss:Hidden") == "1":
                sheet.hide_rows(self._row, min(self._row + span, MAX_ROW))
            return
        self._column = given or self._next_column
        if name == "Column":
            self._next_column = self._column + span + 1
            if attributes.get("ss:Hidden") == "1":
                sheet.hide_columns(self._column, min(self._column + span, MAX_COLUMN))
            return
        across, down = _whole(attributes.get("ss:MergeAcross")), _whole(attributes.get("ss:MergeDown"))
        self._next_column = self._column + across + 1
        sheet.merge(self._row, self._column, min(self._row + down, MAX_ROW), min(self._column + across, MAX_COLUMN))
        self._style = self._styles.get(attributes.get("ss:StyleID", "Default"), _PLAIN)
        self._formula = "ss:Formula" in attributes
        self._has_data = False

    def _end_cell(self, sheet: SheetBuilder) -> None:
        if not self._has_data:
            if self._formula:
                sheet.formula_without_value(self._row, self._column)
            return
        self._has_data = False
        text = "".join(self._parts)
        number_format = self._style.number_format
        match self._kind:
            case "Number":
                value = stored_number(text.strip())
                cell = Cell(None, number_format, error="#NUM!") if value is None else Cell(value, number_format)
            case "DateTime":
                cell = Cell(stored_day(text) or text, number_format)
            case "Boolean":
                cell = Cell(text.strip() == "1", number_format)
            case "Error":
                cell = Cell(None, number_format, error=text.strip())
            case _:
                self._book.wrote(len(text))
                sheet.put_text(self._row, self._column, ((text, self._style.font),), number_format)
                return
        sheet.put(self._row, self._column, cell)


def read_xml_2003(source: Source, texts: TextReader) -> Workbook:
    """Every sheet, hidden ones too. DataError when the XML is broken or hostile."""
    book = WorkbookBuilder(source, texts)
    parse(source, source.chunks(), _Document(book))
    if not book.sheets:
        raise source.refuse("file_without_sheets")
    return book.build()


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else 0
