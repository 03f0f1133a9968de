"""A line of text inside a table that is no row of figures."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.workbooks.layout.marks import Mark, leading_mark


@dataclass(frozen=True, slots=True)
class Line:
    """Where the line stands, what it says with its number, and how deep the number is."""

    row: int
    text: str
    mark: Mark | None
    column: int | None = None
    """The column its text stands in."""


def heading_text(mark: Mark | None, serial: str, text: str) -> str:
    """The heading with its number in front: ("II", "TRUNG TÂM") → "II. TRUNG TÂM"."""
    if mark is None or not serial or leading_mark(text)[0] is not None:
        return text
    return f"{mark.written}. {text}"
