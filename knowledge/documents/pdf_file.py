"""A PDF with a text layer: rows of text by their place on the page. Pages that are images are named, not read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2 as pdfium  # pyright: ignore[reportMissingTypeStubs]
import pypdfium2.raw as pdfium_c  # pyright: ignore[reportMissingTypeStubs]

from knowledge.documents.document import Line, Reading
from knowledge.documents.legacy_text import LegacyText
from knowledge.documents.pdf_streams import unpacks_too_much
from knowledge.documents.text_file import shown
from knowledge.errors import Problem

_pdfium: Any = pdfium  # the package has no types
_raw: Any = pdfium_c
MAX_PAGES = 500
MAX_CHARACTERS = 1_000_000
_MAX_OF_PAGE = 50_000
_FEW = 25
"""Fewer characters beside an image are a stamp or a page number, not the page's text."""
_CELL_GAP = 1.5
"""Heights of a letter between two words that belong to two cells; words of a line stretched to the edge are closer."""
_HYPHEN = "\ufffe"
_PAGE_NUMBER = re.compile(r"[-–\s]*\d{1,4}(?:\s*/\s*\d{1,4})?[-–\s]*")


class PdfRefused(Exception):
    """The file is not opened or not read on; `code` names the problem's sentence."""

    def __init__(self, code: str, value: str | None = None) -> None:
        self.code, self.value = code, value
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters that stand together on a page, with their box in points, bottom up."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def pdf_lines(raw: bytes, file: str, legacy: LegacyText) -> Reading:
    """Lines of a PDF. PdfRefused when it is locked, broken, too long or unpacks to too much."""
    if unpacks_too_much(raw):
        raise PdfRefused("document_bomb")
    try:
        document = _pdfium.PdfDocument(io.BytesIO(raw))
    except _pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == _raw.FPDF_ERR_PASSWORD or "assword" in str(error)
        raise PdfRefused("document_locked" if locked else "document_unreadable") from None
    lines: list[Line] = []
    problems: list[Problem] = []
    characters = 0
    try:
        if len(document) > MAX_PAGES:
            raise PdfRefused("document_too_many_pages", str(len(document)))
        for index in range(len(document)):
            rows, has_image = _page(document, index, legacy)
            characters += sum(map(len, rows))
            if characters > MAX_CHARACTERS:
                raise PdfRefused("document_too_long")
            if has_image and sum(len(row) for row in rows) < _FEW:
                problems.append(Problem(file, "document_page_scanned", value=str(index + 1)))
            for place, text in enumerate(_body(rows)):
                lines.append(Line(text, len(lines) + 1, index + 1, row=" | " in text, gap=place == 0 and _ended(lines)))
    finally:
        document.close()
    return Reading(tuple(lines), True, {}, tuple(problems))


def _page(document: Any, index: int, legacy: LegacyText) -> tuple[list[str], bool]:
    try:
        page = document[index]
    except _pdfium.PdfiumError:
        raise PdfRefused("document_unreadable") from None
    try:
        has_image = any(True for _ in page.get_objects(filter=[_raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        text_page = page.get_textpage()
        try:
            if text_page.count_chars() > _MAX_OF_PAGE:
                raise PdfRefused("document_too_long")
            return list(_rows(_mended(_runs(text_page), legacy))), has_image
        finally:
            text_page.close()
    finally:
        page.close()


def _runs(text_page: Any) -> list[_Run]:
    """Lines as the library breaks them, and at wide gaps, each with the box of its characters."""
    runs: list[_Run] = []
    letters: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []

    def close() -> None:
        text = "".join(letters)
        if text.strip() and boxes:
            left, bottom, right, top = zip(*boxes, strict=True)
            runs.append(_Run(text, min(left), min(bottom), max(right), max(top)))
        letters.clear()
        boxes.clear()

    for place in range(text_page.count_chars()):
        code = _raw.FPDFText_GetUnicode(text_page, place)
        char = chr(code) if 0 < code < 0x110000 else ""
        if char in {"\r", "\n"}:
            close()
            continue
        if char and not char.isspace() and char != _HYPHEN:
            box = text_page.get_charbox(place)
            gap = box[0] - boxes[-1][2] if boxes else 0
            # The size of the font is 1 in files that scale the page instead: then the letter's height counts.
            if gap > _CELL_GAP * (box[3] - box[1]) and gap > _CELL_GAP * _raw.FPDFText_GetFontSize(text_page, place):
                close()
            boxes.append(box)
        # A hyphen that the library made of a line's end is one of the text all the same.
        letters.append("-" if char == _HYPHEN else char)
    close()
    return runs


def _mended(runs: Sequence[_Run], legacy: LegacyText) -> list[_Run]:
    font = legacy.encoding_of(" ".join(run.text for run in runs))
    mended = [replace(run, text=shown(legacy.mended(run.text, font))) for run in runs]
    return [run for run in mended if run.text]


def _rows(runs: Sequence[_Run]) -> Iterator[str]:
    """Runs at one height are one row, left to right: the cells of a table, or two blocks side by side."""
    waiting: list[_Run] = []
    for run in runs:
        if waiting and not _beside(waiting[-1], run):
            yield " | ".join(cell.text for cell in waiting)
            waiting = []
        waiting.append(run)
    if waiting:
        yield " | ".join(cell.text for cell in waiting)


def _beside(before: _Run, run: _Run) -> bool:
    shared = min(before.top, run.top) - max(before.bottom, run.bottom)
    height = min(before.top - before.bottom, run.top - run.bottom)
    return run.left >= before.right and height > 0 and shared >= 0.5 * height


def _body(rows: Sequence[str]) -> list[str]:
    """Rows without the page's number at its head or foot."""
    kept = list(rows)
    for end in (0, -1):
        if len(kept) > 1 and _PAGE_NUMBER.fullmatch(kept[end]):
            kept.pop(end)
    return kept


def _ended(lines: Sequence[Line]) -> bool:
    """True when the page above ended with a sentence, so that the next page begins with a new paragraph."""
    return not lines or lines[-1].text.endswith((".", ";", ":", "!", "?", "/."))
