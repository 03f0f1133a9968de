"""Texts of one workbook → clean Unicode: each is read on its own where it can be, else by what the others show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from knowledge.text import nfc
from knowledge.workbooks.grid import EMPTY, Cell
from knowledge.workbooks.legacy_fonts import (
    ENCODINGS,
    Encoding,
    LegacyFonts,
    Weight,
    draws_capitals,
    font_encoding,
    initials,
    is_unicode,
    may_be_legacy,
)

Runs: TypeAlias = "tuple[tuple[str, str | None], ...]"
"""Pieces of one text, each with the name of its font; None where nothing is said."""
_CLEARLY = 4
_MOSTLY = 0.8


class _Piece(NamedTuple):
    text: str
    hint: Encoding
    capitals: bool


@dataclass(frozen=True, slots=True)
class _Reading:
    encoding: Encoding
    doubtful: bool = False


class TextReader:
    """Reads every text of one workbook. Texts in fonts of the same encoding vouch for each other.

    `cell` is called for each text first; where it gives None, `settled` is called once all have been seen.
    """

    def __init__(self, fonts: LegacyFonts, typed_in: Encoding = None) -> None:
        """`typed_in`: the encoding of a file without fonts, when its bytes have shown it."""
        self._fonts = fonts
        self._typed_in: Encoding = typed_in
        self._seen: defaultdict[Encoding, Counter[Encoding]] = defaultdict(Counter)
        self._cells: dict[tuple[Runs, str], Cell | None] = {}
        self._plain: dict[tuple[str, str], Cell] = {}

    def cell(self, runs: Runs, number_format: str = "General") -> Cell | None:
        """The cell of a text, or None while it could be read in more than one way."""
        if len(runs) == 1 and runs[0][0].isascii() and not draws_capitals(runs[0][1]):
            return self._ascii(runs[0][0], number_format)
        key = (runs, number_format)
        if key in self._cells:
            return self._cells[key]
        pieces = self._pieces(runs)
        readings: list[_Reading] = []
        for piece in pieces:
            reading = self._alone(piece)
            if reading is not None:
                readings.append(reading)
                if may_be_legacy(piece.text) or is_unicode(piece.text):
                    self._seen[piece.hint][reading.encoding] += 1
        cell = self._cell(pieces, readings, number_format) if len(readings) == len(pieces) else None
        self._cells[key] = cell
        return cell

    def settled(self, runs: Runs, number_format: str = "General") -> Cell:
        """The cell of a text that `cell` left open."""
        cell = self.cell(runs, number_format)
        if cell is None:
            pieces = self._pieces(runs)
            readings = [self._alone(piece) or self._among(piece) for piece in pieces]
            cell = self._cells[runs, number_format] = self._cell(pieces, readings, number_format)
        return cell

    def _ascii(self, text: str, number_format: str) -> Cell:
        """Numbers as text, codes, Vietnamese without marks: most texts of a workbook, read without further ado."""
        key = (text, number_format)
        cell = self._plain.get(key)
        if cell is None:
            reading = _Reading("viqr" if self._fonts.is_viqr(text) else None)
            cell = self._plain[key] = self._cell([_Piece(text, None, False)], [reading], number_format)
        return cell

    def _pieces(self, runs: Runs) -> list[_Piece]:
        """Neighbouring runs in fonts of one encoding belong together: a bold word is no text of its own."""
        pieces: list[_Piece] = []
        for written, font in runs:
            # A letter of TCVN3 that some programs give back as its Greek look-alike.
            text = written.replace("\u03bc", "\u00b5")
            hint, capitals = font_encoding(font) or self._typed_in, draws_capitals(font)
            if pieces and pieces[-1][1:] == (hint, capitals):
                pieces[-1] = _Piece(pieces[-1].text + text, hint, capitals)
            else:
                pieces.append(_Piece(text, hint, capitals))
        return pieces

    def _alone(self, piece: _Piece) -> _Reading | None:
        """How a text reads when it can be read in one way only."""
        text, hint, _ = piece
        if text.isascii():
            return _Reading(hint)
        if is_unicode(text):
            return _Reading(None)
        if not may_be_legacy(text):
            return _Reading(hint)
        weights = self._fonts.weigh(text)
        fitting: list[Encoding] = [encoding for encoding in ENCODINGS if weights[encoding].fits]
        if len(fitting) == 1:
            only = weights[fitting[0]]
            # One short word reads by chance as something in one of the encodings.
            if fitting[0] in (None, hint) or (hint is None and (only.common or only.possible > 1)):
                return _Reading(fitting[0])
        return None

    def _among(self, piece: _Piece) -> _Reading:
        """How a text reads when its own letters leave it open: by font, by the texts around it, by its words."""
        text, hint, _ = piece
        weights = self._fonts.weigh(text)
        fitting: list[Encoding] = [encoding for encoding in ENCODINGS if weights[encoding].fits]
        familiar: list[Encoding] = [
            encoding for encoding in fitting if weights[encoding].common == weights[encoding].possible
        ]
        seen = self._seen[hint]
        ruled, ruling = _ruling(seen)
        if hint is None and None in fitting and sum(seen.values()) == seen[None]:
            return _Reading(None)
        if hint is not None and None in fitting and self._fonts.decode(text, hint) == text:
            return _Reading(None)
        if hint is not None and (not ruled or ruling == hint) and initials(self._fonts.decode(text, hint).strip()):
            return _Reading(hint)
        if ruled and ruling in (familiar or fitting):
            return _Reading(ruling)
        if len(familiar) == 1:
            return _Reading(familiar[0], doubtful=ruled or familiar[0] not in (None, hint))
        if fitting:
            return _Reading(hint if hint in fitting else fitting[0], doubtful=True)
        if not any(weight.possible or weight.impossible for weight in weights.values()):
            return _Reading(ruling if ruled else hint)
        for encoding in (ruling if ruled else hint, hint):
            if encoding is not None and not weights[encoding].impossible:
                return _Reading(encoding)
        return self._unfitting(weights, hint, ruled, ruling)

    @staticmethod
    def _unfitting(weights: Mapping[Encoding, Weight], hint: Encoding, ruled: bool, ruling: Encoding) -> _Reading:
        """A text with words that are no syllables in any encoding: foreign names, slips, garbled letters."""
        shares = {encoding: weight.share for encoding, weight in weights.items()}
        best = max(shares.values())
        if ruled and shares[ruling] == best:
            return _Reading(ruling, doubtful=best == 0 and ruling not in (None, hint))
        if shares[hint] == best:
            return _Reading(hint, doubtful=hint is not None and best < _MOSTLY)
        return _Reading(max(ENCODINGS, key=shares.__getitem__), doubtful=True)

    def _cell(self, pieces: Sequence[_Piece], readings: Sequence[_Reading], number_format: str) -> Cell:
        legacy: Encoding = None
        texts: list[str] = []
        for piece, reading in zip(pieces, readings, strict=True):
            decoded = self._fonts.decode(piece.text, reading.encoding) if reading.encoding else piece.text
            decoded = decoded.upper() if reading.encoding and piece.capitals else decoded
            if decoded != piece.text:
                legacy = reading.encoding
            texts.append(decoded)
        text = _unquoted(nfc("".join(texts)))
        doubtful = any(reading.doubtful for reading in readings)
        return Cell(text, number_format, legacy, doubtful) if text else EMPTY


def _ruling(seen: Counter[Encoding]) -> tuple[bool, Encoding]:
    """Whether nearly all clear texts are in one encoding, and which."""
    if not seen:
        return False, None
    (first, count), *others = seen.most_common()
    return count >= _CLEARLY * sum(number for _, number in others), first


def _unquoted(text: str) -> str:
    """Without the apostrophe that marks a text in a spreadsheet, where it was written out as a character."""
    return text[1:] if text.startswith("'") and text.count("'") == 1 else text
