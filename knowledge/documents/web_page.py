"""A web page that was saved: its visible text as lines. Nothing is run, fetched or resolved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree  # pyright: ignore[reportMissingTypeStubs, reportAttributeAccessIssue, reportUnknownVariableType] - no types

from knowledge.documents.document import Line, Reading
from knowledge.documents.file_kind import MAX_BLOCKS, FileRefused
from knowledge.documents.legacy_text import LegacyText
from knowledge.documents.text_file import decode, shown
from knowledge.errors import Problem, Severity

_html: Any = etree  # pyright: ignore[reportUnknownVariableType] - no types
_SILENT = frozenset(
    {"script", "style", "template", "noscript", "head", "iframe", "object", "embed", "svg", "math", "canvas"}
    | {"audio", "video", "select", "button", "textarea", "nav"}
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html"}
    | {"li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d]*[1-9])", re.IGNORECASE
)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def page_lines(raw: bytes, file: str, legacy: LegacyText) -> Reading:
    """Visible lines of a page. UnicodeDecodeError when the bytes are no text."""
    text, encoding = _decode(raw, legacy)
    problems: list[Problem] = []
    if encoding not in {"utf-8", "utf-8-sig", "utf-16"}:
        problems.append(Problem(file, "document_converted", value=encoding, severity=Severity.WARNING))
    parser = _html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, recover=True
    )
    # A declared encoding no longer holds, and a surrogate cannot be written.
    root = _html.fromstring(text.encode("utf-8", "replace") or b"<p></p>", parser)
    named: dict[str, object] = {}
    if root is None:
        return Reading((), False, named, tuple(problems))
    title = root.find(".//title")
    if title is not None and (name := shown(title.text or "")):
        named["title"] = name
    return Reading(tuple(_Walk().lines(root)), False, named, tuple(problems))


def _decode(raw: bytes, legacy: LegacyText) -> tuple[str, str]:
    """Text by its mark, by what the page declares, or by what it looks like."""
    declared = _CHARSET.search(raw[:4096])
    name = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
    if name in {"windows-1258", "cp1258"} and not raw.startswith(b"\xef\xbb\xbf"):
        try:
            return raw.decode("cp1258"), "cp1258"
        except UnicodeDecodeError:
            pass
    return decode(raw, legacy)


class _Walk:
    """Text in document order, one block a line; a row of a table is one line."""

    def __init__(self) -> None:
        self._number = 0
        self._words: list[str] = []
        self._heading = 0
        self._items: list[int] = []
        """Items met so far in each open list."""

    def lines(self, root: Any) -> Iterator[Line]:
        """Walk without recursion: a page may be nested as deep as its author likes."""
        silent = 0
        for count, (event, node) in enumerate(_html.iterwalk(root, events=("start", "end"))):
            if count > 2 * MAX_BLOCKS:
                raise FileRefused("document_too_long")
            tag = node.tag if isinstance(node.tag, str) else ""
            if event == "start" and (silent or tag == "tr" or _hides(node, tag)):
                if tag == "tr" and not silent:
                    yield from self._flush()
                    yield from self._row(node)
                silent += 1
            elif event == "start":
                yield from self._enter(node, tag)
            elif silent > 1:
                silent -= 1
            else:
                if not silent:
                    yield from self._leave(tag)
                silent = 0
                self._words.append(node.tail or "")
        yield from self._flush()

    def _enter(self, node: Any, tag: str) -> Iterator[Line]:
        if tag in _BLOCKS:
            yield from self._flush()
        if tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
        if tag in {"ol", "ul"}:
            self._items.append(0)
        if tag == "li":
            self._words.append(self._item_mark(node))
        self._words.append(node.text or "")

    def _leave(self, tag: str) -> Iterator[Line]:
        if tag in _BLOCKS:
            yield from self._flush()
        if tag in _HEADINGS:
            self._heading = 0
        if tag in {"ol", "ul"} and self._items:
            self._items.pop()

    def _row(self, row: Any) -> Iterator[Line]:
        cells = [shown(" ".join(_visible(cell))) for cell in row if cell.tag in {"td", "th"}]
        if any(cells):
            self._number += 1
            yield Line(" | ".join(cells).strip(), self._number, row=len(cells) > 1, gap=True)

    def _flush(self) -> Iterator[Line]:
        text = shown(" ".join("".join(self._words).split()))
        self._words = []
        if text:
            self._number += 1
            yield Line(text, self._number, heading=self._heading, gap=True)

    def _item_mark(self, item: Any) -> str:
        """What a browser draws before an item: a dash, or its number."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol" or not self._items:
            return "- "
        self._items[-1] += 1
        start = parent.get("start") or ""
        place = self._items[-1] + (int(start) - 1 if start.isdecimal() and len(start) < 6 else 0)
        if parent.get("type") == "a" and 1 <= place <= len(_LETTERS):
            return f"{_LETTERS[place - 1]}) "
        return f"{place}. "


def _visible(cell: Any) -> Iterator[str]:
    silent = 0
    for event, node in _html.iterwalk(cell, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start" and (silent or _hides(node, tag)):
            silent += 1
        elif event == "start":
            yield node.text or ""
        else:
            silent = max(silent - 1, 0)
            if not silent and node is not cell:
                yield node.tail or ""


def _hides(node: Any, tag: str) -> bool:
    """True for what a reader of the page does not see."""
    if tag in _SILENT or node.get("hidden") is not None or node.get("aria-hidden") == "true":
        return True
    style = node.get("style")
    return style is not None and _HIDDEN.search(style) is not None
