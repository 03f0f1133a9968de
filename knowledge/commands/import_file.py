"""`import FILE`: read a department's file, report on it, and keep it for a decision; `--dry-run` keeps nothing."""

from __future__ import annotations

import time
from argparse import Namespace
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from knowledge.commands import Commands, Context
from knowledge.documents.rows import import_document, is_document
from knowledge.errors import DataError, Problem, Severity
from knowledge.held import held_rows
from knowledge.imports.archive import Archive
from knowledge.provinces import read_provinces
from knowledge.workbooks.dry_run import write_dry_run
from knowledge.workbooks.importer import Given, import_workbook
from knowledge.workbooks.lexicon import ImportLexicon
from knowledge.workbooks.result import ImportResult


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("import", help="read a department's file and report on it")
    parser.add_argument("file", type=Path)
    parser.add_argument("--dry-run", action="store_true", help="only report; keep nothing")
    parser.add_argument("--out", type=Path, help="write one CSV a table and problems.json into this folder")
    parser.add_argument("--by", default="", help="who sends the file")
    parser.add_argument("--province", help="code of the province, where the file does not name it")
    parser.add_argument("--period", help="period of the figures, where the file does not name it: 2026-Q3")
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Read, report, and without `--dry-run` keep the file for a decision."""
    given = Given(arguments.province, arguments.period)
    if not (arguments.dry_run or arguments.by.strip()):
        raise DataError([Problem(arguments.file.name, "import_by_missing")])
    try:
        result = read(arguments.file, context, given) if arguments.dry_run else _keep(arguments, context, given)
    except DataError as error:
        if arguments.out:
            write_dry_run(ImportResult(arguments.file.name, {}, (), error.problems), arguments.out, context.say.message)
        raise
    report(result, context)
    if arguments.out:
        write_dry_run(result, arguments.out, context.say.message)
        print(context.say("import_written", folder=arguments.out))
    if not arguments.dry_run:
        print(context.say("import_next"))
    return 0


def _keep(arguments: Namespace, context: Context, given: Given) -> ImportResult:
    """The bytes first: a file that cannot be read is kept too."""
    archive = Archive(context.data / "imports")
    receipt = archive.receive(arguments.file, by=arguments.by, at=datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")))
    started = time.perf_counter()
    result = read(arguments.file, context, given)
    archive.store(receipt, result, seconds=round(time.perf_counter() - started, 3))
    print(context.say("import_kept", id=receipt.id, by=receipt.by))
    if receipt.earlier:
        print(context.say("import_again", id=receipt.earlier))
    return result


def read(file: Path, context: Context, given: Given) -> ImportResult:
    """A document's sections, or a workbook's rows against what is held now."""
    if is_document(file):
        return import_document(file, context.data / "lexicon", province=given.province)
    provinces = read_provinces(context.data / "provinces")
    lexicon = ImportLexicon.load(context.data / "lexicon")
    held = held_rows(context.data, context.built)
    return import_workbook(file, lexicon, held, provinces=provinces, today=context.today, given=given)


def report(result: ImportResult, context: Context) -> None:
    """Rows by table, then every problem by severity, then what to do next."""
    say = context.say
    for table, rows in result.tables.items():
        if rows:
            print(say("import_rows", table=table, count=len(rows)))
    if result.set_aside:
        print(say("import_set_aside", count=len(result.set_aside)))
    counts = Counter(problem.severity for problem in result.problems)
    for severity in Severity:
        if counts[severity]:
            print(say(f"import_{severity.value}s", count=counts[severity]))
        for problem in result.problems:
            if problem.severity is severity and severity is not Severity.INFO:
                print(f"  {say.problem(problem)}")
