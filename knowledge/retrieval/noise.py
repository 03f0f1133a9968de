"""Text as phones make it: a published, seeded generator of the spellings an evaluation asks its questions in.

`without_diacritics` is the plain spelling of a hurried writer. `noisy` goes through these steps, each drawn from the
message's own stream of random numbers:

1. how the message's diacritics were typed, once: all left out, all kept, or word by word left out, kept, or kept
   without the tone ("đường" → "đương");
2. words and phrases that people shorten or respell (`data/lexicon/noise.yaml`), the longest first;
3. one slip in some of the other words: a neighbouring key, two letters changed about, one missing or doubled; the sound
   written another way ("phòng" → "fòng"); keys of Telex or VNI left in the word ("hojc", "hoc5");
4. spaces and punctuation that were not typed, capitals that were not typed.

Numbers stay as they are: a slip in a year or an amount would make another question. The same text and seed give the
same noise on every machine and with every Python: the stream starts from SHA-256 of both and only `Random.random` is
drawn from, which Python keeps the same. Another table or rate makes another evaluation: say so with the figures.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import TypeVar

import yaml

TABLE = Path(__file__).resolve().parents[2] / "data" / "lexicon" / "noise.yaml"

# A text is made noisy because its writer is the kind that types so: more than the 12–25 % of real messages that come
# without any diacritics, and every kind of slip in one message or the next.
ALL_DIACRITICS_LEFT_OUT = 0.5
ALL_DIACRITICS_KEPT = 0.2
WORD_LEFT_BARE = 0.4  # In the other messages, word by word.
WORD_LEFT_WITHOUT_TONE = 0.15
RESPELLED = 0.35  # Of the words that have a usual respelling; people mix "ko" and "không" in one message.
SLIP = 0.06  # Of the other words: one in a message of the usual 7 to 17 words.
SOUND = 0.04  # Only the young write so, and then not every word.
KEYS_LEFT_IN = 0.04  # Telex and VNI: only where the diacritics were meant to be typed.
SPACE_MISSING = 0.03
MARK_MISSING = 0.7  # Most messages carry no punctuation at all.
LOWER_CASE = 0.7

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_TONES = {"\u0301": ("s", "1"), "\u0300": ("f", "2"), "\u0309": ("r", "3"), "\u0303": ("x", "4"), "\u0323": ("j", "5")}
_SHAPES = {"\u0302": ("", "6"), "\u031b": ("w", "7"), "\u0306": ("w", "8")}
_MARKS = frozenset((*_TONES, *_SHAPES))
_PIECE = re.compile(r"[^\W\d_]+|\s+|\w+|[^\w\s]+")
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_FOR_A_SLIP = 3
_SLIP_TYPES = 4
_T = TypeVar("_T")


def without_diacritics(text: str) -> str:
    """NFC text without Vietnamese marks, đ as d; case, spaces and every other character stay."""
    left = (char for char in unicodedata.normalize("NFD", text) if char not in _MARKS)
    return unicodedata.normalize("NFC", "".join(left)).replace("đ", "d").replace("Đ", "D")


def noisy(text: str, *, seed: int) -> str:
    """The text as a hurried writer types it, see the module. A text that holds something never becomes empty."""
    return _project_noise().apply(text, seed=seed)


@dataclass(frozen=True, slots=True)
class Noise:
    """The tables of the generator. Respellings by their lower-case words."""

    respellings: Mapping[tuple[str, ...], Sequence[str]]
    beginnings: Mapping[str, str]
    ends: Mapping[str, str]

    @classmethod
    def load(cls, path: Path) -> Noise:
        """Read `noise.yaml`."""
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
        respellings = {tuple(key.split()): tuple(ways) for key, ways in held["respellings"].items()}
        return cls(respellings, held["beginnings"], held["ends"])

    def apply(self, text: str, *, seed: int) -> str:
        """One noisy spelling of the text; NFC and NFD of it give the same."""
        plain = unicodedata.normalize("NFC", text)
        digest = hashlib.sha256(f"{seed}\0{plain}".encode("utf-8", "surrogatepass")).digest()
        chance = Random(int.from_bytes(digest[:8], "big"))  # noqa: S311 - noise, not a secret
        pieces = self._respelled(_PIECE.findall(plain), chance)
        typed = _typed_diacritics(chance)
        words = [
            self._mistyped(marked, typed, chance) if free else marked
            for marked, free in ((_marks_as_typed(piece, typed, chance), free) for piece, free in pieces)
        ]
        joined = "".join(_gaps(words, chance)).strip()
        joined = joined.lower() if chance.random() < LOWER_CASE else joined
        return joined if joined or not plain.strip() else plain.strip()

    def _respelled(self, pieces: Sequence[str], chance: Random) -> list[tuple[str, bool]]:
        """Pieces, and whether a slip may happen to each: not to a respelling or what is no word."""
        found: list[tuple[str, bool]] = []
        longest = max(map(len, self.respellings), default=0)
        place = 0
        while place < len(pieces):
            if not _WORD.fullmatch(pieces[place]):
                found.append((pieces[place], False))
                place += 1
                continue
            for length in range(longest, 0, -1):
                span = pieces[place : place + 2 * length - 1]
                ways = self.respellings.get(_phrase(span)) if len(span) == 2 * length - 1 else None
                if ways and chance.random() < RESPELLED:
                    found.append((_one(ways, chance), False))
                    place += len(span)
                    break
            else:
                found.append((pieces[place], True))
                place += 1
        return found

    def _mistyped(self, word: str, typed: str, chance: Random) -> str:
        if len(word) < _SHORTEST_FOR_A_SLIP:
            return word
        drawn = chance.random()
        if drawn < SLIP:
            return _slip(word, chance)
        if drawn < SLIP + SOUND:
            return self._other_sound(word, chance)
        if drawn < SLIP + SOUND + KEYS_LEFT_IN and typed != "none":
            return _keys(word, vni=chance.random() < 0.5)
        return word

    def _other_sound(self, word: str, chance: Random) -> str:
        lowered = word.lower()
        starts = [(old, new) for old, new in self.beginnings.items() if lowered.startswith(old)]
        ends = [(old, new) for old, new in self.ends.items() if lowered.endswith(old)]
        if starts and (not ends or chance.random() < 0.5):
            old, new = max(starts, key=lambda pair: len(pair[0]))
            return new + word[len(old) :]
        if ends:
            old, new = max(ends, key=lambda pair: len(pair[0]))
            return word[: -len(old)] + new
        return word


@lru_cache(maxsize=1)
def _project_noise() -> Noise:
    return Noise.load(TABLE)


def _phrase(span: Sequence[str]) -> tuple[str, ...]:
    """The words of a span "word, space, word …", or nothing when more than spaces stands between them."""
    if any(not gap.isspace() for gap in span[1::2]):
        return ()
    return tuple(word.lower() for word in span[::2])


def _typed_diacritics(chance: Random) -> str:
    drawn = chance.random()
    if drawn < ALL_DIACRITICS_LEFT_OUT:
        return "none"
    return "all" if drawn < ALL_DIACRITICS_LEFT_OUT + ALL_DIACRITICS_KEPT else "some"


def _marks_as_typed(word: str, typed: str, chance: Random) -> str:
    if typed == "none":
        return without_diacritics(word)
    drawn = chance.random() if typed == "some" else 1.0
    if drawn < WORD_LEFT_BARE:
        return without_diacritics(word)
    if drawn < WORD_LEFT_BARE + WORD_LEFT_WITHOUT_TONE:
        left = (char for char in unicodedata.normalize("NFD", word) if char not in _TONES)
        return unicodedata.normalize("NFC", "".join(left))
    return word


def _slip(word: str, chance: Random) -> str:
    """One slip of the fingers, not at the first letter, which people see."""
    kind = int(chance.random() * _SLIP_TYPES)
    place = 1 + int(chance.random() * (len(word) - 1))
    if kind == 0:
        return word[:place] + _neighbour(word[place], chance) + word[place + 1 :]
    if kind == 1:
        place = min(place, len(word) - 2)
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if kind == 2:
        return word[:place] + word[place + 1 :]
    return word[: place + 1] + word[place:]


def _neighbour(letter: str, chance: Random) -> str:
    """A key beside the letter's own, in its row or the next ones; a letter that is no such key stays."""
    plain = without_diacritics(letter).lower()
    for number, row in enumerate(_ROWS):
        column = row.find(plain)
        if column < 0:
            continue
        near = [row[place] for place in (column - 1, column + 1) if 0 <= place < len(row)]
        # A row stands half a key to the right of the one above it.
        near += list(_ROWS[number - 1][column : column + 2]) if number else []
        near += list(_ROWS[number + 1][max(column - 1, 0) : column + 1]) if number + 1 < len(_ROWS) else []
        return _one(near, chance)
    return letter


def _keys(word: str, *, vni: bool) -> str:
    """The keys pressed for the word instead of what they make, the tone last: "học" → "hocj", "hoc5"."""
    typed, tone = "", ""
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone = _TONES[char][vni]
        elif char in _SHAPES:
            typed += _SHAPES[char][vni] or typed[-1:]
        elif char in {"đ", "Đ"}:
            typed += ("d9" if vni else "dd") if char == "đ" else ("D9" if vni else "DD")
        else:
            typed += char
    return typed + tone


def _gaps(pieces: Sequence[str], chance: Random) -> list[str]:
    """Without some spaces and most marks. A mark inside a word or number stays ("1.500.000", "1/2", "9+")."""
    left: list[str] = []
    for place, piece in enumerate(pieces):
        if piece.isspace():
            if chance.random() >= SPACE_MISSING or _digits_meet(pieces, place):
                left.append(piece)
        elif not any(char.isalnum() for char in piece) and _ends_a_word(pieces, place):
            if chance.random() >= MARK_MISSING:
                left.append(piece)
        else:
            left.append(piece)
    return left


def _ends_a_word(pieces: Sequence[str], place: int) -> bool:
    """True for a mark that stands before a space or at the end, and is no part of an amount ("20 %", "9+")."""
    ends = place + 1 == len(pieces) or pieces[place + 1].isspace()
    return ends and not any(char in "%+" for char in pieces[place])


def _digits_meet(pieces: Sequence[str], place: int) -> bool:
    """True when a missing space would join two numbers into another one."""
    before = next((piece for piece in reversed(pieces[:place]) if piece), "")
    after = next((piece for piece in pieces[place + 1 :] if piece), "")
    return before[-1:].isdigit() or after[:1].isdigit()


def _one(ways: Sequence[_T], chance: Random) -> _T:
    return ways[int(chance.random() * len(ways))]
