"""Whole files through the importer: exact tables, located problems, and no crash whatever the file is."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import yaml

from knowledge.errors import Severity
from tests.knowledge.workbooks.expectations import TABLES, Expectation, Outcome, Place, read_gold, unreported
from tests.knowledge.workbooks.mutant import Mutant
from tests.knowledge.workbooks.mutations import MUTANTS
from tests.knowledge.workbooks.reading import faults, read, sentences, tables_of

FOLDER = Path(__file__).parent / "workbooks"
GOLD = read_gold(FOLDER)
SUFFIXES = {".xlsx", ".xls", ".ods", ".csv"}
OTHERS = sorted(
    path
    for folder in (FOLDER / "second", *(FOLDER / "blind").iterdir(), *(FOLDER / "unseen").iterdir())
    for path in folder.iterdir()
    if path.suffix in SUFFIXES and not path.name.startswith("gold_")
)


def test_the_sample_report_loads_to_its_gold_tables(tmp_path: Path) -> None:
    same = Expectation(Outcome.SAME)
    assert faults(FOLDER / "MAU_bao_cao_2026_Q3.xlsx", same, GOLD, tmp_path) == []


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_another_report_loads_to_its_gold_tables(path: Path, tmp_path: Path) -> None:
    gold = read_gold(path.parent)
    assert gold
    assert faults(path, Expectation(Outcome.SAME, only=tuple(gold)), gold, tmp_path) == []


@pytest.mark.parametrize("path", [FOLDER / "MAU_bao_cao_2026_Q3.xlsx", *OTHERS], ids=lambda path: path.name)
def test_what_a_person_would_ask_about_is_reported(path: Path) -> None:
    told = yaml.safe_load((path.parent / "expected_problems.yaml").read_text(encoding="utf-8"))
    reported = [(problem.sheet, problem.row, problem.column) for problem in read(path).problems]
    places = {
        one["what"]: Place(
            one["sheet"],
            tuple(one["row"]) if isinstance(one["row"], list) else one["row"],
            " ".join(one["column"].split()) if one["column"] else None,
        )
        for one in told
    }
    assert {what: place for what, place in places.items() if unreported(reported, [place])} == {}


def test_there_are_mutants_enough() -> None:
    assert len(MUTANTS) >= 80


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_ends_in_the_right_tables_or_in_located_problems(mutant: Mutant, tmp_path: Path) -> None:
    path = mutant.write(tmp_path)
    assert faults(path, mutant.expected, GOLD, tmp_path / "out") == []


def test_the_dry_run_writes_every_table_and_every_problem(tmp_path: Path) -> None:
    result = read(FOLDER / "MAU_bao_cao_2026_Q3.xlsx")
    tables_of(result, tmp_path)
    for table in TABLES:
        with (tmp_path / f"{table}.csv").open(encoding="utf-8", newline="") as written:
            header = next(csv.reader(written))
        assert header == list(GOLD[table][0])
    problems = json.loads((tmp_path / "problems.json").read_text(encoding="utf-8"))
    assert len(problems) == len(result.problems) > 5
    keys = ["file", "sheet", "row", "column", "value", "severity", "code", "message"]
    assert all(list(problem) == keys for problem in problems)
    assert {problem["severity"] for problem in problems} <= {severity.value for severity in Severity}
    assert all(problem["file"] and problem["sheet"] for problem in problems)


def test_no_problem_is_said_twice() -> None:
    for path in (FOLDER / "MAU_bao_cao_2026_Q3.xlsx", *OTHERS):
        said = [sentences().problem(problem) for problem in read(path).problems]
        assert len(said) == len(set(said))
