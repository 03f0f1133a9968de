"""What is compared: two snapshots, or a workbook and the snapshot in use.

snapshot, snapshot ─► Difference          every table, and the rules
snapshot, ImportResult ─► Difference      the tables of the file, and of them only what the file speaks of
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from knowledge.activations import CURRENT, current, find_snapshot, previous
from knowledge.diff.compare import TableDiff, compare
from knowledge.diff.jumps import Jump, jumps
from knowledge.errors import DataError, Problem, Severity
from knowledge.imports.merging import PROVINCE_MISSING, UNKNOWN_INSTITUTION
from knowledge.manifest import MANIFEST
from knowledge.policies.book import read_book
from knowledge.policies.versions import POLICY_VERSIONS, policy_rows
from knowledge.reference import Row
from knowledge.tables import TABLES, Table
from knowledge.workbook_tables import WORKBOOK_TABLES
from knowledge.workbooks.result import ImportResult

PREVIOUS = "previous"
ALL_TABLES: tuple[Table, ...] = (*TABLES, POLICY_VERSIONS, *WORKBOOK_TABLES)
Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between two states; `names` are institutions, plans … by id."""

    old: str
    new: str
    tables: tuple[TableDiff, ...]
    jumps: Mapping[str, tuple[Jump, ...]]
    names: Mapping[str, str]
    of_file: bool = False
    set_aside: int = 0
    """Rows of the file that are in no table."""
    problems: int = 0
    """Errors and warnings of the file."""

    @property
    def is_empty(self) -> bool:
        """True when no table differs."""
        return all(table.is_empty for table in self.tables)


def find_state(built: Path, name: str) -> Path:
    """Folder of the snapshot called `current`, `previous`, or by an unambiguous beginning of its digest.

    `previous` was in use before the current one; after a rollback, or where no history says so, it is the newest other
    one. DataError when none or several fit.
    """
    if name == CURRENT:
        return current(built)
    if name != PREVIOUS:
        return built / find_snapshot(built, name)
    digest = previous(built) or _newest_other(built)
    if digest is None or not (built / digest / MANIFEST).is_file():
        raise DataError([Problem(str(built), "diff_no_previous")])
    return built / digest


def _newest_other(built: Path) -> str | None:
    active = current(built)
    others = [path for path in built.glob(f"[!.]*/{MANIFEST}") if path.parent.resolve() != active]
    newest = max(others, key=lambda path: (path.stat().st_mtime_ns, path.parent.name), default=None)
    return newest.parent.name if newest else None


def snapshot_rows(folder: Path) -> dict[str, list[Row]]:
    """Rows of every table of a snapshot, rules included; a table it does not have is empty."""
    rows: dict[str, list[Row]] = {}
    for table in (*TABLES, *WORKBOOK_TABLES):
        path = folder / f"{table.name}.parquet"
        rows[table.name] = pl.read_parquet(path).to_dicts() if path.is_file() else []
    book = read_book(folder / "policies.json")
    rows[POLICY_VERSIONS.name] = policy_rows(book)
    return rows


def compare_snapshots(old: Path, new: Path) -> Difference:
    """What differs between two snapshot folders, every table."""
    before, after = snapshot_rows(old), snapshot_rows(new)
    return _difference(old.name, new.name, before, after, ALL_TABLES)


def compare_import(folder: Path, result: ImportResult) -> Difference:
    """What a workbook would change in a snapshot.

    Only columns that the file fills are compared. A held record is missing from the file when the file speaks of its
    kind: the same provider, province and period, or for offers the same institution and provider. Rows that a snapshot
    would leave out because nobody knows their institution or province are counted apart.
    """
    before = snapshot_rows(folder)
    tables = [table for table in ALL_TABLES if result.tables.get(table.name)]
    known = (*before["institutions"], *result.tables.get("institutions", ()))
    provinces = {row["institution_id"]: row["province"] for row in known if row["institution_id"]}
    found: list[TableDiff] = []
    leapt: dict[str, tuple[Jump, ...]] = {}
    for table in tables:
        new = result.tables[table.name]
        filled = [
            column.name for column in table.stored if any(row.get(column.name) not in (None, "", ()) for row in new)
        ]
        diff = compare(before[table.name], new, table, columns=filled, speaks_of=speaks_of(new, table, provinces))
        diff = diff.without(_is_unused, new)
        found.append(diff)
        leapt[table.name] = tuple(jumps(diff, before[table.name]))
    return Difference(
        old=folder.name,
        new=result.file,
        tables=tuple(found),
        jumps=leapt,
        names=_names(before) | _names(result.tables),
        of_file=True,
        set_aside=len(result.set_aside),
        problems=sum(problem.severity is not Severity.INFO for problem in result.problems),
    )


def speaks_of(rows: Sequence[Row], table: Table, provinces: Mapping[str, str | None]) -> Callable[[Row], bool]:
    """Whether a held row is of a kind that a file with these rows would name; `provinces` are those of institutions.

    A row whose province nobody knows is of no such kind.
    """
    year = next((name for name in ("intake_year", "graduation_year") if table.stores(name)), None)
    if not table.stores("period") and year is None:
        return lambda _: False

    def kind(row: Row) -> tuple[Any, ...]:
        institution = row.get("institution_id")
        province = row.get("province") or provinces.get(institution or "")
        place = province if year is None else institution
        return place, row.get("provider"), row.get(year or "period")

    spoken = {found for row in rows if (found := kind(row))[0] is not None}
    return lambda row: kind(row) in spoken


def _is_unused(row: Row) -> bool:
    """Whether a snapshot leaves the row out: it names nobody known, or is a new institution that nobody can place."""
    if {UNKNOWN_INSTITUTION, PROVINCE_MISSING} & set(row.get("import_flags") or ()):
        return True
    return "name" in row and not row.get("institution_id") and row.get("province") is None


def _difference(old: str, new: str, before: Rows, after: Rows, tables: Sequence[Table]) -> Difference:
    found = tuple(compare(before[table.name], after[table.name], table) for table in tables)
    leapt = {diff.table.name: tuple(jumps(diff, before[diff.table.name])) for diff in found}
    return Difference(old, new, found, leapt, _names(before) | _names(after))


def _names(rows: Rows) -> dict[str, str]:
    institutions = {row["institution_id"]: row["name"] for row in rows.get("institutions", ()) if row["institution_id"]}
    return institutions | {row["plan_id"]: row["title"] for row in rows.get("plans", ())}
