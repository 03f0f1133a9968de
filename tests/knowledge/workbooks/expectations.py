"""What must come of a mutated workbook, and whether what came is that.

A table is a list of rows, a row a dict column → text, as in the gold CSVs; rows are counted from 1 in gold order.
Columns in `UNCOMPARED` never count.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]

UNCOMPARED = frozenset({"row_ref", "source", "confidence", "import_flags"})
TABLES = (
    "institutions",
    "programmes",
    "enrolment_by_period",
    "graduate_outcomes_by_period",
    "vacancies_by_period",
    "labour_market_indicators_by_period",
)


class Outcome(StrEnum):
    """`same`: the tables equal the gold after `changes` and without `dropped`; every place of `places` is reported.

    `located`: no loaded cell differs from the gold (after `changes`) unless it is empty, rows may be missing, and every
    place is reported. `right_or_located`: `same` without a report, or `located`. `refused`: no row is loaded and a
    problem names the file, raised or returned. `right_or_refused`: `same`, or `refused`.
    """

    SAME = "same"
    LOCATED = "located"
    RIGHT_OR_LOCATED = "right_or_located"
    REFUSED = "refused"
    RIGHT_OR_REFUSED = "right_or_refused"


@dataclass(frozen=True)
class Change:
    """A cell that must hold one of `values` instead of the gold one."""

    table: str
    row: int
    column: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """Where a problem must point: `column` is the lowest header cell as written; None leaves that part open.

    Several rows mean that any of them will do.
    """

    sheet: str | None
    row: int | tuple[int, ...] | None = None
    column: str | None = None

    def covers(self, sheet: str | None, row: int | None, column: str | None) -> bool:
        """A reporter may put the upper levels of a header before the lowest one."""
        rows = self.row if isinstance(self.row, tuple) else (self.row,)
        return (
            self.sheet in {None, sheet}
            and (self.row is None or row in rows)
            and (self.column is None or (column is not None and self.column in column))
        )


@dataclass(frozen=True)
class Expectation:
    """`may_drop`: rows whose absence is as good, since they are reported. `only`: the tables that the file holds."""

    outcome: Outcome
    changes: tuple[Change, ...] = ()
    dropped: tuple[tuple[str, int], ...] = ()
    may_drop: tuple[tuple[str, int], ...] = ()
    places: tuple[Place, ...] = ()
    ignore: frozenset[str] = frozenset()
    only: tuple[str, ...] = TABLES


def read_gold(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The gold tables of a folder, in the order of `TABLES`."""
    found: dict[str, list[dict[str, str]]] = {}
    for table in TABLES:
        path = folder / f"gold_{table}.csv"
        if path.exists():
            with path.open(encoding="utf-8", newline="") as lines:
                found[table] = list(csv.DictReader(lines))
    return found


def differences(loaded: Tables, gold: Tables, expectation: Expectation, *, empties: bool = False) -> list[str]:
    """What in `loaded` is not as expected, one line each; `empties` allows missing rows and empty cells."""
    changed = {(c.table, c.row, c.column): c.values for c in expectation.changes}
    out: list[str] = []
    for table in TABLES:
        wanted = gold[table] if table in gold and table in expectation.only else []
        rows = list(enumerate(wanted, start=1))
        rows = [(number, row) for number, row in rows if (table, number) not in expectation.dropped]
        left = list(loaded.get(table, ()))
        for number, row in rows:
            skip = UNCOMPARED | expectation.ignore
            allowed = {
                column: changed.get((table, number, column), (value,))
                for column, value in row.items()
                if column not in skip
            }
            faults = _faults(left[0], allowed, empties=empties) if left else ["missing"]
            if not faults:
                left.pop(0)
            elif not (empties or (table, number) in expectation.may_drop):
                out.append(f"{table} row {number}: {', '.join(faults)}")
                left = left[1:]
        out += [f"{table}: a row that the gold does not hold: {dict(row)}" for row in left]
    return out


def unreported(reported: Sequence[tuple[str | None, int | None, str | None]], places: Sequence[Place]) -> list[Place]:
    """The places that no reported (sheet, row, column) covers."""
    return [place for place in places if not any(place.covers(*where) for where in reported)]


def _faults(row: Row, allowed: Mapping[str, tuple[str, ...]], *, empties: bool) -> list[str]:
    return [
        f"{column} is {row.get(column, '')!r}, not {' or '.join(map(repr, values))}"
        for column, values in allowed.items()
        if row.get(column, "") not in values and not (empties and row.get(column, "") == "")
    ]
