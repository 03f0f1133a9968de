"""Policies: three-valued decisions, amounts by date, and a book that refuses to be wrong."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import DataError, NotFound
from knowledge.policies.book import load_book
from knowledge.policies.clock import version_in_force
from knowledge.policies.truth import Truth

DATA = Path("data/policies")
BOOK = load_book(DATA)
CASES = yaml.safe_load(Path("tests/cases/policies.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_hand_computed_cases(case: dict) -> None:
    decisions = {d.policy.id: d for d in BOOK.decide(case["facts"], case["date"])}
    decision = decisions[case["policy"]]
    assert decision.truth == case["truth"]
    if "monthly" in case:
        assert decision.amount is not None
        assert decision.amount.monthly == case["monthly"]
    if "missing" in case:
        assert list(decision.missing) == case["missing"]
    if "document" in case:
        assert decision.version is not None
        assert decision.version.basis[0].document == case["document"]


def test_every_version_has_a_case() -> None:
    covered = {
        (case["policy"], version.valid.start)
        for case in CASES
        for version in [next((v for v in BOOK.policy(case["policy"]).versions if v.valid.covers(case["date"])), None)]
        if version is not None
    }
    every = {(policy.id, version.valid.start) for policy in BOOK.policies for version in policy.versions}
    assert every == covered


def test_a_day_before_every_version_has_none() -> None:
    with pytest.raises(NotFound):
        version_in_force(BOOK.policy("nt-100").versions, date(2015, 1, 1))


FACTS = st.fixed_dictionaries({}, optional={name: st.sampled_from(fact.values) for name, fact in BOOK.facts.items()})


@given(FACTS, FACTS)
def test_learning_more_never_turns_a_decision_around(known: dict, more: dict) -> None:
    """What is decided without a fact stays decided with it; only the unknown may become yes or no."""
    assumed = {name for name, fact in BOOK.facts.items() if fact.assume}
    extended = {**{name: value for name, value in more.items() if name not in assumed}, **known}
    before = BOOK.decide(known, date(2026, 11, 21))
    after = BOOK.decide(extended, date(2026, 11, 21))
    for early, late in zip(before, after, strict=True):
        assert early.truth in {Truth.UNKNOWN, late.truth}


@given(FACTS)
def test_the_question_is_always_one_that_is_open(known: dict) -> None:
    decisions = BOOK.decide(known, date(2026, 11, 21))
    question = next_question(decisions, BOOK.facts)
    assert (question is None) == (not still_open(decisions))
    assert question is None or question not in known


@given(st.sampled_from(["kinh", "minority"]), st.sampled_from(["trung_cap", "cao_dang"]))
def test_poverty_never_lowers_the_stipend(ethnicity: str, level: str) -> None:
    def best(household: str) -> int:
        facts = {"ethnicity": ethnicity, "level": level, "household": household, "disability": "none",
                 "boarding_school": "other", "residence_area": "especially_hard"}  # fmt: skip
        return max(
            (d.amount.monthly for d in BOOK.decide(facts, date(2026, 11, 21)) if d.truth is Truth.YES and d.amount),
            default=0,
        )

    assert best("poor") == best("near_poor") >= best("neither")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda entry: entry["versions"][0].update(unknown_key=1), "policy_schema"),
        (lambda entry: entry["versions"][0].update(basis=[]), "policy_schema"),
        (lambda entry: entry["versions"].append(dict(entry["versions"][0])), "versions_overlap"),
        (lambda entry: entry["versions"][0]["valid"].update(end=date(2015, 1, 1)), "version_ends_before_start"),
        (lambda entry: entry["versions"][0].update(requires={"fact": "shoe_size", "among": ["40"]}), "unknown_fact"),
        (lambda entry: entry["versions"][0].update(requires={"fact": "level", "among": ["phd"]}), "unknown_fact_value"),
        (lambda entry: entry["versions"][0]["benefit"].update(of="nothing"), "unknown_parameter"),
    ],
)
def test_a_wrong_rule_is_refused_and_named(tmp_path: Path, change, code: str) -> None:
    for path in DATA.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    entries = yaml.safe_load((DATA / "boarding.yaml").read_text(encoding="utf-8"))
    change(entries[0])
    (tmp_path / "boarding.yaml").write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_book(tmp_path)
    assert code in {problem.code for problem in caught.value.problems}


def test_broken_yaml_names_the_line(tmp_path: Path) -> None:
    for path in DATA.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "tuition.yaml").write_text("- id: a\n  title: [\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_book(tmp_path)
    assert caught.value.problems[0].code == "not_yaml"
    assert caught.value.problems[0].row is not None
