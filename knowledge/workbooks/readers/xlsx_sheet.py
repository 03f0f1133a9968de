"""Reads one worksheet part of .xlsx as it streams by: cells, hidden rows and columns, merged regions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeAlias

from knowledge.workbooks.grid import EMPTY, Cell
from knowledge.workbooks.readers.builder import MAX_ROW, SheetBuilder
from knowledge.workbooks.readers.numbers import day_or_time, stored_day, stored_number
from knowledge.workbooks.readers.xlsx_styles import Style

Strings: TypeAlias = "tuple[tuple[str, str | None], ...]"
"""Runs of one text; None where the cell's own font holds."""

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DDE = re.compile(r"\bDDE(?:AUTO)?\(|[\w.]+\|'?[^'|]*'?!", re.IGNORECASE)
_PLAIN = Style()
_SHORT = 5


class Text:
    """Collects the runs of an `si` or `is` element; the reading aids of Japanese (`rPh`) are left out."""

    def __init__(self) -> None:
        self._runs: list[tuple[str, str | None]] = []
        self._font: str | None = None
        self._parts: list[str] = []
        self._taking = self._aside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element inside the text opens."""
        if name == "t":
            self._taking = not self._aside
        elif name == "r":
            self._font = None
        elif name == "rFont":
            self._font = attributes.get("val")
        elif name == "rPh":
            self._aside = True

    def end(self, name: str) -> None:
        """An element inside the text closes."""
        if name == "t":
            self._taking = False
            if self._parts:
                self._runs.append((unescaped("".join(self._parts)), self._font))
                self._parts.clear()
        elif name == "r":
            self._font = None
        elif name == "rPh":
            self._aside = False

    def characters(self, data: str) -> None:
        """Text, counted only inside `t`."""
        if self._taking:
            self._parts.append(data)

    def take(self) -> Strings:
        """The runs collected; begins the next text."""
        runs = tuple(self._runs)
        self._runs.clear()
        return runs


class SheetReader:
    """Handler of one worksheet part. The part's own `dimension` is ignored: it is often wrong."""

    def __init__(
        self, sheet: SheetBuilder, styles: Sequence[Style], strings: Sequence[Strings], *, from_1904: bool
    ) -> None:
        self._sheet = sheet
        self._styles = styles
        self._strings = strings
        self._from_1904 = from_1904
        self._shared: dict[tuple[str, str], Cell] = {}
        self._short: dict[tuple[str, str], Cell] = {}
        self._columns: dict[str, int] = {}
        self._row = self._column = 0
        self._kind = self._style = ""
        self._value: list[str] = []
        self._taking = self._has_value = self._has_formula = self._formula = self._inline = False
        self._formula_text: list[str] = []
        self._text = Text()
        self._dde = False

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element opens."""
        if name == "c":
            self._place(attributes.get("r"))
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._value.clear()
            self._has_value = self._has_formula = False
        elif name == "v":
            self._taking = self._has_value = True
        elif name == "f":
            self._formula = self._has_formula = True
        elif name == "is":
            self._inline = True
        elif self._inline:
            self._text.start(name, attributes)
        elif name == "row":
            self._begin_row(attributes)
        elif name == "col":
            self._hide_columns(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str, /) -> None:
        """An element closes."""
        if name == "v":
            self._taking = False
        elif name == "c":
            self._end_cell()
        elif name == "f":
            self._formula = False
            self._end_formula()
        elif name == "is":
            self._inline = False
        elif self._inline:
            self._text.end(name)

    def characters(self, data: str, /) -> None:
        """Text, kept only where a value, a text or a formula is open."""
        if self._taking:
            self._value.append(data)
        elif self._inline:
            self._text.characters(data)
        elif self._formula:
            self._formula_text.append(data)

    def _place(self, reference: str | None) -> None:
        """Rows and cells may leave out where they stand: then they follow the one before."""
        if reference is None:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            match = _REFERENCE.fullmatch(letters + "1")
            if match is None:
                raise self._sheet.book.source.refuse("file_broken", reference[:40], sheet=self._sheet.name)
            column = self._columns[letters] = column_number(match[1])
        self._column = column

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) if number.isdecimal() and len(number) < 8 else self._row + 1
        self._column = 0
        if self._row > MAX_ROW:
            raise self._sheet.book.source.refuse("file_broken", f"row {self._row}", sheet=self._sheet.name)
        hidden = attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0"
        if hidden:
            self._sheet.hide_rows(self._row, self._row)

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        hidden = attributes.get("hidden") in ("1", "true") or attributes.get("width") == "0"
        if hidden and first.isdecimal() and last.isdecimal():
            self._sheet.hide_columns(int(first[:8]), int(last[:8]))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        ends = [_REFERENCE.fullmatch(end) for end in (first, last or first)]
        if ends[0] is not None and ends[1] is not None:
            (left, top), (right, bottom) = ((column_number(end[1]), int(end[2])) for end in ends if end is not None)
            self._sheet.merge(top, left, bottom, right)

    def _end_formula(self) -> None:
        text = "".join(self._formula_text)
        self._formula_text.clear()
        if not self._dde and "|" in text and _DDE.search(text):
            self._dde = True
            self._sheet.book.report("file_dde_link", sheet=self._sheet.name)

    def _end_cell(self) -> None:
        if not self._has_value and self._kind != "inlineStr":
            if self._has_formula:
                self._sheet.formula_without_value(self._row, self._column)
            return
        text = self._value[0] if len(self._value) == 1 else "".join(self._value)
        style = self._style_of()
        match self._kind:
            case "s":
                self._put_shared(text, style)
            case "inlineStr":
                self._put_written(self._text.take(), style)
            case "str":
                self._put_written(((unescaped(text), None),), style)
            case _ if not text.strip():
                if self._has_formula:
                    self._sheet.formula_without_value(self._row, self._column)
            case "e":
                self._sheet.put(self._row, self._column, Cell(None, style.number_format, error=text.strip()))
            case "b":
                self._sheet.put(self._row, self._column, Cell(text.strip() == "1", style.number_format))
            case "d":
                self._sheet.put(self._row, self._column, Cell(stored_day(text) or text, style.number_format))
            case _:
                self._put_number(text, style)

    def _style_of(self) -> Style:
        number = self._style
        if not number or not number.isdecimal():
            return self._styles[0] if self._styles else _PLAIN
        place = int(number[:8])
        return self._styles[place] if place < len(self._styles) else _PLAIN

    def _put_shared(self, number: str, style: Style) -> None:
        key = (number, self._style)
        cell = self._shared.get(key)
        if cell is not None:
            self._sheet.put(self._row, self._column, cell)
            return
        place = int(number) if number.isdecimal() and len(number) < 9 else -1
        if not 0 <= place < len(self._strings):
            raise self._sheet.book.source.refuse("file_broken", f"sharedStrings {number[:20]}", sheet=self._sheet.name)
        cell = self._put_runs(self._strings[place], style)
        if cell is not None:
            self._shared[key] = cell

    def _put_written(self, runs: Strings, style: Style) -> None:
        self._sheet.book.wrote(sum(len(text) for text, _ in runs))
        self._put_runs(runs, style)

    def _put_runs(self, runs: Strings, style: Style) -> Cell | None:
        dressed = tuple((text, font or style.font) for text, font in runs)
        return self._sheet.put_text(self._row, self._column, dressed, style.number_format) if dressed else EMPTY

    def _put_number(self, text: str, style: Style) -> None:
        short = len(text) < _SHORT
        key = (text, self._style)
        cell = self._short.get(key) if short else None
        if cell is None:
            cell = self._number(text.strip(), style)
            if short:
                self._short[key] = cell
        self._sheet.put(self._row, self._column, cell)

    def _number(self, text: str, style: Style) -> Cell:
        value = stored_number(text)
        if value is None:
            return Cell(None, style.number_format, error="#NUM!")
        if style.dated:
            moment = day_or_time(value, from_1904=self._from_1904)
            return Cell(value if moment is None else moment, style.number_format)
        if style.lasting and abs(value) < 1_000_000:
            return Cell(timedelta(days=value), style.number_format)
        return Cell(value, style.number_format)


def column_number(letters: str) -> int:
    """ "A" → 1, "AA" → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def unescaped(text: str) -> str:
    """Characters that XML cannot hold are written as "_x000D_"; "_x005F_" is the underscore itself."""
    if "_x" not in text:
        return text
    written = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    # Signs beyond the first plane come as two halves; a half on its own is no character.
    return written.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
