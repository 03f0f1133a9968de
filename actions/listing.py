"""Lists that are longer than one reply: what was shown of them, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from actions.turn import Turn

NEXT = "next"
"""How a button points back at the list that it goes on with."""
_SEEN = "seen:"
"""Stands before what earlier pages of a list showed."""
_TOLD = "told:"
"""Stands before a trade that was told of, latest first; kept whatever list is shown."""
_MOST_TOLD = 3
_EARLIER = "earlier"
"""Stands behind a list that another reply came after."""
Record = TypeVar("Record")


def items(shown: Sequence[str]) -> tuple[str, ...]:
    """What the last page of the last list showed, in its order."""
    return tuple(one for one in shown if one != _EARLIER and not one.startswith((_SEEN, _TOLD)))


def told_of(shown: Sequence[str]) -> tuple[str, ...]:
    """The trades that were told of, the latest first."""
    return tuple(one.removeprefix(_TOLD) for one in shown if one.startswith(_TOLD))


def with_told(shown: Sequence[str], before: Sequence[str], trade: str | None) -> tuple[str, ...]:
    """The list as it is kept, with the trades told of before and the one told of now."""
    trades = tuple(dict.fromkeys((*([trade] if trade else []), *told_of(before))))[:_MOST_TOLD]
    return (*(one for one in shown if not one.startswith(_TOLD)), *(f"{_TOLD}{one}" for one in trades))


def is_fresh(shown: Sequence[str]) -> bool:
    """Whether the last reply showed that list, or told of it."""
    return bool(items(shown)) and _EARLIER not in shown


def carried(shown: Sequence[str]) -> tuple[str, ...]:
    """The list as it is kept over a reply that shows none."""
    return (*shown, _EARLIER) if is_fresh(shown) else tuple(shown)


def again(shown: Sequence[str]) -> tuple[str, ...]:
    """The list as it is kept by a reply that tells of it."""
    return tuple(one for one in shown if one != _EARLIER)


@dataclass(frozen=True, slots=True)
class Page(Generic[Record]):
    """What is shown now, how many come after it, and the list as the conversation keeps it."""

    records: Sequence[Record]
    left: int
    shown: tuple[str, ...]
    goes_on: bool = False
    """Whether pages came before it."""


def page(turn: Turn, records: Sequence[Record], called: Callable[[Record], str], *, size: int) -> Page[Record]:
    """The first page, or where the message asks to go on what no page has shown yet."""
    shown = turn.before.shown if turn.before and NEXT in turn.named.back else ()
    before = [one for one in shown if not one.startswith(_TOLD)]
    seen = tuple(dict.fromkeys(one.removeprefix(_SEEN) for one in before if one != _EARLIER))
    fresh = [one for one in records if called(one) not in seen]
    now = fresh[:size]
    kept = (*(called(one) for one in now), *(f"{_SEEN}{one}" for one in seen))
    return Page(now, len(fresh) - len(now), kept, goes_on=NEXT in turn.named.back)
