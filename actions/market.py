"""Figures of the labour market and targets of provincial plans: latest value, period, unit, source; never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from actions.base import Capability
from actions.reply import Reply
from actions.turn import Turn
from knowledge.freshness.ages import FIGURE_MONTHS, is_old
from knowledge.library import Library, covering, latest
from knowledge.models import Indicator, Period

NATIONAL = "VN"
TOTAL = "Tổng số"  # a value of the column `breakdown`, not a sentence
_RELATED = {"TRAINED": ("TRAINED_ALL", "TRAINED_VOC"), "TRAINED_VOC": ("TRAINED_ALL", "TRAINED")}
STREAMING = ("tot_nghiep_thcs_vao_so_cap_trung_cap", "tot_nghiep_thpt_vao_cao_dang", "tot_nghiep_thcs_thpt_vao_gdnn")
_TARGET_TOPICS = {
    "streaming": STREAMING,
    "counsellor": (
        "truong_thcs_co_giao_vien_tu_van_huong_nghiep",
        "truong_thpt_co_giao_vien_tu_van_huong_nghiep",
    ),
    "minority": ("lao_dong_dan_toc_thieu_so_qua_dao_tao_nghe",),
    "women": ("ty_le_nu_trong_tuyen_sinh_moi",),
    "disabled": ("lao_dong_khuyet_tat_duoc_hoc_nghe_phu_hop",),
    "programme": (
        "truong_thcs_co_chuong_trinh_huong_nghiep",
        "truong_thpt_co_chuong_trinh_huong_nghiep",
    ),
}


class AnswerIndicator(Capability):
    """One figure. Asked for the present, a figure whose period ended over six months ago is told as not current."""

    topic = "ask_indicator"

    def __init__(self, policies: Capability) -> None:
        self._policies = policies

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """Base pay is a figure of the law, not of the labour market."""
        return (self._policies if "base_pay" in turn.named.policy_topic else self), turn

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The figure asked for, or `not_held` with the latest one held."""
        if turn.slots.outside and not turn.slots.province:
            return turn.not_held("place_outside", places=turn.slots.outside)
        code = turn.slots.indicator
        if code is None:
            return turn.clarify("which_indicator")
        geography = turn.slots.province or NATIONAL
        series = _series(library, code, geography, turn.slots.breakdown)
        elsewhere = not series and geography != NATIONAL
        for related in _RELATED.get(code, ()) if elsewhere else ():
            # Another definition, told by its own name.
            if near := _series(library, related, geography, turn.slots.breakdown):
                code, series, elsewhere = related, near, False
                break
        if elsewhere:
            series = _series(library, code, NATIONAL, turn.slots.breakdown)
        values: dict[str, Any] = {
            "name": library.indicator_name(code),
            "asked_place": library.provinces.get(turn.slots.province or ""),
            "elsewhere": elsewhere,
        }
        newest = latest(series)
        if newest is None:
            return turn.not_held("indicator_not_held", **values)
        asked = Period.parse(turn.slots.period) if turn.slots.period else None
        exact = covering(series, asked) if asked else None
        shown = _at(series, (exact or newest).period)
        values |= {"figures": shown, "figure": shown[0], "asked": asked, "parts": turn.slots.breakdown}
        notices = ["old_figure"] if _is_old(shown[0], turn.today) else []
        current = exact is not None if asked else not notices
        if current and not elsewhere:
            return turn.answered("indicator_current", cites=shown, notices=notices, **values)
        return turn.not_held("indicator_latest", cites=shown, notices=notices, **values)


def _series(library: Library, code: str, geography: str, parts: Sequence[str]) -> list[Indicator]:
    """The series asked for; the total where none is named, and every part where no total is published."""
    if parts:
        return [figure for part in parts for figure in library.indicators(code, geography=geography, breakdown=part)]
    return library.indicators(code, geography=geography, breakdown=TOTAL) or library.indicators(
        code, geography=geography
    )


def _at(series: list[Indicator], period: Period) -> list[Indicator]:
    """Figures of one period: one, or one a part; two sources that differ are both told."""
    return [figure for figure in series if figure.period == period]


def _is_old(figure: Indicator, today: date) -> bool:
    return is_old(figure.period.end, today, months=FIGURE_MONTHS)


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
        values = {"province_name": library.provinces.get(turn.province or ""), "year": year}
        if not wanted:
            years = sorted({target.year for target in held})
            return turn.not_held("target_not_held", cites=held[:4], years=years, held=held, **values)
        ended = all(target.year < turn.today.year for target in wanted)
        return turn.answered("targets_found", cites=wanted, targets=wanted, ended=ended, **values)
