"""`rollback`: back to the snapshot that was in use before, or to an earlier one."""

from __future__ import annotations

from argparse import Namespace

from knowledge import activations
from knowledge.commands import Commands, Context
from knowledge.commands.signature import add_signature, signature


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("rollback", help="back to the snapshot that was in use before")
    parser.add_argument("--to", metavar="DIGEST", help="an earlier one that was in use; its name, or how it begins")
    add_signature(parser)
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Switch back; `build` leaves the snapshot that was left out of use."""
    signed = signature(arguments)
    to = activations.find_snapshot(context.built, arguments.to) if arguments.to else None
    event = activations.rollback(context.built, to=to, by=signed.by, at=signed.at)
    print(context.say("rolled_back", digest=event.digest, before=event.before))
    return 0
