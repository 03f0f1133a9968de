"""The words of the chat element in its languages: the same keys, the same places to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from channels.widget_bundle import alone, for_element

MESSAGES = Path(__file__).parents[2] / "data" / "messages"


def words(name: str) -> dict[str, Any]:
    return for_element(yaml.safe_load((MESSAGES / name).read_text(encoding="utf-8")))


def leaves(entries: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in entries.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", str(value)


def test_english_says_all_that_vietnamese_says() -> None:
    vietnamese, english = dict(leaves(words("page.yaml"))), dict(leaves(words("en/page.yaml")))
    assert vietnamese.keys() == english.keys()
    for key, sentence in vietnamese.items():
        assert set(re.findall(r"\{\w+\}", sentence)) == set(re.findall(r"\{\w+\}", english[key])), key


def test_who_has_only_the_page_is_offered_no_code_for_elsewhere() -> None:
    for name in ("page.yaml", "en/page.yaml"):
        entries = yaml.safe_load((MESSAGES / name).read_text(encoding="utf-8"))
        everywhere, here = dict(leaves(for_element(entries))), dict(leaves(for_element(alone(entries))))
        gone = {key.removeprefix("settings.pairing.") for key in everywhere.keys() - here.keys()}
        assert gone == {"label", "text", "button", "code", "none"}
        changed = {key for key in here if here[key] != everywhere[key]}
        assert changed == {"settings.pairing.enter"}


def test_every_word_that_the_element_names_exists() -> None:
    known = set(dict(leaves(words("page.yaml"))))
    for path in (MESSAGES.parents[1] / "channels" / "static" / "chat").glob("*.js"):
        code = re.sub(r"^\s*(//|\*|/\*).*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for key in re.findall(r"""\bt(?:\.list)?\("([\w.]+)"[,)]""", code):
            assert key in known, f"{path.name}: {key}"


def test_every_number_to_call_stands_in_a_line_that_says_so() -> None:
    """Else it could not be pressed on the page."""
    calls = words("page.yaml")["calls"]
    assert calls == words("en/page.yaml")["calls"]  # answers are Vietnamese in either
    number = re.compile(rf"\b(?:{calls['numbers']})\b(?![/.]\w)")
    lines = [
        line
        for path in (MESSAGES.parent / "responses").glob("*.yaml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if number.search(line) and not line.lstrip().startswith("#")
    ]
    assert len(lines) >= 5
    assert [line for line in lines if calls["word"] not in line] == []
