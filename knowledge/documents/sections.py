"""Paragraphs → sections with anchors.

    part, appendix > chapter > section > A. > I. > article > heading > 1. > 1.1. > a) > (1)

A marker closes what is open at its own rank or inside it. An article starts its anchor anew: its number is unique in a
law, whatever chapter it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.documents.document import Section
from knowledge.documents.markers import Marker, Rank, find_marker
from knowledge.documents.paragraphs import Paragraph
from knowledge.documents.words import StructureWords
from knowledge.text import fold

_LONGEST_HEADING = 200
_LONGEST_SLUG = 60
_FINISHED = (".", ";", ":", "!", "?", "…", "”", '"', ")")
_MAJOR = {"part", "appendix", "chapter", "section", "subsection", "article", "roman"}


@dataclass(slots=True)
class _Open:
    """A section being filled."""

    anchor: str
    label: str
    heading: str
    rank: float
    order: int
    number: str
    kind: str
    trail: tuple[str, ...]
    paragraphs: list[Paragraph] = field(default_factory=list[Paragraph])


def find_sections(paragraphs: Sequence[Paragraph], words: StructureWords) -> tuple[Section, ...]:
    """Sections in the order of the text; every paragraph is in exactly one, and no two anchors are alike."""
    builder = _Builder(words, _numbered(paragraphs, words))
    before = ""
    for paragraph in paragraphs:
        builder.add(paragraph, before)
        before = paragraph.text
    return builder.sections()


def _numbered(paragraphs: Sequence[Paragraph], words: StructureWords) -> bool:
    """True when numbers, not unnumbered headings, divide the document."""
    markers = (find_marker(paragraph.text, words) for paragraph in paragraphs if not paragraph.row)
    return any(marker is not None and marker.kind in _MAJOR for marker in markers)


class _Builder:
    """Keeps the chain of open sections while paragraphs go by."""

    def __init__(self, words: StructureWords, numbered: bool) -> None:
        self._words = words
        self._heading_rank = Rank.INNER_HEADING if numbered else Rank.HEADING
        self._chain: list[_Open] = []
        self._done: list[_Open] = []
        self._taken: dict[str, int] = {}
        self._start(_Open("", words.labels.opening, "", -1, 0, "", "opening", ()), words.opening)

    def add(self, paragraph: Paragraph, before: str) -> None:
        """Take the next paragraph; `before` is the text of the one above it."""
        marker = None if paragraph.row else find_marker(paragraph.text, self._words)
        if self._words.begins(paragraph.text, self._words.recipients) is not None and not paragraph.row:
            self._chain = []
            self._start(_Open("", self._words.labels.closing, "", 0, 0, "", "closing", ()), self._words.closing)
        elif marker is not None and not self._is_reference(marker, before):
            self._open_marker(marker)
        elif paragraph.heading and marker is None:
            self._open_heading(paragraph)
        current = self._current
        if current.kind in self._words.divisions and not current.heading and len(current.paragraphs) == 1:
            # "Chương I" alone on its line, its title in capitals below it.
            alone = paragraph.text.isupper() and len(paragraph.text) <= _LONGEST_HEADING
            current.heading = paragraph.text if alone else ""
        current.paragraphs.append(paragraph)

    @property
    def _current(self) -> _Open:
        return self._done[-1]

    def sections(self) -> tuple[Section, ...]:
        """What was found; an opening without words is left out."""
        return tuple(_finished(part) for part in self._done if part.paragraphs)

    def _is_reference(self, marker: Marker, before: str) -> bool:
        """A number out of its turn after an unfinished line belongs to the sentence."""
        if marker.order <= 1 or not before or before.endswith(_FINISHED) or before.isupper():
            return False
        # Articles are counted through the whole law, other numbers anew below each heading.
        rows = self._done if marker.kind == "article" else self._chain
        last = next((part.order for part in reversed(rows) if part.rank == marker.rank), None)
        return last is None or marker.order <= last

    def _close(self, rank: float) -> None:
        while self._chain and self._chain[-1].rank >= rank:
            self._chain.pop()

    def _open_marker(self, marker: Marker) -> None:
        self._close(marker.rank)
        anchor, label = self._place(marker)
        heading = marker.heading if len(marker.heading) <= _LONGEST_HEADING else ""
        self._start(
            _Open("", label, heading, marker.rank, marker.order, marker.number, marker.kind, self._trail()), anchor
        )
        self._chain.append(self._current)

    def _open_heading(self, paragraph: Paragraph) -> None:
        rank = self._heading_rank + paragraph.heading / 10
        self._close(rank)
        heading = paragraph.text[:_LONGEST_HEADING]
        above = self._chain[-1].anchor if self._chain and self._heading_rank == Rank.INNER_HEADING else ""
        label = self._words.labels.heading.format(heading=heading)
        part = _Open("", label, heading, rank, 0, "", "heading", self._trail())
        self._start(part, ".".join(filter(None, (above, _slug(heading)))))
        self._chain.append(part)

    def _start(self, part: _Open, anchor: str) -> None:
        """Give the part an anchor of its own: the second of its name gets "~2"."""
        count = self._taken.get(anchor, 0) + 1
        self._taken[anchor] = count
        part.anchor = anchor if count == 1 else f"{anchor}~{count}"
        self._done.append(part)

    def _trail(self) -> tuple[str, ...]:
        return tuple(part.heading for part in self._chain if part.heading)

    def _place(self, marker: Marker) -> tuple[str, str]:
        """Anchor and label of a marker below what is open."""
        words = self._words
        if marker.kind in words.divisions:
            return self._division_place(marker)
        above = self._chain[-1] if self._chain else None
        while above is not None and marker.number.startswith(f"{above.number}.") and above.kind == "number":
            # "1.1." holds the number of "1." already.
            position = self._chain.index(above)
            above = self._chain[position - 1] if position else None
        article = next((part for part in self._chain if part.kind == "article"), None)
        if article is not None and above is not None:
            inner = words.clause if marker.kind == "number" else words.point
            label = inner.label.format(number=marker.number)
            return f"{above.anchor}.{inner.anchor}-{marker.number}", f"{label} {above.label}"
        anchor = f"{above.anchor}.{marker.number}" if above is not None else marker.number
        return anchor, words.labels.outline.format(path=anchor)

    def _division_place(self, marker: Marker) -> tuple[str, str]:
        division = self._words.divisions[marker.kind]
        own = "-".join(filter(None, (division.anchor, marker.number.lower())))
        label = division.label.format(number=marker.number).strip()
        above = self._chain[-1] if self._chain and marker.kind != "article" else None
        if above is None:
            return own, label
        return f"{above.anchor}.{own}", f"{label} {above.label}"


def _finished(part: _Open) -> Section:
    return Section(
        anchor=part.anchor,
        label=part.label,
        heading=part.heading,
        text="\n".join(paragraph.text for paragraph in part.paragraphs),
        start=part.paragraphs[0].start,
        end=part.paragraphs[-1].end,
        trail=part.trail,
        page=part.paragraphs[0].page,
    )


def _slug(heading: str) -> str:
    words = re.findall(r"[a-z0-9]+", fold(heading))
    slug = "-".join(words)
    return slug[:_LONGEST_SLUG].rstrip("-") or "x"
