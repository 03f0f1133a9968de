"""A kept answer on A4 paper: fpdf2, with a typeface that holds every Vietnamese letter."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from actions.reply import Sheet

_FAMILY = "BeVietnamPro"
_STYLES = {"": "Regular", "B": "SemiBold"}
_MARGIN_MM = 18
_CODE_MM = 30
_LINE_MM = 5.4
_INK, _SOFT, _ACCENT = (23, 34, 30), (84, 98, 92), (14, 90, 75)


def as_pdf(sheet: Sheet, address: str, words: Mapping[str, str]) -> bytes:
    """The sheet as a PDF of A4 pages, its address as a QR code at the top and in the foot of every page.

    `words` names: issued_on, address, cautions, sources, page. Text of any length flows over as many pages as it needs.
    """
    paper = _Paper(address, words["page"])
    paper.title_block(sheet, words["issued_on"].format(day=sheet.as_of.strftime("%d/%m/%Y")))
    for section in sheet.sections:
        paper.section(section.heading, section.lines)
    if sheet.cautions:
        paper.section(words["cautions"], sheet.cautions)
    if sheet.sources:
        paper.section(words["sources"], sheet.sources, size=8.5)
    return bytes(paper.output())


class _Paper(FPDF):
    def __init__(self, address: str, page_word: str) -> None:
        super().__init__(format="A4")
        self._address, self._page_word = address, page_word
        for style, name in _STYLES.items():
            self.add_font(_FAMILY, style, str(_font_file(name)))
        self.set_margin(_MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=_MARGIN_MM)
        self.set_lang("vi-VN")
        self.add_page()

    def footer(self) -> None:
        """Called by fpdf2 at the end of each page."""
        self.set_y(-_MARGIN_MM + 4)
        self.set_font(_FAMILY, "", 8)
        self.set_text_color(*_SOFT)
        self.cell(0, 5, self._address)
        self.set_x(_MARGIN_MM)
        self.cell(0, 5, self._page_word.format(page=self.page_no()), align="R")

    def title_block(self, sheet: Sheet, issued_on: str) -> None:
        """Title, day and summary on the left, the QR code on the right."""
        drawn = io.BytesIO()
        segno.make(self._address, error="m", micro=False).save(drawn, kind="png", scale=8, border=2)
        drawn.seek(0)
        self.set_title(sheet.title)
        self.image(drawn, x=self.w - _MARGIN_MM - _CODE_MM, y=_MARGIN_MM, w=_CODE_MM)
        width = self.epw - _CODE_MM - 6
        self._write(sheet.title, style="B", size=17, ink=_ACCENT, width=width, line=8)
        self._write(issued_on, size=9, ink=_SOFT, width=width)
        self._write(sheet.summary, size=10.5, width=width)
        self.set_y(max(self.get_y(), _MARGIN_MM + _CODE_MM) + 3)

    def section(self, heading: str, lines: tuple[str, ...], *, size: float = 10) -> None:
        """A heading that never stands alone at the foot of a page, and its lines."""
        if self.will_page_break(4 * _LINE_MM):
            self.add_page()
        self.ln(2)
        self._write(heading, style="B", size=11.5, ink=_ACCENT, line=6)
        for line in lines:
            self._write(line, size=size)

    def _write(
        self,
        text: str,
        *,
        style: str = "",
        size: float,
        ink: tuple[int, int, int] = _INK,
        width: float = 0,
        line: float = _LINE_MM,
    ) -> None:
        self.set_font(_FAMILY, style, size)
        self.set_text_color(*ink)
        self.multi_cell(width, line, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")


@cache
def _font_file(style: str) -> object:
    return files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{style}.ttf"
