"""The chat element as one script: its modules, style and Vietnamese sentences, put together when the process starts.

A module of `static/chat` begins with lines `import { a, b } from "./name.js";` and has top-level `export
class|const|function|async function`; nothing else of the module syntax is used, so taking them apart needs no parser.
Statements end with a semicolon: what stands on the next line is put on the same one.
Strings stand in double quotes or backticks; neither stands in a pattern or, nested, in a string.
Each becomes a function of its own, so that two of them may use one name.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from string import ascii_lowercase
from typing import Any

ENTRY = "embed"
_MADE = "made"
"""The module that is made here: the style and the sentences."""
_IMPORT = re.compile(r'^import \{ ([\w, ]+) \} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:class|const|function|async function) (\w+))", re.MULTILINE)
_NAME = re.compile(r"^export (?:class|const|function|async function) (\w+)", re.MULTILINE)
_NOTE = re.compile(r"^\s*(?://.*|/\*\*(?:.|\n)*?\*/)\n", re.MULTILINE)
_INDENT = re.compile(r"^\s+", re.MULTILINE)
_QUOTED = re.compile(r"(\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`)")
_ROOM = re.compile(r" (=>|[=!]==|[<>+*-]?=|&&|\|\||[?:<>+*-]) (?![+-])|(?<=[,;{]) | (?=\})|(?<=\)) (?=\{)")
_LINE = re.compile(r"(?<=[;,{}])\n")
_CSS_NOTE = re.compile(r"/\*.*?\*/", re.DOTALL)
_LATE_NOTE = re.compile(r"(?<=[;,{}]) // [^\n]*$", re.MULTILINE)
_CSS_ZERO = re.compile(r"(?<![\d.])0(?=\.\d)")
_CSS_SPACE = re.compile(r"\s*([{};,]|:(?=\s)|>(?=\s))\s*")
_PRIVATE = re.compile(r"#([a-z]\w*)")
_OF_OTHER_CHANNELS = frozenset({"label", "text", "button", "code", "none"})
_PAGE_ONLY = frozenset({"alone", "title", "description", "loading", "needs_script"})


@dataclass(frozen=True)
class Bundle:
    """The script as it is sent; `digest` changes with every byte of it."""

    plain: bytes
    packed: bytes
    digest: str


def bundle(folder: Path, words: Mapping[str, Any]) -> Bundle:
    """One script of the modules in `folder`, beginning with nothing but itself: no request, no global name.

    Raises graphlib.CycleError when modules import each other, KeyError when one is missing.
    """
    style = _short_css((folder / "chat.css").read_text(encoding="utf-8"))
    modules = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.js")}
    modules[_MADE] = f"export const CSS = {_json(style)};\nexport const WORDS = {_json(for_element(words))};\n"
    needs = {name: {found for _, found in _IMPORT.findall(text)} for name, text in modules.items()}
    order = [name for name in TopologicalSorter(needs).static_order() if name in _reached(needs)]
    body = "".join(f"const ${name}=(()=>{{\n{_as_function(modules[name])}}})();\n" for name in order)
    plain = f'(()=>{{"use strict";\n{body}}})();\n'.encode()
    return Bundle(plain, gzip.compress(plain, 9, mtime=0), hashlib.sha256(plain).hexdigest()[:16])


def for_element(words: Mapping[str, Any]) -> dict[str, Any]:
    """The sentences of page.yaml that the element itself says."""
    return {key: value for key, value in words.items() if key not in _PAGE_ONLY}


def alone(words: Mapping[str, Any]) -> dict[str, Any]:
    """The sentences where no other channel is set up: no code is offered that could be typed nowhere."""
    settings = words["settings"]
    pairing = {key: text for key, text in settings["pairing"].items() if key not in _OF_OTHER_CHANNELS}
    return {**words, "settings": {**settings, "pairing": {**pairing, **words["alone"]}}}


def _reached(needs: Mapping[str, set[str]]) -> set[str]:
    found, open_names = set[str](), [ENTRY]
    while open_names:
        name = open_names.pop()
        if name not in found:
            found.add(name)
            open_names += needs[name]
    return found


def _as_function(text: str) -> str:
    names = _NAME.findall(text)
    text = _IMPORT.sub(r"const { \1 } = $\2;\n", text)
    text = _INDENT.sub("", _LATE_NOTE.sub("", _NOTE.sub("", _EXPORT.sub("", text))))
    parts = _QUOTED.split(text)
    # Every second part is a string, where room counts; what is written in double quotes stays as it is.
    parts = [part if at % 2 else _LINE.sub("", _ROOM.sub(r"\1", part)) for at, part in enumerate(parts)]
    known = dict.fromkeys(name for part in parts if part[:1] != '"' for name in _PRIVATE.findall(part))
    short = {name: f"#{_letters(at)}" for at, name in enumerate(known)}
    text = "".join(part if part[:1] == '"' else _PRIVATE.sub(lambda found: short[found[1]], part) for part in parts)
    return text + (f"return {{ {', '.join(names)} }};\n" if names else "")


def _letters(number: int) -> str:
    """a, b, … z, aa, ab, …: what a class calls `#name`, which nothing outside it can use."""
    more, at = divmod(number, len(ascii_lowercase))
    return (_letters(more - 1) if more else "") + ascii_lowercase[at]


def _short_css(text: str) -> str:
    return _CSS_ZERO.sub("", _CSS_SPACE.sub(r"\1", _CSS_NOTE.sub("", text))).replace(";}", "}").strip()


def _json(value: object) -> str:
    # Two characters that end a line in old scripts, though not in JSON.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\N{LINE SEPARATOR}", "\\u2028").replace("\N{PARAGRAPH SEPARATOR}", "\\u2029")
