"""Talks about reported figures, and two questions in one message, through the actions alone, both spellings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.actions.talking import InProcess
from tests.conftest import Ask
from tests.talks import go_through

TALKS = yaml.safe_load(Path("tests/cases/reported.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("stripped", [False, True], ids=["as_written", "no_diacritics"])
@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk["name"])
def test_talk(ask: Ask, talk: Mapping[str, Any], stripped: bool) -> None:
    go_through(talk, InProcess(ask), stripped=stripped)
