"""The databases the durable path is tested on: SQLite, and PostgreSQL where it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e import postgres

NAMES = ("sqlite", "postgresql")


@contextmanager
def urls(name: str, folder: Path) -> Iterator[dict[str, str]]:
    """The addresses of the databases `channels`, `workflows` and `tracker`, all empty. Skips what is not installed."""
    if name == "sqlite":
        yield {each: f"sqlite:///{folder.resolve() / each}.db" for each in postgres.DATABASES}
        return
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres.server(programs) as server:
        yield {each: f"{server}/{each}" for each in postgres.DATABASES}
