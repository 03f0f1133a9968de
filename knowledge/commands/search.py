"""`search`: show what retrieval finds for a question."""

from __future__ import annotations

import sys
from argparse import Namespace

from knowledge import snapshot
from knowledge.commands import Commands, Context
from knowledge.encoders import choose
from knowledge.library import Library


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("search")
    parser.add_argument("question", metavar="QUESTION", help=parser.say("argument_question"))
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """One line a passage: confidence, score, coverage, id, title; on stderr what keeps the encoder from being used."""
    library = Library.open(
        snapshot.current(context.built),
        samples=context.samples,
        encoder=lambda: choose(context.built, context.embedding_model, context.patience),
    )
    for problem in library.problems:
        print(context.say.problem(problem), file=sys.stderr)
    for hit in library.search(arguments.question):
        print(f"{hit.confidence:.2f}  {hit.score:7.2f}  {hit.coverage:.2f}  {hit.passage.id}  {hit.passage.title}")
    return 0
