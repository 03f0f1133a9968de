"""What was tried on a snapshot when it was built, with the result; stands in its manifest, stops nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from knowledge.models import Passage
from knowledge.retrieval.lexical import LexicalSearch
from knowledge.text import Teencode

_ASKED = 60
"""Titles of each kind of record that are tried: evenly spread over the passages."""
_LIMIT = 5


def found_by_title(rows: Sequence[Mapping[str, Any]], index: Path, teencode: Path) -> dict[str, Any]:
    """For each kind of passage: how many records are among the first five when their own title is asked.

    `rows` are those of `passages`, in the order of the index.
    """
    passages = [Passage(**{name: row[name] for name in _FIELDS}) for row in rows]
    search = LexicalSearch(index, passages, Teencode.load(teencode))
    verdicts: dict[str, Any] = {}
    for kind in sorted({passage.record_kind for passage in passages}):
        of_kind = [passage for passage in passages if passage.record_kind == kind]
        asked = of_kind[:: -(-len(of_kind) // _ASKED)]
        found = sum(
            any(
                hit.passage.record_id == one.record_id
                for hit in search.search(
                    one.title, limit=_LIMIT, keep=lambda passage, kind=kind: passage.record_kind == kind
                )
            )
            for one in asked
        )
        verdicts[kind] = {"asked": len(asked), "found_in_5": found}
    return verdicts


_FIELDS = ("id", "record_kind", "record_id", "title", "body", "province", "variants")
