"""A conversation through the actions alone, for the talks of tests/cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.slots import Slots
from tests.conftest import Ask
from tests.talks import Reply


@dataclass
class InProcess:
    """A conversation through the actions alone; the case says which intent each message has."""

    ask: Ask
    kept: Slots | None = None

    def say(self, text: str, intent: str) -> Reply:
        reply, self.kept = self.ask(text, intent, self.kept)
        self.kept = None if (reply.meta or {}).get("forget") is True else self.kept
        return reply.model_dump(mode="json", exclude_none=True)

    def press(self, choice: Mapping[str, Any]) -> Reply:
        payload = choice["payload"]
        reply, self.kept = self.ask("", payload["intent"], self.kept, pressed=payload["slots"])
        return reply.model_dump(mode="json", exclude_none=True)
