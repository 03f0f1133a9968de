"""Questions written by people, `data/questions/`: ways of asking for a record, and the questions that judge the search.

    variants/*.yaml   kind → record id → list of questions      indexed as the field `variants` of the record's passage
    check.yaml        answerable: [{text, records: [passage ids]}], unanswerable: [texts]         never indexed

Texts stand with their diacritics: the build makes the other spellings itself. A question about a record that is not
held now is left out and counted: records come and go with packs, reports and laws, and taking one away must not need
a second edit. A kind that no passage ever has is a fault with file and line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import DataError, Problem
from knowledge.models import Passage
from knowledge.text import fold, nfc, syllables

CHECK = "check.yaml"
KINDS = frozenset({"document", "indicator", "institution", "occupation", "parameter", "policy", "target", "text"})
_yaml: Any = yaml  # the package's types leave `compose` half told
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it was built
_ANSWERABLE, _UNANSWERABLE, _TEXT, _RECORDS = "answerable", "unanswerable", "text", "records"


@dataclass(frozen=True, slots=True)
class Line:
    """A text with the place where it was read; lines count from 1."""

    text: str
    file: str
    number: int

    def problem(self, code: str, expected: str | None = None) -> Problem:
        """A fault at this place."""
        return Problem(self.file, code, row=self.number, value=self.text, expected=expected)


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """A question that judges the search. `relevant`: keys of passages that answer it; empty: nothing held does."""

    text: str
    relevant: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Questions:
    """What people wrote, checked against the passages."""

    variants: Mapping[tuple[str, str], tuple[str, ...]]
    """By kind and record id."""
    checks: tuple[CheckQuestion, ...]
    left_out: int = 0
    """Questions of records that are not held now, which is no fault."""

    def asked_of(self, passages: Sequence[Passage]) -> list[Passage]:
        """The passages with their ways of asking: a record's national passage, or first piece, gets them."""
        national = {(one.record_kind, one.record_id) for one in passages if one.province is None}
        return [self._asked(one, national) for one in passages]

    def _asked(self, passage: Passage, national: set[tuple[str, str]]) -> Passage:
        record = passage.record_kind, passage.record_id
        added = self.variants.get(record, ())
        if not added or passage.id != passage_key(passage.id) or (passage.province and record in national):
            return passage
        return replace(passage, variants=tuple(dict.fromkeys((*passage.variants, *added))))


NO_QUESTIONS = Questions({}, ())


def passage_key(passage_id: str) -> str:
    """One key for all pieces of a long section: its passage ids end in "#2", "#3"."""
    return passage_id.partition("#")[0]


def read_questions(folder: Path, passages: Sequence[Passage]) -> Questions:
    """Read and check `data/questions/`, which may be absent. DataError lists every fault."""
    held = _Held(passages)
    problems: list[Problem] = []
    variants: dict[tuple[str, str], list[Line]] = {}
    try:
        for path in sorted((folder / "variants").glob("*.yaml")):
            _read_variants(path, held, variants, problems)
        checks = _read_checks(folder / CHECK, held, problems) if (folder / CHECK).is_file() else []
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise DataError(
            [Problem(str(mark.name if mark else folder), "questions_malformed", row=mark.line + 1 if mark else None)]
        ) from None
    problems += _said_twice(variants, [line for line, _ in checks])
    if problems:
        raise DataError(problems)
    return Questions(
        {record: tuple(line.text for line in lines) for record, lines in variants.items() if record in held.records},
        tuple(CheckQuestion(line.text, relevant) for line, relevant in checks if relevant is not None),
        sum(len(lines) for record, lines in variants.items() if record not in held.records)
        + sum(relevant is None for _, relevant in checks),
    )


class _Held:
    """What ids there are, and which others there may be."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.records = frozenset((one.record_kind, one.record_id) for one in passages)
        self.keys = frozenset(passage_key(one.id) for one in passages)


def _read_variants(
    path: Path, held: _Held, variants: dict[tuple[str, str], list[Line]], problems: list[Problem]
) -> None:
    for kind, records in _entries(_load(path), path):
        if kind.text not in KINDS:
            problems.append(kind.problem("question_kind_unknown", expected=", ".join(sorted(KINDS))))
        for record, texts in _entries(records, path):
            name = kind.text, record.text
            lines = list(_lines(texts, path))
            variants.setdefault(name, []).extend(lines)
            problems += [fault for line in lines if (fault := _fault(line))]


def _read_checks(path: Path, held: _Held, problems: list[Problem]) -> list[tuple[Line, frozenset[str] | None]]:
    """Each question with the keys of what answers it: empty when nothing does, None when none of it is held now."""
    found: list[tuple[Line, frozenset[str] | None]] = []
    for part, entries in _entries(_load(path), path):
        if part.text == _UNANSWERABLE:
            found += [(line, frozenset[str]()) for line in _lines(entries, path)]
        elif part.text == _ANSWERABLE and isinstance(entries, yaml.SequenceNode):
            for entry in entries.value:
                line, ids = _check(entry, path)
                known = frozenset(one.text for one in ids if one.text in held.keys)
                problems += [
                    one.problem("question_kind_unknown", expected=", ".join(sorted(KINDS)))
                    for one in ids
                    if one.text.partition(":")[0] not in KINDS
                ]
                found.append((line, known or None))
        else:
            problems.append(part.problem("question_part_unknown", expected=f"{_ANSWERABLE}, {_UNANSWERABLE}"))
    problems += [fault for line, _ in found if (fault := _fault(line))]
    return found


def _check(entry: yaml.Node, path: Path) -> tuple[Line, list[Line]]:
    parts = {name.text: (name, value) for name, value in _entries(entry, path)}
    if set(parts) != {_TEXT, _RECORDS}:
        raise DataError([_at(entry, path, ", ".join(parts)).problem("question_incomplete", f"{_TEXT}, {_RECORDS}")])
    return _line(parts[_TEXT][1], path), list(_lines(parts[_RECORDS][1], path))


def _fault(line: Line) -> Problem | None:
    return None if syllables(line.text) else line.problem("question_empty")


def _said_twice(variants: Mapping[tuple[str, str], Sequence[Line]], checks: Sequence[Line]) -> list[Problem]:
    """One text for two records teaches nothing, and a check question that is indexed judges nothing."""
    said: dict[str, tuple[tuple[str, str] | None, Line]] = {}
    problems: list[Problem] = []
    every = [(record, line) for record, lines in variants.items() for line in lines]
    for record, line in [*every, *((None, line) for line in checks)]:
        key = " ".join(fold(word.text) for word in syllables(line.text))
        before = said.setdefault(key, (record, line))[1]
        if before is not line:
            problems.append(line.problem("question_twice", expected=f"{before.file}, {before.number}"))
    return problems


def _load(path: Path) -> yaml.Node | None:
    with path.open(encoding="utf-8") as file:
        return _yaml.compose(file, Loader=_LOADER)


def _entries(node: yaml.Node | None, path: Path) -> Iterator[tuple[Line, yaml.Node]]:
    """Names and values of a mapping in order; nothing for an empty file. DataError for anything else."""
    if node is None:
        return
    if not isinstance(node, yaml.MappingNode):
        raise DataError([Problem(str(path), "questions_malformed", row=node.start_mark.line + 1)])
    for name, value in node.value:
        yield _line(name, path), value


def _lines(node: yaml.Node, path: Path) -> Iterator[Line]:
    if not isinstance(node, yaml.SequenceNode):
        raise DataError([Problem(str(path), "questions_malformed", row=node.start_mark.line + 1)])
    yield from (_line(one, path) for one in node.value)


def _line(node: yaml.Node, path: Path) -> Line:
    if not isinstance(node, yaml.ScalarNode):
        raise DataError([Problem(str(path), "questions_malformed", row=node.start_mark.line + 1)])
    return _at(node, path, nfc(str(node.value)))


def _at(node: yaml.Node, path: Path, text: str) -> Line:
    return Line(text, str(path), node.start_mark.line + 1)
