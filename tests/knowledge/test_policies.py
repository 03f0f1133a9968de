"""Policies: three-valued decisions, amounts by date, and a book that refuses to be wrong."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from knowledge.errors import DataError, NotFound
from knowledge.policies.book import load_book
from knowledge.policies.clock import version_in_force

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


def test_a_day_before_every_version_has_none() -> None:
    with pytest.raises(NotFound):
        version_in_force(BOOK.policy("nt-100").versions, date(2015, 1, 1))


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
