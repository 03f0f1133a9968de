"""Reads the CSV tables of `data/reference/` and checks every cell; all faults are reported at once."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.errors import DataError, Problem
from knowledge.tables import Column, Kind, Table

Row = dict[str, Any]


def read_table(table: Table, path: Path) -> list[Row]:
    """Typed rows of one file in file order; DataError lists every faulty cell."""
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
    rows: list[Row] = []
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
        rows.append(row)
    if problems:
        raise DataError(problems)
    return rows


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


def check_references(tables: Iterable[Table], rows: Mapping[str, Sequence[Row]], folder: Path) -> None:
    """Every `refers_to` cell names an existing key; DataError otherwise."""
    by_name = {table.name: table for table in tables}
    problems: list[Problem] = []
    for table in by_name.values():
        for column in table.columns:
            if column.refers_to is None:
                continue
            key = by_name[column.refers_to].key
            known = {row[key] for row in rows[column.refers_to]}
            for line, row in enumerate(rows[table.name], start=2):
                if row[column.name] is not None and row[column.name] not in known:
                    file = str(folder / f"{table.name}.csv")
                    problems.append(
                        Problem(
                            file, "unknown_reference", line, column.name, row[column.name], expected=column.refers_to
                        )
                    )
    if problems:
        raise DataError(problems)


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
