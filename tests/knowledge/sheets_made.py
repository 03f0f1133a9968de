"""Sheets and workbooks made by hand for the tests of the layout."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from knowledge.errors import Problem
from knowledge.provinces import FormerProvince, Province, Provinces
from knowledge.workbooks.grid import Cell, CellValue, Merged, Sheet, Workbook
from knowledge.workbooks.layout import LayoutWords, find_regions
from knowledge.workbooks.region import Region

WORDS = LayoutWords.load(Path("data/lexicon/workbooks.yaml"))
TODAY = date(2026, 11, 21)
PROVINCES = Provinces(
    (
        Province("04", "Cao Bằng", (), ("CB",)),
        Province("20", "Lạng Sơn", (), ("LS",)),
        Province("86", "Vĩnh Long", (FormerProvince("84", "Trà Vinh"), FormerProvince("83", "Bến Tre")), ("VL",)),
    )
)


def sheet(
    *rows: Sequence[CellValue],
    name: str = "Sheet1",
    merged: Iterable[tuple[int, int, int, int]] = (),
    hidden: bool = False,
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
) -> Sheet:
    """A sheet of the rows, filled up to one width; `merged` holds (top, left, bottom, right)."""
    width = max(map(len, rows), default=0)
    return Sheet(
        name=name,
        rows=[[Cell(value) for value in (*row, *[None] * (width - len(row)))] for row in rows],
        hidden=hidden,
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
        merged=tuple(Merged(*place) for place in merged),
    )


def read(*sheets: Sheet) -> tuple[list[Region], list[Problem]]:
    """Regions and problems of a workbook of these sheets."""
    return find_regions(Workbook("q3.xlsx", tuple(sheets)), WORDS, today=TODAY, provinces=PROVINCES)


def only(*sheets: Sheet) -> Region:
    """The one region of a workbook."""
    regions, _ = read(*sheets)
    assert len(regions) == 1, [(region.table, region.header_rows) for region in regions]
    return regions[0]


def column(region: Region, name: str) -> list[str]:
    """Texts of a field, row by row."""
    return [row.cells[name].text for row in region.rows]


def codes(problems: Iterable[Problem]) -> list[str]:
    """Codes in order."""
    return [problem.code for problem in problems]
