"""The law clock: the version in force on a day, what came before and after it, and where a period crosses a change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Protocol, TypeVar

from knowledge.errors import NotFound
from knowledge.policies.schema import Valid


class _Dated(Protocol):
    @property
    def valid(self) -> Valid: ...


V = TypeVar("V", bound=_Dated)


def version_in_force(versions: Sequence[V], on: date) -> V:
    """The one version valid on `on`; never the nearest one. NotFound when none is in force."""
    for version in versions:
        if version.valid.covers(on):
            return version
    raise NotFound(f"no version is in force on {on}")


def neighbours(versions: Sequence[V], version: V) -> tuple[V | None, V | None]:
    """The dated versions just before and just after one, by their starts; None where there is none."""
    dated = sorted((one for one in versions if one.valid.start), key=lambda one: one.valid.start or date.min)
    place = next((place for place, one in enumerate(dated) if one is version), None)
    if place is None:
        return None, None
    return (dated[place - 1] if place else None), (dated[place + 1] if place + 1 < len(dated) else None)


def changes(valids: Iterable[Valid], start: date, end: date) -> list[date]:
    """Days after `start` and not after `end` on which one of these periods begins, or is over since the day before."""
    days = {valid.start for valid in valids if valid.start}
    days |= {valid.end + timedelta(days=1) for valid in valids if valid.end and valid.end < date.max}
    return sorted(day for day in days if start < day <= end)


def stretches(days: Iterable[date], start: date, end: date) -> list[tuple[date, date]]:
    """A period cut on these days: (first day, last day) of each piece, in order."""
    firsts = [start, *sorted(day for day in set(days) if start < day <= end)]
    lasts = [day - timedelta(days=1) for day in firsts[1:]]
    return list(zip(firsts, [*lasts, end], strict=True))


def overlaps(valid: Valid, start: date, end: date) -> bool:
    """Whether a version of known start is in force on any day of a period."""
    return valid.start is not None and valid.start <= end and (valid.end is None or start <= valid.end)
