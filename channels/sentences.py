"""The sentences that channels say themselves, read from `data/messages/<name>.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from actions.reply import Outcome, Reply
from channels.errors import SettingsInvalid


class Sentences:
    """One file of sentences, addressed by dotted path; `{name}` in a sentence is filled from the arguments."""

    def __init__(self, source: Path) -> None:
        self._source = source
        try:
            loaded: object = yaml.safe_load(source.read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError) as problem:
            raise SettingsInvalid(f"{source}: {problem}") from problem
        if not isinstance(loaded, dict):
            raise SettingsInvalid(f"{source}: not a mapping")
        self._entries = cast("Mapping[str, Any]", loaded)

    @property
    def entries(self) -> Mapping[str, Any]:
        """All of the file, for a template."""
        return self._entries

    def text(self, path: str, **values: object) -> str:
        """The sentence at `path`. Raises SettingsInvalid when the file has none."""
        found = self._find(path)
        if not isinstance(found, str):
            raise SettingsInvalid(f"{self._source}: {path} is not a sentence")
        return found.format(**values)

    def reply(self, code: str, **values: object) -> Reply:
        """The reply `replies.<code>`: its text and its outcome."""
        return Reply(
            text=self.text(f"replies.{code}.text", **values),
            outcome=Outcome(self.text(f"replies.{code}.outcome")),
        )

    def _find(self, path: str) -> object:
        found: object = self._entries
        for key in path.split("."):
            if not isinstance(found, dict) or key not in found:
                raise SettingsInvalid(f"{self._source}: {path} is missing")
            found = cast("object", found[key])
        return found
