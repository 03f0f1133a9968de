"""What is known of one received file: its receipt, what reading it gave, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Receipt:
    """A file was received and is kept."""

    id: str
    """`yyyymmdd-hhmmss-` and the first 8 digits of the sha256; `-2`, `-3` … when that was taken."""
    file: str
    sha256: str
    size: int
    """Bytes."""
    by: str
    at: datetime
    earlier: str | None = None
    """Id of the latest import of the same bytes, when there was one."""


class Verdict(StrEnum):
    """What somebody decided about an import."""

    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; the latest of an import counts."""

    import_id: str
    verdict: Verdict
    by: str
    at: datetime
    reason: str = ""


class Status(StrEnum):
    """How far an import has come."""

    RECEIVED = "received"
    """Kept, but reading it did not end: import the file again."""
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Import:
    """One received file with everything that is held of it. Counts are empty until it was read."""

    receipt: Receipt
    folder: Path
    read: bool = False
    needs_decision: bool = False
    """Somebody has to look before it is used: a problem above `info` was found."""
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    """Rows by table."""
    set_aside: int = 0
    problems: Mapping[str, int] = field(default_factory=dict[str, int])
    """Problems by severity."""
    seconds: float | None = None
    """How long reading took."""
    tools: Mapping[str, str] = field(default_factory=dict[str, str])
    decision: Decision | None = None

    @property
    def id(self) -> str:
        """The receipt's id."""
        return self.receipt.id

    @property
    def day(self) -> date:
        """The day it was received."""
        return self.receipt.at.date()

    @property
    def raw(self) -> Path:
        """The file as received."""
        return self.folder / "received" / self.receipt.file

    @property
    def status(self) -> Status:
        """How far it has come."""
        if not self.read:
            return Status.RECEIVED
        if self.decision is None:
            return Status.WAITING
        return Status.ACCEPTED if self.decision.verdict is Verdict.ACCEPT else Status.REJECTED
