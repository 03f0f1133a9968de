"""Offers of a snapshot: filtered by numbers, made into records when they are asked for.

A hundred thousand records would take seconds to make at the start; a query needs few of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from knowledge import records
from knowledge.models import Confidence, Institution, Programme

_ABSENT = -1
_FILTERS = ("occupation_id", "level", "institution_id", "entry_level", "province")


class Offers:
    """The offers that may answer, sourced ones before fictional samples, then by province and id."""

    def __init__(self, path: Path, institutions: Mapping[str, Institution], *, samples: bool) -> None:
        """Read `programmes.parquet`. An offer of an institution that is not among `institutions` is left out."""
        self._institutions = institutions
        provinces = {one.id: one.province for one in institutions.values()}
        known = pl.DataFrame(
            {"institution_id": list(provinces), "province": list(provinces.values())},
            schema={"institution_id": pl.String, "province": pl.String},
        )
        table = pl.read_parquet(path, columns=list(records.PROGRAMME_COLUMNS)).join(
            known, on="institution_id", how="inner"
        )
        named = pl.col("source").fill_null("").ne("") | pl.col("url").fill_null("").ne("")
        table = table.filter(named & pl.col("confidence").ne(Confidence.LOW.value))
        sample = pl.col("confidence").eq(Confidence.SAMPLE.value)
        if not samples:
            table = table.filter(~sample)
        self._table = table.sort([sample, pl.col("province"), pl.col("programme_id")])
        self._codes: dict[str, dict[str, int]] = {}
        self._columns: dict[str, Any] = {}
        for name in _FILTERS:
            self._codes[name], self._columns[name] = _numbered(self._table[name])
        self._made: dict[int, Programme] = {}

    def find(
        self,
        *,
        occupation: str | None,
        province: str | None,
        level: str | None,
        institution: str | None,
        entry_level: str | None,
    ) -> list[Programme]:
        """Offers that fit every filter given; one without an entry level fits each."""
        keep = np.ones(self._table.height, dtype=np.bool_)
        wanted = (
            ("occupation_id", occupation),
            ("province", province),
            ("level", level),
            ("institution_id", institution),
        )
        for name, value in wanted:
            if value is not None:
                keep &= self._columns[name] == self._codes[name].get(value, len(self._codes[name]))
        if entry_level is not None:
            column = self._columns["entry_level"]
            keep &= (column == _ABSENT) | (column == self._codes["entry_level"].get(entry_level, _ABSENT))
        places: list[int] = np.flatnonzero(keep).tolist()
        new = [place for place in places if place not in self._made]
        if new:
            # Column by column: taking rows of the whole table costs more than making the records.
            columns = [self._table[name].gather(new).to_list() for name in records.PROGRAMME_COLUMNS]
            for place, cells in zip(new, zip(*columns, strict=True), strict=True):
                row: dict[str, Any] = dict(zip(records.PROGRAMME_COLUMNS, cells, strict=True))
                self._made[place] = records.programme(row, self._institutions)
        return [self._made[place] for place in places]


def _numbered(column: pl.Series) -> tuple[dict[str, int], Any]:
    """Number of each value, and the column in those numbers; an empty cell is -1."""
    values = column.drop_nulls().unique(maintain_order=True)
    codes = {str(value): number for number, value in enumerate(values)}
    numbers = column.replace_strict(values, range(len(values)), default=None, return_dtype=pl.Int32)
    return codes, numbers.fill_null(_ABSENT).to_numpy()
