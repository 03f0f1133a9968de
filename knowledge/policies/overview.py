"""The page of the policy officer: what is modelled, on which text, how sure, and covered by how many cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

import yaml
from jinja2 import Environment, StrictUndefined

from knowledge.policies.book import PolicyBook
from knowledge.policies.schema import Basis, ParameterVersion, Record, RuleVersion, TextVersion

Version = RuleVersion | TextVersion | ParameterVersion


@dataclass(frozen=True, slots=True)
class Line:
    """One version of one record."""

    record: Record
    version: Version
    in_force: bool
    overdue: bool

    @property
    def basis(self) -> tuple[Basis, ...]:
        """Documents and articles it rests on."""
        return self.version.basis


@dataclass(frozen=True, slots=True)
class Entry:
    """One record. `shown` is the version in force, else the newest; `cases`: households whose expectation names it,
    None for what is not decided."""

    record: Record
    shown: Line
    others: tuple[Line, ...]
    cases: int | None


def entries(book: PolicyBook, today: date, cases: Mapping[str, int]) -> Iterator[Entry]:
    """Every record with all its versions, newest first, in the book's order."""
    everything: tuple[Record, ...] = (*book.policies, *book.information, *book.parameters)
    for record in everything:
        versions = cast("tuple[Version, ...]", record.versions)
        current = next((one for one in versions if one.valid.covers(today)), None)
        lines = [
            Line(
                record,
                version,
                in_force=version is current,
                overdue=version.check_by is not None and version.check_by < today,
            )
            for version in reversed(versions)
        ]
        shown = next((line for line in lines if line.in_force), lines[0])
        others = tuple(line for line in lines if line is not shown)
        yield Entry(record, shown, others, cases.get(record.id, 0) if record.kind == "rule" else None)


def count_cases(folder: Path) -> Counter[str]:
    """Policy → households in the tables of `folder` that expect something of it; empty where there is no folder."""
    found: Counter[str] = Counter()
    for path in sorted(folder.glob("*.yaml")):
        households: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        found.update(name for one in households for name in one["expect"])
    return found


def page(book: PolicyBook, today: date, cases: Mapping[str, int], words: Mapping[str, Any]) -> str:
    """The page as HTML; its style and its search field are files of `channels/static`.

    Every word comes from `words` (data/messages/policies_page.yaml).
    """
    template = Path(__file__).with_name("overview.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    topics: dict[str, list[Entry]] = {topic: [] for topic in words["topics"]}
    for entry in entries(book, today, cases):
        topics[entry.record.topic].append(entry)
    topics = {topic: found for topic, found in topics.items() if found}
    return environment.from_string(template).render(
        topics=topics, words=words, today=today, book=book, cases=sum(cases.values())
    )
