"""The queue of those who wish to meet a person: a small port, and the two ways to keep it.

No text, no name and no number is written down: a counsellor's desk finds the conversation by the ticket in its slots.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody wishes to meet a person. `about`: the topic talked about; `province`: its code, where known."""

    asked_on: date
    province: str | None = None
    about: str | None = None


class Desk(Protocol):
    """Where wishes wait. A desk that reads them comes later."""

    def ask(self, request: Request) -> str:
        """Queue a wish; its ticket."""
        ...

    def withdraw(self, ticket: str) -> None:
        """Take a wish back, or forget it; nothing happens where none waits under the ticket."""
        ...

    def waiting(self) -> list[tuple[str, Request]]:
        """Tickets and wishes, the oldest first."""
        ...


class DeskInMemory:
    """For tests, and where nothing is to be kept."""

    def __init__(self) -> None:
        self._waiting: dict[str, Request] = {}

    def ask(self, request: Request) -> str:
        """Queue a wish; its ticket."""
        ticket = uuid4().hex
        self._waiting[ticket] = request
        return ticket

    def withdraw(self, ticket: str) -> None:
        """Take a wish back."""
        self._waiting.pop(ticket, None)

    def waiting(self) -> list[tuple[str, Request]]:
        """Tickets and wishes, the oldest first."""
        return list(self._waiting.items())


_TABLE = """CREATE TABLE IF NOT EXISTS handoffs
    (number INTEGER PRIMARY KEY AUTOINCREMENT, ticket TEXT UNIQUE NOT NULL, asked_on TEXT NOT NULL,
     province TEXT, about TEXT)"""


class DeskInSqlite:
    """A table of its own in one file, opened for each wish: they are few, and several processes may write."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def ask(self, request: Request) -> str:
        """Queue a wish; its ticket. sqlite3.Error where the file cannot be written."""
        ticket = uuid4().hex
        row = (ticket, request.asked_on.isoformat(), request.province, request.about)
        with self._opened() as database:
            database.execute("INSERT INTO handoffs (ticket, asked_on, province, about) VALUES (?, ?, ?, ?)", row)
        return ticket

    def withdraw(self, ticket: str) -> None:
        """Delete the row."""
        with self._opened() as database:
            database.execute("DELETE FROM handoffs WHERE ticket = ?", (ticket,))

    def waiting(self) -> list[tuple[str, Request]]:
        """Tickets and wishes, the oldest first."""
        with self._opened() as database:
            rows = database.execute("SELECT ticket, asked_on, province, about FROM handoffs ORDER BY number").fetchall()
        return [(ticket, Request(date.fromisoformat(on), province, about)) for ticket, on, province, about in rows]

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=5)) as database, database:
            database.execute(_TABLE)
            yield database
