"""A snapshot: everything the actions read, built from `data/`, immutable, in a folder named by its content.

    data/  ──read, check──►  rows  ──►  data/built/<digest>/{*.parquet, policies.json, index/, manifest.json}
                                        data/built/current → <digest>      (switched atomically)

A fault in the inputs raises DataError before anything is written; the snapshot in use stays.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import polars as pl

from knowledge import contents
from knowledge.errors import DataError, NotFound, Problem
from knowledge.retrieval.lexical import build_index

INPUTS = ("reference", "provinces", "policies", "articles", "lexicon", "imports", "sample")
"""Folders of `data/` that a snapshot is made from. `imports` is there only where reports were received."""

CURRENT = "current"
_BUILDING = ".building-"
_SHORT = 16
_ABANDONED_SECONDS = 3600
"""No build takes this long: an older work folder was left by one that was killed."""


@dataclass(frozen=True, slots=True)
class Built:
    """What `build` did: the folder, its digest, and whether it was there already."""

    folder: Path
    digest: str
    reused: bool
    remarks: tuple[contents.Remark, ...]


def build(data: Path, built: Path, *, samples: bool = True) -> Built:
    """Build a snapshot of `data` under `built` and return it; does not activate it.

    With the same inputs, code and tools the folder is the same byte for byte. A damaged snapshot is mended.
    DataError lists every fault found.
    """
    _sweep(built)
    inputs = input_hashes(data)
    recipe = _recipe(inputs, samples=samples)
    existing = _built_from(built, recipe)
    if existing is not None:
        return existing
    content = contents.collect(data, samples=samples)
    built.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=built))
    try:
        _write(content, work)
        digest = _digest_of(file_hashes(work))
        manifest = {
            "digest": digest,
            "recipe": recipe,
            "samples": samples,
            "inputs": inputs,
            "files": file_hashes(work),
            "counts": {name: len(rows) for name, rows in content.tables.items()},
            "tools": {name: version(name) for name in ("polars", "bm25s", "vietnamadminunits")},
            "remarks": [asdict(remark) for remark in content.remarks],
        }
        (work / "manifest.json").write_text(_json(manifest), encoding="utf-8")
        folder = built / digest
        if folder.exists():
            _mend(folder, work)
        else:
            work.chmod(0o755)
            work.replace(folder)
        return Built(folder, digest, reused=False, remarks=content.remarks)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def activate(built: Path, digest: str) -> None:
    """Make a snapshot the current one, atomically. NotFound when it does not exist or is damaged."""
    folder = built / digest
    if not (folder / "manifest.json").is_file():
        raise NotFound(f"no snapshot {digest} in {built}")
    verify(folder)
    link = built / f".{CURRENT}-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(digest)
    link.replace(built / CURRENT)


def current(built: Path) -> Path:
    """Folder of the active snapshot. NotFound when none was activated."""
    link = built / CURRENT
    if not link.exists():
        raise NotFound(f"no active snapshot in {built}: run `make build`")
    return link.resolve()


def verify(folder: Path) -> None:
    """Every file of a snapshot has the hash its manifest names; DataError otherwise."""
    manifest = _manifest(folder)
    if manifest is None:
        raise DataError([Problem(str(folder / "manifest.json"), "snapshot_damaged")])
    actual = file_hashes(folder)
    problems = [
        Problem(str(folder / name), "snapshot_damaged")
        for name, expected in manifest["files"].items()
        if actual.get(name) != expected
    ]
    if problems:
        raise DataError(problems)


def input_hashes(data: Path) -> dict[str, str]:
    """sha256 of every input file by its path below `data`, sorted."""
    hashes: dict[str, str] = {}
    for name in INPUTS:
        for path in sorted((data / name).rglob("*")):
            if path.is_file() and not path.name.startswith(".") and "__pycache__" not in path.parts:
                hashes[path.relative_to(data).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return hashes


def file_hashes(folder: Path) -> dict[str, str]:
    """sha256 of every file of a snapshot but its manifest, by relative path, sorted."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def _recipe(inputs: Mapping[str, str], *, samples: bool) -> str:
    package = Path(__file__).parent
    code = {
        path.relative_to(package).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(package.rglob("*.py"))
    }
    tools = [version(name) for name in ("polars", "bm25s", "vietnamadminunits")] + [platform.python_version()]
    return _digest_of({"inputs": dict(inputs), "code": code, "tools": tools, "samples": samples})


def _built_from(built: Path, recipe: str) -> Built | None:
    """The sound snapshot made by this recipe, if there is one."""
    for folder in sorted(built.glob("[!.]*")):
        manifest = None if folder.is_symlink() else _manifest(folder)
        if manifest is None or manifest["recipe"] != recipe:
            continue
        try:
            verify(folder)
        except DataError:
            continue
        remarks = tuple(contents.Remark(**remark) for remark in manifest["remarks"])
        return Built(folder, folder.name, reused=True, remarks=remarks)
    return None


def _manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a snapshot; None when it cannot be read or is that of another folder."""
    try:
        manifest: object = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(manifest, dict):
        return None
    named = cast("dict[str, Any]", manifest)
    return named if named.get("digest") == folder.name == _digest_of(named.get("files")) else None


def _mend(folder: Path, work: Path) -> None:
    """Put each file of `work` in the place of its namesake: the same content, made again.

    The snapshot was damaged, or another recipe made it (say, a comment changed). It stays whole for who reads it now.
    """
    for path in sorted(work.rglob("*"), key=lambda path: path.name == "manifest.json"):
        place = folder / path.relative_to(work)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        else:
            path.replace(place)


def _sweep(built: Path) -> None:
    """Remove the work folders of builds that were killed."""
    for folder in built.glob(f"{_BUILDING}*"):
        if time.time() - folder.lstat().st_mtime > _ABANDONED_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _write(content: contents.Contents, folder: Path) -> None:
    for name, rows in content.tables.items():
        frame = pl.DataFrame(list(rows), schema=dict(content.schemas[name]), orient="row")
        frame.write_parquet(folder / f"{name}.parquet", compression="zstd", statistics=False)
    (folder / "policies.json").write_text(_json(content.book), encoding="utf-8")
    (folder / "lexicon.json").write_text(_json(content.lexicon), encoding="utf-8")
    (folder / "provinces.json").write_text(_json(content.provinces), encoding="utf-8")
    shutil.copyfile(content.teencode, folder / "teencode.tsv")
    build_index([row["words"] for row in content.tables["passages"]], folder / "index")


def _digest_of(value: Any) -> str:
    return hashlib.sha256(_json(value).encode()).hexdigest()[:_SHORT]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
