"""Plain text and Markdown: bytes in any usual encoding → lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.documents.document import Line, Reading
from knowledge.documents.file_kind import MAX_BLOCKS, FileRefused
from knowledge.documents.legacy_text import LegacyText
from knowledge.errors import Problem, Severity
from knowledge.models import Confidence
from knowledge.text import fold, is_folded_syllable, nfc, syllables

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BLANK = re.compile(r"[\u034f\u115f\u1160\u3164\uffa0]")
"""Letters and marks that show nothing."""
_LONGEST_MARKED = 5000
"""Characters of a line in which signs of Markdown are looked for: looking takes the square of its length."""
_LONGEST_FRONT = 8000
_TEXT_LIKE = 0.3
"""Share of words that could be syllables, below which bytes in an unknown encoding are no text."""
_HASHES = re.compile(r"(#{1,6})(?:\s+|$)(.*)")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_EMPHASIS = re.compile(r"(\*{1,3}|_{2,3})(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]]*)\]\((?:[^()\s]|\([^()\s]*\))*\)")
_BOOKMARK = re.compile(r"\[bookmark: [^\]]*\]")
_CELLS = re.compile(r"\|(.+)\|")
_HALF_EMPHASIS = re.compile(r"^\*{2,3}(?=\S)|(?<=\S)\*{2,3}$")
"""Emphasis that goes on over a line's end."""
_COLUMNS = re.compile(r"(?<=\S)(?: {5,}|\t\t+ *)(?=\S)")
"""Blocks set side by side with spaces, as at the head of an official paper."""
_TABLE_RULE = frozenset("|:- ")


class FrontMatter(BaseModel):
    """What one of our articles says of itself between two lines of three hyphens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    issuer: str | None = None
    number: str | None = None
    issued: date | None = None
    kind: str | None = None
    url: str | None = None
    confidence: Confidence | None = None
    asked: dict[str, tuple[str, ...]] = {}
    """Other ways of asking, by the anchor of the section that answers."""


def shown(text: str) -> str:
    """One line in normal form, without control and invisible characters."""
    if text.isprintable() and not _BLANK.search(text):
        return nfc(text)
    kept = (
        char if unicodedata.category(char) not in {"Cc", "Cf", "Co", "Cs"} else " " if char.isspace() else ""
        for char in _BLANK.sub("", text)
    )
    return nfc("".join(kept))


def decode(raw: bytes, legacy: LegacyText) -> tuple[str, str]:
    """Text and the name of its encoding. UnicodeDecodeError when the bytes are no text."""
    text, encoding = _decoded(raw)
    # TCVN3 and VNI put Vietnamese letters on the places of Western ones.
    western = raw.decode("latin-1") if encoding in {"cp1258", "cp1252"} else text
    font = legacy.encoding_of(western)
    return (legacy.mended(western, font), font) if font else (text, encoding)


def _decoded(raw: bytes) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw.decode(encoding), encoding
    if b"\0" in raw:
        return _wide(raw)
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        found = max(_candidates(raw), key=lambda pair: _likeness(pair[0]), default=None)
        if found is None or _likeness(found[0]) < _TEXT_LIKE:
            raise error from None
        return found


def text_lines(raw: bytes, file: str, legacy: LegacyText, *, markdown: bool) -> Reading:
    """Lines of a text file. UnicodeDecodeError when the bytes are no text."""
    text, encoding = decode(raw, legacy)
    problems: list[Problem] = []
    if encoding not in {"utf-8", "utf-8-sig", "utf-16"}:
        problems.append(Problem(file, "document_converted", value=encoding, severity=Severity.WARNING))
    written = text.splitlines()
    if len(written) > MAX_BLOCKS:
        raise FileRefused("document_too_long")
    named: dict[str, Any] = {}
    skipped = 0
    if markdown:
        named, skipped, faults = _front_matter(written, file)
        problems += faults
    lines = tuple(_lines(written, skipped))
    return Reading(lines, None, named, tuple(problems))


def _lines(written: Sequence[str], skipped: int) -> Iterator[Line]:
    gap = fenced = False
    for number, raw in enumerate(written[skipped:], start=skipped + 1):
        text = shown(_COLUMNS.sub(" | ", raw.expandtabs(1) if raw[:1] == "\t" else raw))
        if _FENCE.match(text):
            fenced = not fenced
            gap = True
            continue
        if _TABLE_RULE.issuperset(text) and "|" in text and "-" in text:
            continue
        line = _line(text, number, gap=gap) if not fenced else Line(text, number, gap=gap) if text else None
        if line is None:
            gap = True
            continue
        yield line
        gap = line.heading > 0


def _line(text: str, number: int, *, gap: bool) -> Line | None:
    """A line without the signs of Markdown; harmless for text that uses none."""
    heading = 0
    if match := _HASHES.fullmatch(text):
        heading, text = len(match[1]), match[2].rstrip("# ")
    if cells := _CELLS.fullmatch(text):
        text = " | ".join(part.strip() for part in cells[1].split("|"))
        return Line(text, number, row=True, gap=gap) if text.strip(" |") else None
    if len(text) > _LONGEST_MARKED:
        return Line(text, number, heading=heading, gap=gap)
    text = _LINK.sub(r"\1", _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", text)))
    text = shown(_HALF_EMPHASIS.sub("", _BOOKMARK.sub("", text)).removeprefix("> "))
    return Line(text, number, heading=heading, gap=gap) if text else None


def _front_matter(written: Sequence[str], file: str) -> tuple[dict[str, Any], int, list[Problem]]:
    if not written or written[0].strip("\ufeff ") != "---" or "---" not in written[1:]:
        return {}, 0, []
    end = written.index("---", 1)
    block = "\n".join(written[1:end])
    try:
        if len(block) > _LONGEST_FRONT:
            raise ValueError("too long")
        front = FrontMatter.model_validate(yaml.safe_load(block))
    except (yaml.YAMLError, ValidationError, ValueError) as error:
        value = str(error).replace("\n", " ")[:200]
        return {}, end + 1, [Problem(file, "document_front_matter", row=1, value=value)]
    return front.model_dump(exclude_none=True), end + 1, []


def _wide(raw: bytes) -> tuple[str, str]:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    little = raw[1::2].count(0) >= raw[::2].count(0)
    encoding = "utf-16-le" if little else "utf-16-be"
    text = raw.decode(encoding)
    if "\0" in text or _likeness(text) < _TEXT_LIKE:
        raise UnicodeDecodeError(encoding, raw, 0, 1, "no text")
    return text, "utf-16"


def _candidates(raw: bytes) -> Iterator[tuple[str, str]]:
    for encoding in ("cp1258", "cp1252"):
        try:
            yield raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue


def _likeness(text: str) -> float:
    """Share of words that could be Vietnamese syllables, 0–1."""
    found = [syllable for syllable in syllables(nfc(text[:20000])) if syllable.text[0].isalpha()]
    if not found:
        return 0.0
    good = sum(is_folded_syllable(fold(syllable.text)) for syllable in found)
    return good / len(found)
