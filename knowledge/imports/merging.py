"""Accepted rows into the tables: institutions by name or id, each record with a key, later reports over earlier ones.

Rows never get in that name an institution or a province nobody knows, lack a required cell, or are fictional where no
samples are. A fictional row and one that is not stand side by side: neither replaces the other.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from knowledge.errors import DataError, Problem
from knowledge.imports.institutions import completed, newer, with_report
from knowledge.imports.registry import Named, Registry, Surroundings, is_sample, name_key, named, own_id
from knowledge.reference import Row
from knowledge.tables import INSTITUTIONS, Column, Table
from knowledge.text import accented_key, nfc

UNKNOWN_INSTITUTION = "institution_unknown"
"""Flag of a row whose institution is held nowhere."""

PROVINCE_MISSING = "province_missing"
"""Flag of a row of which nobody knows the province; a row without province and without the flag is national."""

_KEY_DIGITS = 12
_Own: TypeAlias = dict[tuple[str, bool], str]
"""Ids of the institutions of one report, by name and whether the row is fictional."""


@dataclass(frozen=True, slots=True)
class Report:
    """The rows of one file, and the day that stands for rows which say none."""

    import_id: str
    day: date
    rows: Mapping[str, Sequence[Row]]


@dataclass(slots=True)
class _Kept:
    """Rows of one identity: all of the latest report that has any."""

    import_id: str
    rows: list[Row] = field(default_factory=list[Row])


class Merging:
    """Reports laid over the rows held, one after the other."""

    def __init__(self, held: Mapping[str, Sequence[Row]], registry: Registry, *, samples: bool) -> None:
        self._held = held
        self._registry = registry
        self._samples = samples
        self._known = Surroundings(held[INSTITUTIONS.name], {})
        self._institutions: dict[str, Row] = {}
        self._kept: dict[str, dict[tuple[Any, ...], _Kept]] = {}
        self.left_out: Counter[str] = Counter()
        """Rows that did not get in, by table."""
        self.without_province = 0
        """Of them, new institutions without a province: no id could be given, so all their rows stay out."""
        self.rows_without_province: Counter[str] = Counter()
        """Of them, rows of which nobody knows the province, by table."""
        self._check_registry()

    def add(self, report: Report, tables: Iterable[Table]) -> None:
        """Lay one report over what is there. `tables`: those it may have, institutions first."""
        own: _Own = {}
        for table in tables:
            for row in report.rows.get(table.name, ()):
                if not self._samples and is_sample(row):
                    self.left_out[table.name] += 1
                elif table is INSTITUTIONS:
                    self._add_institution(row, report, own)
                else:
                    self._add_row(table, row, report, own)

    def tables(self, tables: Iterable[Table]) -> dict[str, list[Row]]:
        """Every table, held rows first. Rows of an institution that did not get in stay out with it."""
        merged = {name: list(rows) for name, rows in self._held.items()}
        merged[INSTITUTIONS.name] = self._merged_institutions()
        provinces = {row["institution_id"]: row["province"] for row in merged[INSTITUTIONS.name]}
        for table in tables:
            if table is INSTITUTIONS:
                continue
            target = merged.setdefault(table.name, [])
            keys = Counter[str]()
            for identity, kept in self._kept.get(table.name, {}).items():
                digest = _digest(identity)
                for row in kept.rows:
                    if "institution_id" in row and row["institution_id"] not in provinces:
                        self.left_out[table.name] += 1
                        continue
                    if row.get("province") is None and "institution_id" in row and "province" in row:
                        row["province"] = provinces[row["institution_id"]]
                    keys[digest] += 1
                    number = f"-{keys[digest]}" if keys[digest] > 1 else ""
                    row[table.key] = f"{table.key.removesuffix('_id')}-{digest}{number}"
                    target.append(row)
        return merged

    def _add_institution(self, row: Row, report: Report, own: _Own) -> None:
        who = named(row)
        key = own_id(row) or self._known.id_of(who) or self._registry.id_of(who)
        if key is None:
            self.left_out[INSTITUTIONS.name] += 1
            self.without_province += who.province is None
            return
        own.setdefault((name_key(row["name"]), who.sample), key)
        there = self._institutions.get(key)
        told = completed(_provenance({**row, "institution_id": key, "import_id": report.import_id}, report))
        self._institutions[key] = newer(there, told) if there else told

    def _add_row(self, table: Table, row: Row, report: Report, own: _Own) -> None:
        added = _provenance({**row, "import_id": report.import_id}, report)
        flags = row.get("import_flags") or ()
        if PROVINCE_MISSING in flags:
            self.left_out[table.name] += 1
            self.rows_without_province[table.name] += 1
            return
        if "institution_id" in row:
            added["institution_id"] = self._institution_of(row, own)
            if added["institution_id"] is None or UNKNOWN_INSTITUTION in flags:
                self.left_out[table.name] += 1
                return
        if not _complete(table.stored, added, besides=table.key):
            self.left_out[table.name] += 1
            return
        there = self._kept.setdefault(table.name, {})
        identity = _identity(table, added)
        if identity not in there or there[identity].import_id != report.import_id:
            there[identity] = _Kept(report.import_id)
        there[identity].rows.append(added)

    def _institution_of(self, row: Row, own: _Own) -> str | None:
        """The row's institution; a row that is not fictional has a fictional one only where no other is called so."""
        if (key := own_id(row)) is not None:
            return key
        name, sample = row["institution_name"] or "", is_sample(row)
        who = Named(name, None, sample=sample)
        found = own.get((name_key(name), sample))
        if found is None and row["institution_id"]:
            found = self._known.id_of(who) or self._registry.id_of(who)
        return found or row["institution_id"] or own.get((name_key(name), not sample))

    def _merged_institutions(self) -> list[Row]:
        merged = {row["institution_id"]: row for row in self._held[INSTITUTIONS.name]}
        for key, row in self._institutions.items():
            if key in merged:
                merged[key] = with_report(merged[key], row)
            elif _complete(INSTITUTIONS.columns, row):
                merged[key] = row
            else:
                self.left_out[INSTITUTIONS.name] += 1
        return list(merged.values())

    def _check_registry(self) -> None:
        """An id of the registry belongs to the institution it was given to, also in the reference tables."""
        names = {row["institution_id"]: row["name"] for row in self._held[INSTITUTIONS.name]}
        problems = [
            Problem("registry.csv", "registry_conflict", value=entry.institution_id, expected=entry.name)
            for entry in self._registry.entries
            if name_key(names.get(entry.institution_id, entry.name)) != name_key(entry.name)
        ]
        if problems:
            raise DataError(problems)


def _provenance(row: Row, report: Report) -> Row:
    return {
        **row,
        "source": row["source"] or row.get("source_document"),
        "as_of": row["as_of"] or report.day,
        "confidence": "sample" if is_sample(row) else row["confidence"] or "medium",
    }


def _complete(columns: Sequence[Column], row: Row, besides: str = "") -> bool:
    return all(row[column.name] is not None for column in columns if column.required and column.name != besides)


def _identity(table: Table, row: Row) -> tuple[Any, ...]:
    """What the record is, who says it, and that it is fictional."""
    values = [row[name] for name in table.identity or (table.key,)]
    plain = (_plain(value) if isinstance(value, str) else value for value in values)
    return (*plain, row.get("provider"), *(("sample",) if is_sample(row) else ()))


@lru_cache(maxsize=65536)
def _plain(text: str) -> str:
    """One spelling for what differs in case, spacing or the placement of tone marks."""
    return " ".join(accented_key(word) for word in nfc(text).split())


def _digest(identity: tuple[Any, ...]) -> str:
    """Of what the record is and who says it: the next report of the same thing gets the same key."""
    told = "\x1f".join(map(str, identity))
    return hashlib.sha256(told.encode()).hexdigest()[:_KEY_DIGITS]
