"""The entitlement check as a conversation, as typed and without diacritics (tests/cases/entitlement_talks.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from actions.slots import Slots
from tests.conftest import Ask
from tests.talks import Reply, go_through, talks


@dataclass
class InProcess:
    """A conversation through the actions alone; the case says which intent each message has."""

    ask: Ask
    kept: Slots | None = None

    def say(self, text: str, intent: str) -> Reply:
        reply, self.kept = self.ask(text, intent, self.kept)
        self.kept = None if (reply.meta or {}).get("forget") else self.kept
        return reply.model_dump(mode="json", exclude_none=True)

    def press(self, choice: Mapping[str, Any]) -> Reply:
        payload = choice["payload"]
        reply, self.kept = self.ask("", payload["intent"], self.kept, pressed=payload["slots"])
        return reply.model_dump(mode="json", exclude_none=True)


@pytest.mark.parametrize("stripped", [False, True], ids=["as_written", "no_diacritics"])
@pytest.mark.parametrize("talk", talks(), ids=lambda talk: talk["name"])
def test_talk(ask_by_sense: Ask, talk: Mapping[str, Any], stripped: bool) -> None:
    go_through(talk, InProcess(ask_by_sense), stripped=stripped)
