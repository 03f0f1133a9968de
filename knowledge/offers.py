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


class _Column:
    """A column as the number of its value in each row; few values stand in many rows. An empty cell is -1."""

    def __init__(self, column: pl.Series) -> None:
        values = column.drop_nulls().unique(maintain_order=True)
        numbers = column.replace_strict(values, range(len(values)), default=None, return_dtype=pl.Int32)
        self.numbers: Any = numbers.fill_null(_ABSENT).to_numpy()
        self._values: list[Any] = [*values.to_list(), None]
        self._number_of: dict[Any, int] | None = None

    def equal(self, value: str) -> Any:
        """In which rows the value stands, as an array of booleans."""
        if self._number_of is None:
            self._number_of = {value: number for number, value in enumerate(self._values)}
        return self.numbers == self._number_of.get(value, len(self._values))

    def cells(self, places: Any) -> list[Any]:
        """The values of some rows."""
        return [self._values[number] for number in self.numbers[places].tolist()]


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
        table = table.sort([sample, pl.col("province"), pl.col("programme_id")])
        self._count = table.height
        self._columns = {name: _Column(table[name]) for name in table.columns}
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
        keep = np.ones(self._count, dtype=np.bool_)
        wanted = (
            ("occupation_id", occupation),
            ("province", province),
            ("level", level),
            ("institution_id", institution),
        )
        for name, value in wanted:
            if value is not None:
                keep &= self._columns[name].equal(value)
        if entry_level is not None:
            column = self._columns["entry_level"]
            keep &= (column.numbers == _ABSENT) | column.equal(entry_level)
        places: list[int] = np.flatnonzero(keep).tolist()
        new = [place for place in places if place not in self._made]
        if new:
            columns = [self._columns[name].cells(new) for name in records.PROGRAMME_COLUMNS]
            row: dict[str, Any] = {}
            for place, cells in zip(new, zip(*columns, strict=True), strict=True):
                row.update(zip(records.PROGRAMME_COLUMNS, cells, strict=True))
                self._made[place] = records.programme(row, self._institutions)
        return [self._made[place] for place in places]
