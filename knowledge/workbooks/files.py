"""Opens a workbook of any format: what it is is told by its bytes, what it may cost is bounded before it is parsed.

path ─► bytes ─► format ─► readers/… ─► grid.Workbook
                    └────► DataError: locked, broken, too large, hostile, or no workbook at all
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import replace
from pathlib import Path
from typing import Final

from knowledge.errors import DataError, Problem, Severity
from knowledge.workbooks.grid import Workbook
from knowledge.workbooks.legacy_fonts import LegacyFonts
from knowledge.workbooks.readers.html_table import read_html
from knowledge.workbooks.readers.ods import read_flat_ods, read_ods
from knowledge.workbooks.readers.package import Package
from knowledge.workbooks.readers.source import Limits, Source
from knowledge.workbooks.readers.text_file import read_text_file
from knowledge.workbooks.readers.xls import read_xls
from knowledge.workbooks.readers.xlsx import read_xlsx
from knowledge.workbooks.readers.xml_2003 import read_xml_2003
from knowledge.workbooks.text_reader import TextReader

__all__ = ["Limits", "read_workbook"]

LIMITS = Limits()
LEXICON = Path("data/lexicon")

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08](?:\x04|\x06|\x08|\x10)\x00")
_HEAD = 4096
_PAGE = re.compile(rb"^<(?:!doctype html|html|head|body|table|meta|style|div|center)|<table[\s>]")
_FOREIGN: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\x1f\x8b", "GZip"),
    (b"{\\rtf", "RTF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"MIME-Version:", "MHTML"),
)
_EXTENSIONS: Final = {
    "xlsx": frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"}),
    "xls": frozenset({".xls", ".xlt"}),
    "ods": frozenset({".ods", ".ots"}),
    "csv": frozenset({".csv", ".tsv", ".txt", ".tab"}),
    "xml": frozenset({".xml"}),
    "fods": frozenset({".fods"}),
    "html": frozenset({".html", ".htm"}),
}


def read_workbook(path: Path, *, limits: Limits = LIMITS, lexicon: Path = LEXICON) -> Workbook:
    """Every sheet of the file at `path`, texts in clean Unicode, formulas as their last value.

    Nothing in the file is run, fetched or written anywhere. `lexicon` is the folder of the legacy encodings.
    DataError, with one located problem, when the file cannot be read; lesser faults are in `Workbook.problems`.
    """
    source = Source(path.name, _bytes_of(path, limits), limits)
    kind, workbook = _read(source, LegacyFonts.load(lexicon))
    suffix = path.suffix.lower()
    if suffix in _EXTENSIONS[kind]:
        return workbook
    problem = Problem(path.name, "file_extension", value=suffix, expected=f".{kind}", severity=Severity.INFO)
    return replace(workbook, problems=(problem, *workbook.problems))


def _bytes_of(path: Path, limits: Limits) -> bytes:
    def refused(code: str, expected: object = None) -> DataError:
        return DataError([Problem(path.name, code, expected=None if expected is None else str(expected))])

    try:
        mode = os.lstat(path).st_mode
        if not stat.S_ISREG(mode):
            raise refused("file_not_a_file")
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except FileNotFoundError:
        raise refused("file_missing") from None
    except OSError as error:
        raise refused("file_unreadable") from error
    if not data:
        raise refused("file_empty")
    if len(data) > limits.file_bytes:
        raise refused("file_too_large", limits.file_bytes // 1_000_000)
    return data


def _read(source: Source, fonts: LegacyFonts) -> tuple[str, Workbook]:
    """The format that the bytes show, and the workbook."""
    data = source.data
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            raise source.refuse("file_not_workbook", f" ({name})")
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return _read_zip(source, fonts)
    if data.startswith(_OLE) or _BARE_BIFF.match(data):
        return "xls", read_xls(source, TextReader(fonts))
    head = data[:_HEAD].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith((b"<?xml", b"<workbook", b"<ss:workbook", b"<office:document")):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
            return "xml", read_xml_2003(source, TextReader(fonts))
        if b"opendocument" in head and b"<office:document" in head:
            return "fods", read_flat_ods(source, TextReader(fonts))
    if _PAGE.search(head):
        return "html", read_html(source, fonts)
    if head.startswith(b"<?xml"):
        raise source.refuse("file_not_workbook", " (XML)")
    return "csv", read_text_file(source, fonts)


def _read_zip(source: Source, fonts: LegacyFonts) -> tuple[str, Workbook]:
    package = Package(source)
    names = package.names
    if "xl/workbook.xml" in package or any(name.startswith("xl/worksheets/") for name in names):
        return "xlsx", read_xlsx(source, package, TextReader(fonts))
    if "content.xml" in package:
        return "ods", read_ods(source, package, TextReader(fonts))
    if "xl/workbook.bin" in package:
        raise source.refuse("file_not_supported", ".xlsb")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise source.refuse("file_is_document")
    raise source.refuse("file_not_workbook", " (ZIP)")
