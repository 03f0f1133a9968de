"""A written figure taken apart: remark, doubt, one number or two, and what stands behind each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from knowledge.text import fold
from knowledge.workbooks.values.decimals import NUMBER, Style, decimal_of, lookalike
from knowledge.workbooks.values.spelled import spelled_number
from knowledge.workbooks.values.unreadable import Unreadable
from knowledge.workbooks.values.words import ValueWords

_BRACKETS = re.compile(r"\(([^()]*)\)")
_STARS = re.compile(r"(?<=[^\s*])\s*(\*{1,4})$")
_CALCULATION = re.compile(r"[x*+=/-]\s*[0-9]", re.IGNORECASE)
_DATE = re.compile(
    r"(?:ngay )?(?:0?[1-9]|[12][0-9]|3[01])\s?([/.-])\s?(?:0?[1-9]|1[0-2])\s?\1\s?(?:[0-9]{4}|[0-9]{2})"
    r"|(?:19|20)[0-9]{2}[-/][0-9]{1,2}[-/][0-9]{1,2}(?:[ t].*)?"
)
_FRACTION = re.compile(r"[0-9]+\s*/\s*[0-9]+")
_SIDE = re.compile(rf"([+-]?)\s*({NUMBER})\s*(.*)")
_DIGIT = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class Side:
    """One number and the folded words behind it."""

    value: Decimal
    tail: str


@dataclass(frozen=True, slots=True)
class Span:
    """One side, or the two ends of a range, with the flags of both."""

    low: Side
    high: Side | None
    flags: tuple[str, ...]


def split_remark(text: str, words: ValueWords) -> tuple[str, str, tuple[str, ...]]:
    """A tidy text → the folded figure, the remark as written, the flags that the remark stands for.

    "50 (20 nữ)" → ("50", "20 nữ", ()); "400 (ước)" → ("400", "", ("approximate_value",)). A number alone in brackets is
    the figure itself: an accountant's minus. Raises Unreadable where a calculation goes on in brackets: "35 (x2)".
    """
    figure = " ".join(_BRACKETS.sub(" ", text).split())
    remarks = [inside.strip() for inside in _BRACKETS.findall(text)]
    if not figure:
        figure, remarks = text, []
    if any(_CALCULATION.match(remark) for remark in remarks):
        raise Unreadable("unparseable_value", "30")
    if (stars := _STARS.search(figure)) is not None:
        figure, remarks = figure[: stars.start()], [*remarks, stars[1]]
    folded = fold(figure)
    if len(folded) == len(figure) and (marked := _remark_pattern(words).search(folded)) is not None:
        remarks.insert(0, figure[marked.end() :].strip(" :"))
        folded = folded[: marked.start()]
    doubts = {**words.before, **words.after}
    flags = tuple(doubts[fold(remark)] for remark in remarks if fold(remark) in doubts)
    return folded, "; ".join(remark for remark in remarks if remark and fold(remark) not in doubts), flags


@lru_cache(maxsize=8)
def _remark_pattern(words: ValueWords) -> re.Pattern[str]:
    marks = "|".join(re.escape(mark) for mark in words.remark)
    return re.compile(rf"(?<=[^\s,;:])\s*[,;:]?\s+(?:{marks})(?![a-z])")


def span_of(figure: str, words: ValueWords, style: Style) -> Span:
    """A folded figure → its one or two numbers. Raises Unreadable when it holds more, or none."""
    reject(figure, words)
    parts, flags = figure_parts(figure, words)
    if len(parts) > 2 or (len(parts) == 2 and not {"at_least", "at_most"}.isdisjoint(flags)):
        raise Unreadable("unparseable_value", "30")
    sides = [_side(part, style) for part in parts]
    if len(sides) == 2 and sides[0][0].value < 0:
        raise Unreadable("unparseable_value", "30")
    found = [*flags, *(flag for _, own in sides for flag in own)]
    return Span(sides[0][0], sides[1][0] if len(sides) == 2 else None, tuple(dict.fromkeys(found)))


def figure_parts(figure: str, words: ValueWords) -> tuple[list[str], list[str]]:
    """The ends of a range, or the one figure, and the flags of the words around them.

    "tu 7 den 9 trieu" → (["7", "9 trieu"], []); "tu 7 trieu" → (["7 trieu"], ["at_least"]).
    """
    figure, flags, starting = _without_doubts(figure, words)
    parts = _between_pattern(words).split(figure)
    return parts, [*flags, "at_least"] if starting and len(parts) == 1 else flags


def reject(figure: str, words: ValueWords) -> None:
    """Raises Unreadable for what is no figure at all, with the best reason that can be told."""
    plain = figure.strip(" .")
    if plain in words.none_or_unknown:
        raise Unreadable("none_or_unknown")
    if not _DIGIT.search(figure):
        spelled = spelled_number(plain, words)
        raise Unreadable("unparseable_value", "30") if spelled is None else Unreadable("number_in_words", str(spelled))
    if _DATE.fullmatch(plain):
        raise Unreadable("date_not_number")
    if _FRACTION.fullmatch(plain):
        raise Unreadable("fraction_not_number")
    if (meant := lookalike(plain)) and meant != plain:
        raise Unreadable("unparseable_value", meant)


def _without_doubts(figure: str, words: ValueWords) -> tuple[str, list[str], bool]:
    flags: list[str] = []
    starting = False
    before, after, first = _doubt_patterns(words)
    for _ in range(2):
        if (found := before.match(figure)) is not None:
            flags.append(words.before[found[1]])
            figure = figure[found.end() :]
        elif (found := first.match(figure)) is not None:
            starting = True
            figure = figure[found.end() :]
    if (found := after.search(figure)) is not None:
        flags.append(words.after[found[1]])
        figure = figure[: found.start()]
    return figure.strip(), flags, starting


@lru_cache(maxsize=8)
def _doubt_patterns(words: ValueWords) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    def listed(marks: Iterable[str]) -> str:
        return "|".join(re.escape(mark) for mark in marks)

    return (
        re.compile(rf"({listed(words.before)})(?![a-z])\s*"),
        re.compile(rf"(?<=[0-9a-z%])\s*(?<![a-z])({listed(words.after)})$"),
        re.compile(rf"({listed(words.starting)})(?![a-z])\s*"),
    )


@lru_cache(maxsize=8)
def _between_pattern(words: ValueWords) -> re.Pattern[str]:
    spoken = "|".join(re.escape(word) for word in words.between if word.isalpha())
    below = "|".join(re.escape(word) for word, flag in words.before.items() if flag == "at_most")
    signs = "|".join(re.escape(word) for word in words.between if not word.isalpha())
    return re.compile(rf"(?<=[^\s~-])\s*(?:-|{signs}|\b(?:{spoken})\b(?:\s*(?:{below}))?)\s*(?=[0-9])")


def _side(text: str, style: Style) -> tuple[Side, tuple[str, ...]]:
    match = _SIDE.fullmatch(text.strip())
    if match is None:
        raise Unreadable("unparseable_value", "30")
    value, flags = decimal_of(match[2], style)
    return Side(-value if match[1] == "-" else value, match[3].strip()), flags
