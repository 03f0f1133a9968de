"""Passages and questions of anybody, from two JSONL files, for an evaluation.

A passage is `{"id", "text", "title"?}`, a question `{"id", "text", "relevant": [passage ids]}`; `relevant` may also be
`{passage id: grade}` with grades above 0 for the relevant ones. Ids are texts or whole numbers. Further fields are
ignored, so are blank lines. Files are UTF-8, with or without a byte order mark.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from knowledge.errors import DataError, Problem
from knowledge.retrieval.measures import Grades
from knowledge.text import nfc

_SHOWN = 80
"""Characters of a value that a message repeats."""


@dataclass(frozen=True, slots=True)
class Text:
    """One passage."""

    id: str
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question and the passages that answer it, at least one."""

    id: str
    text: str
    grades: Grades


@dataclass(frozen=True, slots=True)
class Collection:
    """Passages and the questions asked of them, in the order of their files."""

    passages: Sequence[Text]
    questions: Sequence[Question]


def read_collection(passages: Path, questions: Path) -> Collection:
    """Both files. DataError lists every fault with file, line and field; OSError when one cannot be opened."""
    problems: list[Problem] = []
    held = {one.id: one for one in _passages(_Lines(passages, problems))}
    asked = list(_questions(_Lines(questions, problems), frozenset(held)))
    if problems:
        raise DataError(problems)
    return Collection(list(held.values()), asked)


class _Lines:
    """The objects of one file, and what is wrong with them."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self._path = path
        self._problems = problems
        self.line = 0

    def fault(self, code: str, value: object = "", expected: str | None = None) -> None:
        """Note a fault of the present line; the sentence of the code names the field."""
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        row = self.line or None
        self._problems.append(Problem(str(self._path), code, row=row, value=shown[:_SHOWN], expected=expected))

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        # Only line feeds end a line: other separators may stand inside a text.
        lines = self._path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
        if not any(line.strip() for line in lines):
            self.fault("evaluate_file_empty")
        for self.line, raw in enumerate(lines, start=1):
            if raw.strip() and (found := self._object(raw)) is not None:
                yield found

    def _object(self, raw: bytes) -> Mapping[str, Any] | None:
        try:
            found = json.loads(raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            self.fault("evaluate_not_utf8", value=error.start + 1)
            return None
        except (json.JSONDecodeError, RecursionError):
            self.fault("evaluate_not_json", value=raw.decode("utf-8").strip())
            return None
        if not isinstance(found, dict):
            self.fault("evaluate_not_object", value=raw.decode("utf-8").strip())
            return None
        return cast("dict[str, Any]", found)

    def identity(self, found: Mapping[str, Any], seen: Mapping[str, int]) -> str | None:
        """The id of an object, which no earlier one has."""
        name = _id(found.get("id"))
        if name is None:
            self.fault("evaluate_id_missing", found.get("id"))
        elif name in seen:
            self.fault("evaluate_id_twice", name, str(seen[name]))
        else:
            return name
        return None

    def text(self, found: Mapping[str, Any]) -> str | None:
        """Its text, which holds something that can be seen."""
        text = found.get("text")
        if isinstance(text, str) and nfc(text):
            return text
        self.fault("evaluate_text_missing", text)
        return None


def _passages(lines: _Lines) -> Iterator[Text]:
    seen: dict[str, int] = {}
    for found in lines:
        name, text, title = lines.identity(found, seen), lines.text(found), found.get("title") or ""
        if not isinstance(title, str):
            lines.fault("evaluate_title_not_text", title)
        elif name is not None:
            # A passage at fault is held all the same: questions may name it, and nothing is used in the end.
            seen[name] = lines.line
            yield Text(name, text or "", title)


def _questions(lines: _Lines, passages: frozenset[str]) -> Iterator[Question]:
    seen: dict[str, int] = {}
    for found in lines:
        name, text, grades = lines.identity(found, seen), lines.text(found), _grades(found.get("relevant"))
        if name is not None:
            seen[name] = lines.line
        if grades is None:
            lines.fault("evaluate_relevant_missing", found.get("relevant"))
            continue
        for unknown in [one for one in grades if one not in passages]:
            lines.fault("evaluate_relevant_unknown", unknown)
        if name is not None and text is not None:
            yield Question(name, text, grades)


def _grades(given: object) -> Grades | None:
    """Grades by id; None when it is no list of ids or grades by id, or names nothing relevant."""
    if isinstance(given, list):
        names = [_id(one) for one in cast("list[object]", given)]
        grades = {name: 1.0 for name in names if name is not None}
        return grades if grades and None not in names else None
    if isinstance(given, dict):
        graded = cast("dict[str, object]", given)
        if all(isinstance(grade, int | float) for grade in graded.values()):
            numbers = cast("dict[str, float]", graded)
            return {name: float(grade) for name, grade in numbers.items() if 0 < grade < float("inf")} or None
    return None


def _id(given: object) -> str | None:
    if isinstance(given, bool) or not isinstance(given, str | int):
        return None
    return str(given).strip() or None
