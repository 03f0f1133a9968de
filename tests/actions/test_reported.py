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


@pytest.mark.parametrize("asked", ["tỷ lệ thất nghiệp quý 3/2025", "lực lượng lao động cả nước quý 3 năm 2025"])
def test_a_source_tells_its_period_in_words(ask: Ask, asked: str) -> None:
    reply, _ = ask(asked, "ask_indicator")
    titles = [citation.title for citation in reply.citations]
    assert titles
    assert all(title.endswith("(quý 3/2025)") for title in titles), titles
