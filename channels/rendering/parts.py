"""What a channel sends at a time, and how a long text becomes several."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from actions.reply import Chart

_BLANKS = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?…;:])\s+")


@dataclass(frozen=True)
class Button:
    """`payload`: the opaque id of a choice. `url` instead of it: a link."""

    label: str
    payload: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Picture:
    """A chart, to be drawn when it is sent."""

    chart: Chart


@dataclass(frozen=True)
class Document:
    """A card that somebody asked to keep, to be printed as a PDF when it is sent. `path`: /cards/ID"""

    path: str


@dataclass(frozen=True)
class Part:
    """One message of a vendor. `plain`: the same text without mark-up, when `text` has some.

    With something `attached`, the text is its caption and may be empty. The answer is complete without it.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    plain: str | None = None
    attached: Picture | Document | None = None

    @property
    def said(self) -> str:
        """What its reader sees."""
        return self.text if self.plain is None else self.plain


def utf16_length(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def split(text: str, limit: int, length: Callable[[str], int] = len) -> list[str]:
    """Pieces of at most `limit`, cut at ends of paragraphs, else of lines, sentences, words.

    Nothing but blanks at the cuts is lost. An empty text gives no piece.
    """
    text = text.strip()
    if not text:
        return []
    if length(text) <= limit:
        return [text]
    for divide, glue in (
        ("\n\n", "\n\n"),
        ("\n", "\n"),
        (_SENTENCE_END, " "),
        (_BLANKS, " "),
    ):
        pieces = [piece for piece in re.split(divide, text) if piece.strip()]
        if len(pieces) > 1:
            return _packed(pieces, glue, limit, length)
    return _cut(text, limit, length)


def _packed(pieces: Sequence[str], glue: str, limit: int, length: Callable[[str], int]) -> list[str]:
    packed: list[str] = []
    for piece in pieces:
        if packed and length(packed[-1] + glue + piece) <= limit:
            packed[-1] += glue + piece
        else:
            packed += split(piece, limit, length)
    return packed


def _cut(word: str, limit: int, length: Callable[[str], int]) -> list[str]:
    """A word longer than a whole message: cut where it is full."""
    pieces = [""]
    for character in word:
        if length(pieces[-1] + character) > limit:
            pieces.append("")
        pieces[-1] += character
    return pieces
