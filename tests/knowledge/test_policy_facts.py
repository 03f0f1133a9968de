"""Facts of a learner: read strictly, completed by what follows, refused with the place when they cannot be."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.errors import DataError, Problem
from knowledge.policies.book import load_book
from knowledge.policies.facts import Learner, learned, read_learner
from knowledge.policies.vocabulary import Vocabulary
from knowledge.provinces import read_packs
from knowledge.reference import read_all
from knowledge.text import fold

TODAY = date(2026, 11, 22)


@cache
def vocabulary() -> Vocabulary:
    return load_book(Path("data/policies")).vocabulary


def read(facts: dict[str, Any], on: date = TODAY) -> Learner:
    return read_learner(facts, vocabulary(), on, source="hộ.json")


def problems(facts: dict[str, Any]) -> list[Problem]:
    with pytest.raises(DataError) as caught:
        read(facts)
    return list(caught.value.problems)


def test_ethnic_groups_are_those_of_the_reference_table() -> None:
    packs = read_packs(Path("data/provinces"))
    groups = read_all(Path("data"), packs)["ethnic_groups"]
    codes = {fold(row["name"]).replace(" - ", "_").replace(" ", "_"): row for row in groups}
    assert set(vocabulary().facts["ethnic_group"].values) == set(codes)
    for code, row in codes.items():
        known = read({"ethnic_group": code})
        assert known.one("ethnicity") == ("minority" if row["minority"] else "kinh")
        if row["minority"]:
            assert known.one("very_small_group") == ("listed" if row["very_small_group"] else "not_listed")


@pytest.mark.parametrize(
    ("facts", "name", "values"),
    [
        ({"ethnicity": "kinh"}, "ethnic_group", {"kinh"}),
        ({"ethnicity": "kinh"}, "very_small_group", {"not_listed"}),
        ({"very_small_group": "listed"}, "ethnicity", {"minority"}),
        ({"residence_area": "especially_hard"}, "hard_area", {"listed"}),
        ({"residence_area": "hard"}, "residence_area", {"especially_hard", "minority_or_border"}),
        ({"household": ["near_poor", "neither"]}, "household", {"near_poor", "neither"}),
        ({"orphan": "none"}, "no_support", {"supported"}),
        ({"discharged_on": "2025-11-22"}, "military", {"discharged_within_12_months"}),
        ({"discharged_on": "2025-11-21"}, "military", {"discharged_earlier"}),
        ({"age": "17"}, "age", {17}),
    ],
)
def test_what_follows_is_known(facts: dict[str, Any], name: str, values: set[Any]) -> None:
    assert read(facts).known[name] == values


@pytest.mark.parametrize(
    ("facts", "code", "name"),
    [
        ({"shoe_size": 40}, "fact_not_known", "shoe_size"),
        ({"level": "phd"}, "fact_value_not_known", "level"),
        ({"ethnic_group": "atlantis"}, "fact_value_not_known", "ethnic_group"),
        ({"age": 400}, "fact_out_of_range", "age"),
        ({"age": -3}, "fact_out_of_range", "age"),
        ({"age": True}, "fact_value_not_known", "age"),
        ({"age": "mười sáu"}, "fact_value_not_known", "age"),
        ({"household": []}, "fact_value_not_known", "household"),
        ({"discharged_on": "2027-01-01"}, "fact_in_the_future", "discharged_on"),
        ({"discharged_on": "31/12/2025"}, "fact_value_not_known", "discharged_on"),
        ({"province": "Cao Bằng"}, "fact_value_not_known", "province"),
        ({"ethnic_group": "tay", "ethnicity": "kinh"}, "facts_contradict", "ethnicity"),
        ({"ethnic_group": "tay", "very_small_group": "listed"}, "facts_contradict", "very_small_group"),
        ({"orphan": "none", "no_support": "alone"}, "facts_contradict", "no_support"),
        ({"age": 9, "schooling": "thcs"}, "facts_contradict", "age"),
        ({"age": 14, "schooling": "thpt"}, "facts_contradict", "age"),
        ({"level": "cao_dang", "schooling": "below_thcs"}, "facts_contradict", "level"),
        ({"discharged_on": "2026-01-01", "military": "none"}, "facts_contradict", "military"),
    ],
)
def test_a_fact_that_cannot_be_is_named_with_its_place(facts: dict[str, Any], code: str, name: str) -> None:
    (problem,) = problems(facts)
    assert (problem.code, problem.column, problem.file) == (code, name, "hộ.json")


def test_every_fault_is_told_at_once() -> None:
    assert {one.column for one in problems({"age": 400, "level": "x", "shoe": 1})} == {"age", "level", "shoe"}


def test_learning_narrows_and_refuses_what_cannot_be() -> None:
    known = read({"household": ["near_poor", "neither"]})
    then = learned(known, vocabulary(), {"household": ("near_poor",)})
    assert then is not None
    assert then.one("household") == "near_poor"
    assert learned(known, vocabulary(), {"household": ("poor",)}) is None
    assert learned(read({"ethnic_group": "tay"}), vocabulary(), {"ethnicity": ("kinh",)}) is None


def test_every_fact_says_what_it_means_or_speaks_for_itself() -> None:
    silent = [name for name, fact in vocabulary().facts.items() if not fact.about]
    assert set(silent) <= {"gender", "ability_to_work", "discipline", "age"}


def test_households_use_every_fact_that_rules_ask() -> None:
    law = load_book(Path("data/policies"))
    asked = {name for policy in law.policies for name in law.asks(policy.id)}
    told = {
        name
        for path in Path("tests/cases/households").glob("*.yaml")
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))
        for name in read(row["facts"], row["date"]).known
    }
    assert asked - told - {name for name, fact in law.facts.items() if fact.assume} == set()
