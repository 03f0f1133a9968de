"""How much of a section of a document is shown."""

from __future__ import annotations

from knowledge.models import DocumentSection

LONGEST_SHOWN = 1500
"""Characters of a section; the rest is left to its source."""


def shown_paragraphs(section: DocumentSection) -> tuple[list[str], bool]:
    """Whole paragraphs without the heading, as many as fit, and whether some are left out."""
    paragraphs = section.text.splitlines()
    if len(paragraphs) > 1 and paragraphs[0] == section.heading:
        del paragraphs[0]
    kept: list[str] = []
    for paragraph in paragraphs:
        if kept and sum(map(len, kept)) + len(paragraph) > LONGEST_SHOWN:
            return kept, True
        kept.append(paragraph[:LONGEST_SHOWN])
    return kept, False
