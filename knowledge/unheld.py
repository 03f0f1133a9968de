"""Questions that teach what is answered here and what is not, `data/questions/unheld.yaml`.

    details   of ours by their topic, and nobody holds what they ask        beyond   not ours at all
    held      near to those, and answered

What else is answered stands elsewhere: the records' ways of asking, the check questions, and the plain questions that
the model of dangers is measured on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from knowledge.errors import DataError, Problem
from knowledge.questions import Questions
from knowledge.text import fold, nfc

FILE = "unheld.yaml"
_PARTS = ("details", "beyond", "held")
_PLAIN = Path("dangers") / "plain"
_NOT_OURS = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Lessons:
    """Questions that are answered, and questions that are not; each once, in a stable order."""

    held: tuple[str, ...] = ()
    unheld: tuple[str, ...] = ()


def read_lessons(data: Path, questions: Questions) -> Lessons:
    """All that is known of either sort; nothing where the file is absent. DataError for a malformed one."""
    path = data / "questions" / FILE
    if not path.is_file():
        return Lessons()
    parts = _lists(path, _PARTS)
    plain = [
        text
        for file in sorted((data / _PLAIN).glob("*.yaml"))
        for topic, texts in _lists(file).items()
        if topic != _NOT_OURS
        for text in texts
    ]
    unheld = [*parts["details"], *parts["beyond"], *(one.text for one in questions.checks if not one.relevant)]
    ways = [text for texts in questions.variants.values() for text in texts]
    held = [*parts["held"], *ways, *(one.text for one in questions.checks if one.relevant), *plain]
    seen = {_key(text) for text in unheld}
    return Lessons(tuple(_once(one for one in held if _key(one) not in seen)), tuple(_once(unheld)))


def _lists(path: Path, wanted: tuple[str, ...] | None = None) -> Mapping[str, list[str]]:
    """Name → texts of a file; of all names that are wanted, where any are."""
    try:
        told: Any = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise DataError([Problem(str(path), "questions_malformed", row=mark.line + 1 if mark else None)]) from None
    names = cast("dict[str, Any]", told) if isinstance(told, dict) else {}
    right = all(
        isinstance(texts, list) and {*map(type, cast("list[object]", texts))} <= {str} for texts in names.values()
    )
    if not right or (wanted and set(names) != set(wanted)):
        raise DataError([Problem(str(path), "questions_malformed")])
    return names


def _once(texts: Iterator[str] | list[str]) -> list[str]:
    return list({_key(text): text for text in texts}.values())


def _key(text: str) -> str:
    return " ".join(fold(nfc(text)).split())
