"""A snapshot: everything the actions read, built from `data/`, immutable, in a folder named by its content.

    data/  ──read, check──►  rows  ──►  data/built/<digest>/{*.parquet, policies.json, index/, manifest.json}
                                        data/built/current → <digest>      (switched atomically, `activations.py`)
                                        data/built/vectors/                (kept between builds, `retrieval/vectors.py`)

A fault in the inputs, a full disk or a kill leaves what is there as it was.
"""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock

from knowledge import asked, contents
from knowledge.abbreviations import Abbreviations
from knowledge.activations import CURRENT, activate, current
from knowledge.dangers import learn
from knowledge.disk import settle, work_folder, write_file, writing
from knowledge.encoders.encoder import Encoder
from knowledge.errors import DataError, Problem
from knowledge.frames import write_rows
from knowledge.imports.archive import Archive
from knowledge.manifest import digest_of, file_hashes, read_manifest, sha256_of, to_json, verify, write_manifest
from knowledge.restorer import Restorer
from knowledge.retrieval import doubting, voting
from knowledge.retrieval.gate import Judgement, judge
from knowledge.retrieval.hybrid import Ranker
from knowledge.retrieval.opening import CALIBRATIONS, INDEX, RESTORER
from knowledge.retrieval.vectors import AsQueries, VectorCache
from knowledge.retrieval.votes import Votes
from knowledge.text import Teencode
from knowledge.verdicts import found_by_title

__all__ = ["CURRENT", "INPUTS", "Built", "activate", "build", "current", "file_hashes", "input_hashes", "verify"]

IMPORTS = "imports"
INPUTS = (
    "reference",
    "provinces",
    "policies",
    "articles",
    "lexicon",
    "questions",
    "texts",
    "responses",
    "dangers",
    IMPORTS,
    "sample",
)
"""Folders of `data/` that a snapshot is made from. `imports` is there only where reports were received."""

_BUILDING = ".building-"
_RECIPES = "recipes"
_VECTORS = "vectors"
_TOOLS = ("polars", "bm25s", "faiss-cpu", "numpy", "scikit-learn", "vietnamadminunits")
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Built:
    """What `build` did: the folder, its digest, and whether it was there already."""

    folder: Path
    digest: str
    reused: bool
    remarks: tuple[contents.Remark, ...]


def build(data: Path, built: Path, *, samples: bool = True, encoder: Encoder | None = None) -> Built:
    """Build a snapshot of `data` under `built` and return it; does not activate it.

    With the same inputs, encoder, code and tools the folder is the same byte for byte. A damaged snapshot is mended.
    Without an encoder, or with one that does not help, it is searched by words alone. DataError lists every fault
    found, or says that the disk is full.
    """
    inputs = input_hashes(data)
    existing = _built_from(built, _recipe(inputs, samples, encoder))
    if existing is not None:
        return existing
    for _ in range(_TRIES):
        content = contents.collect(data, samples=samples)
        read, inputs = inputs, input_hashes(data)
        if read == inputs:
            return _build(content, inputs, built, samples, encoder)
    raise DataError([Problem(str(data), "inputs_changing")])


def input_hashes(data: Path) -> dict[str, str]:
    """sha256 of every input file by its path below `data`, sorted; of the imports only those that were accepted.

    `imports/accepted` stands for their order.
    """
    hashes: dict[str, str] = {}
    for name in INPUTS:
        if name == IMPORTS:
            hashes |= _import_hashes(data)
            continue
        for path in sorted((data / name).rglob("*")):
            if path.is_file() and not path.name.startswith((".", "~")) and "__pycache__" not in path.parts:
                hashes[path.relative_to(data).as_posix()] = sha256_of(path)
    return hashes


def _import_hashes(data: Path) -> dict[str, str]:
    """The raw file and the rows of each accepted import, and the registry: nothing that holds a time."""
    archive = Archive(data / IMPORTS)
    accepted = archive.accepted()
    paths = [path for one in accepted for path in (one.raw, *sorted((one.folder / "read").glob("*.parquet")))]
    if archive.registry_path.exists():
        paths.append(archive.registry_path)
    missing = [Problem(str(path), "file_missing") for path in paths if not path.exists()]
    if missing:
        raise DataError(missing)
    hashes = {path.relative_to(data).as_posix(): sha256_of(path) for path in paths}
    return hashes | ({f"{IMPORTS}/accepted": digest_of([one.id for one in accepted])} if accepted else {})


def _build(
    content: contents.Contents, inputs: Mapping[str, str], built: Path, samples: bool, encoder: Encoder | None
) -> Built:
    with writing(built), work_folder(_BUILDING, built) as work:
        _write(content, work)
        judgement, evaluation = _index(content, work, built / _VECTORS, encoder)
        evaluation["dangers"] = _suspect(content, work)
        evaluation["asked"] = _questions(content, work)
        if judgement.mode == "hybrid" and encoder is not None:
            evaluation["doubt"] = _doubt(content, work, built / _VECTORS, encoder)
        remarks = (*content.remarks, *_search_remarks(judgement, len(content.passages)))
        digest = write_manifest(
            work,
            {
                "samples": samples,
                "inputs": dict(inputs),
                "files": file_hashes(work),
                "counts": {name: len(rows) for name, rows in content.tables.items()},
                "tools": {name: version(name) for name in _TOOLS},
                "models": {
                    "search": judgement.mode,
                    "encoder": _told_of(encoder),
                    "restorer": sha256_of(work / RESTORER),
                },
                "evaluation": evaluation,
                "warnings": [asdict(remark) for remark in remarks],
            },
        )
        folder = built / digest
        with FileLock(built / ".settling.lock"):
            if not folder.exists():
                settle(work, folder)
            elif not _is_sound(folder):
                _mend(folder, work)
        (built / _RECIPES).mkdir(exist_ok=True)
        write_file(built / _RECIPES / _recipe(inputs, samples, encoder), digest.encode())
        return Built(folder, digest, reused=False, remarks=remarks)


def _told_of(encoder: Encoder | None) -> dict[str, Any] | None:
    return {"name": encoder.name, "digest": encoder.digest, "dimension": encoder.dimension} if encoder else None


def _index(
    content: contents.Contents, work: Path, vectors: Path, encoder: Encoder | None
) -> tuple[Judgement, dict[str, Any]]:
    """Write restorer, indexes and calibrations; how the snapshot is to be searched, and all that was measured."""
    teencode = Teencode.load(content.teencode)
    abbreviations = Abbreviations.load(content.teencode.parent)
    Restorer.train(content.texts, abbreviations=abbreviations).save(work / RESTORER)
    ranker = Ranker.build(
        content.passages,
        encoder=encoder,
        # As it will be opened, so that what is measured is what will answer.
        restorer=Restorer.load(work / RESTORER),
        teencode=teencode,
        folder=work / INDEX,
        cache=vectors,
    )
    if encoder is not None and (votes := _votes(content, work, vectors, encoder)):
        votes.save(work)
        ranker = ranker.with_votes(Votes.open(work))
    judgement = judge(ranker, content.checks)
    stored = {mode: calibration.to_json() for mode, calibration in judgement.calibrations.items()}
    (work / CALIBRATIONS).write_text(to_json(stored), encoding="utf-8")
    search = {"figures": judgement.figures, "questions": len(content.checks), "calibration": stored}
    return judgement, {"found_by_title": found_by_title(ranker), "search": search}


def _votes(content: contents.Contents, work: Path, vectors: Path, encoder: Encoder) -> Votes | None:
    """Which record is asked for, learnt from the ways of asking; None where there are too few."""
    restorer, judging = Restorer.load(work / RESTORER), [one.text for one in content.checks]
    ways = voting.ways_of(content.passages, content.lessons.unheld, judging)
    found = VectorCache(vectors).vectors([restorer.readable(text) for _, text in ways], AsQueries(encoder))
    return voting.learn(ways, found, Teencode.load(content.teencode))


def _suspect(content: contents.Contents, work: Path) -> dict[str, Any] | None:
    """Write the model of dangers; what was measured, None where there are too few examples to learn from."""
    learnt = learn(content.dangers, Teencode.load(content.teencode))
    if learnt is None:
        return None
    learnt[0].save(work)
    return learnt[1]


def _questions(content: contents.Contents, work: Path) -> dict[str, Any] | None:
    """Write the model of what is asked; what was measured, None where there are too few examples to learn from."""
    learnt = asked.learn(content.asked, Teencode.load(content.teencode))
    if learnt is None:
        return None
    learnt[0].save(work)
    return learnt[1]


def _doubt(content: contents.Contents, work: Path, vectors: Path, encoder: Encoder) -> dict[str, float] | None:
    """Write the model of doubt; what was measured, None where there are too few questions to learn from."""
    restorer, lessons = Restorer.load(work / RESTORER), content.lessons
    read = [restorer.readable(text) for text in (*lessons.held, *lessons.unheld)]
    found = VectorCache(vectors).vectors(read, AsQueries(encoder))
    learnt = doubting.learn(lessons, found, Teencode.load(content.teencode))
    if learnt is None:
        return None
    learnt[0].save(work)
    return learnt[1]


def _search_remarks(judgement: Judgement, passages: int) -> Iterator[contents.Remark]:
    if judgement.mode == "lexical":
        code = "encoder_refused" if judgement.encoder_refused else "encoder_absent"
        yield contents.Remark(code, "passages", passages)


def _recipe(inputs: Mapping[str, str], samples: bool, encoder: Encoder | None) -> str:
    """Of all that decides about the content: a build of the same recipe need not be made again."""
    package = Path(__file__).parent
    code = {path.relative_to(package).as_posix(): sha256_of(path) for path in sorted(package.rglob("*.py"))}
    tools = [version(name) for name in _TOOLS] + [platform.python_version()]
    model = encoder.digest if encoder else None
    return digest_of({"inputs": dict(inputs), "code": code, "tools": tools, "samples": samples, "encoder": model})


def _built_from(built: Path, recipe: str) -> Built | None:
    """The sound snapshot made by this recipe, if there is one."""
    path = built / _RECIPES / recipe
    if not path.is_file():
        return None
    folder = built / path.read_text(encoding="utf-8")
    manifest = read_manifest(folder)
    if manifest is None or not _is_sound(folder):
        return None
    return Built(
        folder, folder.name, reused=True, remarks=tuple(contents.Remark(**one) for one in manifest["warnings"])
    )


def _is_sound(folder: Path) -> bool:
    try:
        verify(folder)
    except DataError:
        return False
    return True


def _mend(folder: Path, work: Path) -> None:
    """Put each file of `work` in the place of its damaged namesake. Who reads the snapshot now keeps what is open."""
    for path in sorted(work.rglob("*"), key=lambda path: path.name == "manifest.json"):
        place = folder / path.relative_to(work)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        else:
            path.replace(place)


def _write(content: contents.Contents, folder: Path) -> None:
    for name, rows in content.tables.items():
        write_rows(rows, content.schemas[name], folder / f"{name}.parquet")
    texts: dict[str, Any] = {
        "policies": content.book,
        "lexicon": content.lexicon,
        "provinces": content.provinces,
    }
    for name, value in texts.items():
        (folder / f"{name}.json").write_text(to_json(value), encoding="utf-8")
    shutil.copyfile(content.teencode, folder / "teencode.tsv")
