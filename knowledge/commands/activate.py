"""`activate DIGEST`: use a snapshot that was built, also one that was rolled back."""

from __future__ import annotations

from argparse import Namespace

from knowledge import activations
from knowledge.commands import Commands, Context
from knowledge.commands.rollback import rejected_since
from knowledge.commands.signature import add_signature, signature


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("activate")
    parser.add_argument("digest", metavar="DIGEST", help=parser.say("argument_digest"))
    add_signature(parser)
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Verify and switch."""
    signed = signature(arguments)
    digest = activations.find_snapshot(context.built, arguments.digest)
    activations.activate(context.built, digest, by=signed.by, at=signed.at)
    print(context.say("activated", digest=digest))
    for line in rejected_since(context, digest):
        print(line)
    return 0
