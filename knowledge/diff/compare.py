"""Two states of one table compared: rows added, changed cell by cell, removed. Plain rows in, frozen records out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, cast

from knowledge.reference import Row
from knowledge.tables import Table
from knowledge.text import fold, nfc

BOOKKEEPING = frozenset({"import_id", "sheet", "row_no", "import_flags"})
"""Columns that say how a row came in; they differ between two imports of the same figures."""

ORIGIN = frozenset({"source", "url", "as_of", "source_document", "area_basis"})
"""Columns that say where a row was read."""

_EITHER = (("trade_code", "trade_name"), ("indicator_code", "indicator_name"))
"""Pairs of which one is enough to know a record again: a code that was added, a name that was spelt otherwise."""

_MAY_BE_EMPTY = ("campus", "training_form", "months_after", "breakdown", "provider")
"""Parts of an identity that one report writes and another leaves out."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of one record that differs."""

    column: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Change:
    """A record held in both states with the cells that differ."""

    old: Row
    new: Row
    cells: tuple[Cell, ...]

    @property
    def only_origin(self) -> bool:
        """True when the figures stayed and only their source or its day changed."""
        return all(cell.column in ORIGIN for cell in self.cells)


@dataclass(frozen=True, slots=True)
class TableDiff:
    """What differs in one table, in the order of the new rows (removed ones: of the old rows)."""

    table: Table
    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[Change, ...]
    unchanged: int
    unused: tuple[Row, ...] = ()
    """New rows that would not be used, so that nothing else counts them."""

    @property
    def is_empty(self) -> bool:
        """True when nothing differs."""
        return not (self.added or self.removed or self.changed or self.unused)

    def without(self, is_unused: Callable[[Row], bool], new: Sequence[Row]) -> TableDiff:
        """The same with those of the `new` rows that would not be used counted apart."""
        unused = tuple(row for row in new if is_unused(row))
        added = tuple(row for row in self.added if not is_unused(row))
        changed = tuple(change for change in self.changed if not is_unused(change.new))
        told = len(self.added) - len(added) + len(self.changed) - len(changed)
        return replace(
            self, added=added, changed=changed, unchanged=self.unchanged - (len(unused) - told), unused=unused
        )


def compare(
    old: Sequence[Row],
    new: Sequence[Row],
    table: Table,
    *,
    columns: Iterable[str] | None = None,
    speaks_of: Callable[[Row], bool] = lambda _: True,
) -> TableDiff:
    """The difference between two states of a table.

    Records are known again by `Table.identity` (the key where there is none), rows without any identity never are.
    `columns` are the ones looked at (all stored ones but the key and the bookkeeping); a missing column reads as empty.
    An old row that is not in `new` counts as removed when `speaks_of(row)`.
    """
    looked_at = _looked_at(table, columns)
    pairs, left_old, left_new = _paired(old, new, table, looked_at)
    changes = {
        position: Change(before, new[position], cells)
        for before, position in pairs
        if (cells := tuple(_differing(before, new[position], looked_at)))
    }
    return TableDiff(
        table=table,
        added=tuple(new[position] for position in left_new),
        removed=tuple(row for row in left_old if speaks_of(row)),
        changed=tuple(changes[position] for position in sorted(changes)),
        unchanged=len(pairs) - len(changes),
    )


def plain(value: Any) -> Any:
    """A cell for comparison: lists as tuples, an empty list or text as None."""
    if isinstance(value, list | tuple):
        value = tuple(cast("Iterable[Any]", value))
    return None if value in ((), "") else value


def identity_of(row: Row, columns: Sequence[str]) -> tuple[Any, ...] | None:
    """What makes the row the same record elsewhere; None when all of it is empty.

    Text is compared without case, spacing and composition. An institution without an id goes by its name.
    """
    values = tuple(_named(row, column) for column in columns)
    return None if all(value is None for value in values) else values


def _named(row: Row, column: str) -> Any:
    value = plain(row.get(column))
    if value is None and column == "institution_id" and row.get("institution_name"):
        return fold(nfc(str(row["institution_name"])))
    return _compared(value) if isinstance(value, str) else value


@lru_cache(maxsize=65536)
def _compared(text: str) -> str:
    return " ".join(nfc(text).casefold().split())


def _looked_at(table: Table, columns: Iterable[str] | None) -> tuple[str, ...]:
    known = (column.name for column in table.stored) if columns is None else columns
    unseen = BOOKKEEPING | {table.key}
    return tuple(name for name in known if name not in unseen)


def _paired(
    old: Sequence[Row], new: Sequence[Row], table: Table, looked_at: Sequence[str]
) -> tuple[list[tuple[Row, int]], list[Row], list[int]]:
    """Pairs (old row, position in new), and what is left on both sides.

    By the whole identity first; then by less of it, where only a lone pair is sure.
    """
    identity = table.identity or (table.key,)
    pairs: list[tuple[Row, int]] = []
    left_old, left_new = list(range(len(old))), list(range(len(new)))
    for columns, needed, optional in _ways(identity):
        olds, news = _buckets(old, left_old, columns, needed), _buckets(new, left_new, columns, needed)
        taken_old: set[int] = set()
        taken_new: set[int] = set()
        for key, candidates in olds.items():
            others = news.get(key, [])
            if columns == identity:
                found = list(_matched(old, new, candidates, others, looked_at))
            else:
                found = _lone(old, new, candidates, others, optional)
            for before, after in found:
                pairs.append((old[before], after))
                taken_old.add(before)
                taken_new.add(after)
        left_old = [position for position in left_old if position not in taken_old]
        left_new = [position for position in left_new if position not in taken_new]
    return pairs, [old[position] for position in left_old], left_new


def _ways(identity: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str | None, tuple[str, ...]]]:
    """(columns that must agree, one that must be filled, columns that agree or are empty on one side)."""
    yield identity, None, ()
    optional = tuple(column for column in _MAY_BE_EMPTY if column in identity)
    firm = tuple(column for column in identity if column not in optional)
    if optional:
        yield firm, None, optional
    for one, other in _EITHER:
        if one in identity and other in identity:
            yield tuple(column for column in firm if column != one), other, optional
            yield tuple(column for column in firm if column != other), one, optional


def _lone(
    old: Sequence[Row], new: Sequence[Row], candidates: list[int], others: list[int], optional: Sequence[str]
) -> list[tuple[int, int]]:
    """Pairs in which each is the only one that the other can be."""

    def fit(before: int, after: int) -> bool:
        values = ((_named(old[before], column), _named(new[after], column)) for column in optional)
        return all(one == other or None in (one, other) for one, other in values)

    fitting = [(before, after) for before in candidates for after in others if fit(before, after)]
    olds = Counter(before for before, _ in fitting)
    news = Counter(after for _, after in fitting)
    return [(before, after) for before, after in fitting if olds[before] == news[after] == 1]


def _buckets(
    rows: Sequence[Row], positions: Sequence[int], columns: Sequence[str], needed: str | None
) -> dict[tuple[Any, ...], list[int]]:
    found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for position in positions:
        row = rows[position]
        key = identity_of(row, columns)
        if key is not None and (needed is None or plain(row.get(needed)) is not None):
            found[key].append(position)
    return found


def _matched(
    old: Sequence[Row], new: Sequence[Row], candidates: list[int], others: list[int], looked_at: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Equal rows first, the rest in order: the same key may stand twice where two sources differ."""
    if len(candidates) == len(others) == 1:
        yield candidates[0], others[0]
        return
    free = list(others)
    rest: list[int] = []
    for before in candidates:
        same = next((after for after in free if not any(_differing(old[before], new[after], looked_at))), None)
        if same is None:
            rest.append(before)
            continue
        free.remove(same)
        yield before, same
    yield from zip(rest, free, strict=False)


def _differing(old: Row, new: Row, columns: Sequence[str]) -> Iterator[Cell]:
    for column in columns:
        before, after = old.get(column), new.get(column)
        if before != after and plain(before) != plain(after):
            yield Cell(column, plain(before), plain(after))
