"""A document that was read: what it is, its sections with their anchors, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.errors import Problem
from knowledge.models import Confidence


@dataclass(frozen=True, slots=True)
class Line:
    """One line (of a text file), block (of a page) or paragraph (of a Word file), in normal form and not empty.

    `number` is its 1-based place in the file, `page` the 1-based page of a PDF. `heading` is 1–6 for a heading, else 0.
    A `row` of a table has its cells separated by " | " and never starts a section.
    """

    text: str
    number: int
    page: int | None = None
    heading: int = 0
    row: bool = False
    gap: bool = False
    """True when an empty line or the edge of a block stands before it: it goes on with nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader of one format gives: lines, and whether the file breaks paragraphs into lines of a width.

    `wrapped` None means that the lines themselves must tell. `named` holds what the file says of itself, by field
    of `Document`.
    """

    lines: tuple[Line, ...]
    wrapped: bool | None = False
    named: Mapping[str, object] = field(default_factory=dict[str, object])
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document that can be cited.

    `anchor` is unique in the document and stays while the text does: "II.1.a", "dieu-5.khoan-2.diem-a", or the words
    of an unnumbered heading. `label` is how a reader is told the place. `text` is its own text, one paragraph a line,
    without the sections below it; `start` and `end` are the first and last line of the file that it was read from.
    `trail` holds the headings above it, outermost first.
    """

    anchor: str
    label: str
    heading: str
    text: str
    start: int
    end: int
    trail: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file read. `number`, `issuer`, `issued` are None where the file does not state them.

    `confidence`, `url` and `asked` (other ways of asking, by the anchor of the section that answers) are only in our
    own articles; whoever imports a file decides its confidence.
    """

    file: str
    title: str
    sections: tuple[Section, ...]
    number: str | None = None
    issuer: str | None = None
    issued: date | None = None
    kind: str | None = None
    url: str | None = None
    confidence: Confidence | None = None
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    problems: tuple[Problem, ...] = ()
    organisations: tuple[str, ...] = ()
    """Every organisation that the head names, outermost first."""
    sample: bool = False
    """It says of itself that it is fictional."""

    def section(self, anchor: str) -> Section | None:
        """The section with this anchor, if there is one."""
        return next((section for section in self.sections if section.anchor == anchor), None)
