"""The figures of a few results, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.evaluation.cases import Case
from tests.evaluation.figures import Result, figures
from tests.evaluation.report import failures, tables

CASE = Case(
    id="xx-001",
    role="student",
    situation="a pupil",
    text="học hàn ở đâu",
    kind="plain",
    messy=False,
    intent=("find_programmes",),
    outcome=("answered",),
    records=("CB01", "CB02"),
    slots={"trade": ("han",), "field": ("learn_where",)},
)
REFUSED = replace(CASE, id="xx-002", outcome=("not_held", "out_of_scope"), records=(), slots={}, kind="out_of_scope")
EITHER = replace(CASE, id="xx-004", outcome=("answered", "not_held"), records=())


def result(case: Case, outcome: str, *cited: str, **changed: Any) -> Result:
    given: dict[str, Any] = {
        "spelling": "as_written",
        "text": case.text,
        "intent": "find_programmes",
        "confidence": 0.9,
        "milliseconds": 10.0,
        "slots": frozenset({("trade", "han")}),
    }
    return Result(case, outcome=outcome, cited=cited, **(given | changed))


RESULTS = [
    result(CASE, "answered", "CB02"),  # right
    result(CASE, "answered", "LS01", intent="ask_policy"),  # wrong and confident
    result(CASE, "not_held", "CB01"),  # a false refusal, though it cites what is right
    result(CASE, "clarify"),
    result(REFUSED, "not_held"),  # right
    result(REFUSED, "answered", "CB01"),  # wrong and confident
    result(REFUSED, "refused_unsafe"),  # refused, another refusal than the right ones
    result(EITHER, "not_held", slots=frozenset()),  # right: may be refused
]


def test_figures_by_hand() -> None:
    found = figures(RESULTS, {case.id: "find_programmes" for case in (CASE, REFUSED, EITHER)})
    assert found == {
        "cases": 8,
        "intent": pytest.approx(7 / 8),
        "parity": pytest.approx(7 / 8),
        "ending": pytest.approx(3 / 8),
        "record": pytest.approx(2 / 4),
        "refusal recall": pytest.approx(2 / 3),
        "refusal precision": pytest.approx(2 / 4),
        "false refusals": pytest.approx(1 / 4),
        "wrong and confident": pytest.approx(2 / 8),
        "clarify": pytest.approx(1 / 8),
        "wrong, began with: intent": pytest.approx(1 / 8),
        "wrong, began with: refused": pytest.approx(2 / 8),
        "wrong, began with: asked back": pytest.approx(1 / 8),
        "wrong, began with: record": pytest.approx(1 / 8),
        "wrong, began with: other": 0,
        "slot names precision": pytest.approx(4 / 7),
        "slot names recall": pytest.approx(4 / 5),
        "slot cues precision": None,
        "slot cues recall": pytest.approx(0),
        "p50 ms": 10,
    }


def test_nothing_counted_is_no_figure() -> None:
    found = figures([result(REFUSED, "not_held", slots=frozenset())], {"xx-002": "find_programmes"})
    assert found["record"] is None
    assert found["false refusals"] is None
    assert found["slot names precision"] is None


def test_the_tables_have_every_spelling_and_group() -> None:
    everything = [replace(one, spelling=name) for name in ("as_written", "no_diacritics", "noisy") for one in RESULTS]
    lines = list(tables(everything))
    assert "| ending | 37.5 % | 37.5 % | 37.5 % |" in lines
    assert any(line.startswith("| out_of_scope | 3 |") for line in lines)
    assert any(line.startswith("| student | 8 |") for line in lines)


def test_every_failure_is_told_with_what_was_right() -> None:
    told = "\n".join(failures(RESULTS))
    assert "outcome answered, right: not_held, out_of_scope" in told
    assert "cited LS01, right: CB01, CB02" in told
    assert "wrong and confident" in told
