"""Talks that turn to something else and back, in both spellings; see tests/cases/turning_talks.yaml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.actions.talking import InProcess
from tests.conftest import Ask
from tests.talks import go_through

TALKS: list[dict[str, Any]] = yaml.safe_load(Path("tests/cases/turning_talks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("stripped", [False, True], ids=["as written", "no diacritics"])
@pytest.mark.parametrize("talk", TALKS, ids=[talk["name"] for talk in TALKS])
def test_a_talk_that_turns(ask_by_sense: Ask, talk: Mapping[str, Any], stripped: bool) -> None:
    go_through(talk, InProcess(ask_by_sense), stripped=stripped)


def test_every_talk_is_told_apart() -> None:
    names = [talk["name"] for talk in TALKS]
    assert len(names) == len(set(names))
