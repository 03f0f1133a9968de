"""Households worked out by hand: every row of tests/cases/households, and one for every version of every record."""

from typing import Any

import pytest

from tests.households import book, outcomes, rows

ROWS = rows()


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
