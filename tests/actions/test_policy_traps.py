"""Questions at which a careless answer does harm, as typed and without diacritics (tests/cases/policy_traps.yaml)."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.reply import Outcome, Reply
from knowledge.text import fold, nfc
from tests.conftest import AskOn

TRAPS: list[dict[str, Any]] = yaml.safe_load(Path("tests/cases/policy_traps.yaml").read_text(encoding="utf-8"))
_DATE = re.compile(r"\b0?(\d{1,2})/0?(\d{1,2})/(\d{4})\b")


def plain(text: str) -> str:
    """Folded, and dates as 3/9/2025 however they are padded."""
    return _DATE.sub(r"\1/\2/\3", fold(nfc(text)))


def everything(reply: Reply) -> str:
    cards = (line for card in reply.cards for line in (card.title, *card.lines))
    return plain("\n".join((reply.text, *cards, *(notice.text for notice in reply.notices))))


@pytest.mark.parametrize("spelling", ["as_written", "no_diacritics"])
@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap["id"])
def test_trap(ask_on: AskOn, trap: dict[str, Any], spelling: str) -> None:
    question = trap["question"] if spelling == "as_written" else fold(nfc(trap["question"]))
    reply = ask_on(date.fromisoformat(str(trap["date"])), question, trap.get("intent", "ask_policy"))
    right, wrong = trap["right"], trap["wrong"]
    said = everything(reply)
    assert reply.outcome in {Outcome.ANSWERED, Outcome.NOT_HELD, Outcome.CLARIFY}, reply.text
    cited = {citation.record_id for citation in reply.citations}
    assert cited & set(right["records"]), (cited, reply.text)
    missing = [words for words in right.get("contains", []) if plain(words) not in said]
    assert not missing, (missing, reply.text)
    told = [words for words in wrong.get("never", []) if plain(words) in said]
    assert not told, (told, reply.text)
