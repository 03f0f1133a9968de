"""The hand-written dialogues of pupils, parents and counsellors over HTTP, both spellings.

Those that are not right yet stand in `tests/cases/dialogues_open.yaml`, each with its reason: one that comes right
fails until it is taken out there, so the list is as long as the work that is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.e2e.product import Product
from tests.e2e.test_entitlements import OverHttp
from tests.open_talks import Open, is_a_list_of, parameters, read
from tests.talks import go_through

DIALOGUES: list[dict[str, Any]] = [
    talk for who in ("students", "parents", "counsellors", "further") for talk in read(f"dialogues_{who}")
]
OPEN: Open = read("dialogues_open")


@pytest.mark.parametrize(("talk", "stripped"), parameters(DIALOGUES, OPEN))
def test_dialogue(product: Product, talk: Mapping[str, Any], stripped: bool) -> None:
    go_through(talk, OverHttp(product.talk()), stripped=stripped)


def test_what_is_open_is_a_dialogue_and_a_spelling() -> None:
    assert len(DIALOGUES) == 90
    assert is_a_list_of(OPEN, DIALOGUES)
