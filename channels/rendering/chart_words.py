"""Is what a chart shows told already? Then a channel of text need not say it again."""

from __future__ import annotations

import re
import unicodedata

from actions.reply import Chart
from channels.rendering.chart_picture import number


def is_told(chart: Chart, said: str) -> bool:
    """Does `said` hold every figure of the chart, and the name of each where there are several?

    A gap is told only by the chart's own words.
    """
    said = unicodedata.normalize("NFC", said).casefold()
    points = [(series.name, period, value) for series in chart.series for period, value in series.points]
    names, periods = ({point[place] for point in points} for place in (0, 1))
    wanted = (names if len(names) > 1 else set[str]()) | (periods if len(periods) > 1 else set[str]())
    return all(unicodedata.normalize("NFC", name).casefold() in said for name in wanted) and all(
        value is not None and _has_number(said, number(value)) for _, _, value in points
    )


def _has_number(said: str, written: str) -> bool:
    """Not as a part of another number."""
    return re.search(rf"(?<![\d.,]){re.escape(written)}(?![.,]?\d)", said) is not None
