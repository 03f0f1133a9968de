"""Fixtures shared by all tests: a snapshot built from `data/` in a folder of its own, and the day of the cases."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import settings
from playwright.sync_api import expect

from actions.base import CapabilityAction, Context
from actions.languages import Languages
from actions.reply import Reply
from actions.responses import Responses
from actions.server import actions, capabilities
from actions.slots import STORED, Slots
from knowledge import snapshot
from knowledge.encoders import choose
from knowledge.library import Library

# A busy machine is no fault of a test.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
expect.set_options(timeout=60_000)

TODAY = date(2026, 11, 21)
"""The day every expectation in tests/cases was written for."""

Ask = Callable[..., tuple[Reply, Slots]]
AskOn = Callable[[date, str, str], Reply]


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
def searching_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The project's own data, searched by words and by sense where set-up has built the encoder."""
    folder = tmp_path_factory.mktemp("searching")
    encoder = choose(Path("data/built"))
    if (kept := Path("data/built/vectors")).is_dir():
        shutil.copytree(kept, folder / "vectors")
    made = snapshot.build(Path("data"), folder, encoder=encoder.encoder)
    snapshot.activate(folder, made.digest)
    return Library.open(snapshot.current(folder), encoder=lambda: encoder)


@pytest.fixture(scope="session")
def ask_on(searching_library: Library) -> AskOn:
    """One message of a new conversation on a day: the day, the text and the intent in, the reply out."""

    def turn(today: date, text: str, intent: str) -> Reply:
        by_intent = _by_intent(_context(searching_library, today))
        message = {"text": text, "intent": {"name": intent, "confidence": 1.0}}
        return by_intent[intent].answer(message, {}, {})[0]

    return turn


def _context(library: Library, today: date) -> Context:
    return Context(
        lambda: library,
        Responses(Path("data/responses")),
        capabilities(),
        strict=True,
        languages=Languages.load(Path("data/lexicon/languages.yaml")),
        today=today,
    )


def _by_intent(context: Context) -> dict[str, CapabilityAction]:
    """The action that the rules of the dialogue give each intent."""
    registered = {action.name(): action for action in actions(context)}
    return {
        step["intent"]: registered[rule["steps"][1]["action"]]
        for path in Path("bot/rules").glob("*.yml")
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
        for step in rule["steps"][:1]
    }


@pytest.fixture(scope="session")
def ask(library: Library) -> Ask:
    """One turn without Rasa: text and intent in, the reply and the kept slots out."""
    return asking(library)


@pytest.fixture(scope="session")
def ask_by_sense(searching_library: Library) -> Ask:
    """The same with the search that the product has."""
    return asking(searching_library)


def asking(library: Library) -> Ask:
    """One turn without Rasa over a library, on the day of the cases."""
    by_intent = _by_intent(_context(library, TODAY))

    def turn(
        text: str, intent: str, kept: Slots | None = None, *, pressed: dict[str, str] | None = None
    ) -> tuple[Reply, Slots]:
        entities = [{"entity": name, "value": value} for name, value in (pressed or {}).items()]
        message: dict[str, Any] = {
            "text": f"/{intent}" if pressed is not None else text,
            "intent": {"name": intent, "confidence": 1.0},
            "entities": entities,
        }
        stored = {name: getattr(kept, name) for name in STORED} if kept else {}
        return by_intent[intent].answer(message, {}, stored)

    return turn
