"""What a document says: the section that fits a question, shown as it is written, with its place."""

from __future__ import annotations

import re

from actions.base import Capability
from actions.paragraphs import shown_paragraphs
from actions.reply import Reply
from actions.turn import Turn
from knowledge.errors import NotFound
from knowledge.library import Library
from knowledge.models import DocumentSection, Hit

_YEAR = re.compile(r"(?<![\d/])20\d{2}(?![\d/])")


class ShowSection(Capability):
    """Shows the best section and quotes nothing it does not hold. Its text is a value, never a template."""

    shows_section = True

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The section of the best passage; `not_held` when there is none that may answer."""
        hit = best_section(turn, library)
        if hit is None:
            return turn.not_held("not_understood")
        section = library.section(hit.passage.record_id)
        paragraphs, left = shown_paragraphs(section)
        return turn.answered("section_shown", cites=[section], section=section, paragraphs=paragraphs, left=left)


def best_section(turn: Turn, library: Library) -> Hit | None:
    """The passage of a document that fits the question best, of those that may answer."""
    if not turn.text:
        return None
    for hit in library.search(turn.text, kinds=("document",), province=turn.province):
        try:
            section = library.section(hit.passage.record_id)
            if section.provenance.answers and not is_later(section, turn.text):
                return hit
        except NotFound:
            continue
    return None


def is_later(section: DocumentSection, text: str) -> bool:
    """Whether the heading is of a year after the last one that is named: "xong lớp 9 năm 2024 thì nộp gì"."""
    told, asked = _YEAR.findall(section.heading or ""), _YEAR.findall(text)
    return bool(told and asked) and asked[-1] < min(told)
