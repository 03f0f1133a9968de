"""The six kinds of interest as a figure with six corners: `Chart.outline`, a path in a square of 24.

Only what is liked encloses an area; the corners, the axes and the letters beside them are single strokes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction

from actions.interests.run import LETTERS

_MIDDLE, _REACH, _BESIDE = 12.0, 8.6, 10.6
_SIZE = 0.85
_STROKES: Mapping[str, tuple[tuple[float, float, float, float], ...]] = {
    "R": ((-1, -1, -1, 1), (-1, -1, 1, -1), (1, -1, 1, 0), (1, 0, -1, 0), (0, 0, 1, 1)),
    "I": ((0, -1, 0, 1), (-0.6, -1, 0.6, -1), (-0.6, 1, 0.6, 1)),
    "A": ((-1, 1, 0, -1), (0, -1, 1, 1), (-0.5, 0.2, 0.5, 0.2)),
    "S": ((1, -1, -1, -1), (-1, -1, -1, 0), (-1, 0, 1, 0), (1, 0, 1, 1), (1, 1, -1, 1)),
    "E": ((-1, -1, -1, 1), (-1, -1, 1, -1), (-1, 0, 0.6, 0), (-1, 1, 1, 1)),
    "C": ((1, -1, -1, -1), (-1, -1, -1, 1), (-1, 1, 1, 1)),
}
"""Letters as strokes: from x, y to x, y, one unit each way."""


def corner(place: int, share: float, reach: float = _REACH) -> tuple[float, float]:
    """Where a share from 0 to 1 stands on an axis; the first axis points up, the others follow clockwise."""
    angle = 2 * math.pi * place / len(LETTERS)
    return _MIDDLE + reach * share * math.sin(angle), _MIDDLE - reach * share * math.cos(angle)


def outline(shares: Mapping[str, Fraction]) -> str:
    """The path; a letter without a share has no corner of its own."""
    liked = [corner(place, float(shares[letter])) for place, letter in enumerate(LETTERS) if letter in shares]
    return "".join((*map(_stroke, _frame()), "M", "L".join(_point(*at) for at in liked), "z"))


def _frame() -> Iterator[tuple[float, float, float, float]]:
    """The axes, the ring of all and of half, and the letters."""
    for place, letter in enumerate(LETTERS):
        yield (_MIDDLE, _MIDDLE, *corner(place, 1))
        for share in (0.5, 1):
            yield (*corner(place, share), *corner(place + 1, share))
        x, y = corner(place, 1, _BESIDE)
        for stroke in _STROKES[letter]:
            yield tuple(at + _SIZE * part for at, part in zip((x, y, x, y), stroke, strict=True))  # pyright: ignore[reportReturnType]


def _stroke(ends: tuple[float, float, float, float]) -> str:
    return f"M{_point(*ends[:2])}L{_point(*ends[2:])}"


def _point(x: float, y: float) -> str:
    return f"{x:.1f} {y:.1f}".replace(".0", "")
