"""The commands of `python -m knowledge`, one file each.

A command has `add(commands)`, which declares its arguments and names its `run`, and `run(arguments, context) -> int`,
the exit status: 0 when it went well, 1 when the data is at fault. DataError is shown by `__main__`.
"""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction  # pyright: ignore[reportPrivateUsage]
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

import yaml

from knowledge.errors import Problem

Commands: TypeAlias = "_SubParsersAction[ArgumentParser]"


class Sentences:
    """What the commands say, from `data/messages/data_errors.yaml` and `data/messages/knowledge_*.yaml`."""

    def __init__(self, folder: Path) -> None:
        self._texts: dict[str, str] = {}
        for path in (folder / "data_errors.yaml", *sorted(folder.glob("knowledge_*.yaml"))):
            self._texts |= yaml.safe_load(path.read_text(encoding="utf-8"))

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of `key` with its values filled in."""
        return self._texts[key].format(**values)

    def message(self, problem: Problem) -> str:
        """What is wrong and what to do, without the place."""
        return self(problem.code, value=problem.value or "", expected=problem.expected or "")

    def problem(self, problem: Problem) -> str:
        """One located fault: where, what is wrong, what to do."""
        where = [problem.file]
        where += [self("in_sheet", sheet=problem.sheet)] if problem.sheet else []
        where += [self("in_row", row=problem.row)] if problem.row is not None else []
        where += [self("in_column", column=problem.column)] if problem.column else []
        return f"{', '.join(where)}: {self.message(problem)}"


@dataclass(frozen=True, slots=True)
class Context:
    """What a command works with; made once by `__main__`."""

    data: Path
    built: Path
    samples: bool
    today: date
    say: Sentences
    plans: Path | None = None
    """Folder of provincial plans as text, when PLANS_DIR names one."""
