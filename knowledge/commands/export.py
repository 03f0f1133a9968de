"""`export`: write the snapshot in use as open data."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from knowledge.activations import current
from knowledge.commands import Commands, Context
from knowledge.dictionary import Dictionary
from knowledge.errors import DataError, Problem
from knowledge.export.privacy import MARKS, Privacy
from knowledge.export.write import MANIFEST, export
from knowledge.provinces import read_provinces


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("export")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=parser.say("argument_export_out"))
    parser.add_argument("--samples", action="store_true", help=parser.say("argument_samples"))
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Write, and say how much."""
    out: Path = arguments.out
    if out.exists() and not out.is_dir():
        raise DataError([Problem(str(out), "export_not_a_folder", value=str(out))])
    if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        raise DataError([Problem(str(out), "export_foreign_files", value=str(out))])
    lexicon = context.data / "lexicon"
    names = read_provinces(context.data / "provinces").names
    words, privacy = Dictionary.load(lexicon / "columns.yaml", provinces=names), Privacy.load(lexicon / "export.yaml")
    folder = current(context.built)
    done = export(folder, out, words, privacy, today=context.today, samples=arguments.samples and context.samples)
    rows = sum(done.counts.values())
    print(context.say("exported", rows=rows, tables=len(done.counts), folder=out, digest=folder.name))
    if done.samples_left_out:
        print("  " + context.say("export_samples_left_out", count=done.samples_left_out))
    meanings = words.term("institutions", MARKS).words
    for mark, count in done.marks.items():
        print("  " + context.say("export_mark", count=count, mark=mark, meaning=meanings[mark]))
    return 0
