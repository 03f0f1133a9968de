"""Writing test workbooks: letterheads, fonts, and formulas with the value a spreadsheet program would have stored."""

import re
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

SAMPLE = "MẪU – SỐ LIỆU KHÔNG CÓ THẬT"
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
_WHEN = (2026, 7, 8, 0, 0, 0)


def put(ws: Worksheet, row: int, values: Sequence[object], *, column: int = 1, bold: bool = False) -> None:
    """One row of cells from `column` on; None leaves a cell alone."""
    for offset, value in enumerate(values):
        if value is not None:
            cell = ws.cell(row, column + offset)
            assert not isinstance(cell, MergedCell)
            cell.value = value  # type: ignore[assignment]  # openpyxl takes every value that a cell can hold
            cell.font = Font(name="Times New Roman", bold=bold)


def font(ws: Worksheet, name: str, *cells: str) -> None:
    """The font of single cells: what tells a legacy encoding from damaged text."""
    for cell in cells:
        ws[cell].font = Font(name=name)


def letterhead(ws: Worksheet, *, column: int, right: int, lines: Sequence[str], number: str, signed: str) -> None:
    """Rows 2 to 4: who writes, the nation and motto, number and date of the report."""
    put(ws, 2, [lines[0]], column=column)
    put(ws, 2, [NATION], column=right, bold=True)
    put(ws, 3, [lines[1]], column=column, bold=True)
    put(ws, 3, [MOTTO], column=right)
    put(ws, 4, [number], column=column)
    put(ws, 4, [signed], column=right)


def save(workbook: Workbook, path: Path, cached: Mapping[str, Mapping[str, str]] | None = None) -> None:
    """Write with fixed times; `cached` is sheet file (`sheet1`) → cell → the value stored beside its formula."""
    workbook.properties.created = workbook.properties.modified = datetime(*_WHEN)
    workbook.save(path)
    draft = path.with_suffix(".draft")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            for cell, value in (cached or {}).get(Path(name).stem, {}).items():
                pattern = rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)<v\s*/?>(</v>)?'
                filled, count = re.subn(pattern, rf"\g<1><v>{value}</v>", text.decode("utf-8"))
                assert count == 1, (name, cell)
                text = filled.encode("utf-8")
            new.writestr(zipfile.ZipInfo(name, _WHEN), text, zipfile.ZIP_DEFLATED)
    shutil.move(draft, path)
