"""The numbers that Word draws before paragraphs and does not write into them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Numbering:
    """Counts list paragraphs in their order. Made of the numbering part of one file; None when it has no lists."""

    def __init__(self, part: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._list_of: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        if part is None:
            return
        for abstract in part.iter(f"{_W}abstractNum"):
            levels = {int(level.get(f"{_W}ilvl") or 0): _level(level) for level in abstract.iter(f"{_W}lvl")}
            self._levels[abstract.get(f"{_W}abstractNumId")] = levels
        for number in part.iter(f"{_W}num"):
            abstract = number.find(f"{_W}abstractNumId")
            key = number.get(f"{_W}numId")
            restarts = number.find(f"{_W}lvlOverride/{_W}startOverride") is not None
            source = abstract.get(f"{_W}val") if abstract is not None else ""
            # Lists made of one definition count on; one that starts anew counts by itself.
            self._list_of[key] = f"{source}/{key}" if restarts else source
            self._levels.setdefault(self._list_of[key], self._levels.get(source, {}))

    def mark(self, properties: Any) -> str:
        """What stands before the next paragraph with this `numPr`: "2. ", "a) ", "- " or nothing."""
        number, level = (_value(properties, name) for name in ("numId", "ilvl"))
        name = self._list_of.get(number or "")
        levels = self._levels.get(name or "", {})
        here = int(level) if level and level.isdigit() else 0
        if name is None or here not in levels:
            return ""
        counts = self._counts[name]
        counts[here] = counts.get(here, levels[here][2] - 1) + 1
        for deeper in [key for key in counts if key > here]:
            del counts[deeper]
        style, text, _ = levels[here]
        if style == "bullet":
            return "- "
        if style == "none":
            return ""
        for above, (above_style, _, start) in levels.items():
            text = text.replace(f"%{above + 1}", _written(counts.get(above, start), above_style))
        return f"{text} " if text else ""


def _level(level: Any) -> tuple[str, str, int]:
    start = _value(level, "start")
    return (
        _value(level, "numFmt") or "decimal",
        _value(level, "lvlText") or "",
        int(start) if start and start.isdigit() else 1,
    )


def _value(node: Any, name: str) -> str | None:
    child = node.find(f"{_W}{name}")
    return child.get(f"{_W}val") if child is not None else None


def _written(number: int, style: str) -> str:
    if style in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in {"lowerRoman", "upperRoman"} and number < 400:
        written = ""
        for size, letters in _ROMAN:
            count, number = divmod(number, size)
            written += letters * count
        return written.upper() if style == "upperRoman" else written
    return f"{number:02d}" if style == "decimalZero" else str(number)
