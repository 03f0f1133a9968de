"""Figures that leap: more than half up or down, within one record or against the record's last period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.diff.compare import TableDiff, identity_of, plain
from knowledge.period import Period
from knowledge.reference import Row
from knowledge.tables import Kind, Table

LEAP = 0.5
"""Share of the old figure; a greater change waits for somebody to look at it."""

_NOT_FIGURES = frozenset({"row_no", "year", "graduation_year", "months_after", "due_month", "due_day"})
_CUMULATIVE = frozenset({"enrolled_cum", "enrol_rate", "value_prev", "change_abs", "change_pct"})
"""These grow within a year, or repeat another column: not compared between periods."""


@dataclass(frozen=True, slots=True)
class Jump:
    """One figure that leapt. `since` is the period of the old figure, None when it is the same record's."""

    row: Row
    column: str
    old: float
    new: float
    since: str | None = None

    @property
    def share(self) -> float | None:
        """(new - old) / |old|; None from zero."""
        return share(self.old, self.new)


def share(old: float, new: float) -> float | None:
    """The change as a share of the old figure; None from zero."""
    return None if old == 0 else (new - old) / abs(old)


def leaps(old: float | None, new: float | None) -> bool:
    """True when the figure changes by more than `LEAP`, or from zero to anything."""
    if old is None or new is None or old == new:
        return False
    part = share(old, new)
    return part is None or abs(part) > LEAP


def figures(table: Table) -> tuple[str, ...]:
    """Columns of a table that hold quantities."""
    return tuple(
        column.name
        for column in table.stored
        if column.kind in {Kind.INTEGER, Kind.NUMBER} and column.name not in _NOT_FIGURES
    )


def jumps(diff: TableDiff, old: Sequence[Row]) -> list[Jump]:
    """Leaps in changed records, then in added ones against the last period of the same kind among the `old` rows."""
    names = frozenset(figures(diff.table))
    found = [
        Jump(change.new, cell.column, cell.old, cell.new)
        for change in diff.changed
        for cell in change.cells
        if cell.column in names and leaps(cell.old, cell.new)
    ]
    return found + _against_last_period(diff, old)


def _against_last_period(diff: TableDiff, old: Sequence[Row]) -> list[Jump]:
    table = diff.table
    if "period" not in table.identity or not diff.added:
        return []
    identity = tuple(column for column in table.identity if column != "period")
    wanted = {identity_of(row, identity) for row in diff.added}
    earlier: dict[tuple[object, ...], list[tuple[Period, Row]]] = {}
    for row in old:
        key = identity_of(row, identity)
        if key is not None and key in wanted and (period := _period(row)):
            earlier.setdefault(key, []).append((period, row))
    names = [name for name in figures(table) if name not in _CUMULATIVE]
    found: list[Jump] = []
    for row in diff.added:
        key, period = identity_of(row, identity), _period(row)
        if key is None or period is None:
            continue
        before = [
            held for held in earlier.get(key, ()) if _kind(held[0]) == _kind(period) and held[0].end < period.start
        ]
        if before:
            last, other = max(before, key=lambda held: held[0])
            found += [
                Jump(row, name, other[name], row[name], since=last.code)
                for name in names
                if leaps(plain(other.get(name)), plain(row.get(name)))
            ]
    return found


def _period(row: Row) -> Period | None:
    try:
        return Period.parse(str(row.get("period")))
    except ValueError:
        return None


def _kind(period: Period) -> str:
    """Year, quarter, month …: the code without its numbers."""
    return re.sub(r"\d", "", period.code.replace("NH", "N"))
