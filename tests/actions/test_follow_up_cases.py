"""Conversations of two or three turns, in both spellings; the last message with each intent it may be given."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.retrieval.noise import without_diacritics
from tests.conftest import Ask

CASES = yaml.safe_load(Path("tests/cases/follow_ups.yaml").read_text(encoding="utf-8"))
SPELLINGS = {"as written": str, "no diacritics": without_diacritics}


def _runs() -> Iterator[Any]:
    for case in CASES:
        for intent in case["intents"]:
            for spelling in case.get("spellings", SPELLINGS):
                yield pytest.param(case, intent, spelling, id=f"{case['name']}, {intent}, {spelling}")


@pytest.mark.parametrize(("case", "intent", "spelling"), list(_runs()))
def test_a_short_message_means_what_the_turn_before_makes_of_it(
    ask: Ask, case: dict[str, Any], intent: str, spelling: str
) -> None:
    typed, kept = SPELLINGS[spelling], None
    for turn in case["before"]:
        _, kept = ask(typed(turn["text"]), turn["intent"], kept)
    reply, _ = ask(typed(case["text"]), intent, kept)
    cited = {citation.record_id for citation in reply.citations}
    assert reply.outcome.value in case["outcome"], (reply.text, cited)
    assert not case.get("cites") or cited & set(case["cites"]), (reply.text, cited)
    assert not cited & set(case.get("never", ())), reply.text


def test_every_case_is_told_apart() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names)) >= 40
