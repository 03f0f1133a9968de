"""`diff`: what changed between two snapshots, or what a department's file would change."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

from knowledge.activations import CURRENT, current
from knowledge.commands import Commands, Context
from knowledge.commands.given import add_given, given
from knowledge.commands.import_file import read
from knowledge.dictionary import Dictionary
from knowledge.diff.report import as_json, as_page, as_text
from knowledge.diff.states import PREVIOUS, Difference, compare_import, compare_snapshots, find_state
from knowledge.provinces import read_provinces


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("diff")
    parser.add_argument("old", metavar="OLD", nargs="?", default=PREVIOUS, help=parser.say("argument_old"))
    parser.add_argument("new", metavar="NEW", nargs="?", default=CURRENT, help=parser.say("argument_new"))
    parser.add_argument("--file", type=Path, metavar="WORKBOOK", help=parser.say("argument_diff_file"))
    add_given(parser)
    parser.add_argument("--json", action="store_true", help=parser.say("argument_json"))
    parser.add_argument("--html", type=Path, metavar="FILE", help=parser.say("argument_html"))
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Compare and print."""
    if arguments.file is not None:
        result = read(arguments.file, context, given(arguments, context))
        show(compare_import(current(context.built), result), arguments, context)
        return 0
    old, new = (find_state(context.built, name) for name in (arguments.old, arguments.new))
    show(compare_snapshots(old, new), arguments, context)
    return 0


def show(difference: Difference, arguments: Namespace, context: Context) -> None:
    """Print a difference as text or JSON, and write its page where one was asked for."""
    names = read_provinces(context.data / "provinces").names
    dictionary = Dictionary.load(context.data / "lexicon" / "columns.yaml", provinces=names)
    if arguments.html is not None:
        arguments.html.write_text(as_page(difference, dictionary, context.say, context.today), encoding="utf-8")
    if arguments.json:
        print(json.dumps(as_json(difference, dictionary, context.say), ensure_ascii=False, indent=1))
    else:
        print(as_text(difference, dictionary, context.say))
    if arguments.html is not None and not arguments.json:
        print(context.say("diff_written", path=arguments.html))
