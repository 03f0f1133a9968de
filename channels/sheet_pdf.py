"""A kept answer on A4 paper: fpdf2, with a typeface that holds every Vietnamese letter."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from actions.reply import Sheet, SheetEntry, SheetSource

_FAMILY = "BeVietnamPro"
_STYLES = {"": "Regular", "B": "SemiBold"}
_MARGIN_MM = 14
_FOOT_MM = 12
_CODE_MM = 24
_POINT_MM = 0.3528
_LEADING = 1.3
_TEXT_PT, _ASIDE_PT = 9.4, 8.6
_SCALES = (1.12, 1.0, 0.94, 0.88)
"""Of the type: the largest that needs the fewest pages. Below, older eyes cannot read it."""
_LABEL_MM = 29
_LONGEST_LABEL = 18
_NO_BREAK = "\N{NO-BREAK SPACE}"
_KEPT_TOGETHER = 4
_INK, _SOFT, _ACCENT, _LINE = (23, 34, 30), (84, 98, 92), (14, 90, 75), (190, 203, 197)


def as_pdf(sheet: Sheet, address: str, words: Mapping[str, str]) -> bytes:
    """The sheet as a PDF of A4 pages, its address as a QR code at the top and as text in the foot of every page.

    One page where the text fits in any of four sizes of type, else as many as it needs. `words` names: issued_on,
    scan, cautions, sources_checked, sources_also, page.
    """
    fewest, found = 0, b""
    for scale in _SCALES:
        paper = _drawn(sheet, address, words, scale)
        written = bytes(paper.output())
        if not found or paper.pages_count < fewest:
            fewest, found = paper.pages_count, written
        if fewest == 1:
            break
    return found


def _drawn(sheet: Sheet, address: str, words: Mapping[str, str], scale: float) -> _Paper:
    paper = _Paper(address, words["page"], scale)
    paper.title_block(sheet, words["issued_on"].format(day=_day(sheet)), words["scan"])
    for section in sheet.sections:
        paper.heading(section.heading)
        for entry in section.entries:
            (paper.aside if section.is_beside else paper.entry)(entry)
        if section.is_beside and section.lines:
            paper.running("; ".join(section.lines))
            continue
        for line in section.lines:
            paper.labelled(line)
    if sheet.cautions or sheet.sources:
        paper.heading(words["cautions"])
    for line in sheet.cautions:
        paper.labelled(line)
    for line in _source_lines(sheet, words):
        paper.small(line)
    return paper


def _source_lines(sheet: Sheet, words: Mapping[str, str]) -> Iterable[str]:
    """When the sources were checked, and those that no line of the sheet names already."""
    days = sorted({source.checked_on for source in sheet.sources if source.checked_on})
    if days:
        yield words["sources_checked"].format(day=days[0].strftime("%d/%m/%Y"))
    lines = [line for section in sheet.sections for line in section.lines]
    lines += [line for section in sheet.sections for entry in section.entries for line in entry.lines]
    unnamed = [source.text for source in sheet.sources if not _is_named(source, lines)]
    if unnamed:
        yield words["sources_also"].format(places="; ".join(unnamed))


def _is_named(source: SheetSource, lines: Iterable[str]) -> bool:
    return any(source.text in line for line in lines)


def _day(sheet: Sheet) -> str:
    return sheet.as_of.strftime("%d/%m/%Y")


class _Paper(FPDF):
    def __init__(self, address: str, page_word: str, scale: float) -> None:
        super().__init__(format="A4")
        self._address, self._page_word, self._scale = address, page_word, scale
        for style, name in _STYLES.items():
            self.add_font(_FAMILY, style, str(_font_file(name)))
        self.set_margin(_MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=_FOOT_MM + 2)
        self.set_lang("vi-VN")
        self.add_page()

    def footer(self) -> None:
        """Called by fpdf2 at the end of each page."""
        self.set_y(-_FOOT_MM)
        self._type(8, ink=_SOFT)
        self.cell(0, 5, self._address)
        self.set_x(_MARGIN_MM)
        self.cell(0, 5, self._page_word.format(page=self.page_no()), align="R")

    def title_block(self, sheet: Sheet, issued_on: str, scan: str) -> None:
        """Title, day and summary on the left, the QR code on the right with what it is for."""
        drawn = io.BytesIO()
        segno.make(self._address, error="m", micro=False).save(drawn, kind="png", scale=8, border=2)
        drawn.seek(0)
        self.set_title(sheet.title)
        left = self.w - _MARGIN_MM - _CODE_MM
        self.image(drawn, x=left, y=_MARGIN_MM - 2, w=_CODE_MM, alt_text=scan)
        self.set_xy(left, _MARGIN_MM + _CODE_MM - 2)
        self._type(6.5, ink=_SOFT)
        self.multi_cell(_CODE_MM, 2.8, scan, align="C")
        foot = self.get_y()
        self.set_xy(_MARGIN_MM, _MARGIN_MM)
        width = self.epw - _CODE_MM - 6
        self._block(sheet.title, style="B", size=16, ink=_ACCENT, width=width)
        self._block(issued_on, size=8.6, ink=_SOFT, width=width)
        self._block(sheet.summary, size=10, width=width)
        self.set_y(max(self.get_y(), foot) + 1)

    def heading(self, text: str) -> None:
        """A heading under a line; never alone at the foot of a page."""
        if self.will_page_break(_KEPT_TOGETHER * self._line(_TEXT_PT)):
            self.add_page()
        self.ln(1.6 * self._scale)
        self.set_draw_color(*_LINE)
        self.line(_MARGIN_MM, self.get_y(), self.w - _MARGIN_MM, self.get_y())
        self.ln(0.8 * self._scale)
        self._block(text, style="B", size=11.4 * self._scale, ink=_ACCENT)

    def entry(self, entry: SheetEntry) -> None:
        """Name and what it brings large, all else line by line with the labels in a column of their own."""
        if self.will_page_break(_KEPT_TOGETHER * self._line(_TEXT_PT)):
            self.add_page()
        self._block(entry.title, style="B", size=10.2 * self._scale)
        for line in entry.gives:
            self._block(line, style="B", size=10.2 * self._scale, ink=_ACCENT)
        for line in entry.lines:
            self.labelled(line)
        self.ln(1.2 * self._scale)

    def aside(self, entry: SheetEntry) -> None:
        """All of it as one running paragraph."""
        if self.will_page_break(_KEPT_TOGETHER * self._line(_ASIDE_PT)):
            self.add_page()
        self._type(_ASIDE_PT * self._scale, style="B")
        self.write(self._line(_ASIDE_PT), f"{entry.title}. ")
        self.running(" ".join(_ended(text) for text in (*entry.gives, *entry.lines)))
        self.ln(0.8 * self._scale)

    def running(self, text: str) -> None:
        """Goes on where the line stands, and ends it."""
        self._type(_ASIDE_PT * self._scale)
        self.write(self._line(_ASIDE_PT), text)
        self.ln(self._line(_ASIDE_PT))

    def labelled(self, line: str) -> None:
        """A line; its label, where it has one, in the left column."""
        label, colon, value = line.partition(": ")
        if not colon or len(label) > _LONGEST_LABEL:
            self._block(line, size=_TEXT_PT * self._scale)
            return
        self._type(_TEXT_PT * self._scale, ink=_SOFT)
        self.cell(_LABEL_MM * self._scale, self._line(_TEXT_PT), label)
        self._block(value, size=_TEXT_PT * self._scale)

    def small(self, line: str) -> None:
        """Small print."""
        self._block(line, size=8 * self._scale, ink=_SOFT)

    def _line(self, points: float) -> float:
        return points * self._scale * _POINT_MM * _LEADING

    def _type(self, size: float, *, style: str = "", ink: tuple[int, int, int] = _INK) -> None:
        self.set_font(_FAMILY, style, size)
        self.set_text_color(*ink)

    def _block(
        self, text: str, *, size: float, style: str = "", ink: tuple[int, int, int] = _INK, width: float = 0
    ) -> None:
        self._type(size, style=style, ink=ink)
        line = size * _POINT_MM * _LEADING
        self.multi_cell(
            width, line, text.replace(" %", _NO_BREAK + "%"), new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L"
        )


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


@cache
def _font_file(style: str) -> object:
    return files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{style}.ttf"
