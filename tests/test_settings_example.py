"""`.env.example` copied as it is starts every process, and says the defaults."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from actions.server import Settings as ActionSettings
from channels.__main__ import Settings as RunSettings
from channels.app import Settings as PublicSettings
from knowledge.__main__ import Settings as KnowledgeSettings

EXAMPLE = Path(__file__).resolve().parents[1] / ".env.example"
ALL: list[type[BaseSettings]] = [ActionSettings, KnowledgeSettings, PublicSettings, RunSettings]


@pytest.mark.parametrize("made", ALL, ids=lambda made: made.__module__)
def test_copied_as_it_is_it_changes_nothing(made: type[BaseSettings], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in made.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(EXAMPLE.parent)
    copied = made(_env_file=EXAMPLE)  # pyright: ignore[reportCallIssue]
    usual = made(_env_file=None)  # pyright: ignore[reportCallIssue]
    assert {name: value for name, value in copied if _same(value) != _same(getattr(usual, name))} == {}


def _same(value: object) -> object:
    return value.resolve() if isinstance(value, Path) else value
