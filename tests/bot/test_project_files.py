"""The Rasa project's files, checked for what Rasa lets pass: duplicate keys, unknown actions, missing sentences."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.base import Context
from actions.responses import Responses
from actions.server import actions, capabilities
from actions.slots import PRESSED, STORED
from knowledge.text import Teencode, lemmas

BOT = Path("bot")
YAML_FILES = sorted([*BOT.rglob("*.yml"), *Path("data").glob("*/*.yaml"), *Path("tests").rglob("*.yaml")])
TEENCODE = Teencode.load(Path("data/lexicon/teencode.tsv"))
# Sent by our own processes, never typed.
WITHOUT_EXAMPLES = {"probe_readiness", "nlu_fallback", "explore_interests", "leave_topic"}


class _NoDuplicates(yaml.SafeLoader):
    """PyYAML keeps the last of two equal keys in silence; this refuses them."""


def _mapping(loader: _NoDuplicates, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    repeated = [key for key, count in Counter(map(str, keys)).items() if count > 1]
    assert not repeated, f"{node.start_mark}: keys given twice: {repeated}"
    return {loader.construct_object(key): loader.construct_object(value, deep=True) for key, value in node.value}


_NoDuplicates.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_NoDuplicates)  # noqa: S506 - a SafeLoader


def _domain() -> dict[str, list[Any]]:
    merged: dict[str, list[Any]] = {}
    for path in sorted((BOT / "domain").glob("*.yml")):
        for key, value in _load(path).items():
            if key in {"intents", "actions", "entities"}:
                merged.setdefault(key, []).extend(value)
            elif key == "slots":
                merged.setdefault("slots", []).extend(value)
    return merged


def _examples() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted((BOT / "nlu").glob("*.yml")):
        for entry in _load(path)["nlu"]:
            lines = [line.removeprefix("- ").strip() for line in entry["examples"].splitlines()]
            found.setdefault(entry["intent"], []).extend(line for line in lines if line)
    return found


def _names(entries: list[Any]) -> list[str]:
    return [next(iter(entry)) if isinstance(entry, dict) else entry for entry in entries]


def _rules() -> list[dict[str, Any]]:
    return [rule for path in sorted((BOT / "rules").glob("*.yml")) for rule in _load(path)["rules"]]


@pytest.mark.parametrize("path", YAML_FILES, ids=str)
def test_no_key_is_given_twice(path: Path) -> None:
    _load(path)


def test_nothing_is_defined_twice_across_topics() -> None:
    for kind, entries in _domain().items():
        names = _names(entries)
        assert len(names) == len(set(names)), f"{kind}: {[n for n, c in Counter(names).items() if c > 1]}"


def test_the_domains_actions_are_the_registered_ones() -> None:
    context = Context(lambda: None, Responses(Path("data/responses")), capabilities(), strict=True)  # type: ignore[arg-type, return-value]
    registered = {action.name() for action in actions(context)}
    assert set(_names(_domain()["actions"])) == registered


def test_every_intent_has_one_rule_and_every_rule_an_intent() -> None:
    intents = set(_names(_domain()["intents"])) | {"nlu_fallback"}
    ruled = [step["intent"] for rule in _rules() for step in rule["steps"] if "intent" in step]
    assert Counter(ruled) == Counter(dict.fromkeys(intents, 1))


def test_every_typed_intent_has_at_least_twenty_examples() -> None:
    counts = {intent: len(examples) for intent, examples in _examples().items()}
    assert set(counts) == set(_names(_domain()["intents"])) - WITHOUT_EXAMPLES
    assert len(counts) >= 10
    assert {intent: count for intent, count in counts.items() if count < 20} == {}


def test_no_sentence_stands_in_two_intents() -> None:
    owners: dict[str, set[str]] = {}
    for intent, examples in _examples().items():
        for example in examples:
            owners.setdefault(" ".join(lemmas(example, TEENCODE)), set()).add(intent)
    assert {sentence: found for sentence, found in owners.items() if len(found) > 1} == {}


def test_every_static_intent_has_its_sentence() -> None:
    responses = Responses(Path("data/responses"))
    said = {
        step["intent"]
        for rule in _rules()
        if {"action": "action_say"} in rule["steps"]
        for step in rule["steps"]
        if "intent" in step
    }
    assert said <= responses.keys


def test_every_slot_the_actions_keep_is_in_the_domain() -> None:
    domain = _domain()
    assert set(_names(domain["slots"])) == set(STORED)
    assert set(_names(domain["entities"])) == set(PRESSED)


def test_the_six_questions_are_not_training_examples() -> None:
    trained = {" ".join(lemmas(example, TEENCODE)) for examples in _examples().values() for example in examples}
    for question in yaml.safe_load(Path("tests/cases/six_questions.yaml").read_text(encoding="utf-8")):
        assert " ".join(lemmas(question["text"], TEENCODE)) not in trained


def test_the_cases_are_not_training_examples() -> None:
    trained = {" ".join(lemmas(example, TEENCODE)) for examples in _examples().values() for example in examples}
    questions = yaml.safe_load(Path("tests/cases/questions.yaml").read_text(encoding="utf-8"))["questions"]
    assert [q["text"] for q in questions if " ".join(lemmas(q["text"], TEENCODE)) in trained] == []


def test_every_capability_has_at_least_ten_cases() -> None:
    questions = yaml.safe_load(Path("tests/cases/questions.yaml").read_text(encoding="utf-8"))["questions"]
    counts = Counter(question["capability"] for question in questions)
    assert len(counts) >= 6
    assert {name: count for name, count in counts.items() if count < 10} == {}
