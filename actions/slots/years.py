"""Facts that are told with their year: "năm 2025 là hộ nghèo, năm 2026 thoát nghèo rồi"; the present one counts.

A year beside a fact is no time asked about, but where the same clause asks something: "năm 2025 em hộ nghèo được bao
nhiêu" asks about 2025.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from knowledge.models import Mention

_TIME = re.compile(
    r"(?<!\btu )\b(?:nam (?P<year>20\d{2})|nam (?P<ago>ngoai|truoc|kia|nay)"
    r"|(?P<bare>20\d{2})(?= (?:thi|la|moi|da|bi|con|lai|nha|vua|duoc|thoat|can|ho)\b)"
    r"|(?P<now>bay gio|hien nay|hien tai|hien gio|gio|nay)"
    r"(?= (?:thi|la|da|con|lai|nha|thoat|can|ho|khong|het|ra|chi|vua|moi)\b)"
    r"|(?P<once>(?:hoi|ngay|luc) truoc|truoc (?:day|kia|do)|truoc(?= (?:nha|gia|thi|la|con|em|thuoc)\b)))"
)
_SINCE = re.compile(r"\btu (?:nam )?20\d{2}(?: den (?:nay|gio|bay gio))?\b")
_AGO = {"nay": 0, "ngoai": 1, "truoc": 1, "kia": 2}
_CLAUSE = re.compile(r"[^,.;:!?\n()]+")
_ASKS = frozenset({"level", "policy_topic", "field", "aspect"})
"""Kinds of mentions that make of a clause more than a fact."""
_PAPER = re.compile(r"\bgiay\b")
"""The year of a certificate is read by itself: "giấy hộ nghèo là của năm 2025"."""
_QUESTION = re.compile(r"\b(?:chuan|muc|bao nhieu|may tien|the nao|ra sao|la gi)\b")
_FACT, YEAR = "household", "household_year"
_LEFT = "former"
"""Told alone it is what happened that year, and no paper of it."""
_AFTER: Mapping[str, str] = {"poor": "near_poor|neither", "near_poor": "neither"}
"""What a household may be that has left the list it was on in a year before."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A message read for years: its mentions without what is past, its text without those years, and the year left."""

    mentions: list[Mention]
    plain: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Time:
    start: int
    end: int
    year: int


def by_year(mentions: Sequence[Mention], plain: str, today: date) -> Dated:
    """The household as it is now; only where no present one is told the latest, with its year."""
    plain = _without_since(mentions, plain)
    times = [_Time(one.start(), one.end(), _year(one, today)) for one in _TIME.finditer(plain)]
    told = {at: one for one, at in _places(mentions, plain)}
    found = {at: time for at in told if (time := _time_of(at, times, plain)) is not None}
    only_left = all(one.id == _LEFT for one in told.values())
    if not found or only_left or not _tells_only(found, mentions, plain):
        return Dated(list(mentions), plain)
    years = {at: found[at].year if at in found else today.year for at in told}
    latest = max(year for year in years.values() if year <= today.year) if min(years.values()) <= today.year else 0
    past = [told[at] for at, year in years.items() if year != latest]
    before = {years[at]: one.id for at, one in told.items() if one in past and one.id in _AFTER}
    left = before.get(max(before, default=0))
    kept = [
        replace(one, replaced=True) if one in past else _left(one, left) if one.kind == _FACT else one
        for one in mentions
    ]
    for time in sorted(set(found.values()), key=lambda one: -one.start):
        plain = f"{plain[: time.start]} ; {plain[time.end :]}"
    facts = tuple((f"{year}.{_FACT}", value) for year, value in sorted(before.items()))
    return Dated(kept, plain, (*facts, *(((YEAR, str(latest)),) if 0 < latest < today.year else ())))


def of_year(facts: Iterable[tuple[str, str]], year: int) -> str | None:
    """What the household was in a year, where a message told it beside what it is now."""
    return dict(facts).get(f"{year}.{_FACT}")


def years_before(facts: Iterable[tuple[str, str]], year: int) -> dict[int, str]:
    """What the household was in each year before one, as far as that was told."""
    dated = ((name.partition(".")[0], value) for name, value in facts if name.endswith(f".{_FACT}"))
    return {int(then): value for then, value in dated if then.isdigit() and int(then) < year}


def _left(now: Mention, before: str | None) -> Mention:
    """What the household is now: of who has left the list only that it is on it no more."""
    return replace(now, id=_AFTER[before]) if before and now.id == _LEFT else now


def contradicted(told: Iterable[str], denied: Iterable[tuple[str, str]]) -> set[str]:
    """What a household is told to be; poor and not poor at once is both: "hộ nghèo mà không phải hộ nghèo"."""
    values = set(told)
    return values | ({"neither"} if "poor" in values and (_FACT, "poor") in denied else set[str]())


def _without_since(mentions: Sequence[Mention], plain: str) -> str:
    """Without the year since when the household is what it is: "hộ nghèo từ năm 2020"."""
    for _, at in _places(mentions, plain):
        first, last = _clause(at, plain)
        if not _QUESTION.search(plain[first:last]):
            plain = plain[:first] + _SINCE.sub(lambda one: ";" * len(one[0]), plain[first:last]) + plain[last:]
    return plain


def _year(match: re.Match[str], today: date) -> int:
    if typed := match["year"] or match["bare"]:
        return int(typed)
    return today.year - (1 if match["once"] else _AGO[match["ago"] or "nay"])


def _places(mentions: Sequence[Mention], plain: str) -> list[tuple[Mention, int]]:
    """Where each fact of the kind stands in the text; one typed in short is not found, and has no year."""
    found: list[tuple[Mention, int]] = []
    after = 0
    for one in sorted((one for one in mentions if one.kind == _FACT), key=lambda one: one.first):
        at = plain.find(one.surface, after)
        if at >= 0:
            found.append((one, at))
            after = at + len(one.surface)
    return found


def _time_of(at: int, times: Sequence[_Time], plain: str) -> _Time | None:
    """The time before the fact in its clause, else the one behind it there, else a clause of nothing but a time."""
    first, last = _clause(at, plain)
    if _PAPER.search(plain[first:last]):
        return None
    inside = [one for one in times if first <= one.start and one.end <= last]
    before = [one for one in inside if one.start < at]
    if inside:
        return before[-1] if before else inside[0]
    alone = [one for one in times if one.end <= first and not re.search(r"\w", plain[one.end : first])]
    return alone[-1] if alone else None


def _clause(at: int, plain: str) -> tuple[int, int]:
    return next((one.span() for one in _CLAUSE.finditer(plain) if one.start() <= at < one.end()), (0, len(plain)))


def _tells_only(found: dict[int, _Time], mentions: Sequence[Mention], plain: str) -> bool:
    """Whether the years belong to the facts: two of them, or one in a clause that asks nothing."""
    if len({time.year for time in found.values()}) > 1:
        return True
    asked = [one.surface for one in mentions if one.kind in _ASKS and not one.negated and one.id != "same"]
    for at in found:
        first, last = _clause(at, plain)
        clause = plain[first:last]
        if _QUESTION.search(clause) or any(surface and surface in clause for surface in asked):
            return False
    return True
