"""A Word file: paragraphs with the numbers Word draws before them, rows of tables, without what is hidden."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError

from knowledge.documents.document import Line, Reading
from knowledge.documents.file_kind import ARCHIVE_FAULTS, MAX_BLOCKS, FileRefused
from knowledge.documents.legacy_text import LegacyText
from knowledge.documents.text_file import shown
from knowledge.documents.word_numbering import Numbering

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_FAULTS = (
    *(PackageNotFoundError, KeyError, SyntaxError, AttributeError, TypeError, IndexError, AssertionError),
    *ARCHIVE_FAULTS,
)
"""What a file whose parts do not fit together makes the library raise."""
_WRAPPERS = {f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "smartTag")}


def word_lines(raw: bytes, file: str, legacy: LegacyText) -> Reading:
    """Lines of a .docx. ValueError when it is none or a part of it is missing."""
    try:
        return _read(docx.Document(io.BytesIO(raw)), legacy)
    except _FAULTS as error:
        raise ValueError(f"{file}: {error!r}") from None


def _read(document: Any, legacy: LegacyText) -> Reading:
    body = document.element.body
    if sum(1 for _ in body.iter(f"{_W}p")) > MAX_BLOCKS:
        raise FileRefused("document_too_long")
    font = legacy.encoding_of("\n".join(node.text or "" for node in body.iter(f"{_W}t")))
    numbering = Numbering(_part(document, RELATIONSHIP_TYPE.NUMBERING))
    walk = _Walk(
        _headings(document), _style_numbers(document), numbering, lambda text: shown(legacy.mended(text, font))
    )
    lines = tuple(walk.lines(body))
    title = shown(document.core_properties.title or "")
    return Reading(lines, False, {"core_title": title} if title else {})


def _part(document: Any, kind: str) -> Any:
    for relation in document.part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            return getattr(relation.target_part, "element", None)
    return None


def _headings(document: Any) -> dict[str, int]:
    """Level 1–6 by style id, for the styles named "heading 1" and so on."""
    levels: dict[str, int] = {}
    for style in document.styles.element.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        words = (name.get(f"{_W}val") or "").lower().split() if name is not None else []
        if words[:1] == ["title"]:
            levels[style.get(f"{_W}styleId")] = 1
        elif len(words) == 2 and words[0] == "heading" and words[1].isdigit():
            levels[style.get(f"{_W}styleId")] = min(int(words[1]), 6)
    return levels


def _style_numbers(document: Any) -> dict[str, Any]:
    """numPr by style id, for styles that number their paragraphs."""
    found: dict[str, Any] = {}
    for style in document.styles.element.iter(f"{_W}style"):
        numbers = style.find(f"{_W}pPr/{_W}numPr")
        if numbers is not None:
            found[style.get(f"{_W}styleId")] = numbers
    return found


class _Walk:
    """Blocks of the body in order."""

    def __init__(
        self,
        headings: dict[str, int],
        style_numbers: dict[str, Any],
        numbering: Numbering,
        clean: Callable[[str], str],
    ) -> None:
        self._clean = clean
        self._headings = headings
        self._style_numbers = style_numbers
        self._numbering = numbering
        self._number = 0

    def lines(self, parent: Any) -> Iterator[Line]:
        """Lines below a body, a cell or a text box."""
        for child in parent:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag in _WRAPPERS:
                yield from self.lines(child)

    def _paragraph(self, paragraph: Any) -> Iterator[Line]:
        properties = paragraph.find(f"{_W}pPr")
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        style_id = style.get(f"{_W}val") if style is not None else None
        own = properties.find(f"{_W}numPr") if properties is not None else None
        numbers = own if own is not None else self._style_numbers.get(style_id or "")
        texts = [text for text in map(self._clean, "".join(_runs(paragraph)).split("\n")) if text]
        if texts and numbers is not None:
            texts[0] = self._numbering.mark(numbers) + texts[0]
        for text in texts:
            self._number += 1
            yield Line(text, self._number, heading=self._headings.get(style_id or "", 0), gap=True)
        for box in _boxes(paragraph):
            yield from self.lines(box)

    def _table(self, table: Any) -> Iterator[Line]:
        for row in table.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is not table:
                continue
            cells = [
                list(self.lines(cell)) for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row
            ]
            if len(cells) <= 2 and any(len(cell) > 1 for cell in cells):
                # A table that only places blocks side by side, as at the head of every official paper.
                for cell in cells:
                    yield from cell
                continue
            text = " | ".join(" ".join(line.text for line in cell) for cell in cells)
            if text.strip(" |"):
                self._number += 1
                yield Line(shown(text), self._number, row=len(cells) > 1, gap=True)


def _runs(paragraph: Any) -> Iterator[str]:
    """Text of a paragraph as Word shows it: without deletions, hidden runs and the second copy of a text box."""
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        if _is_hidden(node, paragraph):
            continue
        if node.tag == f"{_W}t":
            yield node.text or ""
        elif node.tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            yield " " if node.tag == f"{_W}tab" else "\n"


def _is_hidden(node: Any, paragraph: Any) -> bool:
    for above in node.iterancestors():
        if above is paragraph:
            return False
        if above.tag in {f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}pPr", _FALLBACK}:
            return True
        if above.tag == f"{_W}r" and (vanish := above.find(f"{_W}rPr/{_W}vanish")) is not None:
            return vanish.get(f"{_W}val") not in {"0", "false"}
    return False


def _boxes(paragraph: Any) -> Iterator[Any]:
    for box in paragraph.iter(f"{_W}txbxContent"):
        outer = next(box.iterancestors(f"{_W}p"), None)
        if outer is paragraph and not any(above.tag == _FALLBACK for above in box.iterancestors()):
            yield box
