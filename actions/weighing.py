"""Trades that a message weighs against each other: "so sánh hàn với điện", "may hay nấu ăn hơn"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from actions.slots import Slots
from knowledge.library import Library
from knowledge.text import fold, nfc

_TRADE = "nghe"
"""Stands before each part, so that a name of one syllable is read as one."""
_JOINTS = frozenset({"va", "voi", "vs", "hay", "hoac", "cung"})
_MARKS = re.compile(r"[,;/&+]")
_WEIGHS = re.compile(
    r"\b(?:so sanh|so (?:\w+ ){1,3}voi|dem so|khac (?:gi|nhau|biet|the nao)|giong nhau|giua|phan van|luong lu|do du"
    r"|(?:chon|hoc|theo|lay) (?:cai|nghe|nganh|thang|ben) (?:nao|gi)|chon gi|nen (?:chon|hoc|theo|di|lay)"
    r"|(?:cai|nghe|nganh|ben|thang|dang) nao|hon)\b"
)
_OR = re.compile(r"\b(?:hay|hoac)\b.*\b(?:tot|de|nhanh|re|luong|duoc|on|ngon)\b")
_LEADING = frozenset(
    {
        "so", "sanh", "giua", "nen", "hoc", "nghe", "nganh", "em", "minh", "toi", "con", "chau", "tui", "dang",
        "muon", "phan", "van", "luong", "lu", "do", "du", "theo", "lam", "chon", "tho", "la", "giup", "cho", "xin",
        "hoi", "ad", "bot", "oi", "thi", "hai", "ba", "cai", "khoa", "thich", "dinh", "tinh", "di", "ban", "khac",
        "gi", "nhau", "the", "nao", "y", "ve"
    }
)  # fmt: skip
"""Words before a name in its part, folded."""
WANTS = re.compile(r"\b(?:muon|mun|dinh|tinh|xin|can) (?:duoc |di )?(?:hoc|theo) (?!gi\b)")
""" "Muốn học …": a trade that is wanted, whatever else is told of oneself."""
_SUPPORT = re.compile(r"\b(?:ho tro|tro cap|mien|giam|vay|hoc bong|che do|chinh sach|noi tru)\b")
MOST = 4
_TWO = 2
_LONGEST = 16
"""Words."""


def weighed(text: str, named: Slots, library: Library) -> Slots:
    """What the message names, with all trades that it weighs; `named` itself where it weighs none."""
    words = _MARKS.sub(" , ", nfc(text)).split()
    plain = fold(" ".join(words))
    if len(words) > _LONGEST or named.institution or named.learner.keys() - {"level", "schooling"}:
        return named
    if not (_WEIGHS.search(plain) or _OR.search(plain)) or _SUPPORT.search(plain):
        return named
    parts = [one for part in _parts(words) if (one := _trades(part, library))]
    trades = tuple(dict.fromkeys(one for part in parts for one in part))
    if len(parts) < _TWO or len(trades) < _TWO:
        return named
    doubtful = tuple(pair for pair in named.doubtful if pair[0] != "trade")
    back = tuple(dict.fromkeys((*named.back, "beside")))
    return replace(
        named, trade=trades[0], trades=trades[:MOST], doubtful=doubtful, back=back, interests=(), other_trades=()
    )


def wanted(text: str, named: Slots, library: Library) -> Slots:
    """What the message names, of several trades only those that are wanted: "tôi làm ruộng, muốn học lái máy xúc"."""
    plain = fold(nfc(text))
    said = WANTS.search(plain)
    if said is None or len(named.trades) < _TWO or "beside" in named.back:
        return named
    behind = nfc(text).split()[len(plain[: said.end()].split()) - 1 :]
    found = {one.id for one in library.find(" ".join(behind)) if one.kind == "trade" and not one.negated}
    trades = tuple(one for one in named.trades if one in found)
    return replace(named, trade=trades[0], trades=trades) if trades else named


def _parts(words: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for word in (*words, ","):
        if word != "," and fold(word) not in _JOINTS:
            part.append(word)
            continue
        if part:
            yield part
        part = []


def _trades(part: Sequence[str], library: Library) -> list[str]:
    """The trade that a part surely names, else those that its word may mean; words before the name are left out."""
    for first in range(len(part)):
        mentions = library.find(" ".join((_TRADE, *part[first:])))
        found = [one for one in mentions if one.kind == "trade" and not one.negated]
        if found:
            sure = [one.id for one in found if not one.doubtful]
            return sure[:1] or list(dict.fromkeys(one.id for one in found))
        if fold(part[first]) not in _LEADING:
            break
    return []
