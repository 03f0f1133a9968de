"""Households worked out by hand: every row of tests/cases/households, and one for every version of every record."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.policies.benefits import Ceiling, Loan, Right
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


ROWS = rows()


def outcomes(law: PolicyBook, row: Mapping[str, Any]) -> Iterator[tuple[str, str, Any, Any]]:
    """(record, key, expected, found) of everything a row expects."""
    decisions = {one.policy.id: one for one in law.decide(row["facts"], row["date"])}
    texts = {text.id: text for text in law.information}
    for name, expected in row["expect"].items():
        found = _of_text(texts[name], row) if name in texts else _of_policy(law, decisions.get(name))
        for key, value in expected.items():
            got = found.get(key, f"no {key}")
            if isinstance(value, dict) and isinstance(got, dict):
                got = {code: got.get(code) for code in value} | {code: one for code, one in got.items() if one}
            if key == "asks":  # at least these: what an aside of the law hangs on besides is not worked out by hand
                yield name, key, True, set(value) <= set(got)
                continue
            yield name, key, sorted(value) if isinstance(value, list) else value, got


def _of_text(text: Information, row: Mapping[str, Any]) -> dict[str, Any]:
    version = next((one for one in text.versions if one.valid.covers(row["date"])), None)
    found: dict[str, Any] = {"status": "information" if version else "not_in_force"}
    successor = next((one.id for one in (*book().information, *book().policies) if text.id in one.follows), None)
    found["successor"] = successor
    if version:
        found |= {
            "confidence": version.confidence.value,
            "document": version.basis[0].document,
            "certain": version.confidence == "high" and version.status == "in_force",
        }
    return found


def _of_policy(law: PolicyBook, decision: Decision | None) -> dict[str, Any]:
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
        "successor": next((one.id for one in law.policies if decision.policy.id in one.follows), None),
    }
    if version:
        found |= {"confidence": version.confidence.value, "document": version.basis[0].document}
    return found


def _figure(given: Given) -> int | None:
    if given.amount:
        return given.amount.value
    return getattr(given.item, "percent", None) or getattr(given.item, "quantity", None)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['file']}:{row['name']}")
def test_household(row: dict[str, Any]) -> None:
    wrong = [outcome for outcome in outcomes(book(), row) if outcome[2] != outcome[3]]
    assert not wrong, row["arithmetic"]


def test_names_of_households_are_each_given_once() -> None:
    names = [row["name"] for row in ROWS]
    assert sorted(names) == sorted(set(names))


def test_every_household_shows_its_arithmetic() -> None:
    assert [row["name"] for row in ROWS if not row["arithmetic"] or not row["story"] or not row["expect"]] == []


def test_every_version_of_every_record_has_a_household() -> None:
    """A version of unknown start is in force on no day: nothing selects it, and no household can."""
    law = book()
    covered = {
        (name, version.valid.start)
        for row in ROWS
        for name in row["expect"]
        for record in (*law.policies, *law.information)
        if record.id == name
        for version in record.versions
        if version.valid.covers(row["date"])
    }
    every = {
        (record.id, version.valid.start)
        for record in (*law.policies, *law.information)
        for version in record.versions
        if version.valid.start is not None
    }
    assert every - covered == set()


def test_every_value_of_base_pay_has_a_household() -> None:
    days = {row["date"] for row in ROWS}
    for parameter in book().parameters:
        for version in parameter.versions:
            assert version.valid.start is None or any(version.valid.covers(day) for day in days), parameter.id
