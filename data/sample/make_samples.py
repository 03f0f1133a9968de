"""Writes the fictional workbooks of this folder and the blank template, from workbooks.yaml: `make samples`.

The same content gives the same bytes: the days inside the files and in their ZIP entries are fixed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import yaml
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import ARC_CORE
from openpyxl.xml.functions import tostring

HERE = Path(__file__).parent
CONTENT = HERE / "workbooks.yaml"
BLANK = "blank_template"
STAMP = datetime(2026, 10, 5)
"""UTC, naive as openpyxl wants it."""
DATE_FORMAT = "dd/mm/yyyy"

Row = Mapping[str, Any]
Filled = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Template:
    """The reporting template: for each sheet its columns (short key → printed header) in order."""

    number_header: str
    sheets: Mapping[str, Mapping[str, str]]
    everywhere: Row

    def workbook(self, filled: Filled) -> Workbook:
        """A workbook with every sheet of the template and the rows given for it; none gives a blank one."""
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        for name, columns in self.sheets.items():
            sheet = cast(Worksheet, workbook.create_sheet(name))
            _write_header(sheet, [self.number_header, *columns.values()])
            for number, row in enumerate(filled.get(name, ()), start=1):
                sheet.append([number, *self._cells(name, row)])
            _format_dates(sheet)
        return workbook

    def _cells(self, sheet: str, row: Row) -> list[Any]:
        columns = self.sheets[sheet]
        if unknown := row.keys() - columns.keys():
            raise KeyError(f"{CONTENT.name}: sheet {sheet} has no column {', '.join(sorted(unknown))}")
        return [row.get(key, self.everywhere.get(key)) for key in columns]


def make_all(folder: Path = HERE) -> list[Path]:
    """Write the blank template and the sample workbooks into `folder`; returns the paths written."""
    content = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
    template = Template(content["number_header"], content["sheets"], content["everywhere"])
    wanted: dict[str, Filled] = {BLANK: {}, **content["workbooks"]}
    paths: list[Path] = []
    for name, filled in wanted.items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(fixed_bytes(template.workbook(filled)))
        paths.append(path)
    return paths


def fixed_bytes(workbook: Workbook) -> bytes:
    """The workbook's file with STAMP in place of every time of writing."""
    workbook.properties.creator = "make_samples.py"
    workbook.properties.created = STAMP
    written = BytesIO()
    workbook.save(written)
    # Saving stamps the present time into the properties and the ZIP entries, so both are written again.
    workbook.properties.modified = STAMP
    again = BytesIO()
    with ZipFile(written) as source, ZipFile(again, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, STAMP.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, tostring(workbook.properties.to_tree()) if name == ARC_CORE else source.read(name))
    return again.getvalue()


def _write_header(sheet: Worksheet, headers: Sequence[str]) -> None:
    sheet.append(list(headers))
    sheet.freeze_panes = "A2"
    for column, header in enumerate(headers, start=1):
        cell = sheet.cell(1, column)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = max(10, len(header) + 2)


def _format_dates(sheet: Worksheet) -> None:
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, date):
                cell.number_format = DATE_FORMAT


if __name__ == "__main__":
    for made in make_all():
        print(made.name)
