"""Peers side by side: the same passages, questions, spellings and machine; one process an engine, one after another.

`make peers` installs what they need and runs `python -m tests.bench.peers [--passages P.jsonl --questions Q.jsonl]
[--only NAME …]`. It prints a Markdown table: P@1 and nDCG@10 in three spellings, wall milliseconds a query (mean over
the spellings), seconds to index, resident memory after the last query. Without files of yours it takes our passages and
questions, see own_collection.
Stock engines run as their documentation shows them; whoever tunes one should say so beside its figures.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from knowledge.retrieval.collection import Collection, read_collection
from knowledge.retrieval.evaluate import SEED, SPELLINGS, spelt
from knowledge.retrieval.measures import measures
from tests.bench.own_collection import write_own_collection
from tests.e2e.product import ROOT

_SHOWN = ("p@1", "ndcg@10")
_OWN, _PEERS, _RASA = ".venv", ".venv-peers", ".venv-rasa"


@dataclass(frozen=True, slots=True)
class Engine:
    """A module of peer_engines and the environment it runs in."""

    name: str
    module: str
    environment: str
    mode: tuple[str, ...] = ()


ENGINES = (
    Engine("bm25s, stock", "stock_bm25s", _OWN),
    Engine("SQLite FTS5", "sqlite_fts5", _OWN),
    Engine("tantivy", "tantivy_bm25", _PEERS),
    Engine("Haystack BM25", "haystack_bm25", _PEERS),
    Engine("LlamaIndex BM25", "llama_index_bm25", _PEERS),
    Engine("Rasa ResponseSelector", "rasa_selector", _RASA),
    Engine("e5-small + FAISS, question as typed", "e5_faiss", _OWN),
    Engine("RRF of bm25s and e5", "rrf", _OWN),
    Engine("ours, lexical", "ours", _OWN, ("lexical",)),
    Engine("ours, dense", "ours", _OWN, ("dense",)),
    Engine("ours, hybrid", "ours", _OWN, ("hybrid",)),
)


def main() -> None:
    """Run the engines and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers", description=__doc__)
    parser.add_argument("--passages", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--only", nargs="*", metavar="NAME", help="modules of peer_engines")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if bool(given.passages) != bool(given.questions):
            parser.error("--passages and --questions go together")
        passages, questions = (
            (given.passages, given.questions) if given.passages else write_own_collection(folder / "own")
        )
        collection = read_collection(passages, questions)
        say(f"{len(collection.passages)} passages, {len(collection.questions)} questions, noise seed {SEED}\n")
        say(
            f"| | {' | '.join(f'{name} {spelling}' for spelling in SPELLINGS for name in _SHOWN)} | ms | index s | MB |"
        )
        say("|---|" + "---|" * (len(SPELLINGS) * len(_SHOWN) + 3))
        for engine in ENGINES:
            if not given.only or engine.module in given.only:
                say(_row(engine, passages, collection, folder))


def _row(engine: Engine, passages: Path, collection: Collection, folder: Path) -> str:
    found = _asked(engine, passages, collection, folder)
    if found is None:
        return f"| {engine.name} | did not run |"
    cells: list[str] = []
    for spelling in SPELLINGS:
        figures = [
            measures(ranking, question.grades)
            for ranking, question in zip(found["rankings"][spelling], collection.questions, strict=True)
        ]
        cells += [f"{100 * fmean(one[name] for one in figures):.1f}" for name in _SHOWN]
    cells += [f"{fmean(found['ms'].values()):.2f}", f"{found['index_seconds']:.1f}", f"{found['memory']:.0f}"]
    return f"| {engine.name} | {' | '.join(cells)} |"


def _asked(engine: Engine, passages: Path, collection: Collection, folder: Path) -> Mapping[str, Any] | None:
    """What the engine's process found; None, with its last words on stderr, when it failed or is not installed."""
    queries, out = folder / "queries.json", folder / "out.json"
    texts: dict[str, Sequence[str]] = {
        spelling: [spelt(question.text, spelling) for question in collection.questions] for spelling in SPELLINGS
    }
    queries.write_text(json.dumps(texts), encoding="utf-8")
    out.unlink(missing_ok=True)
    python = ROOT / engine.environment / "bin" / "python"
    if not python.exists():
        sys.stderr.write(f"{engine.name}: no {engine.environment}; see `make peers`\n")
        return None
    module = f"tests.bench.peer_engines.{engine.module}"
    done = subprocess.run(
        [str(python), "-m", module, str(passages.resolve()), str(queries), str(out), *engine.mode],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3", "RASA_TELEMETRY_ENABLED": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not out.exists():
        sys.stderr.write(f"{engine.name}: {done.stderr[-1500:]}\n")
        return None
    return json.loads(out.read_text(encoding="utf-8"))


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
