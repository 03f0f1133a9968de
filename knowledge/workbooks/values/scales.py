"""What a header or a unit column says of the figures: how many units one is worth, and for what time it is paid."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from knowledge.text import fold
from knowledge.workbooks.values.unreadable import Unreadable
from knowledge.workbooks.values.words import ValueWords
from knowledge.workbooks.values.written import tidy

_BRACKETS = re.compile(r"\(([^()]*)\)")
_BEHIND_SLASH = re.compile(r"/\s*([a-z][a-z ]*)")
_ONE = re.compile(r"(?:0?1|mot)\s+(?=[a-z])")


@lru_cache(maxsize=4096)
def scale_of(text: str, words: ValueWords) -> tuple[Decimal, str | None]:
    """A header or a unit → what one is worth, and a code of `words.per`: "triệu đồng/tháng" → (1000000, "thang").

    (1, None) when it says neither; None as the code too when it names several ("đồng/tháng; đ/HK").
    """
    folded = fold(tidy(text))
    scales, bare = _scale_patterns(words)
    found = scales.search(folded) or bare.search(folded)
    scale = Decimal(1)
    if found is not None:
        scale = words.scales.get(found[1]) or Decimal(re.sub("[^0-9]", "", found[1]))
    return scale, _per(folded, words)


def names_other_currency(text: str, words: ValueWords) -> bool:
    """True when a header says that its amounts are not in đồng."""
    return _foreign_pattern(words).search(fold(tidy(text))) is not None


def per_of(text: str, words: ValueWords) -> str | None:
    """The code of what stands behind a slash; None for "/người", which changes nothing. Raises Unreadable."""
    unit = _ONE.sub("", text.strip(" ."))
    first, _, rest = unit.partition(" ")
    unit = rest if first in words.each and rest else unit
    if unit in words.per:
        return words.per[unit]
    if unit in words.per_person:
        return None
    raise Unreadable("unparseable_value", "700000")


def _per(folded: str, words: ValueWords) -> str | None:
    for part in (*_BRACKETS.findall(folded), folded):
        named = {code for piece in _BEHIND_SLASH.findall(part) if (code := _known_per(piece, words)) is not None}
        if not named and (each := _each_pattern(words).search(part)) is not None:
            named = {words.per[each[1]]}
        if named:
            return named.pop() if len(named) == 1 else None
    return None


def _known_per(piece: str, words: ValueWords) -> str | None:
    listed = _ONE.sub("", piece).split()
    for length in range(min(len(listed), 4), 0, -1):
        if (unit := " ".join(listed[:length])) in words.per:
            return words.per[unit]
    return None


@lru_cache(maxsize=8)
def _each_pattern(words: ValueWords) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{_any(words.each)})\s+({_any(words.per)})(?![a-z]|\s*[0-9])")


@lru_cache(maxsize=8)
def _scale_patterns(words: ValueWords) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A scale before a unit ("tr.đ", "1.000 người"), and one that is a unit by itself ("(tr/tháng)", "ĐVT: triệu")."""
    units = _any([*words.dong, *words.people])
    scale = rf"{_any(words.scales)}|1[., ]?000[., ]?000[., ]?000|1[., ]?000[., ]?000|1[., ]?000"
    return (
        re.compile(rf"(?<![a-z0-9.,])({scale})[. ]*(?:{units})(?![a-z])"),
        re.compile(rf"(?:^|[(:])\s*({_any(words.scales)})\.?\s*(?:/|\)|$)"),
    )


@lru_cache(maxsize=8)
def _foreign_pattern(words: ValueWords) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![a-z])(?:{_any(words.other_currencies)})(?![a-z])"
        rf"|(?:^|[(:])\s*(?:{_any(words.scales)})?\s*(?:{_any(words.short_currencies)})\s*(?:/|\)|$)"
    )


def _any(listed: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(listed, key=lambda word: (-len(word), word)))
