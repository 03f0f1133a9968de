"""Writes a snapshot as open data: every table as CSV and JSON, a data dictionary, a README and a manifest.

    DIR/<table>.csv         UTF-8 with a byte order mark (Excel needs it), comma, CRLF, decimal point
    DIR/<table>.json        a list of objects, values typed, text as it is stored
    DIR/dictionary.csv      and .json: every column, its meaning, unit and codes
    DIR/README.md           for a reader: what this is, its period, how to open it, what may be done with it
    DIR/manifest.json       snapshot, day, counts, spans and sha256 of every file; written last

The same snapshot on the same day gives the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from knowledge.dictionary import Dictionary
from knowledge.diff.states import ALL_TABLES, snapshot_rows
from knowledge.disk import write_file, writing
from knowledge.export.cells import cell
from knowledge.export.describe import Span, dictionary_rows, span
from knowledge.export.privacy import MARKS, Privacy, is_sample
from knowledge.reference import Row
from knowledge.tables import Table

MANIFEST = "manifest.json"
_INTERNAL = frozenset({"import_id", "sheet", "row_no"})
"""Columns that mean something inside only."""
_TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: rows by table, samples left out, and rows that carry each mark."""

    folder: Path
    counts: Mapping[str, int]
    samples_left_out: int
    marks: Mapping[str, int]


def export(
    folder: Path, out: Path, words: Dictionary, privacy: Privacy, *, today: date, samples: bool = False
) -> Exported:
    """Write the snapshot in `folder` to `out`, made if need be; files of an earlier export there are replaced.

    Fictional rows are left out unless `samples`. DataError when the disk is full.
    """
    rows = snapshot_rows(folder)
    careful = privacy.knowing(rows["ethnic_groups"])
    public = {
        table.name: [careful.public(table, row) for row in rows[table.name] if samples or not is_sample(row)]
        for table in ALL_TABLES
    }
    columns = {table.name: exported_columns(table) for table in ALL_TABLES}
    spans = {name: span(found) for name, found in public.items()}
    entries = dictionary_rows(ALL_TABLES, columns, words)
    files: dict[str, bytes] = {}
    for table in ALL_TABLES:
        files[f"{table.name}.csv"] = csv_bytes(columns[table.name], public[table.name])
        files[f"{table.name}.json"] = _json([_as_json(columns[table.name], row) for row in public[table.name]])
    files["dictionary.csv"] = csv_bytes(tuple(entries[0]), [_flat(entry) for entry in entries])
    files["dictionary.json"] = _json(entries)
    counts = {name: len(found) for name, found in public.items()}
    files["README.md"] = _readme(words, folder.name, today, counts, spans, samples=samples)
    files[MANIFEST] = _json(_manifest(folder.name, today, counts, spans, files, samples=samples))
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        _forget(out)
        for name, content in files.items():
            write_file(out / name, content)
    kept = [mark for found in public.values() for row in found for mark in row[MARKS]]
    return Exported(
        folder=out,
        counts=counts,
        samples_left_out=sum(len(found) for found in rows.values()) - sum(counts.values()),
        marks={mark: kept.count(mark) for mark in sorted(set(kept))},
    )


def exported_columns(table: Table) -> tuple[str, ...]:
    """Columns of a table's files: the stored ones that mean something outside, and the marks."""
    return (*(column.name for column in table.stored if column.name not in _INTERNAL), MARKS)


def csv_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A CSV file of these rows."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([cell(row[name]) for name in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _as_json(columns: Sequence[str], row: Row) -> dict[str, Any]:
    return {name: row[name].isoformat() if isinstance(row[name], date) else row[name] for name in columns}


def _flat(entry: Mapping[str, Any]) -> dict[str, Any]:
    values: Mapping[str, str] = entry["values"]
    return {**entry, "values": [f"{code} = {word}" for code, word in values.items()]}


def _manifest(
    digest: str,
    today: date,
    counts: Mapping[str, int],
    spans: Mapping[str, Span],
    files: Mapping[str, bytes],
    *,
    samples: bool,
) -> dict[str, Any]:
    return {
        "snapshot": digest,
        "exported_on": today.isoformat(),
        "samples": samples,
        "tables": {
            name: {
                "rows": counts[name],
                "first_period": one.first,
                "last_period": one.last,
                "newest_source": one.as_of.isoformat() if one.as_of else None,
            }
            for name, one in spans.items()
        },
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
    }


def _readme(
    words: Dictionary,
    digest: str,
    today: date,
    counts: Mapping[str, int],
    spans: Mapping[str, Span],
    *,
    samples: bool,
) -> bytes:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - Markdown, and every value is ours
    )
    tables = [
        {"name": name, "label": words.label(name), "about": words.description(name), "rows": count, "span": spans[name]}
        for name, count in counts.items()
    ]
    filled = environment.get_template("export_readme.md").render(
        digest=digest,
        today=today.strftime("%d/%m/%Y"),
        tables=tables,
        samples=samples,
        marks=words.term(ALL_TABLES[0].name, MARKS).words,
    )
    return filled.encode("utf-8")


def _forget(out: Path) -> None:
    """Take away the manifest of an earlier export and the files it names."""
    path = out / MANIFEST
    if path.is_file():
        named: Mapping[str, str] = json.loads(path.read_text(encoding="utf-8")).get("files", {})
        path.unlink()
        for name in named:
            if Path(name).name == name:
                (out / name).unlink(missing_ok=True)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
