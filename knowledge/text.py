"""Vietnamese text as it is typed: one normal form for every spelling of a word.

Standard library only and Python 3.10, because Rasa's environment imports it too. Nothing here decides what a
stripped syllable means ("han" may be hàn, hạn or hán): that is the gazetteer's work.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

_LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\t": " ", "`": "'"})
_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile(r" {2,}")
_SYLLABLE = re.compile(r"\d+\+|[^\W_]+")
_FOLDED_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
_VOWEL = re.compile(r"[aeiouy]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
# Tone marks in combining form; the other combining marks (circumflex, breve, horn) belong to the letter.
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def nfc(text: str) -> str:
    """Composed Unicode without invisible characters; look-alikes of đ and of the space replaced.

    Line breaks stay. Case and diacritics stay.
    """
    composed = unicodedata.normalize("NFC", text).translate(_LOOKALIKES)
    return _SPACES.sub(" ", _INVISIBLE.sub("", composed)).strip()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case, no diacritics, đ as d: "Đồng bằng" → "dong bang". Length may differ from the input."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("ð", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=65536)
def accented_key(syllable: str) -> str:
    """One key for both placements of the tone mark: "hoà" and "hòa" agree, "hạn" and "hàn" do not.

    The tone is moved behind the letters; letters keep circumflex, breve, horn and đ.
    """
    letters: list[str] = []
    tone = ""
    for char in unicodedata.normalize("NFD", syllable.lower()):
        if char in _TONES:
            tone = char
        else:
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters)) + tone


@dataclass(frozen=True)
class Syllable:
    """One written syllable, number or abbreviation, with its place in the NFC text."""

    text: str
    folded: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """Accent-aware key, see `accented_key`."""
        return accented_key(self.text)

    @property
    def bare(self) -> bool:
        """True when it was typed without any diacritic."""
        return self.text.lower() == self.folded


def syllables(text: str) -> list[Syllable]:
    """Syllables of an NFC text in order; punctuation and emoji are left out.

    Stretched letters are shortened ("khônggggg" → folded "khong"): no Vietnamese syllable has a letter three times
    in a row.
    """
    found: list[Syllable] = []
    for match in _SYLLABLE.finditer(text):
        written = _shortened(match.group())
        folded = _shortened(fold(written))
        # Letters that are alike only without their marks ("aaá") leave no accented form to keep.
        text = written if fold(written) == folded else folded
        found.append(Syllable(text, folded, match.start(), match.end()))
    return found


def is_folded_syllable(folded: str) -> bool:
    """True when the letters could be a Vietnamese syllable: "son" is one, "sown" is a slip."""
    return _FOLDED_SYLLABLE.fullmatch(folded) is not None


def _shortened(word: str) -> str:
    """A stretched word at its plain length; letters without a vowel are an abbreviation ("CCCD") and stay."""
    return _STRETCHED.sub(r"\1", word) if _VOWEL.search(fold(word)) else word


class Teencode:
    """Abbreviations that have exactly one expansion, by folded key: "ko" → "khong".

    Read from `data/lexicon/teencode.tsv`: key, expansion, anything after is ignored; `#` starts a comment.
    """

    def __init__(self, expansions: Mapping[str, str]) -> None:
        self._expansions = dict(expansions)

    @classmethod
    def load(cls, path: Path) -> Teencode:
        """Read the table; ValueError names file and line when a line is malformed or a key comes twice."""
        expansions: dict[str, str] = {}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = line.split("\t")
            if cells[:2] == ["key", "expansion"]:
                continue
            if len(cells) < 2 or not cells[0].strip() or not cells[1].strip():
                raise ValueError(f"{path}, line {number}: expected a key, a tab and an expansion")
            key, expansion = cells[0].strip(), cells[1].strip()
            if key != fold(key) or expansion != fold(expansion):
                raise ValueError(f"{path}, line {number}: key and expansion are written folded (no diacritics)")
            if key in expansions:
                raise ValueError(f"{path}, line {number}: key {key!r} comes twice")
            expansions[key] = expansion
        return cls(expansions)

    def expand(self, folded: str) -> str:
        """The expansion of a folded syllable, or the syllable itself. May hold several words."""
        return self._expansions.get(folded, folded)

    @property
    def expansions(self) -> dict[str, str]:
        """A copy of the whole table."""
        return dict(self._expansions)

    def __len__(self) -> int:
        return len(self._expansions)


def lemmas(text: str, teencode: Teencode) -> list[str]:
    """Folded, expanded syllables of a text: what the classifier and the index see."""
    words: list[str] = []
    for syllable in syllables(nfc(text)):
        words.extend(teencode.expand(syllable.folded).split())
    return words


def with_bigrams(words: Iterable[str]) -> list[str]:
    """Words followed by their neighbours joined by "_": Vietnamese words are often two syllables."""
    listed = list(words)
    return listed + [f"{left}_{right}" for left, right in pairwise(listed)]
