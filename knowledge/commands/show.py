"""`show IMPORT`: an import's receipt, counts, problems and rows set aside, as when it was read."""

from __future__ import annotations

from argparse import Namespace
from zoneinfo import ZoneInfo

from knowledge.commands import Commands, Context
from knowledge.commands.import_file import report
from knowledge.imports.archive import Archive
from knowledge.imports.records import Import, Status
from knowledge.snapshot import IMPORTS
from knowledge.workbooks.result import ImportResult

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("show")
    parser.add_argument("id", metavar="IMPORT", help=parser.say("argument_import_id"))
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Print what is held of one import."""
    archive = Archive(context.data / IMPORTS)
    found = archive.find(arguments.id)
    print(*_receipt(found, context), sep="\n")
    if found.status is Status.RECEIVED:
        return 0
    tables = {name: tuple(rows) for name, rows in archive.rows(found).items()}
    aside = tuple(archive.set_aside(found))
    report(ImportResult(found.receipt.file, tables, aside, tuple(archive.problems(found))), context)
    if aside:
        print(context.say("show_set_aside", count=len(aside)))
    for row in aside:
        cells = " | ".join(f"{header}: {text}" for header, text in row.cells.items() if text)
        print(f"  {context.say('show_row', sheet=row.sheet, row=row.row, cells=cells)}")
    return 0


def _receipt(found: Import, context: Context) -> list[str]:
    receipt, decision, say = found.receipt, found.decision, context.say
    told = [
        say("show_receipt", id=found.id, file=receipt.file, size=receipt.size, status=say(f"status_{found.status}")),
        say("show_received", by=receipt.by, at=f"{receipt.at.astimezone(_ZONE):%d/%m/%Y %H:%M}"),
    ]
    if decision:
        reason = say("log_reason", reason=decision.reason) if decision.reason else ""
        at = f"{decision.at.astimezone(_ZONE):%d/%m/%Y %H:%M}"
        told.append(say(f"show_{decision.verdict}", by=decision.by, at=at, reason=reason))
    return told
