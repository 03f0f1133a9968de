"""Writing that survives a kill and a full disk: a file is either the old one or the new one, never half of one.

Everything is written beside its place, flushed to the disk, and renamed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from knowledge.errors import DataError, Problem

_ABANDONED_SECONDS = 3600
"""No build and no import takes this long: an older work folder was left by one that was killed."""


@contextmanager
def writing(place: Path) -> Generator[None]:
    """Turns a full disk or a missing right to write into a DataError that names `place`."""
    try:
        yield
    except OSError as error:
        raise DataError([Problem(str(place), "cannot_write", value=error.strerror or str(error))]) from error


def write_file(path: Path, content: bytes) -> None:
    """Replace a file in one step. OSError leaves the old one as it was."""
    prepare_file(path, content).replace(path)
    sync_folder(path.parent)


def prepare_file(path: Path, content: bytes) -> Path:
    """The new content of `path`, on the disk beside it; renaming it to `path` needs no further space."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.chmod(0o644)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return new


@contextmanager
def work_folder(prefix: str, parent: Path) -> Generator[Path]:
    """An empty folder in `parent` to fill and then `settle`; removed when it was not settled."""
    parent.mkdir(parents=True, exist_ok=True)
    _sweep(prefix, parent)
    work = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def settle(work: Path, place: Path) -> None:
    """Give a finished work folder its name, in one step. OSError when the place is taken by a folder with files."""
    for path in sorted(work.rglob("*")):
        _sync(path)
    work.chmod(0o755)
    work.replace(place)
    sync_folder(place.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last through a power cut."""
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(prefix: str, parent: Path) -> None:
    """Remove the work folders of processes that were killed."""
    for folder in parent.glob(f"{prefix}*"):
        try:
            abandoned = time.time() - folder.lstat().st_mtime > _ABANDONED_SECONDS
        except FileNotFoundError:
            continue  # Settled or removed by its own process meanwhile.
        if abandoned:
            shutil.rmtree(folder, ignore_errors=True)
