"""What every engine's process does: index, ask everything, say how it went. Only the standard library, Python 3.10.

An engine is a module here, run in the environment that holds its packages:
`python -m tests.bench.peer_engines.NAME PASSAGES QUERIES OUT [MODE]`. PASSAGES is JSONL `{id, text, title?}`; QUERIES a
JSON object, spelling → list of texts. OUT gets rankings, milliseconds a query (wall), seconds to index and resident
memory in MB after the last query.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

DEPTH = 10
_WARM_UP = 5


class Entry(NamedTuple):
    """A passage."""

    id: str
    title: str
    body: str

    @property
    def text(self) -> str:
        """Title and body as one."""
        return "\n".join(filter(None, (self.title, self.body)))


Search = Callable[[str], Sequence[str]]
"""A question → ids, best first, at most DEPTH."""


def run(index: Callable[[Sequence[Entry]], Search]) -> None:
    """Go through the files named on the command line."""
    passages, queries, out = map(Path, sys.argv[1:4])
    rows = [json.loads(line) for line in passages.read_text(encoding="utf-8").split("\n") if line.strip()]
    entries = [Entry(str(row["id"]), row.get("title") or "", row["text"]) for row in rows]
    started = time.perf_counter()
    search = index(entries)
    seconds = time.perf_counter() - started
    rankings, milliseconds = {}, {}
    for spelling, texts in json.loads(queries.read_text(encoding="utf-8")).items():
        for text in texts[:_WARM_UP]:
            search(text)
        started = time.perf_counter()
        rankings[spelling] = [list(search(text))[:DEPTH] for text in texts]
        milliseconds[spelling] = 1000 * (time.perf_counter() - started) / len(texts)
    found = {"rankings": rankings, "ms": milliseconds, "index_seconds": seconds, "memory": resident()}
    out.write_text(json.dumps(found), encoding="utf-8")


def resident() -> float:
    """Resident memory of this process in MB (Linux)."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    return float("nan")
