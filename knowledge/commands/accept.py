"""`accept IMPORT --by NAME`: sign off a file that was imported; then build and use the snapshot with it."""

from __future__ import annotations

from argparse import Namespace

from knowledge.commands import Commands, Context
from knowledge.commands.build import build_and_activate
from knowledge.commands.signature import add_signature, signature
from knowledge.contents import known_institutions
from knowledge.imports.archive import Archive
from knowledge.imports.records import Status
from knowledge.snapshot import IMPORTS


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("accept", help="sign off an imported file, build and use the snapshot with it")
    parser.add_argument("id", metavar="IMPORT", help="id of the import, or how it begins")
    add_signature(parser, required=True)
    parser.add_argument("--reason", default="", help="why, where problems were found")
    parser.add_argument("--no-build", action="store_true", help="only sign off")
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Sign off, build, activate."""
    signed = signature(arguments)
    archive = Archive(context.data / IMPORTS)
    found = archive.find(arguments.id)
    before = found.decision if found.status is Status.ACCEPTED else None
    known = known_institutions(context.data)
    archive.accept(found.id, by=signed.by, at=signed.at, known=known, reason=arguments.reason)
    if before:
        print(context.say("accepted_before", id=found.id, by=before.by, day=f"{before.at:%d/%m/%Y}"))
    else:
        print(context.say("accepted", id=found.id, file=found.receipt.file, by=signed.by))
    if arguments.no_build:
        print(context.say("accepted_needs_build"))
    else:
        build_and_activate(context, signed)
    return 0
