"""The check of support, and questions at which a careless answer does harm, through the whole product, both spellings.

Here Rasa decides what is meant, and the search is the product's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from knowledge.text import fold, nfc
from tests.e2e.product import Product, Talk
from tests.open_talks import Open, is_a_list_of, parameters, read
from tests.talks import Reply, go_through, talks
from tests.traps import faults, traps

HOUSEHOLDS: list[dict[str, Any]] = read("household_talks")
OPEN: Open = read("household_talks_open")
SPELLINGS = pytest.mark.parametrize("stripped", [False, True], ids=["as_written", "no_diacritics"])


@dataclass
class OverHttp:
    """A conversation through the public contract; the intent is Rasa's."""

    talk: Talk

    def say(self, text: str, intent: str) -> Reply:
        return self.talk.ask(text)

    def press(self, choice: Mapping[str, Any]) -> Reply:
        return self.talk.press(choice)


@SPELLINGS
@pytest.mark.parametrize("talk", talks(), ids=lambda talk: talk["name"])
def test_talk(product: Product, talk: Mapping[str, Any], stripped: bool) -> None:
    go_through(talk, OverHttp(product.talk()), stripped=stripped)


@pytest.mark.parametrize(("talk", "stripped"), parameters(HOUSEHOLDS, OPEN))
def test_household(product: Product, talk: Mapping[str, Any], stripped: bool) -> None:
    go_through(talk, OverHttp(product.talk()), stripped=stripped)


def test_what_is_open_is_a_talk_of_a_household_and_a_spelling() -> None:
    assert is_a_list_of(OPEN, HOUSEHOLDS)


@SPELLINGS
@pytest.mark.parametrize("trap", traps(), ids=lambda trap: trap["id"])
def test_trap(product: Product, trap: Mapping[str, Any], stripped: bool) -> None:
    # Whichever day a trap was written for, its question names the time it asks about.
    question = fold(nfc(trap["question"])) if stripped else trap["question"]
    reply = product.talk().ask(question)
    assert not faults(reply, trap), reply["text"]
