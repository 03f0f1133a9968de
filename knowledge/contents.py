"""What goes into a snapshot: reference rows, workbooks, policies, names and passages, checked together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from knowledge.asked import Asked, read_asked
from knowledge.asked.examples import FOLDER as ASKED
from knowledge.corpus import training_texts
from knowledge.dangers import Examples, read_examples
from knowledge.dangers.examples import FOLDER as DANGERS
from knowledge.dangers.examples import kinds_of
from knowledge.documents.rows import SECTIONS, article_rows, with_ids
from knowledge.errors import DataError, Problem
from knowledge.frames import schema_of
from knowledge.imports.archive import IMPORT_TABLES, Archive
from knowledge.imports.merging import Merging, Report
from knowledge.imports.registry import Surroundings
from knowledge.imports.samples import with_samples
from knowledge.models import Passage
from knowledge.names import all_names
from knowledge.passages import all_passages
from knowledge.places import all_places
from knowledge.policies.book import book_to_json, load_book
from knowledge.provinces import Pack, leave_out_unserved, provinces_of, provinces_to_json, read_packs
from knowledge.questions import CheckQuestion, read_questions
from knowledge.reference import Row, read_all
from knowledge.tables import INSTITUTIONS, TABLES
from knowledge.text import Teencode
from knowledge.unheld import Lessons, read_lessons
from knowledge.workbook_tables import WORKBOOK_TABLES

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
    "levels": pl.List(pl.String),
    "topic": pl.String,
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a table's keeper should know that stops nothing; `code` names its sentence."""

    code: str
    table: str
    count: int


@dataclass(frozen=True, slots=True)
class Contents:
    """Rows and column types of every table, the policies, and what the gazetteer and the search need."""

    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    schemas: Mapping[str, Mapping[str, Any]]
    book: Mapping[str, Any]
    lexicon: Mapping[str, Any]
    teencode: Path
    remarks: tuple[Remark, ...]
    provinces: Sequence[Mapping[str, Any]]
    passages: Sequence[Passage]
    checks: Sequence[CheckQuestion]
    texts: Sequence[str]
    """Vietnamese of our own that the restorer is trained from."""
    dangers: Examples
    """Messages that the model of dangers is learnt from."""
    asked: Asked
    """Messages that the model of what is asked of support is learnt from."""
    lessons: Lessons = field(default_factory=Lessons)
    """Questions that the model of doubt is learnt from."""


def collect(data: Path, *, samples: bool) -> Contents:
    """Read and check everything below `data`. DataError lists every fault of the first stage that has any."""
    packs = read_packs(data / "provinces")
    provinces = provinces_of(packs)
    lexicon = _lexicon(data / "lexicon")
    book = load_book(data / "policies")
    held = read_reference(data, packs, samples=samples)
    archive = Archive(data / "imports")
    fictional: list[Remark] = []
    if samples:
        laid_over = with_samples(data, held, provinces, archive.registry(), IMPORT_TABLES)
        held = laid_over.tables(IMPORT_TABLES)
        fictional = _left_out(laid_over)
    merging = _with_imports(archive, held, samples=samples)
    rows = merging.tables(IMPORT_TABLES)
    written = article_rows(data / "articles", data / "lexicon")
    rows[SECTIONS.name] = with_ids([*written, *rows.get(SECTIONS.name, ())])
    unserved = leave_out_unserved(rows, provinces)
    places = [_as_row(place, _PLACES) for place in all_places(provinces)]
    passages = all_passages(rows, book, lexicon)
    questions = read_questions(data / "questions", passages)
    passages = questions.asked_of(passages)
    names = all_names(rows, places, lexicon)
    tables: dict[str, Sequence[Mapping[str, Any]]] = dict(rows)
    tables["places"] = places
    tables["names"] = [_as_row(name, _NAMES) for name in names]
    tables["passages"] = [_as_row(passage, _PASSAGES) for passage in passages]
    schemas: dict[str, Mapping[str, Any]] = {
        table.name: schema_of(table) for table in (*TABLES, *WORKBOOK_TABLES, SECTIONS) if table.name in rows
    }
    schemas |= {"places": _PLACES, "names": _NAMES, "passages": _PASSAGES}
    return Contents(
        tables=tables,
        schemas=schemas,
        book=book_to_json(book),
        lexicon=lexicon,
        teencode=data / "lexicon" / "teencode.tsv",
        remarks=(
            *_nameless(rows),
            *(Remark("province_not_served", name, count) for name, count in sorted(unserved.items())),
            *fictional,
            *_left_out(merging),
            *([Remark("questions_left_out", "questions", questions.left_out)] if questions.left_out else []),
        ),
        provinces=provinces_to_json(provinces),
        passages=passages,
        checks=questions.checks,
        texts=training_texts(data, _passage_texts(passages), (name.form for name in names)),
        dangers=read_examples(data / DANGERS, kinds_of(data / "lexicon")),
        asked=read_asked(data / ASKED),
        lessons=read_lessons(data, questions),
    )


def read_reference(data: Path, packs: Sequence[Pack], *, samples: bool = True) -> dict[str, list[Row]]:
    """Rows of `data/reference/` and of the packs by table name, without the fictional ones where no samples are."""
    return {
        name: [row for row in table if samples or row["confidence"] != "sample"]
        for name, table in read_all(data, packs).items()
    }


def known_institutions(data: Path) -> Surroundings:
    """The institutions that need no id of the registry: of the reference tables and of the samples."""
    packs = read_packs(data / "provinces")
    provinces = provinces_of(packs)
    registry = Archive(data / "imports").registry()
    held = with_samples(data, read_reference(data, packs), provinces, registry, IMPORT_TABLES).tables(IMPORT_TABLES)
    prefixes = {one.code: one.institution_prefixes[0] for one in provinces}
    return Surroundings(held[INSTITUTIONS.name], prefixes)


def _with_imports(archive: Archive, held: Mapping[str, Sequence[Row]], *, samples: bool) -> Merging:
    """The rows held with the accepted imports laid over them in the order of acceptance."""
    merging = Merging(held, archive.registry(), samples=samples)
    for one in archive.accepted():
        merging.add(Report(one.id, one.day, archive.rows(one)), IMPORT_TABLES)
    return merging


def _left_out(merging: Merging) -> list[Remark]:
    """What was accepted and is not in use all the same."""
    remarks = [Remark("rows_left_out", name, count) for name, count in sorted(merging.left_out.items())]
    remarks += [Remark("rows_without_province", *found) for found in sorted(merging.rows_without_province.items())]
    if merging.without_province:
        remarks.append(Remark("institutions_without_province", INSTITUTIONS.name, merging.without_province))
    return remarks


def _lexicon(folder: Path) -> dict[str, Any]:
    """The terms, and what people look for beyond them; the files share no key."""
    found: dict[str, Any] = {}
    try:
        Teencode.load(folder / "teencode.tsv")
        for name in ("terms.yaml", "finding.yaml", "market.yaml", "answers.yaml"):
            found |= yaml.safe_load((folder / name).read_text(encoding="utf-8"))
        return found
    except (yaml.YAMLError, ValueError) as error:
        raise DataError([Problem(str(folder), "lexicon_malformed", value=str(error))]) from None


def _nameless(rows: Mapping[str, Sequence[Row]]) -> list[Remark]:
    """Rows without a source answer nothing; they only help to recognise names."""
    counts = {
        name: sum(not row.get("source") and not row.get("url") for row in table_rows)
        for name, table_rows in sorted(rows.items())
    }
    return [Remark("nameless_rows", name, count) for name, count in counts.items() if count]


def _as_row(record: Any, columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in columns}


def _passage_texts(passages: Sequence[Passage]) -> Iterator[str]:
    for passage in passages:
        yield from (passage.title, *passage.variants, passage.body)
