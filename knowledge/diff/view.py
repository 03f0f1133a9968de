"""A difference in words: labels for columns, words for codes, numbers as they are written in Vietnamese.

Rendered by `report.py`; nothing here knows whether it becomes text or a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias, cast

from knowledge.dictionary import Dictionary, Term
from knowledge.diff.compare import ORIGIN, Cell, Change, TableDiff
from knowledge.diff.jumps import leaps, share
from knowledge.diff.states import Difference
from knowledge.reference import Row

Say: TypeAlias = Callable[..., str]
MAX_RECORDS = 300
"""Records listed of one table and kind; the counts beside them are always complete."""


@dataclass(frozen=True, slots=True)
class CellView:
    """One changed cell: column, old and new with their unit, the change in words, and whether it leaps."""

    column: str
    old: str
    new: str
    change: str
    leaps: bool


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record: what it is called, its figures (added, removed) or its changed cells."""

    title: str
    facts: tuple[str, ...] = ()
    cells: tuple[CellView, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupView:
    """The records of one institution, employer or area."""

    name: str
    added: tuple[RecordView, ...]
    changed: tuple[RecordView, ...]
    removed: tuple[RecordView, ...]
    unused: tuple[RecordView, ...] = ()
    """Rows of a file that would not be used."""


@dataclass(frozen=True, slots=True)
class TableView:
    """One table: its counts, and its records by group. `left_out` records are counted but not listed."""

    name: str
    label: str
    added: int
    changed: int
    removed: int
    unchanged: int
    only_origin: int
    left_out: int
    groups: tuple[GroupView, ...]
    unused: int = 0


@dataclass(frozen=True, slots=True)
class JumpView:
    """One figure that leapt: where, what, old, new, by how much."""

    table: str
    group: str
    title: str
    cell: CellView
    since: str | None


class Words:
    """Turns rows into what a reader sees."""

    def __init__(self, dictionary: Dictionary, names: Mapping[str, str], say: Say) -> None:
        self._dictionary = dictionary
        self._names = names
        self._say = say

    def value(self, table: str, column: str, value: Any, row: Row) -> str:
        """A cell: numbers with thousands separators and their unit, days as dd/mm/yyyy, codes as words."""
        if value is None:
            return self._say("diff_empty")
        term = self._dictionary.term(table, column)
        match value:
            case bool():
                return self._say("diff_yes" if value else "diff_no")
            case list() | tuple():
                parts = map(str, cast("Iterable[Any]", value))
                return "; ".join(term.words.get(part, part) for part in parts)
            case date():
                return value.strftime("%d/%m/%Y")
            case int() | float() if term.is_measured:
                return f"{number(value)} {self._unit(table, term, row)}".rstrip()
            case _:
                return term.words.get(str(value)) or self._names.get(str(value)) or str(value)

    def title(self, table: str, row: Row) -> str:
        """What the record is called: trade, level, period."""
        parts = (self.value(table, name, row[name], row) for name in self._dictionary.title(table) if row.get(name))
        return " · ".join(parts) or self._say("diff_nameless")

    def group(self, table: str, row: Row) -> str:
        """The institution, employer or area that the record is listed under."""
        column = self._dictionary.group(table)
        if column is None:
            return self._say("diff_all_records")
        value = row.get(column) or (row.get("institution_name") if column == "institution_id" else None)
        return self.value(table, column, value, row) if value else self._say("diff_no_group")

    def facts(self, table: str, row: Row) -> tuple[str, ...]:
        """Every quantity of a record that is filled and not in its title."""
        titled = self._dictionary.title(table)
        return tuple(
            self._say("diff_fact", label=term.label, value=self.value(table, column, value, row))
            for column, value in row.items()
            if value is not None
            and column not in titled
            and self._known(table, column)
            and (term := self._dictionary.term(table, column)).is_measured
        )

    def cell(self, table: str, cell: Cell, before: Row, row: Row) -> CellView:
        """One changed cell of a record, as it was `before` and is in `row`; of lists what went and what came."""
        term = self._dictionary.term(table, cell.column)
        old, new = _items(cell.old, cell.new, self._say)
        part = share(cell.old, cell.new) if term.is_measured and None not in (cell.old, cell.new) else None
        return CellView(
            column=term.label,
            old=self.value(table, cell.column, old, before),
            new=self.value(table, cell.column, new, row),
            change="" if part is None else self._say("diff_percent", percent=signed(100 * part)),
            leaps=term.is_measured and leaps(cell.old, cell.new),
        )

    def _unit(self, table: str, term: Term, row: Row) -> str:
        """The column's unit, the row's own, or one by the other ("đồng/tháng" is a currency by a span of time)."""
        written = row.get(term.unit_from) if term.unit_from else None
        own = self._dictionary.word(table, term.unit_from, written) if term.unit_from and written else None
        return "/".join(filter(None, (term.unit, own)))

    def _known(self, table: str, column: str) -> bool:
        try:
            self._dictionary.term(table, column)
        except KeyError:
            return False
        return True


def _items(old: Any, new: Any, say: Say) -> tuple[Any, Any]:
    """Of two lists what went and what came; anything else as it is."""
    if not all(isinstance(value, tuple) for value in (old, new)):
        return old, new
    before, after = cast("Sequence[str]", old), cast("Sequence[str]", new)
    gone = tuple(part for part in before if part not in after)
    come = tuple(part for part in after if part not in before)
    if not gone and not come:
        return before, after
    return gone or say("diff_none_gone"), come or say("diff_none_come")


def number(value: float) -> str:
    """1234567.5 → "1.234.567,5"; at most two digits after the comma."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def signed(value: float) -> str:
    """12.34 → "+12,3"; -50 → "−50"."""
    text = number(round(abs(value), 1))
    return f"{'+' if value >= 0 else '−'}{text}"


def view_tables(difference: Difference, words: Words, dictionary: Dictionary) -> list[TableView]:
    """Every table that differs, in the difference's order."""
    return [_table(diff, words, dictionary.label(diff.table.name)) for diff in difference.tables if not diff.is_empty]


def view_jumps(difference: Difference, words: Words, dictionary: Dictionary) -> list[JumpView]:
    """Every figure that leapt, by table."""
    return [
        JumpView(
            table=dictionary.label(name),
            group=words.group(name, jump.row),
            title=words.title(name, jump.row),
            cell=words.cell(name, Cell(jump.column, jump.old, jump.new), jump.row, jump.row),
            since=jump.since,
        )
        for name, found in difference.jumps.items()
        for jump in found
    ]


def _table(diff: TableDiff, words: Words, label: str) -> TableView:
    name = diff.table.name
    spoken = [change for change in diff.changed if not change.only_origin]
    groups: dict[str, tuple[list[RecordView], ...]] = {}

    def place(row: Row) -> tuple[list[RecordView], ...]:
        return groups.setdefault(words.group(name, row), ([], [], [], []))

    for row in diff.added[:MAX_RECORDS]:
        place(row)[0].append(RecordView(words.title(name, row), facts=words.facts(name, row)))
    for change in spoken[:MAX_RECORDS]:
        place(change.new)[1].append(RecordView(words.title(name, change.new), cells=_cells(name, change, words)))
    for row in diff.removed[:MAX_RECORDS]:
        place(row)[2].append(RecordView(words.title(name, row), facts=words.facts(name, row)))
    for row in diff.unused[:MAX_RECORDS]:
        place(row)[3].append(RecordView(words.title(name, row), facts=words.facts(name, row)))
    listed: Sequence[Sequence[object]] = (diff.added, spoken, diff.removed, diff.unused)
    return TableView(
        name=name,
        label=label,
        added=len(diff.added),
        changed=len(diff.changed),
        removed=len(diff.removed),
        unchanged=diff.unchanged,
        only_origin=len(diff.changed) - len(spoken),
        left_out=sum(max(0, len(records) - MAX_RECORDS) for records in listed),
        groups=tuple(
            GroupView(group, *map(tuple, records))
            for group, records in sorted(groups.items(), key=lambda found: found[0])
        ),
        unused=len(diff.unused),
    )


def _cells(name: str, change: Change, words: Words) -> tuple[CellView, ...]:
    """The cells that differ, figures first; a source that was not written before is no news."""
    told = [cell for cell in change.cells if cell.column not in ORIGIN or cell.old is not None]
    shown = sorted(told, key=lambda cell: cell.column in ORIGIN)
    return tuple(words.cell(name, cell, change.old, change.new) for cell in shown)
