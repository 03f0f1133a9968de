"""A file's figures against those held of earlier periods: sudden jumps, and running totals that fall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from knowledge.errors import Severity
from knowledge.period import Period
from knowledge.reference import Row
from knowledge.text import fold
from knowledge.workbook_tables import ENROLMENT, MARKET, OUTCOMES
from knowledge.workbooks.draft import Draft

_SERIES: Mapping[str, tuple[str, ...]] = {
    ENROLMENT.name: ("institution_name", "trade_name", "level"),
    OUTCOMES.name: ("institution_name", "trade_name", "level"),
    MARKET.name: ("indicator_code", "indicator_name", "breakdown", "geography", "unit"),
}
_WATCHED: Mapping[str, tuple[str, ...]] = {
    ENROLMENT.name: ("quota_year", "enrolled"),
    OUTCOMES.name: ("graduates", "avg_income_min"),
    MARKET.name: ("value",),
}
JUMP_PERCENT = 50
"""A change above this waits for somebody's eye."""
_SMALL = 20
"""Counts below this jump by nature."""


def check_history(table: str, drafts: Sequence[Draft], held: Sequence[Row]) -> None:
    """Report jumps against the latest earlier period of the same length, and running totals below an earlier one."""
    if table not in _SERIES:
        return
    series: dict[tuple[Any, ...], list[Row]] = {}
    for row in held:
        series.setdefault(_key(table, row), []).append(row)
    for draft in drafts:
        if draft.set_aside is None:
            _compare(table, draft, series.get(_key(table, draft.values), []))


def _compare(table: str, draft: Draft, held: Sequence[Row]) -> None:
    now = _when(table, draft.values)
    if now is None:
        return
    earlier = sorted(
        ((when, row) for row in held if (when := _when(table, row)) and when.end < now.end), key=lambda one: one[0].end
    )
    alike = [row for when, row in earlier if abs(when.days - now.days) <= 5]
    for field in _WATCHED[table] if alike else ():
        before, after = alike[-1].get(field), draft.values.get(field)
        if not before or after is None or max(before, float(after)) < _SMALL:
            continue
        percent = (float(after) - before) * 100 / before
        if abs(percent) > JUMP_PERCENT:
            draft.flag(f"jump:{field}")
            draft.report(
                "jump", _written_field(field), value=_shown(after), expected=f"{_shown(before)} ({percent:+.0f} %)"
            )
    running = [row for when, row in earlier if when.end.year == now.end.year and row.get("enrolled_cum") is not None]
    reached = draft.values.get("enrolled_cum")
    if table == ENROLMENT.name and running and reached is not None and reached < running[-1]["enrolled_cum"]:
        draft.flag("running_total_falls")
        draft.report(
            "running_total_falls",
            "enrolled_cum",
            value=str(reached),
            expected=str(running[-1]["enrolled_cum"]),
            severity=Severity.WARNING,
        )


def _written_field(field: str) -> str:
    return "avg_income" if field == "avg_income_min" else field


def _shown(value: Any) -> str:
    number = float(value)
    return str(int(number)) if number.is_integer() else f"{number:g}"


def _key(table: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(fold(value) if isinstance(value := row.get(name), str) else value for name in _SERIES[table])


def _when(table: str, row: Mapping[str, Any]) -> Period | None:
    code = row.get("graduation_year") if table == OUTCOMES.name else row.get("period")
    try:
        return Period.parse(str(code)) if code else None
    except ValueError:
        return None
