"""Documents → rows of the table `sections`, which a snapshot holds and passages are made of.

Our own articles lie in `data/articles/`; a department's documents come through `python -m knowledge import`. A text is
only ever shown and cited: nothing in it is run or followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from knowledge.documents.document import Document, Section
from knowledge.documents.reader import read_document
from knowledge.errors import DataError, Problem, Severity
from knowledge.models import Confidence
from knowledge.reference import Row
from knowledge.tables import PROVENANCE, Area, Column, Kind, Table
from knowledge.text import fold

ANCHOR = r"[0-9A-Za-z\u0103\u00e2\u0111\u00ea\u00f4\u01a1\u01b0~.-]+"

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
        Column("province", pattern=r"[0-9]{2}", area=Area.NOW),
        Column("asked", Kind.TEXTS),
        *PROVENANCE,
        Column("import_id"),
    ),
)
"""One row a section that says something; `source` names the document with its issuer."""


def article_rows(folder: Path, lexicon: Path) -> list[Row]:
    """Rows of every article below `folder`, in file order. DataError lists what is wrong in any of them."""
    rows: list[Row] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.md")):
        document = read_document(path, lexicon)
        problems += [problem for problem in document.problems if problem.severity is Severity.ERROR]
        if document.sections and not (document.issuer and document.issued and document.confidence):
            problems.append(Problem(path.name, "document_source_missing", row=1))
        elif document.sections:
            as_of = document.issued or date.min
            rows += document_rows(document, None, as_of=as_of, confidence=document.confidence or Confidence.LOW)
    if problems:
        raise DataError(problems)
    return rows


def document_rows(
    document: Document,
    import_id: str | None,
    *,
    as_of: date,
    confidence: Confidence = Confidence.MEDIUM,
    province: str | None = None,
    document_id: str | None = None,
) -> list[Row]:
    """Rows of one document. `as_of` is the day it was signed, or received when it does not say.

    Headings without words of their own, and who received and signed it, are left out. What the file says of its own
    confidence counts only for our articles, whose caller passes it on.
    """
    key = document_id or document_key(document)
    closing = {section.anchor for section in document.sections if _is_closing(section)}
    return [
        {
            "section_id": f"{key}:{section.anchor}",
            "document_id": key,
            "anchor": section.anchor,
            "place": place,
            "label": section.label,
            "heading": section.heading or None,
            "trail": section.trail,
            "text": section.text,
            "page": section.page,
            "title": document.title,
            "number": document.number,
            "issuer": document.issuer,
            "issued": document.issued,
            "kind": document.kind,
            "province": province,
            "asked": document.asked if place == 1 else (),
            "source": ", ".join(filter(None, (_name(document), document.issuer))),
            "url": document.url,
            "as_of": document.issued or as_of,
            "confidence": confidence.value,
            "import_id": import_id,
        }
        for place, section in enumerate(_telling(document), start=1)
        if section.anchor not in closing
    ]


def document_key(document: Document) -> str:
    """A short name of the document: its number, else its file's name, folded and hyphenated."""
    return _hyphenated(document.number or Path(document.file).stem) or "x"


def _name(document: Document) -> str:
    """Title with the number where there is one: what a citation shows."""
    if document.number and document.number not in document.title:
        return f"{document.title} ({document.number})"
    return document.title


def _telling(document: Document) -> Iterator[Section]:
    """Sections with more than their own heading."""
    for section in document.sections:
        heading = section.heading
        own = section.text.removesuffix(heading).strip() if heading else section.text
        has_below = any(other.anchor.startswith(f"{section.anchor}.") for other in document.sections)
        if not (has_below and len(own) <= len(section.label) and "\n" not in own) and section.text != heading:
            yield section


def _is_closing(section: Section) -> bool:
    return re.fullmatch(r"noi-nhan(~\d+)?", section.anchor) is not None


def _hyphenated(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", fold(text)))
