"""What can go wrong in the knowledge base.

    KnowledgeError
    ├── DataError    the data that was given is wrong: says which file, row, column and what to do
    └── NotFound     the question is well formed and nothing held answers it

Sentences that a person reads are rendered from `data/messages/data_errors.yaml` by the entry point;
`str(error)` is the English line for logs and tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class KnowledgeError(Exception):
    """Base of everything this package raises on purpose."""


class NotFound(KnowledgeError):
    """Nothing held answers the question."""


class Severity(StrEnum):
    """What a problem means for the data it is about.

    `error`: a row or a file is set aside. `warning`: a cell stays empty, or a value is taken with a doubt that somebody
    must look at. `info`: something was mended or left out as the rules say; nothing is asked of anyone.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Problem:
    """One located fault in the data.

    `row` is the 1-based line of a CSV or sheet (the header is 1), `column` the header as written,
    `code` a key of `data/messages/data_errors.yaml` or `data/messages/knowledge_*.yaml`.
    """

    file: str
    code: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    sheet: str | None = None
    expected: str | None = None
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """One English line: where, what, and what was expected."""
        where = [self.file]
        where += [f"sheet {self.sheet!r}"] if self.sheet else []
        where += [f"row {self.row}"] if self.row is not None else []
        where += [f"column {self.column!r}"] if self.column else []
        value = f": {self.value!r}" if self.value is not None else ""
        expected = f" (expected {self.expected})" if self.expected else ""
        return f"{', '.join(where)}: {self.code}{value}{expected}"


class DataError(KnowledgeError):
    """The data cannot be used; carries every problem found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
