"""Messages that the model of dangers is learnt from, `data/dangers/`: invented ones, nobody's own.

told/*.yaml        kind → how it is told → messages of people in danger
ordinary/*.yaml    what it is about → messages that are no danger, most of which sound so
plain/*.yaml       topic → questions that do not even sound like danger
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import DataError, Problem
from knowledge.linear.messages import messages

FOLDER = "dangers"
_TOLD, _ORDINARY, _PLAIN = "told", "ordinary", "plain"
_yaml: Any = yaml  # the package's types leave `compose` half told
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Examples:
    """`told`: (kind, message); `ordinary` and `plain`: messages; each once, in the order of the files."""

    told: tuple[tuple[str, str], ...] = ()
    ordinary: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind that is told of, sorted."""
        return tuple(sorted({kind for kind, _ in self.told}))


def read_examples(folder: Path, kinds: frozenset[str]) -> Examples:
    """Read `data/dangers/`; nothing where the folder is missing.

    DataError names every file that is no YAML or of another shape, and every kind that is none of `kinds`.
    """
    problems: list[Problem] = []
    told = list(messages(folder / _TOLD, problems, "dangers_unreadable"))
    ordinary, plain = (
        [text for _, _, text in messages(folder / part, problems, "dangers_unreadable")] for part in (_ORDINARY, _PLAIN)
    )
    wrong = {(file, kind) for file, kind, _ in told if kind not in kinds}
    problems += [Problem(file, "danger_of_no_kind", value=kind) for file, kind in sorted(wrong)]
    if problems:
        raise DataError(problems)
    pairs = dict.fromkeys((kind, text) for _, kind, text in told)
    return Examples(tuple(pairs), tuple(dict.fromkeys(ordinary)), tuple(dict.fromkeys(plain)))


def kinds_of(lexicon: Path) -> frozenset[str]:
    """The kinds of danger that replies are held for: those of `dangers.yaml` in the lexicon; none without the file."""
    path = lexicon / "dangers.yaml"
    return frozenset(_yaml.load(path.read_bytes(), Loader=_LOADER)["kinds"]) if path.exists() else frozenset()
