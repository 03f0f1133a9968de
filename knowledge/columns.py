"""What a table is made of: columns, their kinds, and where the table's rows are kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a cell holds. Lists are separated by `;`."""

    TEXT = "text"
    TEXTS = "texts"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"


class Scope(StrEnum):
    """Where a table's rows are kept: `data/reference/`, the provinces' packs, or both."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    BOTH = "both"


class Area(StrEnum):
    """Which codes a column of a pack may hold: the province's own, or also those of provinces now part of it."""

    NOW = "now"
    EVER = "ever"


@dataclass(frozen=True)
class Column:
    """One column: its kind, whether a cell may be empty, and the values it may take."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    allowed: tuple[str, ...] = ()
    pattern: str | None = None
    refers_to: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    area: Area | None = None
    """Set for a column that holds a province's code; which codes are right depends on the pack, see `reference.py`."""


@dataclass(frozen=True)
class Table:
    """A named table with a key column that is unique in it."""

    name: str
    key: str
    columns: tuple[Column, ...]
    ordered: tuple[tuple[str, str], ...] = field(default=())
    """Pairs of columns (lower, upper) that must not be in the wrong order."""
    imported: tuple[Column, ...] = field(default=())
    """Columns of a snapshot that no CSV has: filled by a department's file, `province` by the pack too."""
    identity: tuple[str, ...] = field(default=())
    """What makes two rows the same record in two reports; the key column when empty."""
    scope: Scope = Scope.PROVINCIAL

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in file order."""
        return tuple(column.name for column in self.columns)

    @property
    def stored(self) -> tuple[Column, ...]:
        """Columns of the table in a snapshot."""
        return self.columns + self.imported

    def stores(self, column: str) -> bool:
        """Whether a snapshot's table has the column."""
        return any(column == one.name for one in self.stored)
