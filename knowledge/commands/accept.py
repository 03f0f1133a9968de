"""`accept IMPORT --by NAME`: sign off a file that was imported; then build and use the snapshot with it."""

from __future__ import annotations

from argparse import Namespace

from knowledge.commands import Commands, Context
from knowledge.commands.build import build_and_activate
from knowledge.commands.signature import add_signature, signature
from knowledge.contents import known_institutions
from knowledge.errors import DataError, Problem, Severity
from knowledge.imports.archive import Archive
from knowledge.imports.records import Import, Status
from knowledge.snapshot import IMPORTS


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("accept")
    parser.add_argument("id", metavar="IMPORT", help=parser.say("argument_import_id"))
    add_signature(parser, required=True)
    parser.add_argument("--reason", default="", help=parser.say("argument_accept_reason"))
    parser.add_argument("--no-build", action="store_true", help=parser.say("argument_no_build"))
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Sign off, build, activate; then tell. Where problems remain somebody says why the file is used all the same."""
    signed = signature(arguments)
    archive = Archive(context.data / IMPORTS)
    found = archive.find(arguments.id)
    before = found.decision if found.status is Status.ACCEPTED else None
    if found.needs_decision and not before and not arguments.reason.strip():
        raise DataError([_unexplained(found, context)])
    known = known_institutions(context.data)
    archive.accept(found.id, by=signed.by, at=signed.at, known=known, reason=arguments.reason.strip())
    told = [
        context.say("accepted_before", id=found.id, by=before.by, day=f"{before.at:%d/%m/%Y}")
        if before
        else context.say("accepted", id=found.id, file=found.receipt.file, by=signed.by)
    ]
    try:
        told += [context.say("accepted_needs_build")] if arguments.no_build else build_and_activate(context, signed)
    finally:
        print(*told, sep="\n")
    return 0


def _unexplained(found: Import, context: Context) -> Problem:
    counts = context.say(
        "accept_counts",
        errors=found.problems.get(Severity.ERROR, 0),
        warnings=found.problems.get(Severity.WARNING, 0),
        set_aside=found.set_aside,
    )
    return Problem(found.receipt.file, "accept_reason_missing", value=counts, expected=found.id)
