"""What goes into a snapshot: reference rows, workbooks, policies, names and passages, checked together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from knowledge.documents.rows import SECTIONS, article_rows, with_ids
from knowledge.errors import DataError, Problem
from knowledge.models import Passage
from knowledge.names import all_names
from knowledge.passages import all_passages
from knowledge.places import all_places, province_codes
from knowledge.policies.book import PolicyBook, load_book
from knowledge.provinces import leave_out_unserved, provinces_of, provinces_to_json, read_packs
from knowledge.reference import Row, read_all
from knowledge.retrieval.lexical import passage_words
from knowledge.tables import TABLES, Kind, Table
from knowledge.text import Teencode
from knowledge.workbook_tables import WORKBOOK_TABLES
from knowledge.workbooks.template import import_template

_TYPES: Mapping[Kind, Any] = {
    Kind.TEXT: pl.String,
    Kind.TEXTS: pl.List(pl.String),
    Kind.INTEGER: pl.Int64,
    Kind.NUMBER: pl.Float64,
    Kind.DATE: pl.Date,
    Kind.FLAG: pl.Boolean,
}
_NAMES = {"kind": pl.String, "id": pl.String, "form": pl.String, "label": pl.String}
_PLACES = {
    "form": pl.String,
    "kind": pl.String,
    "label": pl.String,
    "province": pl.String,
    "province_name": pl.String,
    "current": pl.Boolean,
}
_PASSAGES = {
    "id": pl.String,
    "record_kind": pl.String,
    "record_id": pl.String,
    "title": pl.String,
    "body": pl.String,
    "province": pl.String,
    "variants": pl.List(pl.String),
    "words": pl.List(pl.String),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a table's keeper should know that stops nothing; `code` names its sentence."""

    code: str
    table: str
    count: int


@dataclass(frozen=True, slots=True)
class Contents:
    """Rows and column types of every table, the policies, and what the gazetteer needs."""

    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    schemas: Mapping[str, Mapping[str, Any]]
    book: Mapping[str, Any]
    lexicon: Mapping[str, Any]
    teencode: Path
    remarks: tuple[Remark, ...]
    provinces: Sequence[Mapping[str, Any]]


def collect(data: Path, *, samples: bool) -> Contents:
    """Read and check everything below `data`. DataError lists every fault of the first stage that has any."""
    packs = read_packs(data / "provinces")
    provinces = provinces_of(packs)
    rows = {
        name: [row for row in table if samples or row["confidence"] != "sample"]
        for name, table in read_all(data, packs).items()
    }
    lexicon, teencode = _lexicon(data / "lexicon")
    book = load_book(data / "policies")
    for workbook in _workbooks(data, samples=samples):
        imported = import_template(workbook, data / "lexicon" / "template.yaml", rows, province_codes(provinces))
        for name, added in imported.items():
            kept = [row for row in added if samples or row["confidence"] != "sample"]
            rows.setdefault(name, []).extend(kept)
    written = article_rows(data / "articles", data / "lexicon")
    rows[SECTIONS.name] = with_ids([*written, *rows.get(SECTIONS.name, ())])
    unserved = leave_out_unserved(rows, provinces)
    places = [_as_row(place, _PLACES) for place in all_places(provinces)]
    passages = all_passages(rows, book)
    tables: dict[str, Sequence[Mapping[str, Any]]] = dict(rows)
    tables["places"] = places
    tables["names"] = [_as_row(name, _NAMES) for name in all_names(rows, places, lexicon)]
    tables["passages"] = [_passage_row(passage, teencode) for passage in passages]
    schemas: dict[str, Mapping[str, Any]] = {
        table.name: _schema(table) for table in (*TABLES, *WORKBOOK_TABLES, SECTIONS) if table.name in rows
    }
    schemas |= {"places": _PLACES, "names": _NAMES, "passages": _PASSAGES}
    return Contents(
        tables=tables,
        schemas=schemas,
        book=_dump(book),
        lexicon=lexicon,
        teencode=data / "lexicon" / "teencode.tsv",
        remarks=(
            *_nameless(rows),
            *(Remark("province_not_served", name, count) for name, count in sorted(unserved.items())),
        ),
        provinces=provinces_to_json(provinces),
    )


def _workbooks(data: Path, *, samples: bool) -> list[Path]:
    """Reports received, then the fictional ones. Excel keeps a "~$" file beside a workbook that is open."""
    received = [path for path in sorted((data / "imports").glob("*.xlsx")) if not path.name.startswith(("~", "."))]
    return received + (sorted((data / "sample").glob("*_20*.xlsx")) if samples else [])


def _lexicon(folder: Path) -> tuple[dict[str, Any], Teencode]:
    path = folder / "terms.yaml"
    try:
        lexicon = yaml.safe_load(path.read_text(encoding="utf-8"))
        return lexicon, Teencode.load(folder / "teencode.tsv")
    except (yaml.YAMLError, ValueError) as error:
        raise DataError([Problem(str(folder), "lexicon_malformed", value=str(error))]) from None


def _nameless(rows: Mapping[str, Sequence[Row]]) -> list[Remark]:
    """Rows without a source answer nothing; they only help to recognise names."""
    counts = {
        name: sum(not row.get("source") and not row.get("url") for row in table_rows)
        for name, table_rows in sorted(rows.items())
    }
    return [Remark("nameless_rows", name, count) for name, count in counts.items() if count]


def _schema(table: Table) -> dict[str, Any]:
    return {column.name: _TYPES[column.kind] for column in table.stored}


def _as_row(record: Any, columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in columns}


def _passage_row(passage: Passage, teencode: Teencode) -> dict[str, Any]:
    row = {name: getattr(passage, name) for name in _PASSAGES if name != "words"}
    return {**row, "words": passage_words(passage, teencode)}


def _dump(book: PolicyBook) -> dict[str, Any]:
    return {
        "facts": [{"name": name, **fact.model_dump(mode="json")} for name, fact in book.facts.items()],
        "policies": [policy.model_dump(mode="json") for policy in book.policies],
        "parameters": [parameter.model_dump(mode="json") for parameter in book.parameters],
    }
