"""A row on its way into a table: its values so far, what was noticed, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.errors import Problem, Severity
from knowledge.workbooks.region import BodyRow, Region
from knowledge.workbooks.result import SetAside


@dataclass(slots=True)
class Draft:
    """One row being made. `flags` are codes of what was noticed, some with a value after a colon."""

    file: str
    region: Region
    row: BodyRow
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    flags: list[str] = field(default_factory=list[str])
    problems: list[Problem] = field(default_factory=list[Problem])
    set_aside: str | None = None
    """Code of the problem that keeps it out of the table."""

    def flag(self, code: str) -> None:
        """Note a code once."""
        if code not in self.flags:
            self.flags.append(code)

    def report(
        self,
        code: str,
        field_name: str | None = None,
        *,
        value: str | None = None,
        expected: str | None = None,
        severity: Severity = Severity.WARNING,
    ) -> None:
        """A problem at this row, and at the column of a field."""
        column = self.region.columns.get(field_name or "")
        cell = self.row.cells.get(field_name or "")
        shown = value if value is not None else (cell.text if cell else None)
        self.problems.append(
            Problem(
                file=self.file,
                code=code,
                row=self.row.number,
                column=column.header if column else None,
                value=shown,
                sheet=self.region.sheet.name,
                expected=expected,
                severity=severity,
            )
        )

    def reject(self, code: str, field_name: str | None = None, *, value: str = "", expected: str | None = None) -> None:
        """Set the row aside: it stays in the file's record and in no table."""
        self.set_aside = self.set_aside or code
        self.report(code, field_name, value=value, expected=expected, severity=Severity.ERROR)

    def kept_aside(self) -> SetAside:
        """The row as written, for whoever decides about it."""
        return SetAside(
            self.region.table,
            self.region.sheet.name,
            self.row.number,
            self.set_aside or "",
            as_written(self.region, self.row),
        )


def as_written(region: Region, row: BodyRow) -> Mapping[str, str]:
    """Cells of a row by header, as a person reads them."""
    return {
        column.header: row.cells[name].text
        for name, column in region.columns.items()
        if name in row.cells and not row.cells[name].empty
    }
