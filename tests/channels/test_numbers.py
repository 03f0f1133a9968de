"""Numbers that lead to a person are taken out of a message, and no other number of any test case is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from channels.numbers import without_numbers
from tests.channels.conftest import Server

CASES = yaml.safe_load(Path("tests/cases/numbers.yaml").read_text(encoding="utf-8"))
_TYPED = frozenset({"say", "text", "question", "typed", "asks"})
_OF_PEOPLE = ("0912 345 678", "012345678901", "0900000000")
"""Invented telephones and papers in the cases."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["typed"])
def test_a_message(case: dict[str, str]) -> None:
    assert without_numbers(case["typed"]) == case["kept"]


def test_no_other_number_that_people_type_is_taken_out() -> None:
    files = [path for path in Path("tests/cases").glob("*.yaml") if path.name not in {"numbers.yaml", "values.yaml"}]
    typed = [text for path in files for text in _typed(yaml.safe_load(path.read_text(encoding="utf-8")))]
    assert len(typed) > 2000
    changed = [text for text in typed if without_numbers(text) != text]
    assert [text for text in changed if not any(number in text for number in _OF_PEOPLE)] == []


def test_nothing_keeps_a_number_from_the_first_moment(server: Server) -> None:
    talk = server.talk()
    reply = talk.ask("cccd 012345678901 thì nộp ở đâu")
    assert reply["text"].startswith("Đáp: cccd ••• thì nộp ở đâu"), "Rasa was not told the number"
    assert talk.events()[0]["text"] == "cccd ••• thì nộp ở đâu"


def _typed(held: Any, name: str = "") -> Iterator[str]:
    if isinstance(held, str) and name in _TYPED:
        yield held
    elif isinstance(held, dict):
        for key, value in held.items():
            yield from _typed(value, str(key))
    elif isinstance(held, list):
        for value in held:
            yield from _typed(value, name)
