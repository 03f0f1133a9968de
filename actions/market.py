"""Figures of the labour market and targets of provincial plans: latest value, period, unit, source; never a guess."""

from __future__ import annotations

from datetime import date

from actions.base import Capability
from actions.reply import Reply
from actions.turn import Turn
from knowledge.library import Library, covering, latest
from knowledge.models import Indicator, Period
from knowledge.tables import PROVINCES

NATIONAL = "VN"
TOTAL = "Tổng số"  # a value of the column `breakdown`, not a sentence
OLD_AFTER_DAYS = 183
STREAMING = ("tot_nghiep_thcs_vao_so_cap_trung_cap", "tot_nghiep_thpt_vao_cao_dang", "tot_nghiep_thcs_thpt_vao_gdnn")
_TARGET_TOPICS = {
    "streaming": STREAMING,
    "counsellor": (
        "truong_thcs_co_giao_vien_tu_van_huong_nghiep",
        "truong_thpt_co_giao_vien_tu_van_huong_nghiep",
    ),
    "programme": (
        "truong_thcs_co_chuong_trinh_huong_nghiep",
        "truong_thpt_co_chuong_trinh_huong_nghiep",
    ),
}


class AnswerIndicator(Capability):
    """One figure. Asked for the present, a figure whose period ended over six months ago is told as not current."""

    topic = "ask_indicator"

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The figure asked for, or `not_held` with the latest one held."""
        code = turn.slots.indicator
        if code is None:
            return turn.clarify("which_indicator")
        geography = turn.slots.province or NATIONAL
        series = library.indicators(code, geography=geography, breakdown=turn.slots.breakdown or TOTAL)
        elsewhere = False
        if not series and geography != NATIONAL:
            series, elsewhere = library.indicators(code, geography=NATIONAL, breakdown=TOTAL), True
        newest = latest(series)
        values = {
            "name": library.indicator_name(code),
            "asked_place": PROVINCES.get(turn.slots.province or ""),
            "elsewhere": elsewhere,
        }
        if newest is None:
            return turn.not_held("indicator_not_held", **values)
        if turn.slots.period is not None:
            return _for_period(turn, series, Period.parse(turn.slots.period), newest, values)
        if elsewhere or _is_old(newest, turn.today):
            return turn.not_held(
                "indicator_latest", cites=[newest], figure=newest, notices=_age(newest, turn.today), **values
            )
        return turn.answered("indicator_current", cites=[newest], figure=newest, **values)


def _for_period(
    turn: Turn, series: list[Indicator], asked: Period, newest: Indicator, values: dict[str, object]
) -> Reply:
    exact = covering(series, asked)
    if exact is not None and not values["elsewhere"]:
        return turn.answered(
            "indicator_current", cites=[exact], figure=exact, notices=_age(exact, turn.today), **values
        )
    return turn.not_held(
        "indicator_latest", cites=[newest], figure=newest, asked=asked, notices=_age(newest, turn.today), **values
    )


def _is_old(figure: Indicator, today: date) -> bool:
    return (today - figure.period.end).days > OLD_AFTER_DAYS


def _age(figure: Indicator, today: date) -> list[str]:
    return ["old_figure"] if _is_old(figure, today) else []


class AnswerTarget(Capability):
    """What a province's plan strives for; a target of the authorities, never an obligation of a learner."""

    topic = "ask_target"

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The targets of the province and year asked; without a year all that are held."""
        if turn.slots.outside and not turn.province:
            return turn.not_held("place_outside", places=turn.slots.outside)
        indicators = _TARGET_TOPICS[turn.slots.target_topic or "streaming"]
        year = Period.parse(turn.slots.period).end.year if turn.slots.period else None
        held = library.targets(province=turn.province, indicators=indicators)
        wanted = [target for target in held if year is None or target.year == year]
        values = {"province_name": PROVINCES.get(turn.province or ""), "year": year}
        if not wanted:
            years = sorted({target.year for target in held})
            return turn.not_held("target_not_held", cites=held[:4], years=years, held=held, **values)
        ended = all(target.year < turn.today.year for target in wanted)
        return turn.answered("targets_found", cites=wanted, targets=wanted, ended=ended, **values)
