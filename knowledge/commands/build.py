"""`build`: check the data, build a snapshot and make it the current one."""

from __future__ import annotations

import time
from argparse import Namespace

from knowledge import snapshot
from knowledge.commands import Commands, Context


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("build", help="check the data, build a snapshot and make it the current one")
    parser.set_defaults(run=run)


def run(_: Namespace, context: Context) -> int:
    """Build and activate."""
    started = time.perf_counter()
    built = snapshot.build(context.data, context.built, samples=context.samples)
    snapshot.activate(context.built, built.digest)
    key = "reused" if built.reused else "built"
    print(context.say(key, digest=built.digest, seconds=f"{time.perf_counter() - started:.1f}"))
    for remark in built.remarks if not built.reused else ():
        print(f"  {context.say(remark.code, table=remark.table, count=remark.count)}")
    return 0
