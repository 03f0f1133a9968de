"""The data dictionary of `data/lexicon/columns.yaml`: what tables and columns are called, mean and are measured in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.errors import DataError, Problem


@dataclass(frozen=True, slots=True)
class Term:
    """One column: its label, meaning and unit; `unit_from` names the column that holds the row's own unit."""

    label: str
    description: str
    unit: str | None = None
    unit_from: str | None = None
    words: Mapping[str, str] = field(default_factory=dict[str, str])
    """What each stored code means."""

    @property
    def is_measured(self) -> bool:
        """True when the column holds a quantity."""
        return self.unit is not None or self.unit_from is not None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Column(_Strict):
    label: str
    description: str
    unit: str | None = None
    unit_from: str | None = None
    values: str | None = None


class _Table(_Strict):
    label: str
    description: str
    title: tuple[str, ...]
    group: str | None = None
    columns: Mapping[str, _Column] = {}


class _File(_Strict):
    tables: Mapping[str, _Table]
    columns: Mapping[str, _Column]
    values: Mapping[str, Mapping[str, str]]


class Dictionary:
    """Labels, meanings and units of every stored column."""

    def __init__(self, content: _File, words: Mapping[str, Mapping[str, str]]) -> None:
        self._content = content
        self._words = words

    @classmethod
    def load(cls, path: Path, *, provinces: Mapping[str, str]) -> Dictionary:
        """Read the file; `provinces` are the names of those served, by code.

        DataError when the file is malformed or names a list of values that is not there.
        """
        try:
            content = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (OSError, yaml.YAMLError, ValidationError) as error:
            raise DataError([Problem(str(path), "lexicon_malformed", value=str(error))]) from None
        words = {**content.values, "province": provinces}
        columns = [*content.columns.values(), *(c for table in content.tables.values() for c in table.columns.values())]
        unknown = sorted({column.values for column in columns if column.values and column.values not in words})
        if unknown:
            raise DataError([Problem(str(path), "lexicon_malformed", value=name) for name in unknown])
        return cls(content, words)

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables that are described."""
        return tuple(self._content.tables)

    def label(self, table: str) -> str:
        """What a table is called. KeyError for a table that is not described."""
        return self._content.tables[table].label

    def description(self, table: str) -> str:
        """What one row of a table is."""
        return self._content.tables[table].description

    def title(self, table: str) -> tuple[str, ...]:
        """Columns that name a record of the table to a reader."""
        return self._content.tables[table].title

    def group(self, table: str) -> str | None:
        """The column that records of the table are listed under: institution, employer, area."""
        return self._content.tables[table].group

    def term(self, table: str, column: str) -> Term:
        """The column as the table uses it. KeyError when it is not described."""
        entry = self._content.tables[table].columns.get(column) or self._content.columns[column]
        words: Mapping[str, str] = self._words[entry.values] if entry.values else {}
        return Term(entry.label, entry.description, entry.unit, entry.unit_from, words)

    def word(self, table: str, column: str, value: Any) -> str:
        """The word for a stored code; the value itself where it is no code."""
        return self.term(table, column).words.get(str(value), str(value))
