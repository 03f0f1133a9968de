"""`reject IMPORT --by NAME --reason WHY`: keep an imported file out; one that was accepted is withdrawn."""

from __future__ import annotations

from argparse import Namespace

from knowledge.commands import Commands, Context
from knowledge.commands.build import build_and_activate
from knowledge.commands.signature import add_signature, signature
from knowledge.errors import DataError, Problem
from knowledge.imports.archive import Archive
from knowledge.imports.records import Status
from knowledge.snapshot import IMPORTS


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("reject")
    parser.add_argument("id", metavar="IMPORT", help=parser.say("argument_import_id"))
    add_signature(parser, required=True)
    parser.add_argument("--reason", required=True, help=parser.say("argument_reject_reason"))
    parser.add_argument("--no-build", action="store_true", help=parser.say("argument_no_build"))
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Write down the decision; a withdrawn file leaves the snapshot with the next build, which follows."""
    signed = signature(arguments)
    archive = Archive(context.data / IMPORTS)
    found = archive.find(arguments.id)
    before = found.decision if found.status is Status.REJECTED else None
    if not arguments.reason.strip():
        raise DataError([Problem(found.receipt.file, "reject_reason_missing")])
    archive.reject(found.id, by=signed.by, at=signed.at, reason=arguments.reason.strip())
    told = [
        context.say("rejected_before", id=found.id, by=before.by, day=f"{before.at:%d/%m/%Y}")
        if before
        else context.say("rejected", id=found.id, file=found.receipt.file, by=signed.by)
    ]
    try:
        if found.status is Status.ACCEPTED:
            told += [context.say("accepted_needs_build")] if arguments.no_build else build_and_activate(context, signed)
    finally:
        print(*told, sep="\n")
    return 0
