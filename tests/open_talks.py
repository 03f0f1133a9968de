"""Talks of which some are not right yet, as parameters of a test: what is open is a strict expected failure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

CASES = Path("tests/cases")
SPELLINGS = {"as_written": False, "no_diacritics": True}

Open = Mapping[str, Mapping[str, str]]


def read(name: str) -> Any:
    """What a file of tests/cases holds."""
    return yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


def parameters(talks: Sequence[Mapping[str, Any]], still_open: Open) -> list[Any]:
    """`(talk, stripped)` for each talk and spelling; one that is open and comes right fails until it is taken out."""
    return [
        pytest.param(
            talk,
            stripped,
            id=f"{talk['name']}-{spelling}",
            marks=[pytest.mark.xfail(strict=True, reason=reason, raises=AssertionError)]
            if (reason := still_open.get(talk["name"], {}).get(spelling))
            else [],
        )
        for talk in talks
        for spelling, stripped in SPELLINGS.items()
    ]


def is_a_list_of(still_open: Open, talks: Sequence[Mapping[str, Any]]) -> bool:
    """Whether each entry names a talk, each once, and at least one spelling."""
    names = [talk["name"] for talk in talks]
    return (
        len(names) == len(set(names))
        and set(still_open) <= set(names)
        and all(spellings and set(spellings) <= set(SPELLINGS) for spellings in still_open.values())
    )
