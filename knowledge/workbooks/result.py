"""What importing one file gives: rows per table, rows set aside, and every problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.errors import Problem, Severity
from knowledge.reference import Row


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that is kept but not loaded: its key is wrong or it contradicts itself."""

    table: str
    sheet: str
    row: int
    code: str
    """Of the problem that set it aside."""
    cells: Mapping[str, str]
    """As written, by header."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """One file read.

    `tables`: rows with the columns of `Table.stored` by table name, in the file's order. Keys (`programme_id` …)
    and `import_id` are empty: the archive gives them. `institution_id` is filled where the institution is known; a row
    whose institution is in the same file has None and the same `institution_name` as that row's `name`; a row with
    an institution found nowhere has the flag `institution_unknown` and must not reach an answer.
    """

    file: str
    tables: Mapping[str, tuple[Row, ...]]
    set_aside: tuple[SetAside, ...]
    problems: tuple[Problem, ...]

    @property
    def needs_decision(self) -> bool:
        """True when somebody has to look before it is used."""
        return any(problem.severity is not Severity.INFO for problem in self.problems)
