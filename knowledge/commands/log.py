"""`log`: what was imported, decided, built and used, by whom and when."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from knowledge import activations
from knowledge.commands import Commands, Context, Sentences
from knowledge.commands.build import in_use
from knowledge.imports.archive import Archive
from knowledge.imports.records import Import
from knowledge.snapshot import IMPORTS

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("log")
    parser.add_argument("--json", action="store_true", help=parser.say("argument_log_json"))
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """One line an entry, oldest first."""
    archive = Archive(context.data / IMPORTS)
    found = sorted(entries(archive, context), key=lambda entry: datetime.fromisoformat(entry["at"]))
    active = in_use(context)
    if arguments.json:
        print(json.dumps({"active": active, "entries": found}, ensure_ascii=False, indent=1))
        return 0
    for entry in found:
        print(_line(entry, context.say))
    if not found:
        print(context.say("log_empty"))
    if active:
        print(context.say("log_active", digest=active))
    return 0


def entries(archive: Archive, context: Context) -> Iterator[dict[str, Any]]:
    """Every entry as JSON holds it: `kind`, `at` and `by` in each."""
    for one in archive.imports():
        yield _of_import(one)
    for decision in archive.decisions():
        kind, at = decision.verdict.value, decision.at.isoformat()
        yield {"kind": kind, "at": at, "by": decision.by, "id": decision.import_id, "reason": decision.reason}
    for event in activations.history(context.built):
        entry = {"kind": event.kind.value, "at": event.at.isoformat(), "by": event.by, "digest": event.digest}
        extra = {"before": event.before, "seconds": event.seconds}
        yield entry | {name: value for name, value in extra.items() if value is not None}


def _of_import(one: Import) -> dict[str, Any]:
    receipt = one.receipt
    return {
        "kind": "import",
        "at": receipt.at.isoformat(),
        "by": receipt.by,
        "id": one.id,
        "file": receipt.file,
        "sha256": receipt.sha256,
        "size": receipt.size,
        "earlier": receipt.earlier,
        "status": one.status.value,
        "counts": dict(one.counts),
        "set_aside": one.set_aside,
        "problems": dict(one.problems),
        "seconds": one.seconds,
        "tools": dict(one.tools),
    }


def _line(entry: dict[str, Any], say: Sentences) -> str:
    at = f"{datetime.fromisoformat(entry['at']).astimezone(_ZONE):%d/%m/%Y %H:%M:%S}"
    shown: dict[str, Any] = {**entry, "at": at, "by": entry["by"] or say("nobody")}
    kind = entry["kind"]
    if kind == "import":
        shown |= {
            "status": say(f"status_{entry['status']}"),
            "rows": sum(entry["counts"].values()),
            "problems": sum(entry["problems"].values()),
        }
        kind = "import_unread" if entry["status"] == "received" else kind
    elif entry.get("reason"):
        shown["reason"] = say("log_reason", reason=entry["reason"])
    return say(f"log_{kind}", **shown)
