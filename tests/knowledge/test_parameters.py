"""Dated figures and lists of data/policies: what is held on a day, by the table tests/cases/parameters.yaml."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.errors import NotFound
from knowledge.policies.book import PolicyBook, load_book
from knowledge.policies.clock import version_in_force

ROWS: list[dict[str, Any]] = yaml.safe_load(Path("tests/cases/parameters.yaml").read_text(encoding="utf-8"))


@cache
def book() -> PolicyBook:
    return load_book(Path("data/policies"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_parameter_on_a_day(row: dict[str, Any]) -> None:
    parameter = book().parameter(row["parameter"])
    if row.get("in_force") is False:
        with pytest.raises(NotFound):
            version_in_force(parameter.versions, row["date"])
        return
    version = version_in_force(parameter.versions, row["date"])
    assert version.value == row["value"]
    assert version.basis[0].document == row["document"]
    assert version.confidence.value == row.get("confidence", version.confidence.value)


def test_every_dated_version_of_every_parameter_has_a_row() -> None:
    covered = {
        (parameter.id, version.valid.start)
        for row in ROWS
        for parameter in book().parameters
        if parameter.id == row["parameter"]
        for version in parameter.versions
        if version.valid.covers(row["date"])
    }
    every = {
        (parameter.id, version.valid.start)
        for parameter in book().parameters
        for version in parameter.versions
        if version.valid.start is not None
    }
    assert every == covered


def test_a_parameter_without_a_figure_says_what_to_do() -> None:
    assert [
        parameter.id
        for parameter in book().parameters
        for version in parameter.versions
        if version.value is None and not version.values and not version.summary
    ] == []


def test_records_of_low_confidence_are_never_shares_that_benefits_are_paid_of() -> None:
    paid_of = {
        getattr(item, "of", None)
        for policy in book().policies
        for version in policy.versions
        for item in version.benefit
    }
    low = {
        parameter.id
        for parameter in book().parameters
        for version in parameter.versions
        if version.confidence.value == "low"
    }
    assert not paid_of & low
