"""Every sentence that the assistant can say, on one page, grouped by capability: for a teacher to read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

WORDS = "messages/sentence_book.yaml"
_SAID_IN = ("responses", "messages", "interests", "pathways")
"""Folders of `data` whose files hold what is said; in the others stand records, and words that are only read."""
_ONLY_READ = frozenset({"interests/answers.yaml", "interests/phrases.yaml"})
"""What people type, not what is said to them."""
_CODES = frozenset({"intent", "slots", "outcome", "when", "each", "id", "letter", "towards", "trades", "short"})
"""Keys whose values nobody reads."""
_SIGN = re.compile(
    r"{{-?\s*(?P<value>.*?)\s*-?}}|{%-?\s*(?P<order>.*?)\s*-?%}|{#.*?#}|(?<!{){(?P<filled>\w+)[^{}]*}(?!})", re.DOTALL
)


class SentenceBookError(Exception):
    """A file of sentences that no group lists, or a group that lists what is not there: says which."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`place`: the keys that lead to it in its file. `text`: as it is written there."""

    place: str
    text: str

    @property
    def shown(self) -> Markup:
        """The text with what is filled in and what is said only sometimes set apart."""
        parts, end = list[Markup](), 0
        for found in _SIGN.finditer(self.text):
            parts.append(escape(self.text[end : found.start()]))
            parts.append(_sign(found))
            end = found.end()
        return Markup("").join((*parts, escape(self.text[end:])))


@dataclass(frozen=True, slots=True)
class Group:
    """One capability: its title, and the sentences of each of its files."""

    title: str
    files: Mapping[str, Sequence[Sentence]]


def groups(data: Path) -> list[Group]:
    """Every group in reading order. Raises SentenceBookError where a file is listed nowhere, or is not there."""
    words = _read(data / WORDS)
    files = {name: list(_sentences(_read(data / name))) for name in sentence_files(data)}
    listed = [name for group in words["groups"] for name in group["files"]]
    if missing := sorted(set(files) - set(listed)):
        raise SentenceBookError(f"{WORDS}: no group lists {', '.join(missing)}")
    if gone := sorted(set(listed) - set(files)):
        raise SentenceBookError(f"{WORDS}: {', '.join(gone)} is not there")
    if twice := sorted({name for name in listed if listed.count(name) > 1}):
        raise SentenceBookError(f"{WORDS}: {', '.join(twice)} is listed twice")
    return [Group(group["title"], {name: files[name] for name in group["files"]}) for group in words["groups"]]


def sentence_files(data: Path) -> list[str]:
    """The files that hold what is said, relative to `data`."""
    found = (path.relative_to(data).as_posix() for folder in _SAID_IN for path in (data / folder).rglob("*.yaml"))
    return sorted(name for name in found if name not in _ONLY_READ)


def page(data: Path) -> str:
    """The page, whole in itself."""
    folder = Path(__file__).parent / "templates"
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("sentences.html").render(groups=groups(data), words=_read(data / WORDS)["page"])


def _sentences(entries: Any, place: str = "") -> Iterator[Sentence]:
    if isinstance(entries, str):
        if entries.strip():
            yield Sentence(place, entries.strip())
    elif isinstance(entries, Mapping):
        for name, value in cast("Mapping[Any, Any]", entries).items():
            if name not in _CODES:
                yield from _sentences(value, f"{place}.{name}".lstrip("."))
    elif isinstance(entries, Sequence):
        for number, value in enumerate(cast("Sequence[Any]", entries), start=1):
            yield from _sentences(value, f"{place} {number}".lstrip())


def _sign(found: re.Match[str]) -> Markup:
    """What stands in the place of a value or of a condition; the words of its kind come from the style of the page."""
    if (value := found["value"] or found["filled"]) is not None:
        return Markup("<var>{}</var>").format(value)
    order = found["order"] or ""
    kind = order.split(" ", 1)[0] if order else "note"
    return Markup('<span class="{}">{}</span>').format(kind, order.partition(" ")[2])


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
