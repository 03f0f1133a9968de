"""Telegram's reading of `parse_mode=HTML`, and its limits, which count UTF-16 units after the reading."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
}
_TAG = re.compile(r"<(/?)([a-zA-Z0-9-]*)((?:\s[^>]*)?)>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_LINK = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")


class BadText(Exception):
    """The description of the 400 that Telegram answers."""


@dataclass(frozen=True)
class Read:
    """The text without tags, and its entities: type, offset and length in UTF-16 units, url of a link."""

    text: str
    entities: list[dict[str, Any]]


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def read(text: str, mode: str, limit: int) -> Read:
    """The text as the phone shows it. Of the modes only HTML and none are known here.

    Raises BadText for unknown tags, tags left open or closed wrongly, an empty text, and a text over the limit.
    """
    if mode and mode.upper() != "HTML":
        raise BadText("Bad Request: unsupported parse_mode")
    found = _read_html(text) if mode else Read(text, [])
    if not found.text.strip():
        raise BadText("Bad Request: message text is empty")
    if units(found.text) > limit:
        raise BadText(f"Bad Request: message {'caption ' if limit == CAPTION_LIMIT else ''}is too long")
    return found


def _read_html(text: str) -> Read:
    out: list[str] = []
    length = 0
    entities: list[dict[str, Any]] = []
    opened: list[tuple[str, int, str]] = []
    at = 0
    while at < len(text):
        if text[at] == "<":
            tag = _TAG.match(text, at)
            where = f"at byte offset {len(text[:at].encode())}"
            if not tag:
                raise BadText(f"Bad Request: can't parse entities: Unclosed start tag {where}")
            closing, name, rest = tag[1], tag[2].lower(), tag[3]
            if not closing:
                if name not in _TAGS:
                    raise BadText(f'Bad Request: can\'t parse entities: Unsupported start tag "{name}" {where}')
                opened.append((name, length, rest))
            else:
                if not opened or opened[-1][0] != name:
                    raise BadText(f"Bad Request: can't parse entities: Unexpected end tag {where}")
                name, start, rest = opened.pop()
                if length > start:
                    entities.append(_entity(name, start, length - start, rest))
            at = tag.end()
            continue
        entity = _ENTITY.match(text, at)
        piece = html.unescape(entity[0]) if entity else text[at]
        at = entity.end() if entity else at + 1
        out.append(piece)
        length += units(piece)
    if opened:
        name = opened[-1][0]
        raise BadText(f"Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"{name}\"")
    return Read("".join(out), sorted(entities, key=lambda each: each["offset"]))


def _entity(name: str, offset: int, length: int, rest: str) -> dict[str, Any]:
    entity = {"type": _TAGS[name], "offset": offset, "length": length}
    if name == "a" and (link := _LINK.search(rest)):
        entity["url"] = html.unescape(link[1] or link[2] or link[3])
    return entity
