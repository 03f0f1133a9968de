"""The hand-written dialogues of pupils, parents and counsellors over HTTP, both spellings.

Those that are not right yet stand in `tests/cases/dialogues_open.yaml`, each with its reason: one that comes right
fails until it is taken out there, so the list is as long as the work that is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.product import Product
from tests.e2e.test_entitlements import OverHttp
from tests.talks import go_through

CASES = Path("tests/cases")
DIALOGUES: list[dict[str, Any]] = [
    talk
    for who in ("students", "parents", "counsellors", "further")
    for talk in yaml.safe_load((CASES / f"dialogues_{who}.yaml").read_text(encoding="utf-8"))
]
SPELLINGS = {"as_written": False, "no_diacritics": True}
OPEN: Mapping[str, Mapping[str, str]] = yaml.safe_load((CASES / "dialogues_open.yaml").read_text(encoding="utf-8"))


def _cases() -> list[Any]:
    return [
        pytest.param(
            talk,
            stripped,
            id=f"{talk['name']}-{spelling}",
            marks=[pytest.mark.xfail(strict=True, reason=reason, raises=AssertionError)]
            if (reason := OPEN.get(talk["name"], {}).get(spelling))
            else [],
        )
        for talk in DIALOGUES
        for spelling, stripped in SPELLINGS.items()
    ]


@pytest.mark.parametrize(("talk", "stripped"), _cases())
def test_dialogue(product: Product, talk: Mapping[str, Any], stripped: bool) -> None:
    go_through(talk, OverHttp(product.talk()), stripped=stripped)


def test_what_is_open_is_a_dialogue_and_a_spelling() -> None:
    names = [talk["name"] for talk in DIALOGUES]
    assert len(names) == len(set(names)) == 80
    assert set(OPEN) <= set(names)
    assert all(spellings and set(spellings) <= set(SPELLINGS) for spellings in OPEN.values())
