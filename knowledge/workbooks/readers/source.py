"""One file under reading: its bytes, how much of it may be read, and how to refuse it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.errors import DataError, Problem

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold. Far above any department's report, low enough to stay within 5 s and 500 MB."""

    file_bytes: int = 30_000_000
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
    token_bytes: int = 1_000_000
    """Longest single text, attribute or comment; Excel's own limit for a cell is 32,767 characters."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file's name and bytes. Readers see no path, so they can open nothing else."""

    file: str
    data: bytes
    limits: Limits

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

    def chunks(self) -> Iterator[bytes]:
        """The bytes in pieces, for files that are one XML document."""
        for start in range(0, len(self.data), _CHUNK):
            yield self.data[start : start + _CHUNK]
