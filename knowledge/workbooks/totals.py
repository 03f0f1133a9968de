"""Rows of sums against the rows they sum."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from knowledge.errors import Problem, Severity
from knowledge.tables import INSTITUTIONS, PROGRAMMES
from knowledge.workbook_tables import ENROLMENT, OUTCOMES, VACANCIES
from knowledge.workbooks.draft import Draft
from knowledge.workbooks.region import BodyRow, Region
from knowledge.workbooks.rows import enrolment, outcomes
from knowledge.workbooks.values import Unreadable, ValueWords, quantity

_SUMMED = {
    INSTITUTIONS.name: ("capacity_per_year", "dorm_places"),
    PROGRAMMES.name: ("quota",),
    ENROLMENT.name: enrolment.COUNTS,
    OUTCOMES.name: outcomes.COUNTS,
    VACANCIES.name: ("quantity", "quantity_female"),
}
_ROUNDING = Decimal("0.01")
"""Share by which a sum of rounded figures may miss."""


def check_totals(
    file: str, region: Region, drafts: Sequence[Draft], kept: Sequence[Draft], words: ValueWords
) -> list[Problem]:
    """Every total that fits neither the rows of its group nor all rows, with or without repetitions.

    Where a row's figure could not be read nothing is said.
    """
    problems: list[Problem] = []
    for total in region.totals:
        for field in _SUMMED.get(region.table, ()):
            written = _written(total, field, words)
            if written is None:
                continue
            sums = [_sum(rows, scope, field) for scope in {total.groups, ()} for rows in (drafts, kept)]
            if any(found is None or _fits(written, found) for found in sums):
                continue
            problems.append(
                Problem(
                    file,
                    "total_differs",
                    row=total.number,
                    column=region.columns[field].header,
                    value=f"{written:f}",
                    sheet=region.sheet.name,
                    expected=str(_nearest(written, sums)),
                    severity=Severity.WARNING,
                )
            )
    return problems


def _written(total: BodyRow, field: str, words: ValueWords) -> Decimal | None:
    cell = total.cells.get(field)
    if cell is None or cell.empty:
        return None
    try:
        found = quantity(cell, words, counts=True)
    except Unreadable:
        return None
    return found.low if found and found.low == found.high else None


def _sum(drafts: Sequence[Draft], groups: tuple[str, ...], field: str) -> int | None:
    """Sum over the rows of a group; None when a written figure among them could not be read."""
    within = [draft for draft in drafts if draft.row.groups[: len(groups)] == groups]
    if not within:
        return None
    for draft in within:
        cell = draft.row.cells.get(field)
        unread = draft.values.get(field) is None and cell is not None and not cell.empty
        if unread and any(problem.column == draft.region.columns[field].header for problem in draft.problems):
            return None
    return sum(draft.values.get(field) or 0 for draft in within)


def _nearest(written: Decimal, sums: Sequence[int | None]) -> int:
    return min((found for found in sums if found is not None), key=lambda found: abs(found - written))


def _fits(written: Decimal, found: int) -> bool:
    return abs(written - found) <= (
        0 if written == written.to_integral_value() and written < 1000 else written * _ROUNDING
    )
