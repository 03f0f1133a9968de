"""Households worked out by hand, tests/cases/households: their rows, and what the law makes of them."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.policies.benefits import Ceiling, InKind, Loan, MonthlyStipend, Right
from knowledge.policies.book import PolicyBook, load_book
from knowledge.policies.decision import Decision, Given
from knowledge.policies.schema import Information

FOLDER = Path("tests/cases/households")


@cache
def book() -> PolicyBook:
    return load_book(Path("data/policies"))


def rows() -> list[dict[str, Any]]:
    return [
        {**row, "file": path.stem}
        for path in sorted(FOLDER.glob("*.yaml"))
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def outcomes(law: PolicyBook, row: Mapping[str, Any]) -> Iterator[tuple[str, str, Any, Any]]:
    """(record, key, expected, found) of everything a row expects."""
    decisions = {one.policy.id: one for one in law.decide(row["facts"], row["date"])}
    texts = {text.id: text for text in law.information}
    for name, expected in row["expect"].items():
        found = _of_text(law, texts[name], row) if name in texts else _of_policy(law, decisions.get(name), row)
        for key, value in expected.items():
            got = found.get(key, f"no {key}")
            if isinstance(value, dict) and isinstance(got, dict):
                got = {code: got.get(code) for code in value} | {code: one for code, one in got.items() if one}
            if key == "asks":  # at least these: what an aside of the law hangs on besides is not worked out by hand
                yield name, key, True, set(value) <= set(got)
                continue
            yield name, key, sorted(value) if isinstance(value, list) else value, got


def _of_text(law: PolicyBook, text: Information, row: Mapping[str, Any]) -> dict[str, Any]:
    version = next((one for one in text.versions if one.valid.covers(row["date"])), None)
    found: dict[str, Any] = {"status": "information" if version else "not_in_force"}
    found["successor"] = next(iter(law.successors(text.id)), None)
    if version:
        found |= {
            "confidence": version.confidence.value,
            "document": version.basis[0].document,
            "certain": version.confidence == "high" and version.status == "in_force",
        }
    return found


def _of_policy(law: PolicyBook, decision: Decision | None, row: Mapping[str, Any]) -> dict[str, Any]:
    if decision is None:
        return {"status": "no such policy"}
    version = decision.version
    found: dict[str, Any] = {
        "status": decision.status.value,
        "monthly": decision.amount.value if decision.amount else None,
        "percent": decision.percent,
        "asks": sorted(decision.missing),
        "assumes": sorted(decision.assumed),
        "outranked": bool(decision.outranked_by),
        "certain": decision.is_certain,
        "items": {one.item.code: _figure(one) for one in decision.items if one.truth == "yes"},
        "cap": next((_figure(one) for one in decision.items if isinstance(one.item, Ceiling)), None),
        "max": max((_figure(one) or 0 for one in decision.items if isinstance(one.item, Ceiling | Loan)), default=None),
        "rate": next((one.item.rate_percent for one in decision.items if isinstance(one.item, Loan)), None),
        "term": next((one.item.term_months for one in decision.items if isinstance(one.item, Loan)), None),
        "rights": sorted(one.item.code or "" for one in decision.items if isinstance(one.item, Right)),
        "successor": next(iter(law.successors(decision.policy.id)), None),
        "course": _course(law, decision, row),
        "months": {
            one.item.code or one.item.kind: one.item.months_per_year
            for one in decision.items
            if isinstance(one.item, MonthlyStipend | InKind) and one.truth == "yes"
        },
    }
    if version:
        found |= {"confidence": version.confidence.value, "document": version.basis[0].document}
    return found


def _course(law: PolicyBook, decision: Decision, row: Mapping[str, Any]) -> int | None:
    """Đồng over the months of the course, of the monthly items that are due."""
    months = row["facts"].get("course_months")
    if months is None:
        return None
    courses = [law.course(one, row["date"], months) for one in decision.items if one.truth == "yes"]
    return sum(course.total for course in courses if course)


def _figure(given: Given) -> int | None:
    if given.amount:
        return given.amount.value
    return getattr(given.item, "percent", None) or getattr(given.item, "quantity", None)
