"""Every fact and every question of the rules has words: its name, the question, each answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.policies.book import load_book
from knowledge.policies.questions import NONE_OF_THESE

BOOK = load_book(Path("data/policies"))
FACTS: dict[str, Any] = yaml.safe_load(Path("data/responses/facts.yaml").read_text(encoding="utf-8"))
QUESTIONS: dict[str, Any] = yaml.safe_load(Path("data/responses/questions.yaml").read_text(encoding="utf-8"))


def test_words_and_facts_have_the_same_names() -> None:
    assert set(FACTS) == set(BOOK.facts)
    assert set(QUESTIONS) == set(BOOK.vocabulary.questions)


@pytest.mark.parametrize("name", BOOK.facts)
def test_a_fact_has_a_name_and_every_value_a_word(name: str) -> None:
    fact, words = BOOK.facts[name], FACTS[name]
    assert words["name"]
    assert set(words.get("values", {})) == {*fact.values, *(fact.groups if fact.kind == "choice" else ())}
    assert set(words.get("buttons", {})) <= set(fact.values)


@pytest.mark.parametrize("name", [name for name, fact in BOOK.facts.items() if fact.asked])
def test_a_fact_that_is_asked_has_a_question(name: str) -> None:
    fact, words = BOOK.facts[name], FACTS[name]
    assert words["ask"].endswith("?")
    assert "{learner}" not in words["ask"].replace("{learner}", "")
    if fact.kind == "choice":
        assert set(words["buttons"]) == set(fact.values)


@pytest.mark.parametrize("name", BOOK.vocabulary.questions)
def test_a_question_of_several_facts_has_a_word_for_each_option(name: str) -> None:
    question, words = BOOK.vocabulary.questions[name], QUESTIONS[name]
    codes = {option.code for option in question.options}
    closing = {NONE_OF_THESE} if all(option.otherwise for option in question.options) else set[str]()
    assert set(words["options"]) == codes | closing
    assert words["ask"].endswith(("?", "."))
