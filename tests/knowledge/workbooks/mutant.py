"""One mutated file, and the ways of cutting the sample report that several mutants share."""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from tests.knowledge.workbooks.expectations import Change, Expectation, Outcome, Place

SOURCE = Path(__file__).parent / "MAU_bao_cao_2026_Q3.xlsx"
SCHOOLS = "1. Danh sach co so GDNN"
TRADES = "2. Thong bao tuyen sinh"
ENROLMENT = "3. KQ tuyen sinh Q3"
OUTCOMES = "4. Viec lam sau TN"
VACANCIES = "5. Nhu cau tuyen dung"
MARKET = "6. Thi truong lao dong"
SHEETS = (SCHOOLS, TRADES, ENROLMENT, OUTCOMES, VACANCIES, MARKET)
TABLE_OF = {
    SCHOOLS: "institutions",
    TRADES: "programmes",
    ENROLMENT: "enrolment_by_period",
    OUTCOMES: "graduate_outcomes_by_period",
    VACANCIES: "vacancies_by_period",
    MARKET: "labour_market_indicators_by_period",
}
HEADER_ROW = 9
SAME = Expectation(Outcome.SAME)


@dataclass(frozen=True)
class Mutant:
    """`write_to` writes the file; its name ends in `suffix`."""

    name: str
    write_to: Callable[[Path], None]
    expected: Expectation
    suffix: str = ".xlsx"

    def write(self, folder: Path) -> Path:
        """The written file, named after the mutant."""
        path = folder / f"{self.name}{self.suffix}"
        self.write_to(path)
        return path


def edited(edit: Callable[[Workbook], None]) -> Callable[[Path], None]:
    """The sample report after one edit."""

    def write(path: Path) -> None:
        if isinstance(edit, Setting) and edit.patch(path):
            return
        workbook = load_workbook(SOURCE)
        edit(workbook)
        workbook.save(path)
        workbook.close()

    return write


def mutant(name: str, edit: Callable[[Workbook], None], expected: Expectation = SAME) -> Mutant:
    """A mutant that is one edit of the sample report."""
    return Mutant(name, edited(edit), expected)


class Setting:
    """Some cells written: `patch` rewrites the part in the package, which is thirty times as fast as openpyxl."""

    def __init__(self, sheet: str, values: Mapping[str, object]) -> None:
        self.sheet = sheet
        self.values = values

    def __call__(self, workbook: Workbook) -> None:
        for address, value in self.values.items():
            write_cell(workbook[self.sheet], address, value)

    def patch(self, path: Path) -> bool:
        """Whether the file was written: not when a cell is new or holds a date, whose style would be wrong."""
        part = f"xl/worksheets/sheet{SHEETS.index(self.sheet) + 1}.xml"
        with zipfile.ZipFile(SOURCE) as old:
            bodies = {name: old.read(name) for name in old.namelist()}
        text = bodies[part].decode("utf-8")
        for address, value in self.values.items():
            cell = re.search(rf'<c r="{address}"( s="\d+")?[^>/]*>.*?</c>', text)
            if cell is None or not isinstance(value, str | int | float) or str(value).startswith(("=", "#")):
                return False
            head = f'<c r="{address}"{cell[1] or ""}'
            inline = f' t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'
            tail = inline if isinstance(value, str) else f"><v>{value!r}</v></c>"
            text = text[: cell.start()] + head + tail + text[cell.end() :]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name, body in bodies.items():
                new.writestr(name, text if name == part else body)
        return True


def setting(sheet: str, **values: object) -> Setting:
    """The edit that writes some cells: `setting(ENROLMENT, E13="abc")`."""
    return Setting(sheet, values)


def write_cell(ws: Worksheet, address: str, value: object) -> None:
    """One value into one cell; the cell keeps its style."""
    cell = ws[address]
    assert isinstance(cell, Cell)
    cell.value = value  # type: ignore[assignment]  # openpyxl takes every value that a cell can hold


def located(*places: Place) -> Expectation:
    """Nothing wrong is loaded, and each place is reported."""
    return Expectation(Outcome.LOCATED, places=places)


def either(sheet: str, row: int | None = None, column: str | None = None) -> Expectation:
    """Right without a word, or nothing wrong and the place reported."""
    return Expectation(Outcome.RIGHT_OR_LOCATED, places=(Place(sheet, row, column),))


def but(*changes: Change, places: tuple[Place, ...] = ()) -> Expectation:
    """The gold tables with some other cells."""
    return Expectation(Outcome.SAME, changes=changes, places=places)


def cells(ws: Worksheet) -> Iterator[Cell]:
    """The cells that hold something and are not covered by a merge."""
    for row in ws.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.value is not None:
                yield cell


def insert(ws: Worksheet, *, row: int = 0, rows: int = 0, column: int = 0, columns: int = 0) -> None:
    """Blank rows before `row` and blank columns before `column`; merged areas move and grow with them."""
    areas = [range_boundaries(str(area)) for area in ws.merged_cells.ranges]
    for area in [str(area) for area in ws.merged_cells.ranges]:
        ws.unmerge_cells(area)
    if rows:
        ws.insert_rows(row, rows)
    if columns:
        ws.insert_cols(column, columns)
    for left, top, right, bottom in areas:
        assert left is not None
        assert top is not None
        assert right is not None
        assert bottom is not None
        ws.merge_cells(
            start_column=left + (columns if columns and left >= column else 0),
            end_column=right + (columns if columns and right >= column else 0),
            start_row=top + (rows if rows and top >= row else 0),
            end_row=bottom + (rows if rows and bottom >= row else 0),
        )


def copy_cell(source: Cell, target: object) -> None:
    """The value and its style."""
    assert isinstance(target, Cell)
    target.value = source.value
    target._style = copy(source._style)
