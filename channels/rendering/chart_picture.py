"""A chart as a picture for a phone: lines over time, bars where there is one period, or a radar."""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

from actions.reply import Chart
from channels.messages import shortened
from channels.rendering.radar_picture import draw_radar

_WIDTH, _HEIGHT = 1080, 720
_LEFT, _RIGHT, _BOTTOM = 130, 40, 90
_LEGEND = 38
_LONGEST_NAME = 30
_LONGEST_PERIOD = 12
_BETWEEN = 14
_TEXT, _SMALL = 30, 25
_TICKS = 4
_FULL = 10.0
"""The value at the outer ring of a radar."""
_INK, _SOFT, _LINE = "#17221e", "#54625c", "#d5dfdb"
_COLOURS = ("#0e5a4b", "#b3541e", "#3b4cc0", "#8a2b6b", "#5f6b00", "#1b7a9c")
"""Each at 4.5 : 1 on white or better; the marks differ too, for who sees no colours."""


def as_png(chart: Chart) -> bytes:
    """The chart with its legend, unit and period, and every value at its point; a missing value is a gap."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
    if chart.outline:
        draw_radar(ImageDraw.Draw(image), chart, full=_FULL, font=_font, number=number)
    else:
        _Drawing(ImageDraw.Draw(image), chart).draw()
    written = io.BytesIO()
    image.save(written, format="PNG", optimize=True)
    return written.getvalue()


def number(value: float) -> str:
    """As written in Vietnam: 1.234,5; at most two decimals."""
    whole = f"{round(value, 2):,.2f}".rstrip("0").rstrip(".")
    return whole.translate(str.maketrans(",.", ".,"))


@dataclass(frozen=True)
class _Drawing:
    pen: ImageDraw.ImageDraw
    chart: Chart

    @property
    def periods(self) -> list[str]:
        """Every period of every series, in the order they come."""
        return list(dict.fromkeys(period for series in self.chart.series for period, _ in series.points))

    @property
    def every(self) -> int:
        """Every how manieth period is named, so that no name meets the next."""
        longest = max((_font(_SMALL).getlength(name) for name in self._names), default=0.0) + _BETWEEN
        return max(1, math.ceil(longest * len(self._names) / (_WIDTH - _LEFT - _RIGHT)))

    @property
    def _names(self) -> list[str]:
        return [shortened(_line(period), _LONGEST_PERIOD) for period in self.periods]

    @property
    def top(self) -> int:
        """Where the axis ends, below a legend of two columns."""
        return 90 + _LEGEND * math.ceil(len(self.chart.series) / 2)

    @property
    def scale(self) -> tuple[float, float]:
        """(lowest, highest) of the axis. It begins at zero, so that nothing looks larger than it is."""
        values = [value for series in self.chart.series for _, value in series.points if value is not None]
        low, high = min([0.0, *values]), max([0.0, *values])
        if high == low:
            return low, low + 1
        step = 10 ** math.floor(math.log10(high - low))
        step *= next(part for part in (0.25, 0.5, 1, 2, 2.5, 5, 10) if part * step * _TICKS >= high - low)
        return math.floor(low / step) * step, math.ceil(high / step) * step

    def draw(self) -> None:
        """Everything."""
        self._axes()
        bars = len(self.periods) == 1
        for place, series in enumerate(self.chart.series):
            points = [(self.periods.index(period), value) for period, value in series.points]
            (self._bar if bars else self._curve)(place, points)
            self._legend(place, series.name)

    def _axes(self) -> None:
        low, high = self.scale
        for tick in range(_TICKS + 1):
            value = low + (high - low) * tick / _TICKS
            y = self._y(value)
            self.pen.line((_LEFT, y, _WIDTH - _RIGHT, y), fill=_LINE, width=2)
            self.pen.text((_LEFT - 14, y), number(value), font=_font(_SMALL), fill=_SOFT, anchor="rm")
        unit = _line(f"{self.chart.unit} – {self.chart.period}")
        self.pen.text((_LEFT, self.top - 26), unit, font=_font(_SMALL), fill=_SOFT, anchor="ls")
        every = self.every
        for place, name in enumerate(self._names[::every]):
            at = (self._x(place * every), _HEIGHT - _BOTTOM + 16)
            self.pen.text(at, name, font=_font(_SMALL), fill=_INK, anchor="ma")

    def _curve(self, place: int, points: Sequence[tuple[int, float | None]]) -> None:
        before: tuple[float, float] | None = None
        for period, value in sorted(points, key=lambda point: point[0]):
            if value is None:
                before = None
                continue
            here = (self._x(period), self._y(value))
            if before:
                self.pen.line((*before, *here), fill=_colour(place), width=5)
            self._mark(place, here)
            self.pen.text((here[0], here[1] - 16), number(value), font=_font(_SMALL), fill=_colour(place), anchor="ms")
            before = here

    def _bar(self, place: int, points: Sequence[tuple[int, float | None]]) -> None:
        room = (_WIDTH - _LEFT - _RIGHT) / (len(self.chart.series) + 1)
        middle, half = _LEFT + room * (place + 1), min(60.0, room * 0.35)
        for _, value in points:
            if value is not None:
                top, foot = sorted((self._y(value), self._y(0)))
                self.pen.rectangle((middle - half, top, middle + half, foot), fill=_colour(place))
                self.pen.text((middle, top - 8), number(value), font=_font(_SMALL), fill=_INK, anchor="ms")

    def _legend(self, place: int, name: str) -> None:
        column, row = place % 2, place // 2
        most = _LONGEST_NAME if len(self.chart.series) > 1 else 2 * _LONGEST_NAME
        x, y = _LEFT + column * (_WIDTH - _LEFT) / 2, 34 + row * _LEGEND
        self._mark(place, (x, y))
        self.pen.text((x + 24, y), shortened(_line(name), most), font=_font(_TEXT), fill=_INK, anchor="lm")

    def _mark(self, place: int, at: tuple[float, float]) -> None:
        self.pen.regular_polygon((*at, 12), n_sides=(32, 4, 3)[place % 3], fill=_colour(place))

    def _x(self, place: int) -> float:
        room = _WIDTH - _LEFT - _RIGHT
        return _LEFT + room * (place + 0.5) / len(self.periods)

    def _y(self, value: float) -> float:
        low, high = self.scale
        return _HEIGHT - _BOTTOM - (value - low) / (high - low) * (_HEIGHT - self.top - _BOTTOM)


def _line(text: str) -> str:
    """Composed letters, and nothing that has no shape."""
    return "".join(letter for letter in unicodedata.normalize("NFC", text) if letter.isprintable())


def _colour(place: int) -> str:
    return _COLOURS[place % len(_COLOURS)]


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = files("fontpkg_be_vietnam_pro") / "files" / "BeVietnamPro-Regular.ttf"
    # The basic layout: the same bytes on every machine, whatever shaping library it has.
    return ImageFont.truetype(str(font), size, layout_engine=ImageFont.Layout.BASIC)
