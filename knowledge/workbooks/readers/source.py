"""One file under reading: its bytes, how much of it may be read, and how to refuse it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import thread_time

from knowledge.errors import DataError, Problem

_CHUNK = 1 << 16
_SECONDS_A_CELL = 0.0003
"""Ten times what the slowest reader needs."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold. Far above any department's report, low enough to stay within 5 s and 500 MB."""

    file_bytes: int = 30_000_000
    xls_bytes: int = 20_000_000
    """Of a .xls, which is read by a library that holds all of it in memory."""
    unpacked_bytes: int = 200_000_000
    """Of all parts of a zip that are read together, counted while they inflate."""
    ratio: int = 200
    """Inflated to packed, per part, from 10 MB on."""
    entries: int = 2_000
    """Files in a zip."""
    sheets: int = 100
    cells: int = 3_000_000
    """Stored cells of all sheets, formatted empty ones counted."""
    characters: int = 50_000_000
    """Of all texts together."""
    idle_seconds: float = 3.0
    """Processor time spent on what brings no cells."""
    token_bytes: int = 1_000_000
    """Longest single text, attribute or comment; Excel's own limit for a cell is 32,767 characters."""


@dataclass(slots=True)
class Effort:
    """What reading has cost so far, and what it brought."""

    started: float = field(default_factory=thread_time)
    cells: int = 0
    texts: int = 0
    """Shared texts, which cells only point to."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file's name and bytes. Readers see no path, so they can open nothing else."""

    file: str
    data: bytes
    limits: Limits
    effort: Effort = field(default_factory=Effort)

    def refuse(self, code: str, value: object = None, expected: object = None, sheet: str | None = None) -> DataError:
        """The error to raise when the file cannot be read."""
        return DataError(
            [
                Problem(
                    self.file,
                    code,
                    value=None if value is None else str(value),
                    expected=None if expected is None else str(expected),
                    sheet=sheet,
                )
            ]
        )

    def check_effort(self) -> None:
        """DataError when the processor has worked long on parts that hold no cells."""
        earned = _SECONDS_A_CELL * (self.effort.cells + self.effort.texts)
        if thread_time() - self.effort.started > self.limits.idle_seconds + earned:
            raise self.refuse("file_without_end")

    def chunks(self) -> Iterator[bytes]:
        """The bytes in pieces, for files that are one XML document."""
        for start in range(0, len(self.data), _CHUNK):
            yield self.data[start : start + _CHUNK]
