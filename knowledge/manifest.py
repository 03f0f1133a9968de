"""The manifest of a snapshot: what is in it, what it was made from, and the digest that names it.

The digest is that of the manifest itself, which holds the sha256 of every file: nothing of a snapshot can change
without its name. No time of day stands in it, so the same inputs give the same name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from knowledge.errors import DataError, Problem

MANIFEST = "manifest.json"
FORMAT = 3
"""Of the files of a snapshot. Counted up with every change after which this code cannot read what was built before."""

_SHORT = 16


def digest_of(value: Any) -> str:
    """The first 16 digits of the sha256 of a value's JSON."""
    return hashlib.sha256(to_json(value).encode()).hexdigest()[:_SHORT]


def to_json(value: Any) -> str:
    """One text for equal values."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)


def sha256_of(path: Path) -> str:
    """Of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_hashes(folder: Path, but: str = MANIFEST) -> dict[str, str]:
    """sha256 of every file of a snapshot but its manifest, by relative path, sorted; none of the folder `but`."""
    return {
        path.relative_to(folder).as_posix(): sha256_of(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST and not _is_below(path.relative_to(folder).as_posix(), but)
    }


def _is_below(name: str, folder: str) -> bool:
    return name.startswith(f"{folder}/")


def write_manifest(folder: Path, content: dict[str, Any]) -> str:
    """Write the manifest of a finished work folder; the digest that names it."""
    content = {**content, "format": FORMAT}
    digest = digest_of(content)
    (folder / MANIFEST).write_text(to_json({**content, "digest": digest}), encoding="utf-8")
    return digest


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a snapshot; None when it cannot be read or is not that of a folder of this name."""
    try:
        loaded: object = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(loaded, dict):
        return None
    manifest = cast("dict[str, Any]", loaded)
    content = {name: value for name, value in manifest.items() if name != "digest"}
    return manifest if manifest.get("digest") == folder.name == digest_of(content) else None


def check_format(folder: Path, manifest: Mapping[str, Any]) -> None:
    """DataError when a snapshot was built by code that wrote other files than this code reads."""
    if manifest.get("format") != FORMAT:
        raise DataError([Problem(str(folder), "snapshot_of_other_format")])


def verify(folder: Path, but: str = MANIFEST) -> None:
    """Every file of a snapshot, but those of the folder `but`, has the hash its manifest names; DataError otherwise.

    Also DataError, with a code of its own, for a snapshot in another format.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        raise DataError([Problem(str(folder / MANIFEST), "snapshot_damaged")])
    check_format(folder, manifest)
    actual = file_hashes(folder, but)
    problems = [
        Problem(str(folder / name), "snapshot_damaged")
        for name, expected in manifest["files"].items()
        if actual.get(name) != expected and not _is_below(name, but)
    ]
    if problems:
        raise DataError(problems)
