"""Keys of a Vietnamese keyboard that came through as letters and digits: Telex "hojc", "dduowcj", VNI "hoc5".

Standard library only and Python 3.10: `knowledge.text` uses it. A word is decoded only when it is no syllable as typed
and is one when decoded; what could as well be English ("test", "list") or a number behind its word ("em1") needs
another slip in the same message.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SPOKEN = re.compile(
    r"(?:(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|[bcdghklmnprstvx])?"
    r"(?:a(?:ch|ng|nh|[cimnoptuy])?|e(?:ng|nh|ch|[cmnoptu])?|i(?:ch|nh|[amnptu]|e(?:ng|[cmnptu]))?"
    r"|o(?:ng|[cimnpt]|a(?:ch|ng|nh|[cimnopty])?|e[not]?)?"
    r"|u(?:ng|[acimnptu]|e(?:ch|nh)?|a(?:n|ng|t|y)|o(?:ng|[cimnptu])|y(?:a|ch|nh|[nptu]|e[nt])?)?"
    r"|y(?:e(?:ng|[mntu])|nh|t|ch)?)"
    r"|qu(?:a(?:ch|ng|nh|[cimnopty])?|e(?:nh|ch|[not])?|i(?:t|nh|n)?|o(?:c|t)?|u?o(?:c)|y(?:nh|ch|[pt]|e[nt])?|an)?)"
)
_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_HATS = {"a": "\u0302", "e": "\u0302", "o": "\u0302"}
_HORNS = {"a": "\u0306", "o": "\u031b", "u": "\u031b"}
_TELEX = re.compile(r"[a-z]{3,10}")
_VNI = re.compile(r"[a-z]{1,6}[1-9][a-z1-9]{0,5}")
_VOWELS = frozenset("aeiouy")
_LONG = 6
_LONG_ONSETS = ("ngh", "ng", "nh", "kh", "ph", "th", "tr", "ch", "gi", "qu")
# Words of other languages that would decode; seen in school talk.
# fmt: off
_FOREIGN = frozenset(
    [
        "this", "thus", "char", "chart", "gif", "chef", "nurse", "does", "town", "down",
        "lawn", "dawn", "tours", "trans", "chats", "phones", "gas", "thanx",
    ]
)
# fmt: on
# Words that take a number: "lop1" is class 1, not a tone.
# fmt: off
_COUNTED = frozenset(
    [
        "lop", "cap", "nam", "ky", "ki", "quy", "khoi", "khoa",
        "dot", "so", "muc", "vung", "tuan", "thang", "tap", "bai",
        "quan", "phuong", "dieu", "khoan", "diem", "cau", "phan", "buoi",
        "tiet", "mon", "ngay", "nhom", "bang", "hang", "to", "khu",
        "ca", "tang", "phong", "duong", "ap", "thon", "xa", "thu",
        "chuong", "loai",
    ]
)
# fmt: on


@dataclass(frozen=True)
class Decoded:
    """What a slip stands for; `sure` when nothing but a slip looks like this."""

    text: str
    sure: bool


def is_spoken(folded: str) -> bool:
    """True for a syllable that Vietnamese has, folded; stricter than letters in a likely order."""
    return _SPOKEN.fullmatch(folded) is not None


@lru_cache(maxsize=65536)
def decoded(folded: str) -> Decoded | None:
    """The syllable that a folded word was meant to be, or None when it is no slip."""
    if is_spoken(folded) or folded in _FOREIGN:
        return None
    if _TELEX.fullmatch(folded):
        return _telex(folded)
    if _VNI.fullmatch(folded):
        return _vni(folded)
    return None


def _telex(word: str) -> Decoded | None:
    letters: list[str] = []
    tone, marks, sure = "", 0, False
    rest = word
    if word.startswith("dd"):
        # "dduong" is short for two words as well.
        letters, rest, marks, sure = ["d\u0335"], word[2:], 1, len(word) < _LONG

    for place, char in enumerate(rest):
        last = letters[-1] if letters else ""
        heard = any(letter[0] in _VOWELS for letter in letters)
        if char in _TELEX_TONES and heard:
            # Another tone, or a vowel behind ("taxi"): a word of another language.
            if tone or (char in "srx" and not _VOWELS.isdisjoint(rest[place:])):
                return None
            tone, marks = _TELEX_TONES[char], marks + 1
            sure = sure or char == "f" or (char == "j" and not (place == len(rest) - 1 and last in {"a", "o", "u"}))
        elif char == "w" and last[:1] in _HORNS and len(last) == 1:
            letters[-1] += _HORNS[last]
            marks += 1
            if last == "o" and len(letters) > 1 and letters[-2] == "u":
                letters[-2] += _HORNS["u"]
            sure = sure or place < len(rest) - 1
        elif char == "w" and letters and last not in _VOWELS:
            letters.append("u\u031b")
            marks += 1
        elif char in _HATS and last == char:
            letters[-1] += _HATS[char]
            marks += 1
        else:
            letters.append(char)
    return _syllable(letters, tone, sure=sure or marks > 1) if marks else None


def _vni(word: str) -> Decoded | None:
    letters: list[str] = []
    tone, kinds = "", ""
    for char in word:
        if not char.isdigit():
            letters.append(char)
            continue
        kind = "tone" if char in _VNI_TONES else char
        target = _vni_target(letters, char)
        if kind in kinds.split() or (kind != "tone" and target is None):
            return None
        kinds += f" {kind}"
        if target is None:
            tone = _VNI_TONES[char]
            continue
        letters[target] += {"6": "\u0302", "7": "\u031b", "8": "\u0306", "9": "\u0335"}[char]
        if char == "7" and letters[target][0] == "o" and target and letters[target - 1] == "u":
            letters[target - 1] += "\u031b"
    alone = word[-1].isdigit() and word[:-1].isalpha()
    if alone and (word[:-1] in _COUNTED or not is_spoken(word[:-1])):
        return None
    return _syllable(letters, tone, sure=not alone or word[:-1].endswith(("c", "ch")))


def _vni_target(letters: list[str], digit: str) -> int | None:
    """Index of the letter that a mark digit changes, None for a tone or where no letter takes it."""
    takes = {"6": "aeo", "7": "ou", "8": "a", "9": "d"}.get(digit, "")
    return next(
        (place for place in range(len(letters) - 1, -1, -1) if letters[place] in takes and letters[place]), None
    )


def _syllable(letters: list[str], tone: str, *, sure: bool) -> Decoded | None:
    base = "".join(letter[0] for letter in letters)
    if len(base) < 2 or not is_spoken(base) or base.endswith("uo") or base == "qu":
        return None
    stopped = base.endswith(("c", "ch", "p", "t"))
    if stopped and tone and tone not in {"\u0301", "\u0323"}:
        return None
    if tone:
        letters = list(letters)
        letters[_tone_place(letters)] += tone
    text = unicodedata.normalize("NFC", "".join(letters).replace("d\u0335", "\u0111"))
    return Decoded(text, sure or base.startswith(_LONG_ONSETS))


def _tone_place(letters: list[str]) -> int:
    bases = [letter[0] for letter in letters]
    first = 2 if bases[:2] == ["q", "u"] or (bases[:2] == ["g", "i"] and len(bases) > 2 and bases[2] in _VOWELS) else 0
    vowels = [place for place in range(first, len(bases)) if bases[place] in _VOWELS]
    marked = [place for place in vowels if len(letters[place]) > 1]
    if marked:
        return marked[-1]
    closed = vowels[-1] < len(bases) - 1
    return vowels[-1] if closed or len(vowels) == 1 else vowels[-2]
