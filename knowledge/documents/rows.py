"""Documents → rows of the table `sections`, which a snapshot holds and passages are made of.

Our own articles lie in `data/articles/`; a department's documents come through `python -m knowledge import` and the
archive. A text is only ever shown and cited: nothing in it is run or followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from knowledge.documents.document import Document, Section
from knowledge.documents.file_kind import is_document
from knowledge.documents.reader import read_document
from knowledge.errors import DataError, Problem, Severity
from knowledge.imports.registry import SAMPLE_STATUS
from knowledge.models import Confidence
from knowledge.provinces import Provinces
from knowledge.reference import Row
from knowledge.tables import ANCHOR, IMPORTED, PROVENANCE, Column, Kind, Table
from knowledge.text import fold
from knowledge.workbooks.result import ImportResult

__all__ = ["SECTIONS", "article_rows", "document_rows", "import_document", "is_document", "with_ids"]

SECTIONS = Table(
    "sections",
    "section_id",
    (
        Column("section_id", required=True),
        Column("document_id", required=True, pattern=r"[a-z0-9-]+"),
        Column("anchor", required=True, pattern=ANCHOR),
        Column("place", Kind.INTEGER, required=True, minimum=1),
        Column("label", required=True),
        Column("heading"),
        Column("trail", Kind.TEXTS),
        Column("text", required=True),
        Column("page", Kind.INTEGER, minimum=1),
        Column("title", required=True),
        Column("number"),
        Column("issuer"),
        Column("issued", Kind.DATE),
        Column("kind"),
        Column("province"),
        Column("asked", Kind.TEXTS),
        *PROVENANCE,
    ),
    imported=IMPORTED,
    identity=("document_id",),
)
"""One row a section that says something. A newer version of a document replaces all sections of the one before."""


def article_rows(folder: Path, lexicon: Path) -> list[Row]:
    """Rows of every article (.md) of `folder`, in file order; none when it is absent.

    DataError lists what is wrong in any of them.
    """
    rows: list[Row] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.md")):
        document = read_document(path, lexicon)
        problems += [problem for problem in document.problems if problem.severity is Severity.ERROR]
        if document.sections and not (document.issuer and document.issued and document.confidence):
            problems.append(Problem(path.name, "document_source_missing", row=1))
        problems += [
            Problem(path.name, "document_asked_unknown", row=1, value=anchor)
            for anchor in document.asked
            if document.section(anchor) is None
        ]
        rows += document_rows(document, confidence=document.confidence or Confidence.LOW)
    if problems:
        raise DataError(problems)
    return with_ids(rows)


def import_document(
    path: Path,
    lexicon: Path,
    *,
    province: str | None = None,
    provider: str | None = None,
    provinces: Provinces | None = None,
) -> ImportResult:
    """What the archive keeps of a document: its sections and problems. Nothing reaches an answer before `accept`.

    Without a `province` it is the one of `provinces` that the document's head names. People's data is left out; a
    document that says it is fictional is a sample.
    """
    document = read_document(path, lexicon, of_people=False)
    if province is None and provinces is not None:
        province = _province_of(document, provinces)
    confidence = Confidence.SAMPLE if document.sample else Confidence.MEDIUM
    rows = document_rows(document, confidence=confidence, province=province, provider=provider)
    tables = {SECTIONS.name: tuple(rows)} if rows else {}
    return ImportResult(path.name, tables, (), document.problems)


def document_rows(
    document: Document,
    *,
    import_id: str | None = None,
    confidence: Confidence = Confidence.MEDIUM,
    province: str | None = None,
    provider: str | None = None,
) -> list[Row]:
    """Rows of one document, with the columns of `SECTIONS.stored`; `section_id` is empty, see `with_ids`.

    `as_of` is the day it was signed; empty where it does not say, and the archive puts the day it was received. Left
    out: headings without words of their own, and who received and signed it. What a file says of its own confidence
    counts only for our articles, whose caller passes it on. A sample never has the id of a document that is none.
    """
    name = _hyphenated(document.number or Path(document.file).stem) or "x"
    shared: dict[str, Any] = dict.fromkeys(column.name for column in SECTIONS.stored)
    shared |= {
        "document_id": f"{SAMPLE_STATUS}-{name}" if confidence is Confidence.SAMPLE else name,
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "issued": document.issued,
        "kind": document.kind,
        "province": province,
        "provider": provider,
        "source": ", ".join(filter(None, (_name(document), document.issuer))),
        "source_document": document.number or document.title,
        "url": document.url,
        "as_of": document.issued,
        "confidence": confidence.value,
        "import_id": import_id,
        "import_flags": (),
    }
    return [
        {
            **shared,
            "anchor": section.anchor,
            "place": place,
            "label": section.label,
            "heading": section.heading or None,
            "trail": section.trail,
            "text": section.text,
            "page": section.page,
            "row_no": section.start,
            "asked": document.asked.get(section.anchor, ()),
        }
        for place, section in enumerate(_telling(document), start=1)
    ]


def with_ids(rows: Iterable[Row]) -> list[Row]:
    """Rows with their key, "<document>:<anchor>". A document that comes twice keeps the rows that come last."""
    listed = list(rows)
    last = {row["document_id"]: row["import_id"] for row in listed}
    return [
        {**row, "section_id": f"{row['document_id']}:{row['anchor']}"}
        for row in listed
        if last[row["document_id"]] == row["import_id"]
    ]


def _province_of(document: Document, provinces: Provinces) -> str | None:
    """The one province served that an organisation of the head is called after, now or before 2025-07-01."""
    head = " | ".join(" ".join(fold(name).split()) for name in document.organisations)
    found = {
        province.code
        for province in provinces
        for area in (province, *province.former)
        if re.search(rf"\b{re.escape(fold(area.name))}\b", head)
    }
    return found.pop() if len(found) == 1 else None


def _name(document: Document) -> str:
    """Title with the number where there is one: what a citation shows."""
    if document.number and document.number not in document.title:
        return f"{document.title} ({document.number})"
    return document.title


def _telling(document: Document) -> Iterator[Section]:
    """Sections with more than their own heading."""
    anchors = [section.anchor for section in document.sections]
    for section in document.sections:
        if re.fullmatch(r"noi-nhan(~\d+)?", section.anchor):
            continue
        lines = section.text.splitlines()
        bare = len(lines) == 1 and section.heading and lines[0].endswith(section.heading)
        has_below = any(anchor.startswith(f"{section.anchor}.") for anchor in anchors)
        if not (bare and (has_below or lines[0] == section.heading)):
            yield section


def _hyphenated(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", fold(text)))
