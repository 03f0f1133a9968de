"""`rollback`: back to the snapshot that was in use before, or to an earlier one."""

from __future__ import annotations

from argparse import Namespace

from knowledge import activations
from knowledge.commands import Commands, Context
from knowledge.commands.signature import add_signature, signature
from knowledge.imports.archive import Archive
from knowledge.imports.records import Status
from knowledge.manifest import read_manifest
from knowledge.snapshot import IMPORTS


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("rollback")
    parser.add_argument("--to", metavar="DIGEST", help=parser.say("argument_to"))
    add_signature(parser)
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Switch back; `build` leaves the snapshot that was left out of use."""
    signed = signature(arguments)
    to = activations.find_snapshot(context.built, arguments.to) if arguments.to else None
    event = activations.rollback(context.built, to=to, by=signed.by, at=signed.at)
    print(context.say("rolled_back", digest=event.digest, before=event.before))
    for line in rejected_since(context, event.digest):
        print(line)
    return 0


def rejected_since(context: Context, digest: str) -> list[str]:
    """A warning, and a line for each import that a snapshot is made of and that was rejected since; empty without."""
    inputs: list[str] = list((read_manifest(context.built / digest) or {}).get("inputs", ()))
    made_of = {path.split("/")[1] for path in inputs if path.startswith(f"{IMPORTS}/")}
    rejected = [
        context.say(
            "rollback_rejected_import",
            id=one.id,
            file=one.receipt.file,
            by=one.decision.by,
            day=f"{one.decision.at:%d/%m/%Y}",
            reason=one.decision.reason,
        )
        for one in Archive(context.data / IMPORTS).imports()
        if one.status is Status.REJECTED and one.decision and one.id in made_of
    ]
    return (
        [context.say("rollback_rejected", count=len(rejected)), *(f"  {line}" for line in rejected)] if rejected else []
    )
