"""A message as words: folded, expanded, each with what was typed of its marks and the clause it stands in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.abbreviations import Abbreviations
from knowledge.text import Syllable, Teencode, accented_key, fold, nfc, syllables

_CLAUSE_END = re.compile(r"[,.;:!?\n()]")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_MARKS = re.compile("[\u0300-\u036f]")
_REMEMBERED = 32
"""Messages whose words are remembered: each part of a turn reads its message anew."""


@dataclass(frozen=True, slots=True)
class Word:
    """One folded word; `key` is its accented key, `bare` when it was typed without any mark, `text` what to read."""

    folded: str
    key: str
    bare: bool
    clause: int
    capital: bool = False
    text: str = ""


def read_words(text: str, teencode: Teencode, abbreviations: Abbreviations | None = None) -> list[Word]:
    """Words of a message in order; an abbreviation counts as the words it stands for.

    One with several meanings is settled by the words around it ("hoc cd" → cao đẳng), or left as typed.
    """
    return list(_read(text, teencode, abbreviations))


@lru_cache(_REMEMBERED)
def _read(text: str, teencode: Teencode, abbreviations: Abbreviations | None) -> tuple[Word, ...]:
    plain = nfc(text)
    found = syllables(plain)
    settled = _settled(found, abbreviations)
    words: list[Word] = []
    clause, end = 0, 0
    for place, syllable in enumerate(found):
        clause += _CLAUSE_END.search(plain, end, syllable.start) is not None
        end = syllable.end
        capital = syllable.text[:1].isupper()
        expansion = teencode.expand(syllable.folded)
        if place in settled:
            words += [Word(fold(part), accented_key(part), True, clause, capital, part) for part in settled[place]]
        elif expansion != syllable.folded and _may_expand(syllable):
            words += [Word(part, part, True, clause, text=part) for part in expansion.split()]
        else:
            words.append(Word(syllable.folded, syllable.key, syllable.bare, clause, capital, syllable.text))
    return tuple(words)


def restored_keys(words: Sequence[Word], restore: Callable[[str], str]) -> list[str]:
    """The accented key that each word most likely has; none where the restored text cannot be laid beside the words."""
    read = syllables(nfc(restore(" ".join(word.text for word in words))))
    return [syllable.key for syllable in read] if len(read) == len(words) else []


def _settled(found: Sequence[Syllable], abbreviations: Abbreviations | None) -> dict[int, tuple[str, ...]]:
    """Place of a syllable → the words that an abbreviation of several meanings stands for there."""
    if abbreviations is None:
        return {}
    return {
        place: one.words
        for place, one in enumerate(abbreviations.expand(found))
        if one.settled and one.words != (one.syllable.text,)
    }


def _may_expand(syllable: Syllable) -> bool:
    # "đc" folds to "dc" and is expanded; a syllable with a vowel mark ("kò") is a word someone spelt out.
    return syllable.bare or syllable.text.lower().replace("đ", "d") == syllable.folded


@lru_cache(maxsize=65536)
def may_be(typed: str, meant: str) -> bool:
    """Whether a typed key may be the meant one with marks left out: "nghiêp" may be "nghiệp", "hạn" not "hàn".

    A tone is left out for sure only before a final stop, where every syllable has one: "đông" is a word beside "đồng".
    """
    if typed == meant:
        return True
    letters, tone = _letters(typed)
    wanted, wanted_tone = _letters(meant)
    left_out = not tone and letters.endswith(("c", "ch", "p", "t"))
    if len(letters) != len(wanted) or (tone != wanted_tone and not left_out):
        return False
    return all(one == other or one == _base(other) for one, other in zip(letters, wanted, strict=True))


def typed_as(window: Sequence[Word], keys: Sequence[str]) -> bool:
    """Whether the marks typed are the name's: all of them; in a name of several syllables some may be left out."""
    if len(keys) == 1:
        return window[0].bare or window[0].key == keys[0]
    return all(word.bare or may_be(word.key, key) for word, key in zip(window, keys, strict=True))


def one_mark_wrong(window: Sequence[Word], keys: Sequence[str]) -> bool:
    """Whether one syllable of several was typed with another mark than the name's: "cao băng"."""
    wrong = [not word.bare and not may_be(word.key, key) for word, key in zip(window, keys, strict=True)]
    return len(keys) > 1 and sum(wrong) == 1


def _letters(key: str) -> tuple[str, str]:
    return (key[:-1], key[-1]) if key and key[-1] in _TONES else (key, "")


def _base(letter: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFD", letter)).replace("đ", "d")
