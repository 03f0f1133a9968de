"""What a channel sends at a time, and how a long text becomes several."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from actions.reply import Chart

# Ends of paragraphs, lines, sentences and words.
_DIVIDES = tuple(re.compile(each) for each in (r"\n\n", r"\n", r"(?<=[.!?…;:])\s+", r"\s+"))
# A message that is refused for its length is not cut into shorter ones than this.
_SHORTEST_CUT = 200


@dataclass(frozen=True)
class Button:
    """`payload`: the opaque id of a choice. `url` instead of it: a link. `is_beside`: in the row of the one before."""

    label: str
    payload: str | None = None
    url: str | None = None
    is_beside: bool = False


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

    def between(self, start: int, end: int) -> Part:
        """Only these characters of what is said, 0 for the last; the buttons stand below the end."""
        said = self.said
        if start == 0 and end in (0, len(said)):
            return self
        return Part(said[start : end or None], self.buttons if end in (0, len(said)) else ())

    def cuts(self) -> list[tuple[int, int]]:
        """Where shorter messages begin and end that say the same; empty when it cannot be said shorter."""
        if self.attached is not None or len(self.said) <= _SHORTEST_CUT:
            return []
        return spans(self.said, max(_SHORTEST_CUT, len(self.said) * 3 // 5))


def utf16_length(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def split(text: str, limit: int, length: Callable[[str], int] = len) -> list[str]:
    """Pieces of at most `limit`, cut at ends of paragraphs, else of lines, sentences, words.

    Nothing but blanks at the cuts is lost. An empty text gives no piece.
    """
    return [text[start:end] for start, end in spans(text, limit, length)]


def spans(text: str, limit: int, length: Callable[[str], int] = len) -> list[tuple[int, int]]:
    """Where the pieces of `split` begin and end in the text."""
    return _spans(text, (0, len(text)), limit, length)


def _spans(text: str, within: tuple[int, int], limit: int, length: Callable[[str], int]) -> list[tuple[int, int]]:
    start, end = _stripped(text, within)
    if start == end:
        return []
    if length(text[start:end]) <= limit:
        return [(start, end)]
    for divide in _DIVIDES:
        cuts = [found.span() for found in divide.finditer(text, start, end)]
        starts, ends = [start, *(cut[1] for cut in cuts)], [*(cut[0] for cut in cuts), end]
        pieces = [piece for piece in zip(starts, ends, strict=True) if text[slice(*piece)].strip()]
        if len(pieces) > 1:
            return _packed(text, pieces, limit, length)
    return _cut(text, (start, end), limit, length)


def _stripped(text: str, within: tuple[int, int]) -> tuple[int, int]:
    start, end = within
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return start, start + len(text[start:end].rstrip())


def _packed(
    text: str, pieces: Sequence[tuple[int, int]], limit: int, length: Callable[[str], int]
) -> list[tuple[int, int]]:
    packed: list[tuple[int, int]] = []
    for piece in pieces:
        if packed and length(text[packed[-1][0] : piece[1]]) <= limit:
            packed[-1] = (packed[-1][0], piece[1])
        else:
            packed += _spans(text, piece, limit, length)
    return packed


def _cut(text: str, within: tuple[int, int], limit: int, length: Callable[[str], int]) -> list[tuple[int, int]]:
    """A word longer than a whole message: cut where it is full."""
    found = [(within[0], within[0])]
    for place in range(*within):
        start, _ = found[-1]
        if length(text[start : place + 1]) > limit:
            found.append((place, place))
        found[-1] = (found[-1][0], place + 1)
    return found
