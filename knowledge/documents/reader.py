"""One file → a Document. Every fault ends in a located problem, never in a crash."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from knowledge.documents.document import Document, Line, Reading
from knowledge.documents.file_kind import SUFFIXES, FileRefused, kind_of, read_bytes
from knowledge.documents.legacy_text import LegacyText
from knowledge.documents.masthead import find_masthead
from knowledge.documents.paragraphs import paragraphs
from knowledge.documents.pdf_file import PdfRefused, pdf_lines
from knowledge.documents.privacy import DocumentPrivacy
from knowledge.documents.sections import find_sections
from knowledge.documents.text_file import text_lines
from knowledge.documents.web_page import page_lines
from knowledge.documents.word_file import word_lines
from knowledge.documents.words import StructureWords
from knowledge.errors import Problem, Severity

_LONGEST_TITLE = 300


def read_document(path: Path, lexicon: Path, *, of_people: bool = True) -> Document:
    """Title, number, issuer, day and sections of a .docx, .pdf, .html, .txt or .md file.

    `lexicon` is the folder `data/lexicon`. A file that cannot be read gives a Document without sections whose problems
    say why. Without `of_people` people's numbers and names in tables are left out, and a warning says where.
    DataError only when the lexicon itself is at fault.
    """
    words = StructureWords.load(lexicon / "documents.yaml")
    try:
        raw = read_bytes(path)
        kind = kind_of(raw, path.suffix)
        reading = _read(raw, kind, path.name, LegacyText(lexicon))
    except (FileRefused, PdfRefused) as refused:
        return _refused(path, refused.code, refused.value)
    except (UnicodeDecodeError, ValueError):
        return _refused(path, "document_unreadable")
    problems = list(reading.problems)
    expected = SUFFIXES.get(path.suffix.lower())
    if expected != kind and {expected, kind} != {"text", "markdown"}:
        problems.append(Problem(path.name, "document_extension", value=path.suffix, severity=Severity.INFO))
    if not reading.lines and not problems:
        problems.append(Problem(path.name, "document_empty"))
    return _document(path, reading, problems, words, None if of_people else DocumentPrivacy(words, lexicon))


def _read(raw: bytes, kind: str, file: str, legacy: LegacyText) -> Reading:
    if kind == "pdf":
        return pdf_lines(raw, file, legacy)
    if kind == "word":
        return word_lines(raw, file, legacy)
    if kind == "page":
        return page_lines(raw, file, legacy)
    return text_lines(raw, file, legacy, markdown=kind == "markdown")


def _document(
    path: Path, reading: Reading, problems: list[Problem], words: StructureWords, privacy: DocumentPrivacy | None
) -> Document:
    head = find_masthead(reading.lines, words)
    named: dict[str, Any] = {
        "title": head.title,
        "number": head.number,
        "issuer": head.issuer,
        "issued": head.issued,
        "kind": head.kind,
        "organisations": head.organisations,
        "sample": head.sample,
        **reading.named,
    }
    other = named.pop("core_title", None)
    named["title"] = (named["title"] or _first_heading(reading.lines) or other or path.stem)[:_LONGEST_TITLE]
    if reading.lines and not named["issuer"]:
        problems.append(Problem(path.name, "document_issuer_unknown", severity=Severity.WARNING))
    found = paragraphs(reading.lines, words, wrapped=reading.wrapped)
    if privacy is not None:
        found = privacy.masked(found)
        named["title"] = privacy.text(named["title"])
    sections = find_sections(found, words)
    if privacy is not None and (told := privacy.problem(path.name, sections)):
        problems.append(told)
    return Document(file=path.name, sections=sections, problems=tuple(problems), **named)


def _first_heading(lines: Sequence[Line]) -> str | None:
    return next((line.text for line in lines if line.heading), None)


def _refused(path: Path, code: str, value: str | None = None) -> Document:
    return Document(file=path.name, title=path.stem, sections=(), problems=(Problem(path.name, code, value=value),))
