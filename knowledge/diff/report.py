"""A difference as text for the terminal, as JSON, and as one self-contained page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from knowledge.dictionary import Dictionary
from knowledge.diff.compare import plain
from knowledge.diff.jumps import share
from knowledge.diff.states import Difference
from knowledge.diff.view import GroupView, JumpView, Say, TableView, Words, view_jumps, view_tables
from knowledge.reference import Row

_TEMPLATES = Path(__file__).parent.parent / "templates"


def as_text(difference: Difference, dictionary: Dictionary, say: Say) -> str:
    """Counts, then the figures that leap, then every record by table and institution."""
    words = Words(dictionary, difference.names, say)
    tables = view_tables(difference, words, dictionary)
    lines = [say("diff_between_file" if difference.of_file else "diff_between", old=difference.old, new=difference.new)]
    if difference.set_aside or difference.problems:
        lines.append(say("diff_file_problems", set_aside=difference.set_aside, problems=difference.problems))
    if not tables:
        return "\n".join([*lines, say("diff_nothing")])
    lines += [
        say(
            "diff_text_summary",
            label=table.label,
            added=table.added,
            changed=table.changed,
            removed=table.removed,
            unchanged=table.unchanged,
        )
        + (say("diff_text_unused_count", count=table.unused) if table.unused else "")
        for table in tables
    ]
    leapt = view_jumps(difference, words, dictionary)
    if leapt:
        lines += ["", say("diff_warnings_caption", count=len(leapt))]
        lines += [f"  {_jump_line(jump, say)}" for jump in leapt]
    for table in tables:
        lines += ["", table.label, *_table_lines(table, say)]
    return "\n".join(lines)


def as_json(difference: Difference, dictionary: Dictionary, say: Say) -> dict[str, Any]:
    """Every record with the stored column names and values; days in ISO form, groups in words."""
    words = Words(dictionary, difference.names, say)
    return {
        "old": difference.old,
        "new": difference.new,
        "tables": {
            diff.table.name: {
                "label": dictionary.label(diff.table.name),
                "unchanged": diff.unchanged,
                "added": [_record(diff.table.name, row, words) for row in diff.added],
                "removed": [_record(diff.table.name, row, words) for row in diff.removed],
                "unused": [_record(diff.table.name, row, words) for row in diff.unused],
                "changed": [
                    {
                        "group": words.group(diff.table.name, change.new),
                        "title": words.title(diff.table.name, change.new),
                        "only_origin": change.only_origin,
                        "cells": [
                            {"column": cell.column, "old": _json_value(cell.old), "new": _json_value(cell.new)}
                            for cell in change.cells
                        ],
                    }
                    for change in diff.changed
                ],
            }
            for diff in difference.tables
            if not diff.is_empty
        },
        "jumps": [
            {
                "table": name,
                "group": words.group(name, jump.row),
                "title": words.title(name, jump.row),
                "column": jump.column,
                "old": jump.old,
                "new": jump.new,
                "percent": None if (part := share(jump.old, jump.new)) is None else round(100 * part, 1),
                "since": jump.since,
            }
            for name, jumps in difference.jumps.items()
            for jump in jumps
        ],
    }


def as_page(difference: Difference, dictionary: Dictionary, say: Say, today: date) -> str:
    """One HTML page without script or outside asset."""
    words = Words(dictionary, difference.names, say)
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("diff.html").render(
        say=say,
        difference=difference,
        tables=view_tables(difference, words, dictionary),
        jumps=view_jumps(difference, words, dictionary),
        today=today.strftime("%d/%m/%Y"),
    )


def _record(table: str, row: Row, words: Words) -> dict[str, Any]:
    values = {column: _json_value(value) for column, value in row.items() if plain(value) is not None}
    return {"group": words.group(table, row), "title": words.title(table, row), "values": values}


def _json_value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(map(str, cast("Iterable[Any]", value))) if isinstance(value, list | tuple) else value


def _table_lines(table: TableView, say: Say) -> Iterator[str]:
    for group in table.groups:
        yield f"  {group.name}"
        yield from (f"    {line}" for line in _group_lines(group, say))
    if table.only_origin:
        yield f"  {say('diff_only_origin', count=table.only_origin)}"
    if table.left_out:
        yield f"  {say('diff_left_out', count=table.left_out)}"


def _group_lines(group: GroupView, say: Say) -> Iterator[str]:
    for record in group.changed:
        yield say("diff_text_changed", title=record.title)
        for cell in record.cells:
            key = "diff_text_cell_change" if cell.change else "diff_text_cell"
            yield "    " + say(key, column=cell.column, old=cell.old, new=cell.new, change=cell.change)
    plain_kinds = (
        ("diff_text_added", group.added),
        ("diff_text_removed", group.removed),
        ("diff_text_unused", group.unused),
    )
    for key, records in plain_kinds:
        for record in records:
            yield say(key, title=record.title)
            if record.facts:
                yield "    " + "; ".join(record.facts)


def _jump_line(jump: JumpView, say: Say) -> str:
    return say(
        "diff_text_jump",
        table=jump.table,
        group=jump.group,
        title=jump.title,
        column=jump.cell.column,
        old=jump.cell.old,
        new=jump.cell.new,
        change=jump.cell.change or say("diff_from_zero"),
        since=say("diff_since", period=jump.since) if jump.since else say("diff_same_record"),
    )
