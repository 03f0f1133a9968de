"""What the command line says: sentences by key, and faults in words."""

from __future__ import annotations

import errno
from pathlib import Path

import yaml

from knowledge.errors import Problem


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

    def system_fault(self, error: OSError) -> str:
        """A file or folder that the system refused: which, why, what to do."""
        key = f"system_{errno.errorcode.get(error.errno or 0, '')}"
        told = self(key if key in self._texts else "system_other", value=error.strerror or str(error))
        return f"{error.filename}: {told}" if error.filename else told

    def setting_fault(self, name: str, value: object) -> str:
        """A variable of the environment that holds what it may not."""
        key = f"setting_{name}"
        return self(key if key in self._texts else "setting_other", name=name, value=value)
