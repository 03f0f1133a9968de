"""A snapshot's search, opened: in the mode its build chose, or by words alone where its encoder cannot be had."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.encoders import Choice, Encoder
from knowledge.errors import Problem, Severity
from knowledge.manifest import sha256_of
from knowledge.models import Passage
from knowledge.restorer import Restorer
from knowledge.retrieval.calibration import Calibration
from knowledge.retrieval.finder import Finder
from knowledge.retrieval.hybrid import Mode, Ranker
from knowledge.retrieval.votes import Votes
from knowledge.text import Teencode

INDEX = "index"
DENSE = f"{INDEX}/dense"
"""Needed by a search with an encoder only."""
RESTORER = "restorer.bin"
CALIBRATIONS = "calibration.json"


NO_CHOICE = Choice(None)
"""What is chosen where nobody asks for an encoder."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The finder, the restorer and the encoder in use, and why it is worse than built, if it is."""

    finder: Finder
    restorer: Restorer
    encoder: Encoder | None
    problems: tuple[Problem, ...]


def open_search(
    folder: Path,
    manifest: dict[str, Any],
    passages: Sequence[Passage],
    teencode: Teencode,
    *,
    encoder: Callable[[], Choice],
    keep: Callable[[Passage], bool],
) -> Opened:
    """Open the indexes of a snapshot. `encoder` is called when the snapshot is to be searched with one.

    An encoder that is missing or another one, and vectors that cannot be read, are warnings.
    """
    restorer = Restorer.load(folder / RESTORER)
    mode: Mode = manifest["models"]["search"]
    choice = encoder() if mode == "hybrid" else NO_CHOICE
    found, problems = choice.encoder, list(choice.problems)
    if mode == "hybrid" and (found is None or found.digest != manifest["models"]["encoder"]["digest"]):
        wanted = str(manifest["models"]["encoder"]["name"])
        problems.append(Problem(str(folder), "search_encoder_missing", value=wanted, severity=Severity.WARNING))
        found = None
    if found and (damaged := _damaged(folder, manifest["files"])):
        problems.append(Problem(str(folder), "search_vectors_damaged", value=damaged, severity=Severity.WARNING))
        found = None
    votes = Votes.open(folder) if found else None
    ranker = Ranker.open(folder / INDEX, passages, encoder=found, restorer=restorer, teencode=teencode, votes=votes)
    mode = "hybrid" if found else "lexical"
    stored = json.loads((folder / CALIBRATIONS).read_text(encoding="utf-8"))
    finder = Finder(ranker, mode, Calibration.from_json(stored[mode]), keep)
    return Opened(finder, restorer, found, tuple(problems))


def _damaged(folder: Path, hashes: Mapping[str, str]) -> str | None:
    """The first file of the dense index that is missing or not as it was written."""
    for name, expected in hashes.items():
        if name.startswith(f"{DENSE}/") and not ((folder / name).is_file() and sha256_of(folder / name) == expected):
            return name
    return None
