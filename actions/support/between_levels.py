"""Which of two levels brings more: "sơ cấp hay trung cấp được nhiều hơn", each with what it may bring."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions.reply import Reply
from actions.slots import Slots
from actions.support.entitlements import Entitlements
from actions.support.known import told_facts
from actions.support.money import Grounds, Money
from actions.support.picture import Picture, picture_of
from actions.support.scope import concerned
from actions.support.span import Span
from actions.support.telling import cites
from actions.support.topics import topics_of
from actions.support.wording import wording
from actions.turn import Turn
from knowledge.errors import DataError
from knowledge.policies.book import PolicyBook
from knowledge.text import fold, nfc

_TWO = 2
_PERHAPS = 2
_LINES = 3
"""What may be had at a level of which nothing is due yet, and in how many lines."""
_GIVES = r"(?:duoc|dc|huong|nhan|linh|lanh|cho|ho tro|uu dai|che do|chinh sach|tien|mien|giam)"
_MORE = re.compile(
    rf"\b{_GIVES}\b(?: \w+){{0,4}} (?:nhieu|cao|tot|loi) (?:\w+ )?hon\b"
    r"|\bcai nao (?:\w+ )?(?:duoc|dc|loi)\b(?: \w+)* hon\b|\bloi (?:tien |ve tien )?hon\b"
    rf"|\b(?:ben|he|trinh do) nao\b(?: \w+){{0,2}} {_GIVES}\b(?: \w+)* (?:hon|nhieu)\b"
)
_OF_WORK = re.compile(r"\b(?:luong|thu nhap|viec lam|ra truong|kiem tien)\b")


@dataclass(frozen=True, slots=True)
class OfLevel:
    """What may be had at one level. `is_due`: by what was told; else on conditions."""

    level: str
    items: Sequence[Grounds]
    due: frozenset[str]

    @property
    def is_due(self) -> bool:
        """Whether anything may be due by what was told."""
        return bool(self.due)


def asks_between_levels(text: str, named: Slots) -> bool:
    """Whether of two levels that are named the one is asked for at which more is given."""
    plain = fold(nfc(text))
    return len(named.levels) == _TWO and bool(_MORE.search(plain)) and not _OF_WORK.search(plain)


def between_levels(turn: Turn, book: PolicyBook) -> Reply | None:
    """Both levels beside each other; None where none are asked about, or nothing may be had at either."""
    if not turn.text or not asks_between_levels(turn.text, turn.named):
        return None
    lines: list[OfLevel] = []
    cited: list[Any] = []
    told: list[list[str]] = []
    for level in turn.named.levels:
        at = replace(turn, slots=replace(turn.slots, level=level, levels=(level,)))
        try:
            everything = Entitlements.of(book, told_facts(at, book), Span.of(turn))
        except DataError:
            return None
        found = concerned(at, everything, topics_of(at.slots.policy_topic, level), None)
        picture = picture_of(at, found, None)
        items = _items(turn, found, picture)
        lines.append(OfLevel(level, items, frozenset(one.policy.id for one in picture.due)))
        cited += cites(found, [one for item in items for one in item.decisions])
        told.append(wording(at, found)["known"])
    if not any(one.items for one in lines):
        return None
    before = turn.before
    return turn.answered(
        "between_levels",
        cites=cited,
        lines=lines,
        shared=[words for words in told[0] if words in told[1]],
        more=_more(*lines),
        period=Span.of(turn).period,
        notices=["authority_decides"],
        meta={"kept": {"level": before.level if before else None}, "settled": True},
    )


def _items(turn: Turn, found: Entitlements, picture: Picture) -> Sequence[Grounds]:
    money = Money(turn.responses, found)
    if due := money.grouped(picture.due):
        return due
    near = [money.one(one) for one in picture.near[:_PERHAPS]]
    # What has many lines stands alone: both levels have to fit on a phone.
    return near if sum(len(one.lines) for one in near) <= _LINES else near[:1]


def _more(one: OfLevel, other: OfLevel) -> str:
    """The level at which all of the other may be had and something beside it; "same", or blank where neither is."""
    if not one.due and not other.due:
        return ""
    if one.due == other.due:
        return "same"
    return one.level if one.due > other.due else other.level if other.due > one.due else ""
