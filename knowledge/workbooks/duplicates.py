"""Rows of one file that speak of the same thing: merged when they agree, set aside when they do not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from knowledge.errors import Severity
from knowledge.tables import INSTITUTIONS, PROGRAMMES
from knowledge.text import fold
from knowledge.workbook_tables import ENROLMENT, MARKET, OUTCOMES, VACANCIES
from knowledge.workbooks.draft import Draft

_KEYS: Mapping[str, tuple[str, ...]] = {
    INSTITUTIONS.name: ("name",),
    PROGRAMMES.name: (
        "institution_name",
        "trade_code",
        "trade_name",
        "level",
        "training_form",
        "campus",
        "intake_year",
    ),
    ENROLMENT.name: ("institution_name", "trade_code", "trade_name", "level", "period"),
    OUTCOMES.name: ("institution_name", "trade_code", "trade_name", "level", "graduation_year", "months_after"),
    VACANCIES.name: ("employer", "position", "workplace", "period"),
    # The name counts where no code is known.
    MARKET.name: ("indicator_code", "indicator_name", "breakdown", "geography", "period"),
}
_LOOSE: Mapping[str, frozenset[str]] = {
    # What may differ between two rows of the same: the first row's words are kept.
    INSTITUTIONS.name: frozenset({"capacity_per_year", "dormitory", "address", "owner", "note", "type", "school_code"}),
    VACANCIES.name: frozenset({"qualification", "experience", "employer_type", "employer", "position", "benefits"}),
}
_ALWAYS_LOOSE = frozenset({"note", "institution_id", "occupation_id", "quota_scope"})


def merge(table: str, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without repetitions, in order. Two rows that contradict each other are both set aside.

    Vacancies that differ in numbers stay: an employer may look twice.
    """
    first: dict[tuple[Any, ...], Draft] = {}
    kept: list[Draft] = []
    for draft in drafts:
        if draft.set_aside:
            kept.append(draft)
            continue
        names = [name for name in _KEYS[table] if name != "indicator_name" or not draft.values.get("indicator_code")]
        key = tuple(_comparable(draft.values.get(name)) for name in names)
        earlier = first.setdefault(key, draft)
        if earlier is draft:
            kept.append(draft)
            continue
        differing = [
            name for name in _compared(table, draft) if _differ(earlier.values.get(name), draft.values.get(name))
        ]
        if not differing:
            _absorb(earlier, draft)
        elif table == VACANCIES.name:
            draft.flag(f"possible_duplicate:{earlier.row.number}")
            draft.report("possible_duplicate", "position", value=str(earlier.row.number))
            kept.append(draft)
            continue
        elif table == INSTITUTIONS.name:
            _absorb(earlier, draft)
            earlier.report("duplicate_differs", differing[0], value=str(draft.row.number))
        else:
            for one, other in ((earlier, draft), (draft, earlier)):
                one.reject("duplicate_contradicts", differing[0], value=str(other.row.number))
            kept.append(draft)
            continue
    return kept


def _absorb(earlier: Draft, later: Draft) -> None:
    """Fill what the first row leaves empty and remember where the second was."""
    for name, value in later.values.items():
        if _is_empty(earlier.values.get(name)) or (name == "dormitory" and earlier.values.get(name) == "khong_ro"):
            earlier.values[name] = value if not _is_empty(value) else earlier.values.get(name)
    earlier.flag(f"duplicate_merged:{later.row.serial or later.row.number}")
    later.report(
        "duplicate_merged", _KEYS[earlier.region.table][0], expected=str(earlier.row.number), severity=Severity.INFO
    )
    earlier.problems += later.problems


def _compared(table: str, draft: Draft) -> Iterable[str]:
    loose = _ALWAYS_LOOSE | _LOOSE.get(table, frozenset[str]()) | set(_KEYS[table])
    return (name for name in draft.values if name not in loose)


def _differ(one: Any, other: Any) -> bool:
    """Two given values that cannot both be meant; of lists one may hold the other."""
    if _is_empty(one) or _is_empty(other):
        return False
    if isinstance(one, tuple) and isinstance(other, tuple):
        return not (set(one) <= set(other) or set(other) <= set(one))  # pyright: ignore[reportUnknownArgumentType]
    return _comparable(one) != _comparable(other)


def _is_empty(value: Any) -> bool:
    return value is None or value == ()


def _comparable(value: Any) -> Any:
    return re.sub(r"\W+", " ", fold(value)).strip() if isinstance(value, str) else value
