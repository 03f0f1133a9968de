"""What `data/lexicon/workbooks.yaml` says, made ready for comparing: headers of each table, marks of a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict

from knowledge.workbooks.layout.spelling import Spelling, plain


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Marks = TypeVar("Marks", bound=BaseModel)


class FieldEntry(_Strict):
    """How the header of one field is written; see the head of the file."""

    headers: tuple[str, ...] = ()
    under: dict[str, tuple[str, ...]] = {}
    not_under: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    like: str | None = None
    kind: Literal["text", "figure"] = "text"
    rank: float = 1.0
    """How much the field says for its table."""
    written_once: bool = False


class TableEntry(_Strict):
    """One of the six tables. Of every list in `needs` at least one field must be there."""

    titles: tuple[str, ...]
    sheets: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    not_under: tuple[str, ...] = ()
    fields: dict[str, FieldEntry]


class TotalWords(_Strict):
    """Labels of sums: whole labels, and beginnings with the words that may follow them."""

    words: tuple[str, ...]
    begin: tuple[str, ...]
    then: tuple[str, ...]
    names: tuple[str, ...]
    indicator: tuple[str, ...]


class BeginWords(_Strict):
    """Lines that begin so; what `words` are is said beside them in the file."""

    begin: tuple[str, ...]
    words: tuple[str, ...] = ()


class PartWords(BeginWords):
    """Rows that are a part of the row above them, and lines that say how the rows below divide it."""

    divide: tuple[str, ...]


class LetterheadWords(_Strict):
    """Words of the lines above a table."""

    nation: tuple[str, ...]
    plan: tuple[str, ...]
    committee: tuple[str, ...]
    form: tuple[str, ...]
    issuer_label: tuple[str, ...]
    receiver_label: tuple[str, ...]
    unit_label: tuple[str, ...]
    number_label: tuple[str, ...]
    as_of: tuple[str, ...]
    sample: str
    province_label: tuple[str, ...]


class PersonalWords(_Strict):
    """Headers of columns with people's data, by kind, and first syllables of names."""

    headers: dict[str, tuple[str, ...]]
    beside_names: dict[str, tuple[str, ...]]
    surnames: tuple[str, ...]
    kinds: dict[str, str]
    """How a kind of personal data is called in a message."""


class _File(_Strict):
    abbreviations: dict[str, tuple[str, ...]]
    same: dict[str, str]
    fillers: tuple[str, ...]
    keep: tuple[str, ...]
    units: tuple[str, ...]
    whole: tuple[str, ...]
    of_which: tuple[str, ...]
    telling: tuple[str, ...]
    general: dict[str, FieldEntry]
    shared: dict[str, FieldEntry]
    tables: dict[str, TableEntry]
    totals: TotalWords
    signature: BeginWords
    notes: BeginWords
    parts: PartWords
    continued: tuple[str, ...]
    other_sheets: tuple[str, ...]
    period_words: tuple[str, ...]
    letterhead: LetterheadWords
    providers: dict[str, tuple[str, ...]]
    status: dict[str, tuple[str, ...]]
    personal: PersonalWords


@dataclass(frozen=True)
class FieldWords:
    """One field of one table; all texts are keys (`spelling.plain`)."""

    name: str
    headers: frozenset[str]
    under: Mapping[str, frozenset[str]]
    not_under: tuple[str, ...]
    of: frozenset[str]
    figure: bool
    rank: float
    written_once: bool


@dataclass(frozen=True)
class TableWords:
    """One table; `titles` and `sheets` are keys."""

    name: str
    titles: tuple[str, ...]
    sheets: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    fields: Mapping[str, FieldWords]

    @cached_property
    def by_header(self) -> Mapping[str, tuple[str, ...]]:
        """Key of a header → the fields it names."""
        found: dict[str, tuple[str, ...]] = {}
        for field in self.fields.values():
            for key in field.headers:
                found[key] = (*found.get(key, ()), field.name)
        return found


@dataclass(frozen=True)
class LayoutWords:
    """Everything the layout knows in words."""

    spelling: Spelling
    tables: Mapping[str, TableWords]
    whole: frozenset[str]
    of_which: frozenset[str]
    telling: tuple[str, ...]
    totals: TotalWords
    signature: BeginWords
    notes: BeginWords
    parts: PartWords
    continued: tuple[str, ...]
    other_sheets: tuple[str, ...]
    period_words: frozenset[str]
    letterhead: LetterheadWords
    providers: Mapping[str, tuple[str, ...]]
    status: Mapping[str, tuple[str, ...]]
    personal: PersonalWords

    @classmethod
    def load(cls, path: Path) -> LayoutWords:
        """From `data/lexicon/workbooks.yaml`; pydantic's ValidationError names what is malformed."""
        file = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        spelling = Spelling(file.abbreviations, file.same, fillers=file.fillers, keep=file.keep, units=file.units)
        return cls(
            spelling=spelling,
            tables={name: _table(name, entry, file, spelling) for name, entry in file.tables.items()},
            whole=_keys(file.whole, spelling),
            of_which=_keys(file.of_which, spelling),
            telling=tuple(spelling.keys(word)[0] for word in file.telling),
            totals=_folded(file.totals),
            signature=_folded(file.signature),
            notes=_folded(file.notes),
            parts=_folded(file.parts),
            continued=tuple(map(plain, file.continued)),
            other_sheets=tuple(map(plain, file.other_sheets)),
            period_words=frozenset(word for form in file.period_words for word in plain(form).split()),
            letterhead=_folded(file.letterhead),
            providers={code: tuple(map(plain, forms)) for code, forms in file.providers.items()},
            status={code: tuple(map(plain, forms)) for code, forms in file.status.items()},
            personal=PersonalWords(
                headers={kind: tuple(_keys(forms, spelling)) for kind, forms in file.personal.headers.items()},
                beside_names={
                    kind: tuple(_keys(forms, spelling)) for kind, forms in file.personal.beside_names.items()
                },
                surnames=tuple(map(plain, file.personal.surnames)),
                kinds=file.personal.kinds,
            ),
        )

    @cached_property
    def known_headers(self) -> frozenset[str]:
        """Every header of every table: what is one is not a slip for another."""
        return frozenset(key for table in self.tables.values() for key in table.by_header)

    @cached_property
    def header_words(self) -> frozenset[str]:
        """Every word that stands in some header."""
        return frozenset(word for key in self.known_headers for word in key.split())


def _table(name: str, entry: TableEntry, file: _File, spelling: Spelling) -> TableWords:
    fields: dict[str, FieldWords] = {}
    for field, own in (entry.fields | file.general).items():
        base = file.shared.get(own.like or field, FieldEntry()) if field not in file.general else FieldEntry()
        headers = (*base.headers, *own.headers)
        merged = base.model_copy(update=own.model_dump(exclude_unset=True))
        fields[field] = FieldWords(
            name=field,
            headers=_keys(headers, spelling),
            under={
                spelling.certain_keys(parent)[-1]: _keys(leaves, spelling)
                for parent, leaves in (base.under | own.under).items()
            },
            not_under=tuple(spelling.keys(parent)[0] for parent in (*entry.not_under, *own.not_under)),
            of=frozenset(own.of),
            figure=merged.kind == "figure",
            rank=merged.rank,
            written_once=merged.written_once,
        )
    return TableWords(name, tuple(map(plain, entry.titles)), tuple(map(plain, entry.sheets)), entry.needs, fields)


def _keys(forms: tuple[str, ...], spelling: Spelling) -> frozenset[str]:
    """Keys of the forms. A form with an ambiguous short form stands for itself only: "ĐT" is not "đào tạo" as well."""
    return frozenset(key for form in forms for key in spelling.certain_keys(form))


def _folded(entry: Marks) -> Marks:
    """The same words as keys."""
    update = {
        name: plain(value) if isinstance(value, str) else tuple(map(plain, value)) for name, value in entry if value
    }
    return entry.model_copy(update=update)
