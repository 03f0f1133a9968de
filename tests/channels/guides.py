"""The how-to pages of channels/guides as steps that can be followed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "channels" / "guides"
_BLOCK = re.compile(r"^```(\w+)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PLACE = re.compile(r"<([^<>\n]+)>")


@dataclass(frozen=True)
class Step:
    """A block of a page, and the heading it stands under.

    kind: env (lines for .env), console (a command and what it prints), chat (who says what), text (something to paste
    at the vendor; `what` says where), html and css (something to put into a page).
    """

    heading: str
    kind: str
    what: str
    lines: tuple[str, ...]


def steps(name: str, values: Mapping[str, str]) -> list[Step]:
    """The blocks of a page in order, its `<places>` filled in. KeyError for a place without a value."""
    found: list[Step] = []
    for section in re.split(r"^## ", _page(name), flags=re.MULTILINE):
        heading = section.partition("\n")[0]
        for kind, what, body in _BLOCK.findall(section):
            filled = body if kind == "html" else _PLACE.sub(lambda place: values[place[1]], body)
            found.append(Step(heading, kind, what, tuple(filled.splitlines())))
    return found


def places(name: str) -> set[str]:
    """The names of the places of a page's blocks."""
    blocks = _BLOCK.findall(_page(name))
    return {place for kind, _, body in blocks if kind != "html" for place in _PLACE.findall(body)}


def _page(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")
