"""What few words ask in a talk about support, learnt rather than listed: said as it should be, in both spellings."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.support.few_words import ANSWERED
from knowledge.asked import read_asked
from knowledge.asked.examples import DUE, NOTHING
from knowledge.library import Library
from knowledge.retrieval.noise import without_diacritics
from tests.conftest import Ask

CASES = yaml.safe_load(Path("tests/cases/asked.yaml").read_text(encoding="utf-8"))
EXAMPLES = read_asked(Path("data/questions/asked"))
SPELLINGS = {"as written": str, "no diacritics": without_diacritics}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_few_words_are_answered(ask: Ask, case: dict[str, Any], spelling: str) -> None:
    typed = SPELLINGS[spelling]
    _, kept = ask(typed(case["before"]), "ask_policy", None)
    reply, _ = ask(typed(case["say"]), case.get("intent", "nlu_fallback"), kept)
    assert reply.outcome.value == case.get("outcome", reply.outcome.value), reply.text
    assert reply.text.startswith(case.get("begins", "")), reply.text
    assert [words for words in case.get("has", ()) if words not in reply.text] == [], reply.text
    assert [words for words in case.get("lacks", ()) if words in reply.text] == [], reply.text


def test_no_case_is_learnt_from() -> None:
    learnt = {without_diacritics(text) for _, text in EXAMPLES}
    assert learnt.isdisjoint(without_diacritics(case["say"]) for case in CASES)


def test_all_that_is_learnt_is_answered() -> None:
    assert {field for field, _ in EXAMPLES} - {NOTHING, DUE} <= {*ANSWERED, "keep", "enough"}


def test_outside_a_talk_about_support_nothing_is_asked_of_it(ask: Ask, library: Library) -> None:
    text = "cái mức đó người ta tính từ lúc nào vậy"
    question = library.asked(text)
    assert question is not None
    assert question.is_of_its_own
    reply, _ = ask(text, "nlu_fallback", None)
    assert "01/07/2026" not in reply.text
