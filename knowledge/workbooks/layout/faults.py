"""The problems of a sheet's layout, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.errors import Problem, Severity
from knowledge.workbooks.grid import Sheet, column_letter
from knowledge.workbooks.layout.body import Body
from knowledge.workbooks.layout.headings import Heading
from knowledge.workbooks.layout.spelling import plain
from knowledge.workbooks.layout.words import LayoutWords
from knowledge.workbooks.region import FieldColumn


@dataclass(frozen=True, slots=True)
class SheetFaults:
    """Writes the problems of one sheet. No problem holds a value of a person."""

    file: str
    sheet: Sheet
    words: LayoutWords

    def hidden_sheet(self) -> Problem:
        """The sheet is hidden: not loaded, somebody has to say whether it counts."""
        return self._problem("hidden_sheet", Severity.WARNING)

    def no_table(self) -> Problem:
        """There is text and no header of any table; nobody is asked about a sheet of instructions."""
        name = plain(self.sheet.name.replace("_", " "))
        if any(f" {word} " in f" {name} " for word in self.words.other_sheets):
            return self._problem("sheet_skipped", Severity.INFO)
        return self._problem("table_not_found", Severity.WARNING)

    def personal(self, row: int, columns: Iterable[FieldColumn]) -> list[Problem]:
        """Columns of people's data; `field` is the kind."""
        return [
            self._problem(
                "personal_column",
                Severity.WARNING,
                row=row,
                column=column.header or column_letter(column.column),
                expected=self.words.personal.kinds[column.field],
            )
            for column in columns
        ]

    def of_table(self, heading: Heading, body: Body, unknown: Iterable[FieldColumn]) -> list[Problem]:
        """Everything about one table that somebody has to know."""
        problems = [
            self._problem(
                "unknown_column" if column.header else "column_without_header",
                Severity.WARNING,
                row=heading.bottom,
                column=column.header or column_letter(column.column),
            )
            for column in unknown
        ]
        problems += [
            self._problem(
                "column_doubtful",
                Severity.WARNING,
                row=heading.bottom,
                column=heading.header(heading.assigned.columns[name]),
            )
            for name in sorted(heading.assigned.doubtful)
        ]
        hidden = [row.number for row in body.rows if row.hidden]
        if hidden:
            problems.append(self._problem("hidden_rows", Severity.WARNING, row=hidden[0], value=spans(hidden)))
        inherited = [row.number for row in body.rows if row.inherited]
        if inherited:
            problems.append(self._problem("filled_down", Severity.WARNING, row=inherited[0], value=spans(inherited)))
        problems += [self._problem("header_repeated", Severity.INFO, row=row) for row in body.repeated]
        problems += [
            self._problem("hidden_column", Severity.INFO, row=heading.bottom, column=heading.header(column))
            for column in sorted(heading.paths.keys() & self.sheet.hidden_columns)
        ]
        if not body.rows:
            problems.append(self._problem("table_empty", Severity.INFO, row=heading.bottom))
        return problems

    def _problem(
        self,
        code: str,
        severity: Severity,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        expected: str | None = None,
    ) -> Problem:
        return Problem(self.file, code, row, column, value, sheet=self.sheet.name, expected=expected, severity=severity)


def spans(numbers: Iterable[int]) -> str:
    """Numbers as a person lists them: 3, 4, 5, 9 → "3–5, 9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
