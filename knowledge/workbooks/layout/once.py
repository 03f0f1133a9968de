"""Names that are written once: on the first row of a school's trades, or in the heading above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.workbooks.grid import EMPTY, Cell
from knowledge.workbooks.layout.words import TableWords
from knowledge.workbooks.region import BodyRow

_ONLY_BESIDE = {"indicator": "breakdown"}
"""An indicator's name is left out only where the row says which part of it it is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row, a total or a heading, in the order of the sheet. A heading says in which field's column it stands."""

    kind: Literal["row", "total", "group"]
    row: BodyRow | None
    field: str | None = None
    cell: Cell | None = None


def filled_down(entries: Sequence[Entry], table: TableWords) -> tuple[tuple[BodyRow, ...], tuple[BodyRow, ...]]:
    """Rows and totals. An empty cell of a column that is written once takes the cell above; not across a total or a
    heading, whose own cell counts for the rows below it. A column that repeats a name from row to row, or merges its
    cells, is not written once: an empty cell in it stays empty.
    """
    once = {name for name, field in table.fields.items() if field.written_once and not _repeats(entries, name)}
    above: dict[str, Cell] = {}
    rows: list[BodyRow] = []
    totals: list[BodyRow] = []
    for entry in entries:
        if entry.kind == "group":
            above = {entry.field: entry.cell} if entry.field in once and entry.cell is not None else {}
            continue
        if entry.row is None:
            continue
        if entry.kind == "total":
            totals.append(entry.row)
            if not _begins_group(entries, entry):
                above = {}
            continue
        row = entry.row
        taken = {
            name: above[name]
            for name in once & row.cells.keys() & above.keys()
            if row.cells[name].empty and _goes_on(row, name)
        }
        if taken and not all(cell.empty for cell in row.cells.values()):
            row = replace(row, cells={**row.cells, **taken}, inherited=frozenset(taken))
        rows.append(row)
        above |= {name: row.cells[name] for name in once & row.cells.keys() if not row.cells[name].empty}
    return tuple(rows), tuple(totals)


def _goes_on(row: BodyRow, name: str) -> bool:
    """Whether the row may speak of what the row above it names."""
    beside = _ONLY_BESIDE.get(name)
    return beside is None or not row.cells.get(beside, EMPTY).empty


def _begins_group(entries: Sequence[Entry], total: Entry) -> bool:
    """A heading with sums of its own stands just behind its heading."""
    place = next(number for number, entry in enumerate(entries) if entry is total)
    return place > 0 and entries[place - 1].kind == "group"


def _repeats(entries: Sequence[Entry], name: str) -> bool:
    """Whether two rows that follow each other carry the same name; a merged cell does, so it is not written once."""
    before: Cell | None = None
    for entry in entries:
        cell = entry.row.cells.get(name) if entry.kind == "row" and entry.row else None
        if cell is None or cell.empty:
            before = None
            continue
        if before is not None and before.text.strip() == cell.text.strip():
            return True
        before = cell
    return False
