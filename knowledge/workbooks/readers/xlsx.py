"""Reads .xlsx and .xlsm: the parts around the sheets. A formula's last value counts, its text is never evaluated."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from knowledge.errors import Severity
from knowledge.workbooks.grid import Workbook
from knowledge.workbooks.readers.builder import WorkbookBuilder
from knowledge.workbooks.readers.package import Package
from knowledge.workbooks.readers.source import Source
from knowledge.workbooks.readers.xlsx_sheet import SheetReader, Strings, Text
from knowledge.workbooks.readers.xlsx_styles import read_styles
from knowledge.workbooks.readers.xml_events import parse
from knowledge.workbooks.text_reader import TextReader

_CELL = (b"<c ", b"<c>", b"<c/>", b":c ", b":c>", b":c/>")
_STRING = (b"<si>", b"<si ", b":si>", b":si ")
_UNUSED_STRINGS = 100_000
"""Programs leave texts behind whose cells were deleted, but not more than that."""


@dataclass(slots=True)
class _Relations:
    """A .rels part: kind and target by id."""

    folder: str
    targets: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            if attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join(self.folder, target)).lstrip("/")
            self.targets[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], target)

    def end(self, name: str, /) -> None:
        pass

    def characters(self, data: str, /) -> None:
        pass

    def of(self, kind: str) -> list[str]:
        return [target for one, target in self.targets.values() if one == kind]


@dataclass(slots=True)
class _Book:
    """xl/workbook.xml: the sheets in order."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list[tuple[str, str, bool]])
    """Name, relation id, hidden."""
    from_1904: bool = False

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), relation, hidden))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")

    def end(self, name: str, /) -> None:
        pass

    def characters(self, data: str, /) -> None:
        pass


class _SharedStrings:
    """xl/sharedStrings.xml: texts by number, in runs where the font changes."""

    def __init__(self, book: WorkbookBuilder) -> None:
        self._book = book
        self._text = Text()
        self.strings: list[Strings] = []

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        self._text.start(name, attributes)

    def end(self, name: str, /) -> None:
        if name != "si":
            self._text.end(name)
            return
        runs = self._text.take()
        self._book.wrote(sum(len(text) for text, _ in runs))
        self.strings.append(runs)
        self._book.source.effort.texts += 1
        if len(self.strings) > self._book.source.limits.cells:
            raise self._book.source.refuse("file_too_many_cells", expected=self._book.source.limits.cells)

    def characters(self, data: str, /) -> None:
        self._text.characters(data)


def read_xlsx(source: Source, package: Package, texts: TextReader) -> Workbook:
    """Every worksheet of the file, hidden ones too. DataError when it cannot be read."""
    book = WorkbookBuilder(source, texts)
    main = (_relations(source, package, "").of("officeDocument") or ["xl/workbook.xml"])[0]
    held = _Book()
    parse(source, package.chunks(main), held)
    relations = _relations(source, package, main)
    styles = [style for part in relations.of("styles")[:1] for style in read_styles(source, package, part)]
    sheets = [
        (name, hidden, relations.targets[relation][1])
        for name, relation, hidden in held.sheets
        # Charts hold no cells, dialogs and macro sheets no data.
        if relations.targets.get(relation, ("", ""))[0] == "worksheet"
    ]
    if len(sheets) > source.limits.sheets:
        raise source.refuse("file_too_many_sheets", expected=source.limits.sheets)
    cells = sum(package.count(part, *_CELL) for _, _, part in sheets)
    if cells > source.limits.cells:
        raise source.refuse("file_too_many_cells", expected=source.limits.cells)
    strings = _SharedStrings(book)
    for part in relations.of("sharedStrings")[:1]:
        if part in package:
            if package.count(part, *_STRING) > cells + _UNUSED_STRINGS:
                raise source.refuse("file_without_end")
            parse(source, package.chunks(part), strings)
    _report_macros(book, package, relations)
    _report_links(book, package, relations)
    for name, hidden, part in sheets:
        reader = SheetReader(book.sheet(name, hidden=hidden), styles, strings.strings, from_1904=held.from_1904)
        parse(source, package.chunks(part), reader)
    if not book.sheets:
        raise source.refuse("file_without_sheets")
    return book.build()


def _relations(source: Source, package: Package, part: str) -> _Relations:
    folder, name = posixpath.split(part)
    relations = _Relations(folder)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels in package:
        parse(source, package.chunks(rels), relations)
    return relations


def _report_macros(book: WorkbookBuilder, package: Package, relations: _Relations) -> None:
    if any(name.endswith("vbaproject.bin") for name in package.names) or relations.of("xlMacrosheet"):
        book.report("file_macros", severity=Severity.INFO)


def _report_links(book: WorkbookBuilder, package: Package, relations: _Relations) -> None:
    """Formulas may point to other files; nothing is fetched, the values stored in this file are used."""
    for part in relations.of("externalLink"):
        targets = [target for _, target in _relations(book.source, package, part).targets.values()]
        if targets:
            book.report("file_external_link", targets[0])
        else:
            # A link without a file is one to a running program (DDE) or an object (OLE).
            book.report("file_dde_link")
