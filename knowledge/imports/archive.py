"""The archive of received files: the raw bytes are kept for ever, with who imported them, when, and what was decided.

    data/imports/<id>/received/<file>   as received          receive()
    data/imports/<id>/receipt.json      who, when, sha256
    data/imports/<id>/read/             typed rows, rows set aside, problems     store()
    data/imports/decisions.jsonl        accept, reject       the only way into a snapshot
    data/imports/registry.csv           ids given when an import is accepted

A folder appears in one step. What all imports share is written under a lock: two imports at once lose nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock

from knowledge.disk import settle, work_folder, write_file, writing
from knowledge.documents.rows import SECTIONS
from knowledge.errors import DataError, Problem, Severity
from knowledge.frames import read_rows, schema_of, write_rows
from knowledge.imports.records import Decision, Import, Receipt, Status, Verdict
from knowledge.imports.registry import Registry, Surroundings, named, own_id
from knowledge.reference import Row
from knowledge.tables import INSTITUTIONS, PROGRAMMES, Table
from knowledge.workbook_tables import WORKBOOK_TABLES
from knowledge.workbooks.result import ImportResult, SetAside

IMPORT_TABLES: tuple[Table, ...] = (INSTITUTIONS, PROGRAMMES, *WORKBOOK_TABLES, SECTIONS)
"""What a file may fill: the six tables of a workbook, or the sections of a document."""

_TOOLS = ("polars", "openpyxl", "python-calamine", "xlrd")
_CHUNK = 1 << 20


class Archive:
    """The imports below one folder (`data/imports`). Every look reads the disk: another process may have added one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.registry_path = folder / "registry.csv"
        self._decisions_path = folder / "decisions.jsonl"

    # Taking in

    def receive(self, path: Path, *, by: str, at: datetime) -> Receipt:
        """Keep the bytes of a file. `earlier` of the receipt names the last import of the same bytes.

        DataError when the file cannot be read or the disk is full; nothing is left then.
        """
        try:
            source = path.open("rb")
        except FileNotFoundError:
            raise DataError([Problem(str(path), "file_missing")]) from None
        except OSError as error:
            raise DataError([Problem(str(path), "cannot_read", value=error.strerror)]) from error
        with source, writing(self.folder), work_folder(".receiving-", self.folder) as work:
            received = work / "received"
            received.mkdir()
            digest, size = hashlib.sha256(), 0
            with (received / path.name).open("wb") as copy:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    size += copy.write(chunk)
            with self._lock():
                sha256 = digest.hexdigest()
                same = [known.id for known in self.imports() if known.receipt.sha256 == sha256]
                receipt = Receipt(
                    self._free_id(at, sha256), path.name, sha256, size, by, at, earlier=same[-1] if same else None
                )
                (work / "receipt.json").write_text(_json(asdict(receipt)), encoding="utf-8")
                settle(work, self.folder / receipt.id)
        return receipt

    def store(self, receipt: Receipt, result: ImportResult, *, seconds: float | None = None) -> None:
        """Keep what reading the file gave; `seconds` is how long it took. Only once for each receipt."""
        place = self.folder / receipt.id / "read"
        if place.exists():
            raise DataError([Problem(receipt.file, "import_already_read", value=receipt.id)])
        with writing(place), work_folder(".reading-", place.parent) as work:
            for table in IMPORT_TABLES:
                if result.tables.get(table.name):
                    write_rows(result.tables[table.name], schema_of(table), work / f"{table.name}.parquet")
            (work / "set_aside.json").write_text(_json([asdict(row) for row in result.set_aside]), encoding="utf-8")
            (work / "problems.json").write_text(_json([asdict(one) for one in result.problems]), encoding="utf-8")
            told = {
                **asdict(receipt),
                "seconds": seconds,
                "needs_decision": result.needs_decision,
                "counts": {name: len(rows) for name, rows in sorted(result.tables.items()) if rows},
                "set_aside": len(result.set_aside),
                "problems": dict(sorted(Counter(problem.severity.value for problem in result.problems).items())),
                "tools": {name: version(name) for name in _TOOLS},
            }
            (work / "import.json").write_text(_json(told), encoding="utf-8")
            settle(work, place)

    # Deciding

    def accept(self, import_id: str, *, by: str, at: datetime, known: Surroundings, reason: str = "") -> Decision:
        """Let an import into the next snapshot. Its new institutions get their ids now.

        Accepting again only gives ids still missing and returns the decision in force. DataError for an import
        that was not read.
        """
        with writing(self.folder), self._lock():
            found = self.find(import_id)
            if found.status is Status.RECEIVED:
                raise DataError([Problem(found.receipt.file, "import_not_read", value=found.id)])
            self._register(found, known)
            if found.status is Status.ACCEPTED and found.decision:
                return found.decision
            return self._decide(Decision(found.id, Verdict.ACCEPT, by, at, reason))

    def reject(self, import_id: str, *, by: str, at: datetime, reason: str) -> Decision:
        """Keep an import out, also one that was accepted. Ids given to its institutions stay given."""
        with writing(self.folder), self._lock():
            found = self.find(import_id)
            if found.status is Status.REJECTED and found.decision:
                return found.decision
            return self._decide(Decision(found.id, Verdict.REJECT, by, at, reason))

    # Looking

    def imports(self) -> list[Import]:
        """Every import, oldest first."""
        decided = {decision.import_id: decision for decision in self.decisions()}
        folders = [path.parent for path in self.folder.glob("[!.]*/receipt.json")]
        found = [_import(folder, decided.get(folder.name)) for folder in folders]
        return sorted(found, key=lambda one: (one.receipt.at, one.id))

    def accepted(self) -> list[Import]:
        """Imports that a snapshot is made of, in the order in which they were accepted."""
        place = {decision.import_id: number for number, decision in enumerate(self.decisions())}
        found = [one for one in self.imports() if one.status is Status.ACCEPTED]
        return sorted(found, key=lambda one: place[one.id])

    def decisions(self) -> list[Decision]:
        """Every decision, oldest first."""
        if not self._decisions_path.exists():
            return []
        lines = self._decisions_path.read_text(encoding="utf-8").splitlines()
        return [_decision(json.loads(line)) for line in lines if line]

    def find(self, prefix: str) -> Import:
        """The import whose id begins with `prefix`. DataError when there is none, or more than one."""
        imports = self.imports()
        found = [one for one in imports if one.id == prefix] or [one for one in imports if one.id.startswith(prefix)]
        match found:
            case [one]:
                return one
            case []:
                raise DataError([Problem(str(self.folder), "import_unknown", value=prefix)])
            case _:
                several = ", ".join(one.id for one in found)
                raise DataError([Problem(str(self.folder), "prefix_ambiguous", value=prefix, expected=several)])

    def registry(self) -> Registry:
        """The ids given so far."""
        return Registry.read(self.registry_path)

    def rows(self, one: Import) -> dict[str, list[Row]]:
        """Rows of an import by table name, as they were read: without keys."""
        paths = ((table, one.folder / "read" / f"{table.name}.parquet") for table in IMPORT_TABLES)
        return {table.name: read_rows(table, path) for table, path in paths if path.exists()}

    def set_aside(self, one: Import) -> list[SetAside]:
        """Rows of an import that were not let in by reading it."""
        return [SetAside(**row) for row in _read_json(one.folder / "read" / "set_aside.json")]

    def problems(self, one: Import) -> list[Problem]:
        """What reading an import found."""
        told = _read_json(one.folder / "read" / "problems.json")
        return [replace(Problem(**problem), severity=Severity(problem["severity"])) for problem in told]

    def loose(self) -> list[Path]:
        """Files that were laid into the folder and never imported: nothing is read from them."""
        ours = {self.registry_path, self._decisions_path}
        return [path for path in sorted(self.folder.glob("[!.~]*")) if path.is_file() and path not in ours]

    # Under the lock

    def _lock(self) -> FileLock:
        self.folder.mkdir(parents=True, exist_ok=True)
        return FileLock(self.folder / ".lock")

    def _free_id(self, at: datetime, sha256: str) -> str:
        first = f"{at:%Y%m%d-%H%M%S}-{sha256[:8]}"
        names = [first, *(f"{first}-{number}" for number in range(2, len(list(self.folder.iterdir())) + 3))]
        return next(name for name in names if not (self.folder / name).exists())

    def _register(self, one: Import, known: Surroundings) -> None:
        new = [
            named(row)
            for row in self.rows(one).get(INSTITUTIONS.name, [])
            if not own_id(row) and known.id_of(named(row)) is None
        ]
        registry = self.registry()
        grown = registry.with_ids(new, known.ids, known.prefixes, one.id)
        if len(grown.entries) > len(registry.entries):
            write_file(self.registry_path, grown.text().encode())

    def _decide(self, decision: Decision) -> Decision:
        before = self._decisions_path.read_bytes() if self._decisions_path.exists() else b""
        line = json.dumps(asdict(decision), ensure_ascii=False, default=_plain)
        write_file(self._decisions_path, before + f"{line}\n".encode())
        return decision


def _import(folder: Path, decision: Decision | None) -> Import:
    told = _read_json(folder / "receipt.json")
    receipt = replace(Receipt(**told), at=datetime.fromisoformat(told["at"]))
    one = Import(receipt, folder, decision=decision)
    report = folder / "read" / "import.json"
    if not report.exists():
        return one
    told = _read_json(report)
    names = ("needs_decision", "counts", "set_aside", "problems", "seconds", "tools")
    return replace(one, read=True, **{name: told[name] for name in names})


def _decision(told: Mapping[str, Any]) -> Decision:
    at = datetime.fromisoformat(told["at"])
    return Decision(told["import_id"], Verdict(told["verdict"]), told["by"], at, told["reason"])


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> str:
    """Days and times as ISO text; anything else has no place in these files."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} in a record of an import")
