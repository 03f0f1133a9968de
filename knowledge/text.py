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

from knowledge.slips import decoded, is_spoken

_LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\t": " ", "`": "'"})
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff]"
)
# Full width, letters in circles and mathematical letters: their plain forms mean the same.
_DECORATED = re.compile(r"[\uff01-\uff5e\u24b6-\u24e9\U0001d400-\U0001d7ff]+")
# Cyrillic and Greek letters that look Latin, and a word that may hold them.
_MIXED = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*){2,}")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_LATIN_OF = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u0455\u0458\u04bb\u0501\u051b\u051d\u043a\u043c\u0442\u043d\u0432"
    "\u0410\u0415\u041e\u0420\u0421\u0425\u0423\u0406\u0405\u0408\u041a\u041c\u0422\u041d\u0412"
    "\u03bf\u03b1\u03bd\u03b9\u03ba\u03c1\u03c4\u03c5\u03c7\u03b5\u03b7"
    "\u0391\u0392\u0395\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "aeopcxyisjhdqwkmthbAEOPCXYISJKMTHBoavikptuxenABEHIKMNOPTYX",
)
_REMEMBERED = 64
"""Texts whose syllables are remembered: each part of a turn reads its message anew."""
_SPACES = re.compile(r" {2,}")
_SYLLABLE = re.compile(r"\d+\+|[^\W_]+")
# A number and a word written together: "lop9", "12trieu".
_GLUED = re.compile(r"([^\W\d_]{2,})(\d+)|(\d+)([^\W\d_]{2,})")
_FOLDED_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
_VOWEL = re.compile(r"[aeiouy]")
_ROMAN = re.compile(r"[vx]*i{1,3}")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
# Tone marks in combining form; the other combining marks (circumflex, breve, horn) belong to the letter.
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def nfc(text: str) -> str:
    """Composed Unicode without invisible characters; look-alikes of đ and of the space replaced.

    Line breaks stay. Case and diacritics stay.
    """
    if not text.isascii():
        text = _DECORATED.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
        if _OTHER_SCRIPT.search(text):
            text = _MIXED.sub(lambda found: _one_script(found.group()), text)
    composed = unicodedata.normalize("NFC", text).translate(_LOOKALIKES)
    return _SPACES.sub(" ", _INVISIBLE.sub("", composed)).strip()


def _one_script(word: str) -> str:
    """A word of Latin letters with look-alikes of other scripts among them, all Latin; other words as they are."""
    return word.translate(_LATIN_OF) if _LATIN.search(word) and _OTHER_SCRIPT.search(word) else word


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
    in a row. A number stuck to a syllable is parted from it ("lop9"), and keys of a Vietnamese keyboard that came
    through are decoded ("hojc", "hoc5" → "học"), see `knowledge.slips`.
    """
    return list(_syllables(text))


@lru_cache(_REMEMBERED)
def _syllables(text: str) -> tuple[Syllable, ...]:
    found = [syllable for match in _SYLLABLE.finditer(text) for syllable in _parted(match.group(), match.start())]
    slips = [None if is_spoken(syllable.folded) else decoded(syllable.folded) for syllable in found]
    if any(slips):
        # Who slips once has the keyboard in the wrong state: then the doubtful ones are slips too.
        certain = any(slip is not None and slip.sure for slip in slips)
        found = [
            syllable if slip is None or not (slip.sure or certain) else _meant(syllable, slip.text)
            for syllable, slip in zip(found, slips, strict=True)
        ]
    return tuple(part for syllable in found for part in _unglued(syllable))


def _parted(token: str, start: int) -> list[Syllable]:
    written = _shortened(token)
    folded = _shortened(fold(written))
    # Letters that are alike only without their marks ("aaá") leave no accented form to keep.
    return [Syllable(written if fold(written) == folded else folded, folded, start, start + len(token))]


def _meant(syllable: Syllable, text: str) -> Syllable:
    return Syllable(text, fold(text), syllable.start, syllable.end)


def _unglued(syllable: Syllable) -> list[Syllable]:
    """The number and the word of "lop9", each with its own span; anything else as it is."""
    match = _GLUED.fullmatch(syllable.text) if syllable.end - syllable.start == len(syllable.text) else None
    if match is None or not is_spoken(fold(match.group(1) or match.group(4))):
        return [syllable]
    return [
        Syllable(part, fold(part), syllable.start + match.start(group), syllable.start + match.end(group))
        for group, part in enumerate(match.groups(), start=1)
        if part
    ]


def is_folded_syllable(folded: str) -> bool:
    """True when the letters could be a Vietnamese syllable: "son" is one, "sown" is a slip."""
    return _FOLDED_SYLLABLE.fullmatch(folded) is not None


def _shortened(word: str) -> str:
    """A stretched word at its plain length; a Roman number ("khu vực III") and an abbreviation ("CCCD") stay."""
    folded = fold(word)
    return _STRETCHED.sub(r"\1", word) if _VOWEL.search(folded) and not _ROMAN.fullmatch(folded) else word


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
