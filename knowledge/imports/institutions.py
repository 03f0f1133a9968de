"""One row of `institutions` from what several sources say of the same institution."""

from __future__ import annotations

from typing import Any

from knowledge.imports.registry import is_sample
from knowledge.reference import Row
from knowledge.tables import IMPORTED, INSTITUTIONS, PROVENANCE

FILLED = "filled:"
"""Flag before the name of a column that a report filled in a row of the reference tables."""

_IMPORTED = tuple(column.name for column in IMPORTED)
_NAMES = ("institution_id", "name", "abbreviations", "former_names", "province", "old_province", "old_district")
"""What a row without a source is kept for: recognising the institution."""
_CONTACT = ("address", "phone", "email", "website")
_NOT_FILLED = frozenset(
    {
        *_NAMES[:2],
        *_IMPORTED,
        *(column.name for column in PROVENANCE),
        *("status", "successor_id", "contact_confidence", "existence_confidence"),
    }
)
_FILLABLE = tuple(column.name for column in INSTITUTIONS.stored if column.name not in _NOT_FILLED)


def newer(earlier: Row, later: Row) -> Row:
    """Two reports of one institution: the later one's cells; what it leaves empty stays if another provider said it.

    A fictional one gives way to one that is not, whatever came first.
    """
    if is_sample(earlier) != is_sample(later):
        return earlier if is_sample(later) else later
    if earlier["provider"] == later["provider"]:
        return later
    return {name: earlier[name] if _empty(value) else value for name, value in later.items()}


def with_report(held: Row, report: Row) -> Row:
    """A row of the reference tables with a report on the same institution.

    What is fictional and what is not are never mixed: a fictional row adds nothing to one that is not, and gives way.

    Only empty cells are filled; `import_flags` names them and `source` then names both. A row without a source, which
    answers nothing, keeps its names and is otherwise replaced.
    """
    if is_sample(report) != is_sample(held):
        return held if is_sample(report) else report
    if not held["source"] and not held["url"]:
        names = {name: held[name] for name in _NAMES if not _empty(held[name])}
        return report | names | {"type": report["type"] or held["type"], "successor_id": held["successor_id"]}
    filled = {name: report[name] for name in _FILLABLE if _empty(held.get(name)) and not _empty(report[name])}
    if not filled:
        return held
    sources: list[str] = [source for source in (held["source"] or held["url"], report["source"]) if source]
    contact = held["contact_confidence"] or (report["confidence"] if filled.keys() & set(_CONTACT) else None)
    return {
        **held,
        **{name: report[name] for name in _IMPORTED},
        **filled,
        "contact_confidence": contact,
        "import_flags": (*report["import_flags"], *(f"{FILLED}{name}" for name in filled)),
        "source": "; ".join(dict.fromkeys(sources)),
    }


def completed(row: Row) -> Row:
    """A reported row with what follows from its being reported: the institution works, its contacts are its own."""
    return {
        **row,
        "status": row["status"] or "dang_hoat_dong",
        "old_province": row["old_province"] or row["province"],
        "existence_confidence": row["existence_confidence"] or ("sample" if is_sample(row) else "high"),
        "contact_confidence": row["contact_confidence"] or row["confidence"],
    }


def _empty(value: Any) -> bool:
    return value is None or value in ((), [])
