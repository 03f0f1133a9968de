"""Fixtures shared by all tests: a snapshot built from `data/` in a folder of its own, and the day of the cases."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from actions.base import CapabilityAction, Context
from actions.reply import Reply
from actions.responses import Responses
from actions.server import capabilities
from actions.slots import STORED, Slots
from knowledge import snapshot
from knowledge.library import Library

# A busy machine is no fault of a test.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

TODAY = date(2026, 11, 21)
"""The day every expectation in tests/cases was written for."""

Ask = Callable[..., tuple[Reply, Slots]]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one active snapshot of the project's own data."""
    folder = tmp_path_factory.mktemp("built")
    made = snapshot.build(Path("data"), folder)
    snapshot.activate(folder, made.digest)
    return folder


@pytest.fixture(scope="session")
def library(built: Path) -> Library:
    """The project's own data, samples included."""
    return Library.open(snapshot.current(built))


@pytest.fixture(scope="session")
def ask(library: Library) -> Ask:
    """One turn without Rasa: text and intent in, the reply and the kept slots out."""
    responses, able = Responses(Path("data/responses")), capabilities()
    context = Context(lambda: library, responses, able, strict=True, today=TODAY)

    def turn(
        text: str, intent: str, kept: Slots | None = None, *, pressed: dict[str, str] | None = None
    ) -> tuple[Reply, Slots]:
        action = CapabilityAction(f"test_{intent}", able[intent], context)
        entities = [{"entity": name, "value": value} for name, value in (pressed or {}).items()]
        message: dict[str, Any] = {
            "text": f"/{intent}" if pressed is not None else text,
            "intent": {"name": intent},
            "entities": entities,
        }
        stored = {name: getattr(kept, name) for name in STORED} if kept else {}
        return action.answer(message, {}, stored)

    return turn
