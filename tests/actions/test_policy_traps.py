"""Questions at which a careless answer does harm, as typed and without diacritics (tests/cases/policy_traps.yaml)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge.text import fold, nfc
from tests.conftest import AskOn
from tests.traps import faults, traps


@pytest.mark.parametrize("spelling", ["as_written", "no_diacritics"])
@pytest.mark.parametrize("trap", traps(), ids=lambda trap: trap["id"])
def test_trap(ask_on: AskOn, trap: dict[str, Any], spelling: str) -> None:
    question = trap["question"] if spelling == "as_written" else fold(nfc(trap["question"]))
    reply = ask_on(date.fromisoformat(str(trap["date"])), question, trap.get("intent", "ask_policy"))
    assert not faults(reply.model_dump(mode="json", exclude_none=True), trap), reply.text


def test_ids_are_unique() -> None:
    ids = [trap["id"] for trap in traps()]
    assert len(ids) == len(set(ids))
