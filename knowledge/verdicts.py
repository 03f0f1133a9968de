"""What was tried on a snapshot when it was built, with the result; stands in its manifest, stops nothing."""

from __future__ import annotations

from typing import Any

from knowledge.retrieval.calibration import Calibration
from knowledge.retrieval.finder import Filter, Finder
from knowledge.retrieval.hybrid import Ranker

_ASKED = 60
"""Titles of each kind of record that are tried: evenly spread over the passages."""
_LIMIT = 5


def found_by_title(ranker: Ranker) -> dict[str, Any]:
    """For each kind of passage: how many records are among the first five when their own title is asked, by words."""
    finder = Finder(ranker, "lexical", Calibration())
    verdicts: dict[str, Any] = {}
    for kind in sorted({passage.record_kind for passage in ranker.passages}):
        of_kind = [passage for passage in ranker.passages if passage.record_kind == kind]
        asked = of_kind[:: -(-len(of_kind) // _ASKED)]
        wanted = Filter(kinds=frozenset({kind}))
        found = sum(
            any(hit.passage.record_id == one.record_id for hit in finder.find(one.title, wanted, limit=_LIMIT))
            for one in asked
        )
        verdicts[kind] = {"asked": len(asked), "found_in_5": found}
    return verdicts
