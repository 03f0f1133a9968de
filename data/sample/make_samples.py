"""Writes the fictional workbooks of this folder and the blank template: `make samples`.

workbooks.yaml holds the columns and the fictional rows, guide.yaml what the blank template explains.

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
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import ARC_CORE
from openpyxl.xml.functions import tostring

HERE = Path(__file__).parent
CONTENT = HERE / "workbooks.yaml"
GUIDE = HERE / "guide.yaml"
BLANK = "blank_template"
STAMP = datetime(2026, 10, 5)
"""UTC, naive as openpyxl wants it."""
DATE_FORMAT = "dd/mm/yyyy"
FILLED_ROWS = 1000
"""Rows of the blank template for which a list to pick from is offered."""

Row = Mapping[str, Any]
Filled = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Template:
    """The reporting template: for each sheet its columns (short key → printed header) in order."""

    number_header: str
    sheets: Mapping[str, Mapping[str, str]]
    everywhere: Row

    def workbook(self, filled: Filled) -> Workbook:
        """A workbook with every sheet of the template and the rows given for it."""
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


@dataclass(frozen=True)
class Guide:
    """The blank template: lines above each table, lists to pick from, and a sheet that explains every column."""

    template: Template
    content: Mapping[str, Any]

    def blank(self) -> Workbook:
        """The template to fill, its first sheet the guide."""
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        self._write_guide(cast(Worksheet, workbook.create_sheet(self.content["sheet"])))
        for name in self.template.sheets:
            self._write_table(cast(Worksheet, workbook.create_sheet(name)), name)
        return workbook

    def _write_table(self, sheet: Worksheet, name: str) -> None:
        about = self.content["sheets"][name]
        for line in self.content["letterhead"]:
            sheet.append([line.format(title=about["title"])])
        sheet.append([])
        columns = self.template.sheets[name]
        _write_header(sheet, [self.template.number_header, *columns.values()])
        first = sheet.max_row + 1
        for number, key in enumerate(columns, start=2):
            letter = get_column_letter(number)
            if key in self.content["text"]:
                sheet.column_dimensions[letter].number_format = "@"
            if choices := about["columns"][key].get("choices"):
                # Other words may be written too: the list helps, the import checks.
                words = DataValidation("list", formula1=f'"{",".join(choices)}"', showErrorMessage=False)
                words.add(f"{letter}{first}:{letter}{first + FILLED_ROWS}")
                sheet.add_data_validation(words)

    def _write_guide(self, sheet: Worksheet) -> None:
        sheet.append([self.content["title"]])
        sheet.cell(1, 1).font = Font(bold=True, size=14)
        for note in self.content["notes"]:
            sheet.append([note])
        sheet.append([])
        sheet.append(self.content["headers"])
        self._in_bold(sheet)
        for name, columns in self.template.sheets.items():
            about = self.content["sheets"][name]
            if columns.keys() != about["columns"].keys():
                raise KeyError(f"{GUIDE.name}: {name} explains other columns than the template has")
            sheet.append([name, f"{about['title']}. {about['note']}"])
            self._in_bold(sheet)
            for key, header in columns.items():
                column = about["columns"][key]
                how = [column["how"]]
                if choices := column.get("choices"):
                    how.append(self.content["one_of"].format(choices="; ".join(choices)))
                must = self.content["must"] if column.get("must") else None
                sheet.append([name, header, " ".join(how), must, column["example"] or None])
                sheet.cell(sheet.max_row, 3).alignment = Alignment(wrap_text=True, vertical="top")
        for letter, width in zip("ABCDE", (20, 32, 90, 8, 44), strict=True):
            sheet.column_dimensions[letter].width = width

    @staticmethod
    def _in_bold(sheet: Worksheet) -> None:
        for cell in sheet[sheet.max_row]:
            cell.font = Font(bold=True)


def make_all(folder: Path = HERE) -> list[Path]:
    """Write the blank template and the sample workbooks into `folder`; returns the paths written."""
    content = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
    template = Template(content["number_header"], content["sheets"], content["everywhere"])
    guide = Guide(template, yaml.safe_load(GUIDE.read_text(encoding="utf-8")))
    workbooks = {BLANK: guide.blank()}
    workbooks |= {name: template.workbook(filled) for name, filled in content["workbooks"].items()}
    paths: list[Path] = []
    for name, workbook in workbooks.items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(fixed_bytes(workbook))
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
    row = sheet.max_row
    sheet.freeze_panes = f"A{row + 1}"
    for column, header in enumerate(headers, start=1):
        cell = sheet.cell(row, column)
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
