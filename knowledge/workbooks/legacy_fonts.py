"""Text typed in TCVN3, VNI or VIQR → Unicode: Vietnamese stored as other letters, readable only in its own font.

Tables stand in `data/lexicon/legacy_encodings.csv`. This module decodes and weighs one text; what the rest of a
workbook says about an undecided text is `text_reader.py`'s part.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

from knowledge.text import nfc
from knowledge.workbooks.grid import Legacy
from knowledge.workbooks.syllables import Syllables

Encoding: TypeAlias = "Legacy | None"
"""None stands for Unicode."""
ENCODINGS: Final[tuple[Encoding, ...]] = (None, "tcvn3", "vni")
"""Those that letters outside ASCII may be in."""

_UNICODE_ONLY = re.compile(
    r"[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u0300-\u0323\u1ea0-\u1ef9]"
)
_LEGACY_LETTERS = re.compile("[\u00a1-\u00ff]")
_TCVN3_FONT = re.compile(r"\.vn", re.IGNORECASE)
_TCVN3_CAPITALS = re.compile(r"\.vn.*h", re.IGNORECASE)
_VNI_FONT = re.compile(r"vni[- ]", re.IGNORECASE)
# Signs that stand beside words in any text; none of them is a letter of a legacy encoding.
_TOKEN = re.compile(r"[A-Za-z\u00a1-\u00ae\u00b5-\u00be\u00c0-\u024f\u0300-\u0323\u1ea0-\u1ef9]+")
_AROUND_WORDS = "\u00a1\u00a7\u00a9\u00ab\u00ae\u00b6\u00b7\u00bb"
_MICRO = re.compile("\u00b5[a-zA-Z]{0,2}")
"""Units of measure; no syllable begins with the letter that this sign is in TCVN3."""
_VOWELS = re.compile("[aeiouy]")

_VIQR_MARKS = {
    "^": "\u0302",
    "(": "\u0306",
    "+": "\u031b",
    "*": "\u031b",
    "'": "\u0301",
    "`": "\u0300",
    "?": "\u0309",
    "~": "\u0303",
    ".": "\u0323",
}
_VIQR_LETTER = re.compile(
    r"([aeo])(\^)([.'`?~]?)|(a)(\()([.'`?~]?)|([ou])([+*])([.'`?~]?)|([aeiouy])([.'`?~])", re.IGNORECASE
)
_VIQR_SIGN = re.compile(r"[aeo]\^|a\(|[ou][+*]|[aeiouy][`~]|\bdd[aeiouy]", re.IGNORECASE)
_VIQR_TOKEN = re.compile(r"[A-Za-z^(+*'`?~.]+")


@dataclass(frozen=True, slots=True)
class Weight:
    """How many words with Vietnamese letters a reading has that can be syllables, and how many that cannot."""

    possible: int
    impossible: int
    common: int

    @property
    def fits(self) -> bool:
        """Every word that says something is a possible syllable, and there is one."""
        return self.possible > 0 and self.impossible == 0

    @property
    def share(self) -> float:
        """Of possible syllables, 0 to 1; 0 when no word says anything."""
        words = self.possible + self.impossible
        return self.possible / words if words else 0.0


class LegacyFonts:
    """The tables of the legacy encodings, keyed by Latin-1 characters, longest first."""

    def __init__(self, tables: Mapping[Legacy, Mapping[str, str]], syllables: Syllables) -> None:
        self._tables = tables
        self._weighed: dict[tuple[str, ...], Mapping[Encoding, Weight]] = {}
        self._syllables = syllables
        self._patterns = {
            name: re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))
            for name, table in tables.items()
        }

    @classmethod
    @cache
    def load(cls, lexicon: Path) -> LegacyFonts:
        """Read `legacy_encodings.csv` and `syllables.yaml` of a folder."""
        tcvn3: dict[str, str] = {}
        vni: dict[str, str] = {}
        with (lexicon / "legacy_encodings.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["capital_font"] == "0":
                    tcvn3[bytes.fromhex(row["tcvn3"]).decode("latin-1")] = row["letter"]
                written = bytes.fromhex(row["vni"]).decode("latin-1")
                vni[written] = row["letter"]
                # The mark behind a letter is typed in either case; the letter decides.
                vni.setdefault(written[0] + written[1:].lower(), row["letter"])
                vni.setdefault(written[0] + written[1:].upper(), row["letter"])
        return cls({"tcvn3": tcvn3, "vni": vni}, Syllables.load(lexicon / "syllables.yaml"))

    def decode(self, text: str, legacy: Legacy) -> str:
        """The text in Unicode; characters that the encoding does not have stay as they are."""
        if legacy == "viqr":
            return _decode_viqr(text)
        table = self._tables[legacy]
        decoded = self._patterns[legacy].sub(lambda match: table[match[0]], text)
        return _TOKEN.sub(_even_capitals, decoded) if legacy == "tcvn3" else decoded

    def weigh(self, text: str) -> Mapping[Encoding, Weight]:
        """How well a text reads as Unicode, TCVN3 and VNI. Words of ASCII letters say nothing."""
        words = tuple(token for token in _TOKEN.findall(text) if not token.isascii() and not _MICRO.fullmatch(token))
        weights = self._weighed.get(words)
        if weights is None:
            weights = self._weighed[words] = {encoding: self._weight(words, encoding) for encoding in ENCODINGS}
        return weights

    def _weight(self, words: Sequence[str], encoding: Encoding) -> Weight:
        possible = impossible = common = 0
        for written in words:
            if encoding:
                word = self.decode(written, encoding)
                if not self._patterns[encoding].sub("", written).isascii():
                    impossible += 1
                    continue
            else:
                word = unicodedata.normalize("NFC", written.strip(_AROUND_WORDS))
            if len(word) < 2 or word.isascii() or initials(word):
                continue
            word = nfc(word)
            if self._syllables.possible(word):
                possible += 1
                common += self._syllables.common(word)
            else:
                impossible += 1
        return Weight(possible, impossible, common)

    def is_viqr(self, text: str) -> bool:
        """True when an ASCII text has marks typed behind letters and each such word becomes a syllable."""
        if not _VIQR_SIGN.search(text) or text.count("(") == text.count(")") > 0:
            return False
        words = [token for token in _VIQR_TOKEN.findall(text) if _VIQR_SIGN.search(token)]
        decoded = [_decode_viqr(word).rstrip("'?.") for word in words]
        return bool(words) and all(len(word) > 1 and self._syllables.possible(word) for word in decoded)


def font_encoding(font: str | None) -> Legacy | None:
    """The encoding that a font's name announces."""
    if font is None:
        return None
    if _TCVN3_FONT.match(font):
        return "tcvn3"
    return "vni" if _VNI_FONT.match(font) else None


def draws_capitals(font: str | None) -> bool:
    """True for the TCVN3 fonts that draw small letters as capitals (.VnTimeH)."""
    return font is not None and _TCVN3_CAPITALS.fullmatch(font) is not None


def is_unicode(text: str) -> bool:
    """True when a text has Vietnamese letters or marks that no legacy encoding uses."""
    return _UNICODE_ONLY.search(text) is not None


def may_be_legacy(text: str) -> bool:
    """True when a text has letters that a legacy encoding would use."""
    return _LEGACY_LETTERS.search(text) is not None


def _even_capitals(match: re.Match[str]) -> str:
    """A word typed in capitals: TCVN3 has no capitals of letters with tones, "TRườNG" → "TRƯỜNG"."""
    word = match[0]
    return word.upper() if not word.isascii() and word[1:] != word[1:].lower() else word


def initials(word: str) -> bool:
    """Letters of an abbreviation, "CĐ", or a single đ: they fit any encoding."""
    return word.isalpha() and not _VOWELS.search(unicodedata.normalize("NFD", word.lower()))


def _decode_viqr(text: str) -> str:
    def letter(match: re.Match[str]) -> str:
        base, *marks = (part for part in match.groups() if part)
        return unicodedata.normalize("NFC", base + "".join(_VIQR_MARKS[mark] for mark in marks))

    barred = re.sub(r"\b(?:dd|Dd|dD|DD)", lambda match: "\u0110" if match[0][0] == "D" else "\u0111", text)
    return _VIQR_LETTER.sub(letter, barred)
