"""Files of invented messages that a linear model is learnt from: heading → anything → messages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import yaml

from knowledge.errors import Problem

_yaml: Any = yaml  # the package's types leave `compose` half told
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def messages(folder: Path, problems: list[Problem], unreadable: str) -> Iterator[tuple[str, str, str]]:
    """File, heading and text of each message; `unreadable`: the code of the problem with a file of another shape."""
    for path in sorted(folder.glob("*.yaml")):
        try:
            loaded: object = _yaml.load(path.read_bytes(), Loader=_LOADER)
        except yaml.YAMLError:
            loaded = None
        if not isinstance(loaded, dict):
            problems.append(Problem(str(path), unreadable))
            continue
        for heading, below in cast("dict[object, object]", loaded).items():
            texts = list(_texts(below))
            if not texts:
                problems.append(Problem(str(path), unreadable, value=str(heading)))
            yield from ((str(path), str(heading), text) for text in texts)


def _texts(value: object) -> Iterator[str]:
    """The texts below a heading, whatever stands between."""
    match value:
        case str():
            yield value
        case list():
            for one in cast("list[object]", value):
                yield from _texts(one)
        case dict():
            for one in cast("dict[object, object]", value).values():
                yield from _texts(one)
        case _:
            pass
