"""`python -m actions sentences FILE`: every sentence that the assistant can say, on one page for a teacher to read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from actions.sentence_book import SentenceBookError, page


def main(arguments: list[str] | None = None) -> int:
    """Write the page; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m actions", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    sentences = commands.add_parser("sentences", help="write every sentence on one page")
    sentences.add_argument("file", type=Path)
    sentences.add_argument("--data", type=Path, default=Path("data"))
    given = parser.parse_args(arguments)
    try:
        written = page(given.data)
    except SentenceBookError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    given.file.parent.mkdir(parents=True, exist_ok=True)
    given.file.write_text(written, encoding="utf-8")
    sys.stdout.write(f"{given.file}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
