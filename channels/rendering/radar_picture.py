"""A radar as a picture for a phone: one corner for each value, its name and its figure beside it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PIL import ImageDraw, ImageFont

from actions.reply import Chart

_MIDDLE = (540, 370)
_REACH, _BESIDE = 235, 262
_RINGS = (0.25, 0.5, 0.75, 1.0)
_TEXT, _SMALL = 34, 28
_INK, _SOFT, _LINE, _LIKED, _WITHIN = "#17221e", "#54625c", "#d5dfdb", "#0e5a4b", "#cfe0da"

Point = tuple[float, float]


def draw_radar(
    pen: ImageDraw.ImageDraw,
    chart: Chart,
    *,
    full: float,
    font: Callable[[int], ImageFont.FreeTypeFont],
    number: Callable[[float], str],
) -> None:
    """Draw it on a picture of 1080 × 720; `full`: the value at the outer ring. A missing value has no corner."""
    points = chart.series[0].points
    count = len(points)
    for share in _RINGS:
        pen.polygon([_at(place, count, share * _REACH) for place in range(count)], outline=_LINE, width=2)
    for place in range(count):
        pen.line((*_MIDDLE, *_at(place, count, _REACH)), fill=_LINE, width=2)
    corners = [_at(place, count, _REACH * value / full) for place, (_, value) in enumerate(points) if value is not None]
    _area(pen, corners)
    for place, (name, value) in enumerate(points):
        beside = _at(place, count, _BESIDE)
        told = name if value is None else f"{name} {number(value)}"
        pen.text(beside, told, font=font(_TEXT), fill=_INK, anchor=_anchor(place, count))
    pen.text((_MIDDLE[0], 700), f"{chart.series[0].name} – {chart.unit}", font=font(_SMALL), fill=_SOFT, anchor="ms")


def _area(pen: ImageDraw.ImageDraw, corners: Sequence[Point]) -> None:
    if len(corners) > 1:
        pen.polygon(corners, fill=_WITHIN)
        pen.line([*corners, corners[0]], fill=_LIKED, width=6, joint="curve")
    for x, y in corners:
        pen.ellipse((x - 9, y - 9, x + 9, y + 9), fill=_LIKED)


def _at(place: int, count: int, distance: float) -> Point:
    """From the middle along an axis; the first points up, the others follow clockwise."""
    angle = 2 * math.pi * place / count
    return _MIDDLE[0] + distance * math.sin(angle), _MIDDLE[1] - distance * math.cos(angle)


def _anchor(place: int, count: int) -> str:
    """Which side of a name stands at its corner, so that it grows away from the figure."""
    across = math.sin(2 * math.pi * place / count)
    if abs(across) < 0.1:
        return "ms" if 4 * place < count or 4 * place > 3 * count else "mt"
    return "lm" if across > 0 else "rm"
