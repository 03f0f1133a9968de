"""Which snapshot is in use: the link, who switched it and when, and the way back.

    data/built/current → <digest>      the switch: one atomic rename
    data/built/history.jsonl           builds, activations and rollbacks, oldest first

What was rolled back stays out of use until somebody activates it by name.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from filelock import FileLock

from knowledge.disk import prepare_file, sync_folder, write_file, writing
from knowledge.errors import DataError, NotFound, Problem
from knowledge.manifest import MANIFEST, verify

CURRENT = "current"
_HISTORY = "history.jsonl"


class Kind(StrEnum):
    """What happened to a snapshot."""

    BUILD = "build"
    ACTIVATE = "activate"
    ROLLBACK = "rollback"
    FOUND = "found"
    """It was in use and nothing told how: the process was killed between the switch and the line."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history. `before` is the digest that a rollback left."""

    kind: Kind
    digest: str
    by: str
    at: datetime
    before: str | None = None
    seconds: float | None = None


def current(built: Path) -> Path:
    """Folder of the active snapshot. NotFound when none was activated."""
    link = built / CURRENT
    if not link.exists():
        raise NotFound(f"no active snapshot in {built}: run `make build`")
    return link.resolve()


def activate(built: Path, digest: str, *, by: str = "", at: datetime | None = None) -> None:
    """Make a snapshot the current one, atomically. NotFound when it does not exist, DataError when it is damaged.

    Also takes back an earlier rollback from it. The active one again: processes that refused it try once more.
    On a full disk the old one stays.
    """
    if not (built / digest / MANIFEST).is_file():
        raise NotFound(f"no snapshot {digest} in {built}")
    with writing(built), _lock(built):
        verify(built / digest)
        _switch(built, [*_events_now(built), Event(Kind.ACTIVATE, digest, by, at or datetime.now(UTC))])


def rollback(built: Path, *, to: str | None = None, by: str, at: datetime) -> Event:
    """Back to the snapshot that was in use before the current one (a damaged one is passed over), or to `to`.

    NotFound when no snapshot is active; DataError when there is none to go back to.
    """
    with writing(built), _lock(built):
        before = current(built).name
        events = _events_now(built)
        earlier = [digest for digest in reversed(_stack(events)) if digest != before]
        if to is not None and to not in earlier:
            raise DataError([Problem(to, "snapshot_never_active", value=to)])
        sound = next((digest for digest in ([to] if to else earlier) if _is_sound(built / digest)), None)
        if sound is None:
            raise DataError([Problem(to or before, "snapshot_damaged" if to else "snapshot_never_active")])
        event = Event(Kind.ROLLBACK, sound, by, at, before=before)
        _switch(built, [*events, event])
        return event


def record_build(built: Path, digest: str, *, by: str, at: datetime, seconds: float) -> None:
    """Write down that a snapshot was built and how long it took; the manifest holds no times."""
    with writing(built), _lock(built):
        write_file(built / _HISTORY, _lines([*history(built), Event(Kind.BUILD, digest, by, at, seconds=seconds)]))


def held_back(built: Path) -> frozenset[str]:
    """Digests that were rolled back and not activated since."""
    held: set[str] = set()
    stack: list[str] = []
    for event in history(built):
        before = list(stack)
        _apply(stack, event)
        if event.kind is Kind.ROLLBACK:
            held |= {*before, *([event.before] if event.before else [])} - {*stack}
        if event.kind is not Kind.BUILD:
            held -= {event.digest}
    return frozenset(held)


def history(built: Path) -> list[Event]:
    """Every event, oldest first."""
    path = built / _HISTORY
    if not path.exists():
        return []
    told = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [replace(Event(**one), kind=Kind(one["kind"]), at=datetime.fromisoformat(one["at"])) for one in told]


def previous(built: Path) -> str | None:
    """The snapshot that was in use before the current one; None when there was none."""
    active = _active(built)
    return next((digest for digest in reversed(_stack(_events_now(built))) if digest != active), None)


def find_snapshot(built: Path, prefix: str) -> str:
    """The digest that begins with `prefix`. DataError when there is none, or more than one."""
    found = sorted(path.parent.name for path in built.glob(f"[!.]*/{MANIFEST}") if not path.parent.is_symlink())
    match [digest for digest in found if digest.startswith(prefix)]:
        case [digest]:
            return digest
        case []:
            raise DataError([Problem(str(built), "snapshot_unknown", value=prefix)])
        case several:
            raise DataError([Problem(str(built), "prefix_ambiguous", value=prefix, expected=", ".join(several))])


def _lock(built: Path) -> FileLock:
    return FileLock(built / ".activating.lock")


def _active(built: Path) -> str | None:
    try:
        return current(built).name
    except NotFound:
        return None


def _is_sound(folder: Path) -> bool:
    try:
        verify(folder)
    except DataError:
        return False
    return True


def _events_now(built: Path) -> list[Event]:
    """The history, completed by what a killed process left out."""
    events, active = history(built), _active(built)
    if active is not None and active not in _stack(events)[-1:]:
        at = datetime.fromtimestamp((built / CURRENT).lstat().st_mtime, UTC)
        events.append(Event(Kind.FOUND, active, "", at))
    return events


def _stack(events: Sequence[Event]) -> list[str]:
    """The snapshots in use one after the other, without what was rolled back; the last is the current one."""
    stack: list[str] = []
    for event in events:
        _apply(stack, event)
    return stack


def _apply(stack: list[str], event: Event) -> None:
    if event.kind is Kind.BUILD:
        return
    if event.kind is Kind.ROLLBACK and event.digest in stack:
        del stack[len(stack) - 1 - stack[::-1].index(event.digest) :]
    if event.digest not in stack[-1:]:
        stack.append(event.digest)


def _switch(built: Path, events: Sequence[Event]) -> None:
    """Point the link at the last event's snapshot. All that needs space is written before anything changes."""
    link = built / f".{CURRENT}-{os.getpid()}"
    link.unlink(missing_ok=True)
    lines = prepare_file(built / _HISTORY, _lines(events))
    try:
        link.symlink_to(events[-1].digest)
        link.replace(built / CURRENT)
        lines.replace(built / _HISTORY)
    finally:
        link.unlink(missing_ok=True)
        lines.unlink(missing_ok=True)
    sync_folder(built)


def _lines(events: Sequence[Event]) -> bytes:
    told = ({**asdict(event), "at": event.at.isoformat()} for event in events)
    return "".join(
        json.dumps({name: value for name, value in one.items() if value is not None}, ensure_ascii=False) + "\n"
        for one in told
    ).encode()
