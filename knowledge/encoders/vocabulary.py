"""The pieces of a unigram tokenizer that Vietnamese and ASCII text need.

A vocabulary for a hundred languages has 250,002 pieces; nine rows in ten of the model's largest matrix are for
scripts and words nobody here writes. Kept are pieces of Vietnamese and ASCII letters, digits and signs that

* have the shape of a Vietnamese syllable, or of one without its first consonant ("iếng"), or
* have at most two letters, or no letter at all, or
* are in capitals and short (abbreviations), or
* are words of other languages that are frequent enough (`LEAST_SCORE`, the logarithm of a piece's probability).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from typing import Any

from tokenizers import Tokenizer

from knowledge.text import fold, is_folded_syllable

LEAST_SCORE = -12.5
_ABBREVIATION = 5
_SPACE = "\u2581"
_VIETNAMESE_MARKS = frozenset("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")


def trimmed(tokenizer: dict[str, Any], words: Iterable[str]) -> tuple[dict[str, Any], list[int]]:
    """A `tokenizer.json` with only the pieces needed, and the old number of each; `words` stay as they are split.

    Special tokens stay, in their order: the numbers below the first ordinary piece do not change.
    """
    model = tokenizer["model"]
    whole = Tokenizer.from_str(json.dumps(tokenizer))
    always = {token["content"] for token in tokenizer["added_tokens"]}
    always |= {piece for word in words for piece in whole.encode(word).tokens}
    kept = [
        number for number, (piece, score) in enumerate(model["vocab"]) if piece in always or is_needed(piece, score)
    ]
    pieces = [model["vocab"][number] for number in kept]
    numbers = {piece: number for number, (piece, _) in enumerate(pieces)}
    added = [{**token, "id": numbers[token["content"]]} for token in tokenizer["added_tokens"]]
    return {**tokenizer, "added_tokens": added, "model": {**model, "vocab": pieces}}, kept


def is_needed(piece: str, score: float) -> bool:
    """Whether Vietnamese or ASCII text may need the piece."""
    text = piece.replace(_SPACE, "")
    if not all(map(_is_written_here, text)):
        return False
    letters = sum(map(str.isalpha, text))
    folded = fold(text)
    return (
        score >= LEAST_SCORE
        or letters == 0
        or len(text) <= 2
        or is_folded_syllable(folded)
        or is_folded_syllable(f"t{folded}")
        or (len(text) <= _ABBREVIATION and text.isalpha() and text.isupper())
    )


def _is_written_here(char: str) -> bool:
    if char in ("đ", "Đ") or char.isascii():
        return True
    letter, *marks = unicodedata.normalize("NFD", char)
    if marks:
        return letter.isascii() and letter.isalpha() and _VIETNAMESE_MARKS.issuperset(marks)
    return unicodedata.category(char)[0] in "PS" and (char < "\u0100" or "\u2000" <= char < "\u2200")
