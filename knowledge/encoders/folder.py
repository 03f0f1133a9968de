"""A model as a folder: an ordinary sentence-transformers folder, its 8-bit graph, and the hashes of all of it.

encoders/
├── <digest>/            named by its content
│   ├── manifest.json    name, recipe, dimension, hash of every file
│   ├── onnx/model_int8.onnx, tokenizer.json          what OnnxEncoder reads
│   └── model.safetensors, config.json, modules.json, 1_Pooling/, 2_Normalize/ …
└── embedded             link to the one in use
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from knowledge.disk import sync_folder

FOLDER = "encoders"
EMBEDDED = "embedded"
MANIFEST = "manifest.json"
GRAPH = "onnx/model_int8.onnx"
TOKENIZER = "tokenizer.json"
POSITIONS = 512
"""Pieces that the model reads; a longer text is cut off there."""


class DamagedFolder(Exception):
    """A file of the folder is missing or is not the one that was written; the message is its name."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder says of itself."""

    name: str
    recipe: str
    dimension: int
    files: dict[str, str]
    digest: str
    """Hash of all names and hashes; the folder's name."""


def embedded(built: Path) -> Path:
    """Where the embedded model stands when it was made."""
    return built / FOLDER / EMBEDDED


def describe(folder: Path, *, name: str, recipe: str, dimension: int) -> Manifest:
    """Write the manifest of a folder whose files are all there."""
    files = {
        path.relative_to(folder).as_posix(): file_hash(path) for path in sorted(folder.rglob("*")) if path.is_file()
    }
    content = {"name": name, "recipe": recipe, "dimension": dimension, "files": files}
    (folder / MANIFEST).write_text(json.dumps(content, indent=1), encoding="utf-8")
    return read_manifest(folder)


def read_manifest(folder: Path) -> Manifest:
    """The manifest as it stands; DamagedFolder when it cannot be read, OSError when the disk refuses."""
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_bytes())
        listed = "\n".join(f"{name} {hashed}" for name, hashed in sorted(content["files"].items()))
        return Manifest(**content, digest=hashlib.sha256(listed.encode()).hexdigest()[:16])
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedFolder(MANIFEST) from error


def verify(folder: Path, files: Iterable[str] = ()) -> Manifest:
    """The manifest, after comparing the files (all when none is named). DamagedFolder names the first that differs."""
    manifest = read_manifest(folder)
    if manifest.digest != folder.resolve().name:
        raise DamagedFolder(MANIFEST)
    for name in files or manifest.files:
        path = folder / name
        if not path.is_file() or file_hash(path) != manifest.files.get(name):
            raise DamagedFolder(name)
    return manifest


def point(encoders: Path, digest: str) -> None:
    """Make a finished folder the embedded one, in one step."""
    with tempfile.TemporaryDirectory(prefix=".link-", dir=encoders) as work:
        link = Path(work) / EMBEDDED
        link.symlink_to(digest)
        link.replace(encoders / EMBEDDED)
    sync_folder(encoders)


def file_hash(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
