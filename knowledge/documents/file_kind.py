"""What a file is by its content, and whether it may be opened at all."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path

MAX_BYTES = 30_000_000
MAX_TEXT_BYTES = 5_000_000
"""Of a text file or a page."""
MAX_PART_BYTES = 20_000_000
"""Of one XML part of a Word file, unpacked."""
MAX_BLOCKS = 60_000
"""Lines, paragraphs or elements of one file."""
MAX_UNPACKED = 80_000_000
MAX_PARTS = 3000
ARCHIVE_FAULTS = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error),
    *(OSError, EOFError, ValueError, RuntimeError, NotImplementedError),
)
"""What a damaged archive makes the standard library raise."""
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PAGE = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
SUFFIXES = {".docx": "word", ".pdf": "pdf", ".html": "page", ".htm": "page", ".txt": "text", ".md": "markdown"}


class FileRefused(Exception):
    """The file is not opened; `code` names the problem's sentence."""

    def __init__(self, code: str, value: str | None = None) -> None:
        self.code, self.value = code, value
        super().__init__(code)


def is_document(path: Path) -> bool:
    """True when the name of a file says that it is a document and not a workbook."""
    return path.suffix.lower() in SUFFIXES


def read_bytes(path: Path) -> bytes:
    """The file. FileRefused when it is missing, empty or too large; the size is looked at before reading."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise FileRefused("document_too_large", str(MAX_BYTES // 1_000_000))
        raw = path.read_bytes()
    except OSError:
        raise FileRefused("file_missing") from None
    if not raw.strip(b" \t\r\n\0"):
        raise FileRefused("document_empty")
    return raw


def kind_of(raw: bytes, suffix: str) -> str:
    """`word`, `pdf`, `page`, `text` or `markdown`, by content first. FileRefused for anything else."""
    if raw[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if raw.startswith(b"PK\x03\x04"):
        check_word(raw)
        return "word"
    if raw.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise FileRefused("document_old_word")
    if raw.startswith(b"{\\rtf"):
        raise FileRefused("document_unsupported")
    if len(raw) > MAX_TEXT_BYTES:
        raise FileRefused("document_too_large", str(MAX_TEXT_BYTES // 1_000_000))
    by_name = SUFFIXES.get(suffix.lower())
    if by_name == "page" or _PAGE.match(raw[:4096]):
        return "page"
    return "markdown" if by_name == "markdown" else "text"


def check_word(raw: bytes) -> None:
    """Look into the archive without unpacking more than its XML. FileRefused says why it is not opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise FileRefused("document_bomb")
            if any(part.flag_bits & 1 for part in parts):
                raise FileRefused("document_locked")
            if "word/document.xml" not in names:
                raise FileRefused("document_unsupported")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_part(archive, part)
    except ARCHIVE_FAULTS:
        raise FileRefused("document_unreadable") from None


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.file_size > MAX_PART_BYTES:
        raise FileRefused("document_bomb")
    with archive.open(part) as stream:
        head = stream.read(65536)
    if _DOCTYPE.search(head):
        # No Word file declares entities; one that does is made to harm the reader.
        raise FileRefused("document_entities")
