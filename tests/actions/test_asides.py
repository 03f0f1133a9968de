"""Remarks in the middle of a talk, and what is asked of the talk itself; both spellings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.actions.talking import InProcess
from tests.conftest import Ask
from tests.talks import go_through

TALKS: list[dict[str, Any]] = yaml.safe_load(Path("tests/cases/asides.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("stripped", [False, True], ids=["as_written", "no_diacritics"])
@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk["name"])
def test_asides_is_told(ask_by_sense: Ask, talk: Mapping[str, Any], stripped: bool) -> None:
    go_through(talk, InProcess(ask_by_sense), stripped=stripped)
