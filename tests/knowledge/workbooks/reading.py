"""Runs the importer on a file as the dry run does, and judges what came of it."""

import csv
from datetime import date
from functools import lru_cache
from pathlib import Path

from knowledge.commands import Sentences
from knowledge.errors import DataError, Problem, Severity
from knowledge.provinces import provinces_of, read_packs
from knowledge.reference import read_all
from knowledge.workbooks.dry_run import write_dry_run
from knowledge.workbooks.importer import Given, import_workbook
from knowledge.workbooks.lexicon import ImportLexicon
from knowledge.workbooks.result import ImportResult
from tests.knowledge.workbooks.expectations import TABLES, Expectation, Outcome, Tables, differences, unreported

DATA = Path("data")
TODAY = date(2026, 11, 21)


@lru_cache(maxsize=1)
def lexicon() -> ImportLexicon:
    return ImportLexicon.load(DATA / "lexicon")


@lru_cache(maxsize=1)
def sentences() -> Sentences:
    return Sentences(DATA / "messages")


def read(path: Path, given: Given | None = None) -> ImportResult:
    packs = read_packs(DATA / "provinces")
    return import_workbook(
        path, lexicon(), read_all(DATA, packs), provinces=provinces_of(packs), today=TODAY, given=given
    )


def tables_of(result: ImportResult, out: Path) -> dict[str, list[dict[str, str]]]:
    """The dry run's CSVs, read back."""
    write_dry_run(result, out, sentences().message)
    found: dict[str, list[dict[str, str]]] = {}
    for table in TABLES:
        with (out / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
            found[table] = list(csv.DictReader(lines))
    return found


def faults(path: Path, expected: Expectation, gold: Tables, out: Path) -> list[str]:
    """What is not as expected, one line each; an importer that crashes raises."""
    try:
        result = read(path)
        tables, problems = tables_of(result, out), result.problems
    except DataError as error:
        tables, problems = {table: [] for table in TABLES}, error.problems
        if expected.outcome not in {Outcome.REFUSED, Outcome.RIGHT_OR_REFUSED}:
            return [f"refused: {error}"]
    for problem in problems:
        sentences().problem(problem)
    refused = not any(tables.values())
    match expected.outcome:
        case Outcome.SAME:
            return differences(tables, gold, expected) + _places(problems, expected)
        case Outcome.LOCATED:
            return differences(tables, gold, expected, empties=True) + _places(problems, expected)
        case Outcome.RIGHT_OR_LOCATED:
            right = not differences(tables, gold, expected)
            return [] if right else differences(tables, gold, expected, empties=True) + _places(problems, expected)
        case Outcome.REFUSED:
            return _refusal(path, refused, problems)
        case Outcome.RIGHT_OR_REFUSED:
            return _refusal(path, refused, problems) if refused else differences(tables, gold, expected)


def _refusal(path: Path, refused: bool, problems: tuple[Problem, ...]) -> list[str]:
    named = any(path.name in problem.file and problem.severity is not Severity.INFO for problem in problems)
    return ([] if refused else ["rows were loaded"]) + ([] if named else ["no problem names the file"])


def _places(problems: tuple[Problem, ...], expected: Expectation) -> list[str]:
    reported = [(problem.sheet, problem.row, problem.column) for problem in problems]
    return [f"not reported: {place}" for place in unreported(reported, expected.places)]
