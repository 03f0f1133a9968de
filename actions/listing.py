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
_EARLIER = "earlier"
"""Stands behind a list that another reply came after."""
Record = TypeVar("Record")


def items(shown: Sequence[str]) -> tuple[str, ...]:
    """What the last page of the last list showed, in its order."""
    return tuple(one for one in shown if one != _EARLIER and not one.startswith(_SEEN))


def is_fresh(shown: Sequence[str]) -> bool:
    """Whether the last reply showed that list, or told of it."""
    return bool(shown) and _EARLIER not in shown


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
    before = turn.before.shown if turn.before and NEXT in turn.named.back else ()
    seen = tuple(dict.fromkeys(one.removeprefix(_SEEN) for one in before if one != _EARLIER))
    fresh = [one for one in records if called(one) not in seen]
    now = fresh[:size]
    kept = (*(called(one) for one in now), *(f"{_SEEN}{one}" for one in seen))
    return Page(now, len(fresh) - len(now), kept, goes_on=NEXT in turn.named.back)
