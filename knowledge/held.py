"""The rows that are held now, for a new file to be compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from knowledge import snapshot
from knowledge.errors import NotFound
from knowledge.frames import read_rows
from knowledge.provinces import read_packs
from knowledge.reference import Row, read_all
from knowledge.tables import TABLES
from knowledge.workbook_tables import WORKBOOK_TABLES


def held_rows(data: Path, built: Path) -> Mapping[str, Sequence[Row]]:
    """Rows by table name: those of the active snapshot, or of `data/` when none was built yet."""
    try:
        folder = snapshot.current(built)
    except NotFound:
        return read_all(data, read_packs(data / "provinces"))
    paths = ((table, folder / f"{table.name}.parquet") for table in (*TABLES, *WORKBOOK_TABLES))
    return {table.name: read_rows(table, path) for table, path in paths if path.exists()}
