"""Messages that name no kind of support: asked of what the last reply led with (tests/cases/last_told_talks.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.actions.talking import InProcess
from tests.conftest import Ask
from tests.open_talks import read
from tests.talks import go_through


@pytest.mark.parametrize("stripped", [False, True], ids=["as_written", "no_diacritics"])
@pytest.mark.parametrize("talk", read("last_told_talks"), ids=lambda talk: talk["name"])
def test_talk(ask_by_sense: Ask, talk: Mapping[str, Any], stripped: bool) -> None:
    go_through(talk, InProcess(ask_by_sense), stripped=stripped)
