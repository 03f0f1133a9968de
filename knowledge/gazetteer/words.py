"""A message as words: folded, expanded, each with what was typed of its marks and the clause it stands in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from knowledge.text import Syllable, Teencode, nfc, syllables

_CLAUSE_END = re.compile(r"[,.;:!?\n()]")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_MARKS = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Word:
    """One folded word; `key` is its accented key, `bare` when it was typed without any mark."""

    folded: str
    key: str
    bare: bool
    clause: int
    capital: bool = False


def read_words(text: str, teencode: Teencode) -> list[Word]:
    """Words of a message in order; an abbreviation of one meaning counts as the words it stands for."""
    words: list[Word] = []
    plain, clause, end = nfc(text), 0, 0
    for syllable in syllables(plain):
        clause += _CLAUSE_END.search(plain, end, syllable.start) is not None
        end = syllable.end
        expansion = teencode.expand(syllable.folded)
        if expansion != syllable.folded and _may_expand(syllable):
            words += [Word(part, part, True, clause) for part in expansion.split()]
        else:
            words.append(Word(syllable.folded, syllable.key, syllable.bare, clause, syllable.text[:1].isupper()))
    return words


def _may_expand(syllable: Syllable) -> bool:
    # "đc" folds to "dc" and is expanded; a syllable with a vowel mark ("kò") is a word someone spelt out.
    return syllable.bare or syllable.text.lower().replace("đ", "d") == syllable.folded


@lru_cache(maxsize=65536)
def may_be(typed: str, meant: str) -> bool:
    """Whether a typed key may be the meant one with marks left out: "nghiêp" may be "nghiệp", "hạn" not "hàn"."""
    if typed == meant:
        return True
    letters, tone = _letters(typed)
    wanted, wanted_tone = _letters(meant)
    if len(letters) != len(wanted) or tone not in {"", wanted_tone}:
        return False
    return all(one == other or one == _base(other) for one, other in zip(letters, wanted, strict=True))


def _letters(key: str) -> tuple[str, str]:
    return (key[:-1], key[-1]) if key and key[-1] in _TONES else (key, "")


def _base(letter: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFD", letter)).replace("đ", "d")
