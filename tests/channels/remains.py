"""Looks for what should be gone: in every row of every SQLite file, and in the bytes of every file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path


def rows_with(folder: Path, needles: Iterable[str]) -> list[str]:
    """`file.table` of each row in `folder` that holds one of the strings in any column."""
    found: list[str] = []
    for file in sorted(folder.rglob("*.db")):
        with closing(sqlite3.connect(file, timeout=10)) as connection:
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            assert tables, f"{file} has no table"
            for table in tables:
                for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
                    text = "\n".join(str(value) for value in row)
                    found += [f"{file.name}.{table}: {needle}" for needle in needles if needle in text]
    return found


def bytes_with(folder: Path, needles: Iterable[str]) -> list[str]:
    """Files under `folder` that hold one of the strings anywhere: free pages and write-ahead logs too."""
    found: list[str] = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        found += [f"{file.name}: {needle}" for needle in needles if needle.encode() in content]
    return found
