"""Short answers in the check of support (tests/cases/check_answers.yaml), whatever intent the classifier gives them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.slots import Slots
from tests.conftest import Ask

CASES: list[dict[str, Any]] = yaml.safe_load(Path("tests/cases/check_answers.yaml").read_text(encoding="utf-8"))
INTENTS = ("ask_policy", "narrow_topic", "nlu_fallback", "out_of_scope", "find_programmes", "describe_trade")


def _under_way(asked: str) -> Slots:
    """A check in which a pupil is asked something, and nothing is told yet."""
    return Slots(topic="ask_policy", asked=asked, addressee="pupil")


UNSURE = ("ask_policy", "narrow_topic", "nlu_fallback")
"""Intents under which words that are no answer are asked again; under others they are what the classifier says."""
ASKED = [
    pytest.param(case, intent, id=f"{case['asked']}: {case['text']}-{intent}")
    for case in CASES
    for intent in (UNSURE if "nothing" in case else INTENTS)
]


@pytest.mark.parametrize(("case", "intent"), ASKED)
def test_an_answer_is_taken_as_one(ask: Ask, case: dict[str, Any], intent: str) -> None:
    reply, kept = ask(case["text"], intent, _under_way(case["asked"]))
    told = kept.learner
    assert kept.topic == "ask_policy", reply.text
    assert {name: told.get(name) for name in case.get("tells", {})} == case.get("tells", {})
    assert not set(case.get("without", ())) & set(told)
    if declined := case.get("declined"):
        assert declined in kept.declined
    if asked := case.get("nothing"):
        assert kept.asked == asked
        assert not told


def test_a_word_after_another_kind_of_question_is_no_answer_to_the_check(ask: Ask) -> None:
    _, kept = ask("có", "ask_policy", Slots(topic="ask_policy", asked="policy_topic"))
    assert not kept.learner
