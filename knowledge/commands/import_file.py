"""`import FILE`: read a department's file, report on it, and keep it for a decision; `--dry-run` keeps nothing."""

from __future__ import annotations

import time
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from knowledge.commands import Commands, Context
from knowledge.commands.given import add_given, given
from knowledge.documents.rows import import_document, is_document
from knowledge.errors import DataError, Problem, Severity
from knowledge.held import held_rows
from knowledge.imports.archive import Archive
from knowledge.imports.records import Receipt
from knowledge.provinces import read_provinces
from knowledge.workbooks.dry_run import write_dry_run
from knowledge.workbooks.importer import Given, import_workbook
from knowledge.workbooks.lexicon import ImportLexicon
from knowledge.workbooks.result import ImportResult

_INFOS_SHOWN = 30


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("import")
    parser.add_argument("file", metavar="FILE", type=Path, help=parser.say("argument_import_file"))
    parser.add_argument("--dry-run", action="store_true", help=parser.say("argument_dry_run"))
    parser.add_argument("--out", type=Path, metavar="DIR", help=parser.say("argument_import_out"))
    parser.add_argument("--by", metavar="NAME", default="", help=parser.say("argument_import_by"))
    add_given(parser)
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Read, report, and without `--dry-run` keep the file for a decision."""
    told = given(arguments, context)
    if not (arguments.dry_run or arguments.by.strip()):
        raise DataError([Problem(arguments.file.name, "import_by_missing")])
    if arguments.out:  # Before anything is kept: a place that cannot be written to stops the import.
        arguments.out.mkdir(parents=True, exist_ok=True)
    receipt = None
    try:
        if arguments.dry_run:
            result = read(arguments.file, context, told)
        else:
            receipt, result = _keep(arguments, context, told)
    except DataError as error:
        if arguments.out:
            write_dry_run(ImportResult(arguments.file.name, {}, (), error.problems), arguments.out, context.say.message)
        raise
    if arguments.out:
        write_dry_run(result, arguments.out, context.say.message)
    if receipt:
        print(context.say("import_kept", id=receipt.id, by=receipt.by))
        if receipt.earlier:
            print(context.say("import_again", id=receipt.earlier))
    report(result, context)
    if arguments.out:
        print(context.say("import_written", folder=arguments.out))
    if not arguments.dry_run:
        print(context.say("import_next"))
    return 0


def _keep(arguments: Namespace, context: Context, told: Given) -> tuple[Receipt, ImportResult]:
    """The bytes first: a file that cannot be read is kept too."""
    archive = Archive(context.data / "imports")
    receipt = archive.receive(arguments.file, by=arguments.by, at=datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")))
    started = time.perf_counter()
    result = read(arguments.file, context, told)
    archive.store(receipt, result, seconds=round(time.perf_counter() - started, 3))
    return receipt, result


def read(file: Path, context: Context, given: Given) -> ImportResult:
    """A document's sections, or a workbook's rows against what is held now."""
    provinces = read_provinces(context.data / "provinces")
    if is_document(file):
        return import_document(file, context.data / "lexicon", province=given.province, provinces=provinces)
    lexicon = ImportLexicon.load(context.data / "lexicon")
    held = held_rows(context.data, context.built)
    return import_workbook(file, lexicon, held, provinces=provinces, today=context.today, given=given)


def report(result: ImportResult, context: Context) -> None:
    """Rows by table, then every problem by severity; of what was mended the first ones."""
    say = context.say
    for table, rows in result.tables.items():
        if rows:
            print(say("import_rows", table=table, count=len(rows)))
    if result.set_aside:
        print(say("import_set_aside", count=len(result.set_aside)))
    for severity in Severity:
        found = [problem for problem in result.problems if problem.severity is severity]
        if not found:
            continue
        print(say(f"import_{severity.value}s", count=len(found)))
        shown = found[:_INFOS_SHOWN] if severity is Severity.INFO else found
        for problem in shown:
            print(f"  {say.problem(problem)}")
        if len(found) > len(shown):
            print(f"  {say('import_more', count=len(found) - len(shown))}")
