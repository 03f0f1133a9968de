"""Ids given to institutions that the reference tables do not hold; an id is never given twice.

`registry.csv` is an input of the snapshot: the same accepted files and the same registry give the same ids.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import DataError, Problem
from knowledge.provinces import SAMPLE_PREFIX
from knowledge.reference import Row
from knowledge.text import accented_key, nfc, syllables

_COLUMNS = ("institution_id", "name", "province", "first_import")
_ID = re.compile(r"[A-Z]{2}[0-9]{2,3}")
_LAST = 999
SAMPLE_STATUS = "mau"
"""`data_status` of a fictional row."""


@dataclass(frozen=True, slots=True)
class Named:
    """An institution as a file names it."""

    name: str
    province: str | None
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One id given, and the import that was accepted when it was given."""

    institution_id: str
    name: str
    province: str
    first_import: str


class Surroundings:
    """The institutions that need no id of the registry, and how ids begin in each province."""

    def __init__(self, institutions: Iterable[Row], prefixes: Mapping[str, str]) -> None:
        self.prefixes = prefixes
        self.ids: set[str] = set()
        self._by_name: dict[str, list[Row]] = {}
        for row in institutions:
            self.ids.add(row["institution_id"])
            self._by_name.setdefault(name_key(row["name"]), []).append(row)

    def id_of(self, institution: Named) -> str | None:
        """The id of the one institution of this name in its province, or of this name where no province is said.

        A fictional report may speak of a real institution; a real one is never taken for a fictional one.
        """
        named_so = self._by_name.get(name_key(institution.name), [])
        real = [row for row in named_so if not is_sample(row)]
        found = real or named_so if institution.sample else real
        here = [row for row in found if institution.province in {None, row["province"]}]
        return here[0]["institution_id"] if len(here) == 1 else None


class Registry:
    """The ids given so far, oldest first. Immutable."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = tuple(entries)
        self._by_name: dict[str, list[Entry]] = {}
        for entry in self.entries:
            self._by_name.setdefault(name_key(entry.name), []).append(entry)

    @classmethod
    def read(cls, path: Path) -> Registry:
        """Empty when the file is not there. DataError when a line is no entry or an id comes twice."""
        if not path.exists():
            return cls()
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        entries: dict[str, Entry] = {}
        for number, cells in enumerate(lines, start=2):
            key = cells.get("institution_id") or ""
            if not _ID.fullmatch(key) or key in entries or not cells.get("name"):
                raise DataError([Problem(str(path), "registry_damaged", row=number, value=key)])
            entries[key] = Entry(**{name: cells.get(name) or "" for name in _COLUMNS})
        return cls(entries.values())

    def text(self) -> str:
        """The file's content."""
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows([getattr(entry, name) for name in _COLUMNS] for entry in self.entries)
        return file.getvalue()

    def id_of(self, institution: Named) -> str | None:
        """The id given to a name in its province; a name without a province only when it was given once.

        What is fictional and what is not never share an id.
        """
        named_so = self._by_name.get(name_key(institution.name), [])
        found = [entry for entry in named_so if is_fictional(entry.institution_id) == institution.sample]
        here = [entry for entry in found if institution.province in {None, entry.province}]
        return here[0].institution_id if len(here) == 1 else None

    def with_ids(
        self, new: Iterable[Named], taken: Iterable[str], prefixes: Mapping[str, str], import_id: str
    ) -> Registry:
        """The registry with an id for each institution that has none and stands in one of the provinces.

        `taken` holds ids used elsewhere, `prefixes` the prefix of each province's ids; a fictional institution has XX.
        The number is the one after the highest ever given with the prefix. DataError when 999 was given.
        """
        registry = self
        for institution in new:
            prefix = prefixes.get(institution.province or "")
            if institution.province is None or prefix is None or registry.id_of(institution) is not None:
                continue
            used = {*taken, *(entry.institution_id for entry in registry.entries)}
            key = _next_id(SAMPLE_PREFIX if institution.sample else prefix, used)
            registry = Registry((*registry.entries, Entry(key, nfc(institution.name), institution.province, import_id)))
        return registry


def named(row: Row) -> Named:
    """The institution of a row of `institutions`."""
    return Named(row["name"], row["province"], sample=is_sample(row))


def is_sample(row: Row) -> bool:
    """Whether a row is fictional."""
    return row.get("data_status") == SAMPLE_STATUS or row.get("confidence") == "sample"


def is_fictional(institution_id: str | None) -> bool:
    """Whether an id is one of those given to fictional institutions."""
    return institution_id is not None and institution_id.startswith(SAMPLE_PREFIX)


def own_id(row: Row) -> str | None:
    """The id of an institution that reading the file found; not a fictional one's for a row that is not fictional."""
    key = row["institution_id"]
    return None if is_fictional(key) and not is_sample(row) else key


def name_key(name: str) -> str:
    """Equal for spellings that differ in case, spacing, punctuation or the placement of tone marks."""
    return " ".join(accented_key(syllable.text) for syllable in syllables(nfc(name)))


def _next_id(prefix: str, taken: Iterable[str]) -> str:
    highest = max((int(key[2:]) for key in taken if key[:2] == prefix), default=0)
    if highest == _LAST:
        raise DataError([Problem(prefix, "ids_used_up", value=prefix)])
    return f"{prefix}{highest + 1:02d}"
