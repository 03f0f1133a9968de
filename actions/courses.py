"""Figures as a chart: one series over the years or quarters, or the groups of one period beside each other."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from actions.demand import TOTAL
from actions.reply import Chart, ChartSeries
from actions.turn import Turn
from knowledge.models import Indicator
from knowledge.period import Period

OVER_TIME, BY_QUARTER = "over_time", "by_quarter"
_SEVERAL, _ENOUGH_YEARS = 2, 3
_MOST = 8
"""Periods of a chart: as many as a phone shows."""
_QUARTER = re.compile(r"(\d{4})-Q(\d)")
_A_YEAR = 4


@dataclass(frozen=True, slots=True)
class Course:
    """One series over time, oldest first. Figures of one period that differ stand beside each other."""

    figures: tuple[Indicator, ...]

    @property
    def periods(self) -> tuple[tuple[Indicator, ...], ...]:
        """The figures, period by period."""
        return tuple(tuple(same) for _, same in itertools.groupby(self.figures, key=lambda each: each.period))

    @property
    def sure(self) -> tuple[Indicator, ...]:
        """One figure a period, where all sources write the same."""
        return tuple(same[0] for same in self.periods if _agree(same))

    def chart(self, turn: Turn) -> Chart:
        """A gap where a period is missing between two, or where the sources differ."""
        points: list[tuple[str, float | None]] = []
        before: int | None = None
        for same in self.periods:
            here = _place(same[0].period)
            if before is not None and here - before > 1:
                gap = dict.fromkeys((_named(turn, before + 1, same[0]), _named(turn, here - 1, same[0])))
                points.append((" – ".join(gap), None))
            points.append((_named(turn, here, same[0]), same[0].value if _agree(same) else None))
            before = here
        first = self.figures[0]
        return Chart(
            series=(ChartSeries(name=first.name, points=tuple(points)),),
            unit=first.unit,
            period=turn.responses.label("quarter" if _is_quarter(first) else "year", "span"),
            alt=turn.responses.text("course_alt", {"figures": self.figures, "figure": first}),
        )


def course(turn: Turn, series: Sequence[Indicator], asked: Period | None) -> Course | None:
    """Whole years, or quarters where fewer than three years are held; None where no two periods compare."""
    alike = [each for each in series if each.value_max is None and each.unit == series[-1].unit]
    quarters = [each for each in alike if _is_quarter(each)]
    years = [each for each in alike if re.fullmatch(r"\d{4}", each.period.code)]
    if BY_QUARTER in turn.named.field:
        within = [each for each in quarters if asked and asked.start <= each.period.start <= asked.end]
        chosen = within if _length(within) >= _SEVERAL else quarters
    else:
        few = _length(years) < min(_ENOUGH_YEARS, _length(quarters))
        chosen = quarters if few else years
    latest = sorted({each.period for each in chosen})[-_MOST:]
    return Course(tuple(each for each in chosen if each.period in latest)) if len(latest) >= _SEVERAL else None


def groups(turn: Turn, figures: Sequence[Indicator]) -> Chart | None:
    """The groups or areas of one period beside each other; None where they do not compare."""
    first = figures[0]
    names = [each.geography if each.breakdown == TOTAL else each.breakdown for each in figures]
    alike = len({(each.code, each.unit, each.period) for each in figures}) == 1
    if not alike or len(set(names)) < max(_SEVERAL, len(names)) or any(each.value_max for each in figures):
        return None
    period = turn.responses.period(first.period)
    ranked = sorted(zip(names, figures, strict=True), key=lambda pair: -pair[1].value)
    # What parts the series, where each has one point.
    return Chart(
        series=tuple(ChartSeries(name=name, points=((period, each.value),)) for name, each in ranked),
        unit=first.unit,
        period=turn.responses.label("group" if first.breakdown != TOTAL else "area", "span"),
        alt=turn.responses.text("groups_alt", {"ranked": ranked, "figure": first}),
    )


def _agree(same: Sequence[Indicator]) -> bool:
    return len({each.value for each in same}) == 1


def _length(figures: Sequence[Indicator]) -> int:
    return len({each.period for each in figures})


def _is_quarter(figure: Indicator) -> bool:
    return bool(_QUARTER.fullmatch(figure.period.code))


def _place(period: Period) -> int:
    """Years, or quarters, counted through."""
    quarter = _QUARTER.fullmatch(period.code)
    return _A_YEAR * int(quarter[1]) + int(quarter[2]) - 1 if quarter else int(period.code)


def _named(turn: Turn, place: int, like: Indicator) -> str:
    code = f"{place // _A_YEAR}-Q{place % _A_YEAR + 1}" if _is_quarter(like) else str(place)
    return turn.responses.period(Period.parse(code))
