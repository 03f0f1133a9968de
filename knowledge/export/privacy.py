"""What does not leave the house: people's numbers and names, unverified contacts, counts small enough to point at one.

Each function takes and gives one row; what was kept back is told by a mark in the column `export_marks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.errors import DataError, Problem
from knowledge.reference import Row
from knowledge.tables import Kind, Table
from knowledge.text import fold, nfc

MARKS = "export_marks"
SMALL, PERSONAL, LOW, SAMPLE = "small_count_hidden", "personal_hidden", "low_confidence", "sample"

_SENSITIVE_COUNTS = ("enrolled_ethnic", "enrolled_disabled")
_FIGURES = ("value", "value_max", "value_prev", "change_abs", "change_pct")
_CONTACTS = ("phone", "email")
_CODES = frozenset({"phone", "email", "website", "url", "tax_code", "school_code", "period"})
"""Columns of their own rules, or whose digits are no person's number."""

_PHONE = r"(?<![\d.,])(?:\+?84|0)(?:[ .-]?\d){9,10}(?![\d.,]\d)(?!\d)"
_PAPER = r"(?<![\d.,])\d{12}(?!\d)"
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_PERSONAL = re.compile(f"{_PHONE}|{_PAPER}|{_MAIL}")
_TAX_CODE = re.compile(r"\d{10}(-?\d{3})?")


class _Lexicon(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    small_count: int
    sensitive_breakdowns: tuple[str, ...]
    people_units: tuple[str, ...]
    personal_employer_types: tuple[str, ...]
    personal_employer_beginnings: tuple[str, ...]
    hidden: str


@dataclass(frozen=True, slots=True)
class Privacy:
    """The words of `data/lexicon/export.yaml`, folded; `groups` are names of ethnic groups."""

    lexicon: _Lexicon
    breakdowns: tuple[str, ...]
    beginnings: re.Pattern[str]
    groups: frozenset[str] = frozenset()

    @classmethod
    def load(cls, path: Path) -> Privacy:
        """DataError when the file is malformed."""
        try:
            lexicon = _Lexicon.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (OSError, yaml.YAMLError, ValidationError) as error:
            raise DataError([Problem(str(path), "lexicon_malformed", value=str(error))]) from None
        beginnings = "|".join(re.escape(_folded(word)) for word in lexicon.personal_employer_beginnings)
        return cls(lexicon, tuple(map(_folded, lexicon.sensitive_breakdowns)), re.compile(rf"(?:{beginnings})\b"))

    def knowing(self, ethnic_groups: Iterable[Row]) -> Privacy:
        """With the names of ethnic groups, which a breakdown may give without the word for it."""
        names = (name for row in ethnic_groups for name in (row["name"], *(row["other_names"] or ())))
        return replace(self, groups=frozenset(map(_folded, names)))

    def public(self, table: Table, row: Row) -> Row:
        """The row as it may be given away, marks included; the row given is not touched."""
        public: Row = {column.name: row.get(column.name) for column in table.stored}
        marks: list[str] = []
        if row.get("confidence") == "sample" or row.get("data_status") == "mau":
            marks.append(SAMPLE)
        elif row.get("confidence") == "low" or not (row.get("source") or row.get("url")):
            marks.append(LOW)
        if self._hide_small(public):
            marks.append(SMALL)
        hidden = [self._hide_contacts(public), self._hide_employer(public), self._hide_numbers(table, public)]
        if any(hidden):
            marks.append(PERSONAL)
        return public | {MARKS: tuple(marks)}

    def _hide_small(self, row: Row) -> bool:
        small = [name for name in _SENSITIVE_COUNTS if self._is_small(row.get(name))]
        breakdown = _folded(row.get("breakdown") or "")
        if row.get("unit") in self.lexicon.people_units and self._is_sensitive(breakdown):
            figures = [row.get(name) for name in ("value", "value_max", "value_prev")]
            if any(map(self._is_small, figures)):
                # One figure with the change would give the other away.
                small += [name for name in _FIGURES if row.get(name) is not None]
        for name in small:
            row[name] = None
        return bool(small)

    def _is_small(self, value: float | None) -> bool:
        return value is not None and value < self.lexicon.small_count

    def _is_sensitive(self, breakdown: str) -> bool:
        return breakdown in self.groups or any(word in breakdown for word in self.breakdowns)

    def _hide_contacts(self, row: Row) -> bool:
        if "contact_confidence" not in row or row["contact_confidence"] in {"high", "medium"}:
            return False
        unverified = [name for name in _CONTACTS if row.get(name)]
        for name in unverified:
            row[name] = None
        return bool(unverified)

    def _hide_employer(self, row: Row) -> bool:
        if not row.get("employer"):
            return False
        tax_code = row.get("tax_code")
        personal = row.get("employer_type") in self.lexicon.personal_employer_types or self.beginnings.match(
            _folded(row["employer"])
        )
        if personal:
            row["employer"] = self.lexicon.hidden
        if tax_code and (personal or not _TAX_CODE.fullmatch(tax_code)):
            row["tax_code"] = None
            return True
        return bool(personal)

    def _hide_numbers(self, table: Table, row: Row) -> bool:
        """Telephone numbers, papers and addresses of people inside running text."""
        found = False
        for column in table.stored:
            value = row[column.name]
            if not value or column.name in _CODES or column.pattern or column.name.endswith("_id"):
                continue
            if column.kind is Kind.TEXT:
                row[column.name] = self._masked(str(value))
            elif column.kind is Kind.TEXTS:
                row[column.name] = tuple(map(self._masked, cast("Iterable[str]", value)))
            else:
                continue
            found |= row[column.name] != (value if column.kind is Kind.TEXT else tuple(cast("Iterable[str]", value)))
        return found

    def _masked(self, text: str) -> str:
        return _PERSONAL.sub(self.lexicon.hidden, text)


def is_sample(row: Mapping[str, Any]) -> bool:
    """True for a fictional row."""
    return row.get("confidence") == "sample" or row.get("data_status") == "mau"


def _folded(text: str) -> str:
    return " ".join(fold(nfc(text)).split())
