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
    said = _folded(said)
    names = {_folded(series.name) for series in chart.series}
    periods = {_folded(period) for series in chart.series for period, _ in series.points}
    wanted = [*(names if len(names) > 1 else ()), *(periods if len(periods) > 1 else ())]
    values = [value for series in chart.series for _, value in series.points]
    return all(each in said for each in wanted) and all(
        value is not None and _has_number(said, number(value)) for value in values
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _has_number(said: str, written: str) -> bool:
    """Not as a part of another number."""
    return re.search(rf"(?<![\d.,]){re.escape(written)}(?![.,]?\d)", said) is not None
