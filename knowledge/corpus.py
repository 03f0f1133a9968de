"""The texts a restorer is trained from: our own, and whatever passages it is to serve."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import yaml

_TEMPLATE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_NOT_PROSE = frozenset({"source", "url", "id", "slots", "intent", "code"})
_YAML_FOLDERS = ("responses", "policies", "questions/variants")  # questions/check.yaml judges: nothing learns from it


def general_texts(data: Path) -> list[str]:
    """Ordinary Vietnamese and the words of this field: good for any passages, to be put beside them.

    Reads `data/texts`, the lexicon's names of things and its list of common syllables; what is missing is left out.
    """
    texts = [_without_comments(path) for path in sorted((data / "texts").glob("*.txt"))]
    terms = data / "lexicon" / "terms.yaml"
    if terms.exists():
        texts += _strings(yaml.safe_load(terms.read_text(encoding="utf-8")).get("terms", {}))
    syllables = data / "lexicon" / "syllables.yaml"
    if syllables.exists():
        texts += [str(word) for word in yaml.safe_load(syllables.read_text(encoding="utf-8"))["common"]]
    return texts


def own_texts(data: Path) -> list[str]:
    """All prose of a data folder: `general_texts`, articles, responses, policies and written questions."""
    texts = general_texts(data)
    texts += [path.read_text(encoding="utf-8") for path in sorted((data / "articles").rglob("*.md"))]
    for folder in _YAML_FOLDERS:
        for path in sorted((data / folder).rglob("*.yaml")):
            texts += [_TEMPLATE.sub("\n", text) for text in _strings(yaml.safe_load(path.read_text(encoding="utf-8")))]
    return texts


def training_texts(data: Path, passages: Iterable[str], names: Iterable[str] = ()) -> list[str]:
    """Everything for the build: own texts, the snapshot's passages (all fields) and the gazetteer's names."""
    return [*own_texts(data), *passages, *names]


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in cast("list[Any]", value):
                yield from _strings(item)
        case dict():
            for key, item in cast("dict[Any, Any]", value).items():
                if key not in _NOT_PROSE:
                    yield from _strings(item)
        case _:
            return


def _without_comments(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))
