"""`build`: check the data, build a snapshot and make it the current one."""

from __future__ import annotations

import time
from argparse import Namespace

from knowledge import activations, snapshot
from knowledge.commands import Commands, Context
from knowledge.commands.signature import Signature, add_signature, signature
from knowledge.encoders import choose
from knowledge.errors import NotFound
from knowledge.imports.archive import Archive


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("build")
    add_signature(parser)
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Build and activate."""
    print(*build_and_activate(context, signature(arguments)), sep="\n")
    return 0


def build_and_activate(context: Context, signed: Signature) -> list[str]:
    """Build, and use the snapshot unless somebody rolled back from it; what to say of it, after all is done.

    DataError leaves the current one in use.
    """
    say = context.say
    started = time.perf_counter()
    choice = choose(context.built, context.embedding_model, context.patience)
    built = snapshot.build(context.data, context.built, samples=context.samples, encoder=choice.encoder)
    seconds = time.perf_counter() - started
    told = [say("reused" if built.reused else "built", digest=built.digest, seconds=f"{seconds:.1f}")]
    if not built.reused:
        activations.record_build(context.built, built.digest, by=signed.by, at=signed.at, seconds=round(seconds, 3))
        told += [f"  {say(remark.code, table=remark.table, count=remark.count)}" for remark in built.remarks]
    told += [f"  {say.problem(problem)}" for problem in choice.problems]
    told += [f"  {say('loose_file', file=path)}" for path in Archive(context.data / snapshot.IMPORTS).loose()]
    active = in_use(context)
    if active != built.digest and built.digest in activations.held_back(context.built):
        told.append(say("held", digest=built.digest))
        if active:
            told.append(say("still_active", digest=active))
    elif active != built.digest or not built.reused:
        activations.activate(context.built, built.digest, by=signed.by, at=signed.at)
    return told


def in_use(context: Context) -> str | None:
    """Digest of the active snapshot, if there is one."""
    try:
        return activations.current(context.built).name
    except NotFound:
        return None
