"""Reads the tables kept as CSV and checks every cell; all faults are reported at once.

    data/reference/<table>.csv            rows of the whole country, a region, or a province that is not served
    data/provinces/<pack>/<table>.csv     rows of that province only; a table it has nothing for has no file

A row stands in the pack of its own province and refers to national rows and to rows of its own pack, so that taking a
pack away takes its rows away and nothing else.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.columns import Area, Column, Kind, Scope, Table
from knowledge.errors import DataError, Problem
from knowledge.provinces import DESCRIPTION, Pack, Province, provinces_of
from knowledge.tables import INSTITUTIONS, TABLES

Row = dict[str, Any]

PROVINCE = "province"
"""Column of the province a row belongs to, in every provincial table of a snapshot."""


@dataclass(frozen=True, slots=True)
class _Record:
    """A row and where it stands; `province` is None for a national row."""

    row: Row
    file: str
    line: int
    province: Province | None

    def fault(self, code: str, column: str, expected: str | None = None) -> Problem:
        value = str(self.row[column])
        return Problem(self.file, code, self.line, column, value, expected=expected)


def read_all(data: Path, packs: Sequence[Pack]) -> dict[str, list[Row]]:
    """Typed rows of every table below `data`: national ones in file order, then each pack's by its code.

    DataError lists every faulty cell; when there is none, every row in the wrong place and every broken reference.
    """
    records: dict[str, list[_Record]] = {}
    problems = _unknown_files(data, packs)
    for table in TABLES:
        records[table.name] = []
        for path, province in _files(table, data, packs):
            try:
                read = _read(table, path)
            except DataError as error:
                problems += error.problems
                continue
            for _, row in read if table.stores(PROVINCE) else ():
                row.setdefault(PROVINCE, province.code if province else None)
            records[table.name] += [_Record(row, str(path), line, province) for line, row in read]
    problems = problems or [*_misplaced(records, packs), *_repeated(records), *_broken_references(records)]
    if problems:
        raise DataError(problems)
    return {name: [record.row for record in found] for name, found in records.items()}


def read_table(table: Table, path: Path) -> list[Row]:
    """Typed rows of one file in file order; DataError lists every faulty cell."""
    return [row for _, row in _read(table, path)]


def _files(table: Table, data: Path, packs: Sequence[Pack]) -> Iterator[tuple[Path, Province | None]]:
    name = f"{table.name}.csv"
    if table.scope is not Scope.PROVINCIAL:
        yield data / "reference" / name, None
    if table.scope is not Scope.NATIONAL:
        for pack in packs:
            if (pack.folder / name).exists():
                yield pack.folder / name, pack.province


def _unknown_files(data: Path, packs: Sequence[Pack]) -> list[Problem]:
    """A table nobody reads: a misspelt name, or a table in the wrong folder."""
    national = [f"{table.name}.csv" for table in TABLES if table.scope is not Scope.PROVINCIAL]
    provincial = [f"{table.name}.csv" for table in TABLES if table.scope is not Scope.NATIONAL]
    folders = [(data / "reference", "reference_file_unknown", national)]
    folders += [(pack.folder, "pack_file_unknown", [DESCRIPTION, *provincial]) for pack in packs]
    return [
        Problem(str(path), code, expected=", ".join(known))
        for folder, code, known in folders
        for path in sorted(folder.glob("[!.]*"))
        if path.suffix in {".csv", ".yaml", ".yml", ".xlsx"} and path.name not in known
    ]


def _misplaced(records: Mapping[str, Sequence[_Record]], packs: Sequence[Pack]) -> Iterator[Problem]:
    """Rows whose codes belong to another province than the folder they stand in."""
    served = provinces_of(packs)
    for table in TABLES:
        areas = [column for column in table.columns if column.area is not None]
        for record in records[table.name]:
            for column in areas:
                code = record.row[column.name]
                if record.province is None:
                    if (owner := served.holding(code)) is not None:
                        yield record.fault("row_of_province", column.name, owner.name)
                elif code not in (allowed := _codes(record.province, column)):
                    yield record.fault("other_province", column.name, ", ".join(allowed))
            if table is INSTITUTIONS and record.province is not None:
                prefixes = record.province.institution_prefixes
                if not str(record.row[table.key]).startswith(prefixes):
                    yield record.fault("other_prefix", table.key, ", ".join(prefixes))


def _codes(province: Province, column: Column) -> tuple[str, ...]:
    return (province.code,) if column.area is Area.NOW else province.area_codes


def _repeated(records: Mapping[str, Sequence[_Record]]) -> Iterator[Problem]:
    """Keys that two files share; within one file `_read` has found them."""
    for table in TABLES:
        first: dict[str, str] = {}
        for record in records[table.name]:
            if first.setdefault(record.row[table.key], record.file) != record.file:
                yield record.fault("duplicate_key", table.key)


def _broken_references(records: Mapping[str, Sequence[_Record]]) -> Iterator[Problem]:
    """Cells whose key is in no table, or in another province's pack only."""
    holders: dict[str, dict[str, set[str | None]]] = defaultdict(lambda: defaultdict(set))
    for table in TABLES:
        for record in records[table.name]:
            holders[table.name][record.row[table.key]].add(record.province.code if record.province else None)
    for table in TABLES:
        references = [(column.name, column.refers_to) for column in table.columns if column.refers_to is not None]
        for record in records[table.name]:
            reachable = {None, record.province.code if record.province else None}
            for column, target in references:
                value = record.row[column]
                if value is None:
                    continue
                found: Container[str | None] = holders[target].get(value, set())
                if not found:
                    yield record.fault("unknown_reference", column, target)
                elif not any(one in found for one in reachable):
                    yield record.fault("reference_elsewhere", column, target)


def check_row(table: Table, cells: Mapping[str, str], file: str, line: int) -> tuple[Row, list[Problem]]:
    """One row typed, with the faults found in it; a faulty cell becomes None."""
    row: Row = {}
    problems: list[Problem] = []
    for column in table.columns:
        text = cells[column.name].strip()
        try:
            row[column.name] = _typed(column, text)
        except ValueError as error:
            row[column.name] = None
            code, _, expected = str(error).partition("|")
            problems.append(Problem(file, code, line, column.name, text, expected=expected or None))
    for lower, upper in table.ordered:
        if row[lower] is not None and row[upper] is not None and row[lower] > row[upper]:
            problems.append(Problem(file, "wrong_order", line, upper, cells[upper], expected=f">= {lower}"))
    return row, problems


def _read(table: Table, path: Path) -> list[tuple[int, Row]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            written = [(reader.line_num, cells) for cells in reader]
            header = tuple(reader.fieldnames or ())
    except FileNotFoundError:
        raise DataError([Problem(str(path), "file_missing")]) from None
    except UnicodeDecodeError as error:
        raise DataError([Problem(str(path), "not_utf8", value=str(error.object[error.start : error.end]))]) from None
    problems = [Problem(str(path), "column_missing", row=1, column=name) for name in table.names if name not in header]
    problems += [Problem(str(path), "column_unknown", row=1, column=name) for name in header if name not in table.names]
    if problems:
        raise DataError(problems)
    rows: list[tuple[int, Row]] = []
    keys: dict[str, int] = {}
    for line, cells in written:
        if None in cells or None in cells.values():
            problems.append(Problem(str(path), "row_length", row=line, expected=str(len(table.names))))
            continue
        row, faults = check_row(table, cells, str(path), line)
        problems += faults
        key = str(row[table.key])
        if key in keys:
            problems.append(Problem(str(path), "duplicate_key", row=line, column=table.key, value=key))
        keys[key] = line
        rows.append((line, row))
    if problems:
        raise DataError(problems)
    return rows


def _typed(column: Column, text: str) -> Any:
    """The cell's value; ValueError("code|expected") when it breaks the column's rule."""
    if not text:
        if column.required:
            raise ValueError("required")
        return () if column.kind is Kind.TEXTS else None
    values = _values(column, text)
    each: tuple[Any, ...] = values if column.kind is Kind.TEXTS else (values,)
    for value in each:
        if column.allowed and value not in column.allowed:
            raise ValueError("not_allowed|" + ", ".join(column.allowed))
        if column.pattern and not re.fullmatch(column.pattern, str(value)):
            raise ValueError(f"wrong_form|{column.pattern}")
        if column.minimum is not None and value < column.minimum:
            raise ValueError(f"too_small|{column.minimum:g}")
        if column.maximum is not None and value > column.maximum:
            raise ValueError(f"too_large|{column.maximum:g}")
    return values


def _values(column: Column, text: str) -> Any:
    match column.kind:
        case Kind.TEXT:
            return text
        case Kind.TEXTS:
            return tuple(part.strip() for part in text.split(";") if part.strip())
        case Kind.INTEGER:
            if not re.fullmatch(r"-?\d+", text):
                raise ValueError("not_integer")
            return int(text)
        case Kind.NUMBER:
            if not re.fullmatch(r"-?\d+(\.\d+)?", text):
                raise ValueError("not_number")
            return float(text)
        case Kind.DATE:
            try:
                return date.fromisoformat(text)
            except ValueError:
                raise ValueError("not_date|YYYY-MM-DD") from None
        case Kind.FLAG:
            if text not in {"0", "1"}:
                raise ValueError("not_flag|0, 1")
            return text == "1"
