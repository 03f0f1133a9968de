"""Sums of money named in a message: "2 triệu 5", "2tr5", "900k", "1,5 triệu/tháng", "3 củ" → đồng."""

from __future__ import annotations

import re
from dataclasses import dataclass

_THOUSAND, _MILLION = 1_000, 1_000_000
_SCALES = {
    **dict.fromkeys(("trieu", "tr", "cu", "chai"), _MILLION),
    **dict.fromkeys(("nghin", "ngan", "ngin", "k"), _THOUSAND),
    **dict.fromkeys(("ty", "ti"), 1_000 * _MILLION),
    "tram": 100_000,
}
_SPELLED = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
    "nua": 0.5,
}
_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?(?![.,]?\d)"
_WORDS = "|".join(_SPELLED)
_COUNTED = "thang|nam|nghe|nguoi|lop|tin|khoa|ky|tuoi|dua|con|chau|lan|tram"
# The rest behind a scale: "2 triệu 5", "2tr500", "hai triệu rưỡi", "một triệu hai", "một triệu hai trăm".
_DIGITS = {"tu": 4, "lam": 5, **{word: value for word, value in _SPELLED.items() if value in range(1, 10)}}
_REST = (
    rf"(?:\s*(?P<rest>\d{{1,3}})(?![\d./,]|\s*(?:%|{_COUNTED}))"
    r"|\s*(?P<half>ruoi)"
    rf"|\s*(?:(?P<hundreds>\d|{'|'.join(_DIGITS)})\s*tram"
    rf"|(?P<tenths>(?!mot\b|nam\b)(?:{'|'.join(_DIGITS)}))"
    r"(?=\s*(?:$|[?.,;!/]|(?:mot|moi|1|hang|thi|dong|tien|hoc phi|a|ha|la)\b))))?"
)
_SCALED = re.compile(
    rf"(?<![\w.,/])(?P<number>{_NUMBER}|{_WORDS})(?:\s*(?P<tram>tram))?\s*"
    rf"(?P<scale>trieu|nghin|ngan|ngin|chai|cu|tr|k|ty)(?![a-z]){_REST}"
)
_ONE_AND_MORE = re.compile(
    r"(?<![\w.,/])(?<!\d )(?<!may )trieu\s*(?:(?P<half>ruoi)|hai(?=\s*(?:$|[?.,/]|(?:mot|moi|thi)\b)))(?![a-z])"
)
""" "Triệu rưỡi", "triệu hai": one million and more."""
_FULL = re.compile(r"(?<![\w.,/])(?P<full>\d{1,3}(?:[.,]\d{3})+|\d{5,9})(?:\s*(?P<dong>dong|vnd|d)\b)?(?![\w./])")
# Counts of people and things are no money.
_NO_MONEY = re.compile(r"\s*(?:nguoi|lao dong|hoc sinh|hs|viec lam|luot|em\b)")
_YEARS = re.compile(r"2k\d{1,2}\b")
_UNITS = (
    ("tin_chi", r"(?:mot|1|moi|/|tren)?\s*tin chi"),
    ("hoc_ky", r"(?:/|mot|1|moi)\s*(?:hoc ky|hoc ki|ky|ki|hk)\b"),
    ("thang", r"(?:/|mot|1|moi|hang)?\s*(?:thang|thg)\b"),
    ("nam", r"(?:/|mot|1|moi|hang)\s*nam\b"),
    ("ngay", r"(?:/|mot|1|moi)\s*ngay\b"),
    ("toan_khoa", r"(?:/|mot|1|ca|toan)\s*khoa\b"),
)
_BEFORE = re.compile(r"(?P<thang>(?:moi|hang|mot|1) thang)|(?P<nam>(?:moi|hang) nam)|(?P<ngay>moi ngay)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in đồng; `unit` is what it is for ("thang", "nam", "hoc_ky", "tin_chi" …), None when untold."""

    dong: int
    unit: str | None = None


def find_amount(text: str) -> Amount | None:
    """The first sum of money in a folded text; None when there is none. A count of people is no sum."""
    plain = _YEARS.sub(lambda found: " " * len(found.group()), text)
    found = [
        match
        for match in (*_SCALED.finditer(plain), *_FULL.finditer(plain), *_ONE_AND_MORE.finditer(plain))
        if not _NO_MONEY.match(plain, match.end())
    ]
    for match in sorted(found, key=lambda one: one.start()):
        groups = match.groupdict()
        if groups.get("full"):
            value = float(re.sub(r"[.,]", "", match["full"]))
            if not match["dong"] and value < _THOUSAND * 10:
                continue
        elif "number" in groups:
            value = _scaled(match)
        else:
            value = _MILLION * (1.5 if match["half"] else 1.2)
        return Amount(round(value), _unit(plain, match))
    return None


def _scaled(match: re.Match[str]) -> float:
    written, scale = match["number"], float(_SCALES[match["scale"]])
    number = _SPELLED[written] if written in _SPELLED else float(written.replace(",", "."))
    value = number * scale * (100 if match["tram"] else 1)
    if match["half"]:
        return value + scale / 2
    if tenths := match["hundreds"] or match["tenths"]:
        return value + (_DIGITS.get(tenths) or int(tenths)) * scale / 10
    if rest := match["rest"]:
        # "2 triệu 5" and "2 triệu 500" are the same; "2 triệu 50" is fifty thousand more.
        return value + int(rest) * (scale / 10 if len(rest) == 1 else scale / 1000)
    return value


def _unit(plain: str, match: re.Match[str]) -> str | None:
    following = plain[match.end() : match.end() + 24]
    for unit, pattern in _UNITS:
        if re.match(rf"\s*(?:dong|vnd|d)?\s*{pattern}", following):
            return unit
    before = _BEFORE.search(plain[max(0, match.start() - 24) : match.start()])
    return before.lastgroup if before else None
