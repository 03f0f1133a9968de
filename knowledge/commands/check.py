"""`check`: check the data without building."""

from __future__ import annotations

from argparse import Namespace

from knowledge.commands import Commands, Context
from knowledge.contents import collect


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("check", help="check the data without building")
    parser.set_defaults(run=run)


def run(_: Namespace, context: Context) -> int:
    """Read everything; DataError lists what is wrong."""
    collect(context.data, samples=context.samples)
    print(context.say("checked"))
    return 0
