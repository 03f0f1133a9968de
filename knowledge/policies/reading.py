"""`data/policies/*.yaml` → checked records, each fault with its file and line. Duplicate keys are refused too."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.errors import DataError, Problem

M = TypeVar("M", bound=BaseModel)


class _KeyTwice(yaml.constructor.ConstructorError):
    """A mapping gives a key twice."""


class _Loader(yaml.CSafeLoader):
    """A safe loader that refuses a key given twice: PyYAML would keep the last one in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
                if key.value in seen:
                    raise _KeyTwice(problem=key.value, problem_mark=key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_day(self, node: yaml.ScalarNode) -> Any:
        """A day; one that no calendar has is refused with its line."""
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            raise yaml.constructor.ConstructorError(problem=node.value, problem_mark=node.start_mark) from None


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_day)


@dataclass(frozen=True, slots=True)
class Source:
    """A YAML file, or a part of one, with the places of its values."""

    path: Path
    node: yaml.Node | None
    value: Any

    def parts(self) -> list[Source]:
        """The entries of a list, or the file itself where it holds one entry."""
        if not isinstance(self.node, yaml.SequenceNode):
            return [self] if self.node is not None else []
        nodes, values = cast("list[yaml.Node]", self.node.value), cast("list[Any]", self.value)
        return [Source(self.path, node, value) for node, value in zip(nodes, values, strict=True)]

    def text(self, key: str, default: str = "") -> str:
        """The value of a key as text, whatever it is; `default` where the entry has none."""
        entry: Any = self.value
        return str(cast("dict[str, Any]", entry).get(key) or default) if isinstance(entry, dict) else default

    def problem(self, code: str, place: Sequence[str | int], value: object, *, column: str | None = None) -> Problem:
        """A fault at a place given as pydantic does: keys and indices; what is no key or index is passed over."""
        return Problem(str(self.path), code, row=self._line(place), column=column, value=str(value))

    def _line(self, place: Sequence[str | int]) -> int | None:
        node = self.node
        line = node.start_mark.line + 1 if node is not None else None
        for step in place:
            if isinstance(node, yaml.MappingNode):
                found = [(key, value) for key, value in node.value if key.value == str(step)]
                if found:
                    key, node = found[0]
                    line = key.start_mark.line + 1
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = cast("yaml.Node", node.value[step])
                line = node.start_mark.line + 1
        return line


def read(path: Path) -> Source:
    """One file. DataError when it is missing, is no YAML, or gives a key twice."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DataError([Problem(str(path), "file_missing")]) from None
    except UnicodeDecodeError:
        raise DataError([Problem(str(path), "not_yaml", value="UTF-8")]) from None
    loader: Any = _Loader(text)  # its methods carry no types
    try:
        node: yaml.Node | None = loader.get_single_node()
        value: Any = None if node is None else loader.construct_document(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark is not None else None
        code = "yaml_key_twice" if isinstance(error, _KeyTwice) else "not_yaml"
        raise DataError([Problem(str(path), code, row=row, value=getattr(error, "problem", None))]) from None
    finally:
        loader.dispose()
    return Source(path, node, value)


def checked(source: Source, shape: type[M], problems: list[Problem], name: str | None = None) -> M | None:
    """The entry as a record; None when it is wrong, its faults added to `problems`, each with its line."""
    try:
        return shape.model_validate(source.value)
    except ValidationError as error:
        places = [fault["loc"] for fault in error.errors()]
        for fault in error.errors():
            place = fault["loc"]
            if any(len(other) > len(place) and other[: len(place)] == place for other in places):
                continue  # "too few" where the parts are there and wrong
            column = ".".join([*([name] if name else []), *map(str, place)])
            problems.append(source.problem("policy_schema", place, fault["msg"], column=column))
        return None
