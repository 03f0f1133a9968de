"""`diff`: what changed between two snapshots, or what a department's file would change."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from knowledge.activations import CURRENT, current
from knowledge.commands import Commands, Context
from knowledge.commands.import_file import read
from knowledge.dictionary import Dictionary
from knowledge.diff.report import as_json, as_page, as_text
from knowledge.diff.states import PREVIOUS, Difference, compare_import, compare_snapshots, find_state
from knowledge.provinces import read_provinces
from knowledge.workbooks.importer import Given


def add(commands: Commands) -> None:
    """Declare the command."""
    parser: ArgumentParser = commands.add_parser("diff", help="show what changed between two snapshots, or in a file")
    parser.add_argument("old", nargs="?", default=PREVIOUS, help="digest, its beginning, `previous` or `current`")
    parser.add_argument("new", nargs="?", default=CURRENT, help="the same; the snapshot in use when left out")
    parser.add_argument("--file", type=Path, metavar="WORKBOOK", help="compare this file with the snapshot in use")
    parser.add_argument("--province", help="code of the province, where the file does not name it")
    parser.add_argument("--period", help="period of the figures, where the file does not name it: 2026-Q3")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    parser.add_argument("--html", type=Path, metavar="FILE", help="also write a page for the department")
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Compare and print."""
    if arguments.file is not None:
        result = read(arguments.file, context, Given(arguments.province, arguments.period))
        show(compare_import(current(context.built), result), arguments, context)
        return 0
    old, new = (find_state(context.built, name) for name in (arguments.old, arguments.new))
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
