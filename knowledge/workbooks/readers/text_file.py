"""Reads .csv and .tsv: the encoding from the bytes, the delimiter from the lines; every value stays text."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import Final

from knowledge.errors import Severity
from knowledge.workbooks.grid import Legacy, Workbook
from knowledge.workbooks.legacy_fonts import LegacyFonts
from knowledge.workbooks.readers.builder import WorkbookBuilder
from knowledge.workbooks.readers.source import Source
from knowledge.workbooks.text_reader import TextReader

_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DELIMITERS = ",;\t|"
_LOOKED_AT = 200
_WEIGHED = 2_000
_SURE = 0.7


def decoded(source: Source, fonts: LegacyFonts) -> tuple[str, str, Legacy | None]:
    """Text, name of its encoding, and the legacy encoding its letters still are in. DataError when it is no text."""
    data = source.data
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(source, encoding), encoding, None
    wide = _without_mark(data)
    if wide is not None:
        return _strictly(source, wide), wide, None
    if b"\x00" in data:
        raise source.refuse("file_not_workbook")
    try:
        return data.decode("utf-8"), "utf-8", None
    except UnicodeDecodeError:
        return _by_words(source, fonts)


def read_text_file(source: Source, fonts: LegacyFonts) -> Workbook:
    """The file as one sheet, named like the file without its extension. DataError when it is no text or too large."""
    text, encoding, legacy = decoded(source, fonts)
    book = WorkbookBuilder(source, TextReader(fonts, legacy))
    book.wrote(len(text))
    if not encoding.startswith("utf-8"):
        book.report("text_encoding", legacy.upper() if legacy else encoding, severity=Severity.INFO)
    first, _, rest = text.partition("\n")
    if len(first.strip()) == 5 and first.lower().startswith("sep="):
        delimiter, text = first[4], rest
    else:
        delimiter = _delimiter(text)
    sheet = book.sheet(source.file.rpartition(".")[0] or source.file)
    row = 0
    try:
        for row, values in enumerate(_records(text, delimiter), start=1):
            for column, value in enumerate(values, start=1):
                if value:
                    sheet.put_text(row, column, ((value, None),))
    except csv.Error as error:
        raise source.refuse("text_quote_open", row + 1) from error
    return book.build()


def _strictly(source: Source, encoding: str) -> str:
    try:
        return source.data.decode(encoding)
    except UnicodeDecodeError as error:
        raise source.refuse("text_damaged", encoding) from error


def _without_mark(data: bytes) -> str | None:
    """UTF-16 whose byte order mark was lost: half of its ASCII characters' bytes are zero, all on one side."""
    sample = data[:4096]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 8 and even == 0:
        return "utf-16-le"
    if even > len(sample) // 8 and odd == 0:
        return "utf-16-be"
    return None


def _by_words(source: Source, fonts: LegacyFonts) -> tuple[str, str, Legacy | None]:
    """Eight-bit text, in the encoding in which most words are Vietnamese."""
    latin = source.data.decode("latin-1")
    viet = unicodedata.normalize("NFC", source.data.decode("cp1258", "replace"))
    western = source.data.decode("cp1252", "replace")
    candidates: tuple[tuple[str, str, Legacy | None], ...] = (
        (viet, "windows-1258", None),
        (latin, "latin-1", "tcvn3"),
        (latin, "latin-1", "vni"),
        (western, "windows-1252", None),
    )
    shares = [fonts.weigh(_telling(text))[legacy].share for text, _, legacy in candidates]
    best = max(shares)
    if best < _SURE:
        raise source.refuse("text_encoding_unknown")
    return candidates[shares.index(best)]


def _telling(text: str) -> str:
    """The lines that have letters outside ASCII, as many as need be looked at."""
    return "\n".join(islice((line for line in text.splitlines() if not line.isascii()), _WEIGHED))


def _delimiter(text: str) -> str:
    """The sign that cuts most lines into the same, largest number of fields."""

    def regularity(delimiter: str) -> int:
        try:
            widths = Counter(len(record) for record in islice(_records(text, delimiter), _LOOKED_AT))
        except csv.Error:
            return 0
        return max(((width - 1) * count for width, count in widths.items()), default=0)

    return max(_DELIMITERS, key=regularity)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter)
