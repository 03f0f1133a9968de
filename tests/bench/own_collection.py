"""Our own passages, and questions asked of them, as the two JSONL files that `evaluate` and the peers read.

`python -m tests.bench.own_collection FOLDER` writes passages.jsonl (title and body as the build makes them, without the
ways of asking, which peers do not have) and questions.jsonl (the answerable check questions, and the open evaluation
cases that need no earlier message and name a record that is a passage).
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from knowledge import contents
from tests.e2e.product import ROOT
from tests.evaluation.cases import load

PASSAGES, QUESTIONS = "passages.jsonl", "questions.jsonl"


def write_own_collection(folder: Path) -> tuple[Path, Path]:
    """Write both files and return their paths."""
    rows = contents.collect(ROOT / "data", samples=True).tables["passages"]
    passages = [{"id": row["id"], "title": row["title"], "text": row["body"] or row["title"]} for row in rows]
    folder.mkdir(parents=True, exist_ok=True)
    return (
        _write(folder / PASSAGES, passages),
        _write(folder / QUESTIONS, [*_check_questions(rows), *_open_cases(rows)]),
    )


def _check_questions(rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    pieces: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        pieces[row["id"].partition("#")[0]].append(row["id"])
    path = ROOT / "data" / "questions" / "check.yaml"
    for number, asked in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))["answerable"], start=1):
        relevant = [piece for record in asked["records"] for piece in pieces[record]]
        yield {"id": f"check-{number}", "text": asked["text"], "relevant": relevant}


def _open_cases(rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    of_record: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        of_record[row["record_id"]].append(row["id"])
    for case in load("open"):
        relevant = [passage for record in case.records for passage in of_record[record]]
        if relevant and not case.before:
            yield {"id": case.id, "text": case.text, "relevant": list(dict.fromkeys(relevant))}


def _write(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


if __name__ == "__main__":
    for written in write_own_collection(Path(sys.argv[1])):
        sys.stdout.write(f"{written}\n")
