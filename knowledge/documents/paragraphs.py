"""Lines → paragraphs: what a page broke into lines of a width is joined again, what stands by itself stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.documents.document import Line
from knowledge.documents.markers import find_marker, is_bullet
from knowledge.documents.words import StructureWords

_FULL = 0.8
"""A line that reaches this share of the widest one was broken by the width of the page, not by its writer."""
_WIDEST_BROKEN = 130
"""Characters; a file with longer lines was not broken at a width."""
_BROKEN_SHARE = 0.2
_ENDINGS = (".", ";", ":", "!", "?", "…")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Joined lines `start`–`end` of the file."""

    text: str
    start: int
    end: int
    page: int | None = None
    heading: int = 0
    row: bool = False


def paragraphs(lines: Sequence[Line], words: StructureWords, *, wrapped: bool | None) -> list[Paragraph]:
    """Paragraphs in order; every line is in exactly one. With `wrapped` None the lines tell themselves."""
    broken = _looks_broken(lines) if wrapped is None else wrapped
    width = max((len(line.text) for line in lines if not line.row), default=0)
    joined: list[Paragraph] = []
    for group in _groups(lines, words, width) if broken else ([line] for line in lines):
        first, last = group[0], group[-1]
        text = " ".join(line.text for line in group)
        joined.append(Paragraph(text, first.number, last.number, first.page, first.heading, first.row))
    return joined


def _groups(lines: Sequence[Line], words: StructureWords, width: int) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and not _continues(group[-1], line, words, width):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _continues(before: Line, line: Line, words: StructureWords, width: int) -> bool:
    if before.row or line.row or before.heading != line.heading or _is_rule(before.text) or _is_rule(line.text):
        return False
    if _bare(before.text, words):
        return True
    if line.gap or _starts_item(line.text, words):
        return False
    if before.text.isupper() != line.text.isupper():
        return False
    if before.text.isupper() or line.text[0].islower() or before.text.endswith(","):
        return True
    if before.text.endswith(_ENDINGS):
        return len(before.text) >= _FULL * width and not before.text.endswith((":", ";"))
    return len(before.text) >= _FULL * width or line.text[0].isdigit()


def _starts_item(text: str, words: StructureWords) -> bool:
    return is_bullet(text) or find_marker(text, words) is not None or words.begins(text, words.recipients) is not None


def _bare(text: str, words: StructureWords) -> bool:
    """A bullet or a number whose words fell on the next line."""
    if is_bullet(text):
        return len(text) == 1
    marker = find_marker(text, words)
    return marker is not None and marker.kind in {"number", "point", "roman", "bracket"} and not marker.heading


def _is_rule(text: str) -> bool:
    """A line drawn with signs: "-------", "|"."""
    return len(text) > (0 if text[:1] == "|" else 2) and not any(char.isalnum() for char in text)


def _looks_broken(lines: Sequence[Line]) -> bool:
    """Lines keep to a width, and many go on in small letters."""
    texts = [line.text for line in lines if not line.row]
    if len(texts) < 2 or max(map(len, texts)) > _WIDEST_BROKEN:
        return False
    lower = sum(text[0].islower() for text in texts if not is_bullet(text) and text[1:2] != ")")
    return lower >= _BROKEN_SHARE * len(texts)
