"""`diff`: what changed between two snapshots."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from knowledge.commands import Commands, Context
from knowledge.dictionary import Dictionary
from knowledge.diff.report import as_json, as_page, as_text
from knowledge.diff.states import PREVIOUS, Difference, compare_snapshots, find_snapshot
from knowledge.provinces import read_provinces
from knowledge.snapshot import CURRENT


def add(commands: Commands) -> None:
    """Declare the command."""
    parser: ArgumentParser = commands.add_parser("diff", help="show what changed between two snapshots")
    parser.add_argument("old", nargs="?", default=PREVIOUS, help="digest, its beginning, `previous` or `current`")
    parser.add_argument("new", nargs="?", default=CURRENT, help="the same; the snapshot in use when left out")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    parser.add_argument("--html", type=Path, metavar="FILE", help="also write a page for the department")
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Compare and print."""
    old, new = (find_snapshot(context.built, name) for name in (arguments.old, arguments.new))
    show(compare_snapshots(old, new), arguments, context)
    return 0


def show(difference: Difference, arguments: Namespace, context: Context) -> None:
    """Print a difference as text or JSON, and write its page where one was asked for."""
    names = read_provinces(context.data / "provinces").names
    dictionary = Dictionary.load(context.data / "lexicon" / "columns.yaml", provinces=names)
    if arguments.json:
        print(json.dumps(as_json(difference, dictionary, context.say), ensure_ascii=False, indent=1))
    else:
        print(as_text(difference, dictionary, context.say))
    if arguments.html is not None:
        arguments.html.write_text(as_page(difference, dictionary, context.say, context.today), encoding="utf-8")
        if not arguments.json:
            print(context.say("diff_written", path=arguments.html))
