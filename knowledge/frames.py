"""Rows of a table ↔ Parquet with the column types of its definition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from knowledge.reference import Row
from knowledge.tables import Kind, Table

_TYPES: Mapping[Kind, Any] = {
    Kind.TEXT: pl.String,
    Kind.TEXTS: pl.List(pl.String),
    Kind.INTEGER: pl.Int64,
    Kind.NUMBER: pl.Float64,
    Kind.DATE: pl.Date,
    Kind.FLAG: pl.Boolean,
}


def schema_of(table: Table) -> dict[str, Any]:
    """Polars type of each stored column, in order."""
    return {column.name: _TYPES[column.kind] for column in table.stored}


def write_rows(rows: Sequence[Mapping[str, Any]], schema: Mapping[str, Any], path: Path) -> None:
    """One Parquet file; equal rows give equal bytes. A key that the schema lacks is left out. OSError when it cannot.

    Written through memory, so that a full disk is an OSError like any other.
    """
    frame = pl.DataFrame([[row.get(name) for name in schema] for row in rows], schema=dict(schema), orient="row")
    buffer = BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    path.write_bytes(buffer.getbuffer())


def read_rows(table: Table, path: Path) -> list[Row]:
    """Rows as they were written: lists as tuples, an empty list as ()."""
    lists = [column.name for column in table.stored if column.kind is Kind.TEXTS]
    rows = pl.read_parquet(path).to_dicts()
    for row in rows:
        for name in lists:
            row[name] = tuple(row.get(name) or ())
    return rows
