"""Figures of the labour market: latest value, period, unit, source; never a guess, never one of another thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actions.base import Capability
from actions.courses import BY_QUARTER, OVER_TIME, course, groups
from actions.demand import DEMAND, TOTAL, answer_demand, former_named
from actions.reply import Outcome, Reply
from actions.reported import asks_whom, below, department_figure, earned, told_by_department, wanted_workers
from actions.targets import TOPICS
from actions.turn import Turn
from knowledge.freshness.ages import FIGURE_MONTHS, is_old
from knowledge.library import Library, covering, latest
from knowledge.models import Indicator
from knowledge.period import Period

NATIONAL = "VN"
_RELATED = {"TRAINED": ("TRAINED_ALL", "TRAINED_VOC"), "TRAINED_VOC": ("TRAINED_ALL", "TRAINED")}
_TARGET_OF = {"TRAINED": "trained", "TRAINED_ALL": "trained"}
"""Series that plans set a target for, with the topic of that target."""
_OF_PAY = "INCOME"
_OF_ALL_LEVELS = frozenset({"INCOME", "UNEMP", "UNEMP_YOUTH", "UNDEREMP"})
"""Series of which no part is told by level of training."""
_OF_A_SCHOOL = frozenset({None, DEMAND, "VOC_ENROL", "TRAINED_VOC", "LEARNERS"})


class AnswerIndicator(Capability):
    """One figure, the latest where no time is named; one that ended over six months ago is told as not current."""

    topic = "ask_indicator"

    def __init__(self, policies: Capability, targets: Capability) -> None:
        self._policies = policies
        self._targets = targets

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """Base pay is a figure of the law; what a plan is to reach is a target, of whatever group."""
        if "base_pay" in turn.named.policy_topic:
            return self._policies, turn
        if turn.slots.indicator is None and turn.named.target_topic:
            # "Bao nhiêu học sinh lớp 9 đi học nghề": no series counts what the plans strive for.
            return self._targets, turn
        if planned := _planned(turn, library):
            return self._targets, replace(turn, slots=replace(turn.slots, target_topic=planned))
        if not turn.slots.indicator and "wage" in turn.named.field and not (turn.slots.trade or turn.named.institution):
            # "Lương công nhân": no series tells of one kind of work, that of all tells the most.
            return self, replace(turn, slots=replace(turn.slots, indicator=_OF_PAY))
        return self, turn

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The figure asked for, or `not_held` with the latest one held."""
        if turn.slots.outside and not turn.slots.province:
            return turn.not_held("place_outside", places=turn.slots.outside)
        code = turn.slots.indicator
        told = wanted_workers(turn, library) if asks_whom(turn, code) else None
        if told is None or told.outcome is Outcome.ANSWERED:
            return told or self._figure(turn, library, code)
        return below(self._figure(turn, library, code), told)

    def _figure(self, turn: Turn, library: Library, code: str | None) -> Reply:
        if narrow := _of_one(turn, library, code):
            return narrow
        code = code or _meant(turn, library)
        if code is None:
            return turn.clarify("which_indicator")
        if not library.has_indicator(code):
            return _not_held(turn, library, figure_name(turn, library, code))
        if len(turn.named.provinces) > 1:
            return _compared(turn, library, code)
        return _one_place(turn, library, code)


def _planned(turn: Turn, library: Library) -> str | None:
    """The topic of the targets that tell of a year to come, of which there is no figure yet."""
    topic = _TARGET_OF.get(turn.slots.indicator or "")
    year = Period.parse(turn.slots.period).end.year if turn.slots.period else turn.today.year
    if topic is None or year <= turn.today.year:
        return None
    held = library.targets(province=turn.province, indicators=TOPICS[topic])
    return topic if any(target.year == year for target in held) else None


def _meant(turn: Turn, library: Library) -> str | None:
    """The series that the search is sure of, for a message that names none in words that are known."""
    hits = library.search(turn.text, kinds=("indicator",), limit=1) if turn.text else []
    return next((hit.passage.record_id for hit in hits if hit.confidence >= library.thresholds.answer_above), None)


def figure_name(turn: Turn, library: Library, code: str) -> str:
    """The name of a figure, also of one that no table holds."""
    return library.indicator_name(code) if library.has_indicator(code) else turn.responses.label(code, "unheld_figure")


def _of_one(turn: Turn, library: Library, code: str | None) -> Reply | None:
    """What is asked of one school, one trade or one employer: no series tells of them."""
    school = library.institutions_by_id.get(turn.named.institution or "")
    if school is not None and code in _OF_A_SCHOOL:
        cites = [school] if school.provenance.answers else []
        return turn.not_held("school_figure_not_held", cites=cites, school=school, meta={"settled": True})
    trade = library.occupations_by_id.get(turn.named.trade or "")
    if trade is not None and (code == _OF_PAY or (code is None and "wage" in turn.named.field)):
        if trade.provenance.answers and (told := earned(turn, library, trade)):
            return told
        cites = [trade] if trade.provenance.answers else []
        return turn.not_held("trade_wage_not_held", cites=cites, trade=trade, meta={"settled": True})
    asks_demand = code == DEMAND or (code is None and (trade is not None or "employer" in turn.named.field))
    return answer_demand(turn, library) if asks_demand else None


def _one_place(turn: Turn, library: Library, code: str) -> Reply:
    reply = _of_one_place(turn, library, code)
    own = None if former_named(turn, library) else department_figure(library, code, turn.slots)
    told = {citation.record_id for citation in reply.citations}
    held = (one for one in library.indicators(code, geography=turn.slots.province or NATIONAL) if one.id in told)
    return below(reply, told_by_department(turn, own)) if own and not any(held) else reply


def _of_one_place(turn: Turn, library: Library, code: str) -> Reply:
    former = former_named(turn, library)
    geography = library.former_codes[former] if former else turn.slots.province or NATIONAL
    series = _series(library, code, geography, turn.slots.breakdown)
    elsewhere = not series and geography != NATIONAL
    for related in _RELATED.get(code, ()) if elsewhere else ():
        # Another definition, told by its own name.
        if near := _series(library, related, geography, turn.slots.breakdown):
            code, series, elsewhere = related, near, False
            break
    if elsewhere:
        areas = (turn.slots.province or NATIONAL, NATIONAL)
        found = (_series(library, code, area, turn.slots.breakdown) for area in areas)
        series = next((series for series in found if series), [])
    newest = latest(_fullest(series))
    if newest is None:
        return _not_held(turn, library, library.indicator_name(code))
    asked = Period.parse(turn.slots.period) if turn.slots.period else None
    asked_place = former or library.provinces.get(turn.slots.province or "")
    if over_time := _over_time(turn, series, asked, asked_place if elsewhere else None):
        return over_time
    exact = covering(series, asked) if asked else None
    shown = _at(series, (exact or newest).period)
    notices = ["old_figure"] if _is_old(shown[0], turn) else []
    by_level = code in _OF_ALL_LEVELS and bool(turn.named.level)
    values: dict[str, Any] = {
        "name": library.indicator_name(code),
        "asked_place": asked_place,
        "elsewhere": elsewhere,
        "figures": shown,
        "figure": shown[0],
        "areas": len({figure.geography for figure in shown}) > 1,
        "asked": asked,
        "parts": turn.slots.breakdown,
        "by_level": by_level,
        "chart": groups(turn, shown),
    }
    current = not by_level and (exact is not None if asked else not notices)
    if current and not elsewhere:
        return turn.answered("indicator_current", cites=shown, notices=notices, **values)
    # Who names no time is told the latest; that it is not of now is said behind it.
    is_latest_asked = not (asked or elsewhere or turn.named.time or by_level)
    ending = turn.answered if is_latest_asked else turn.not_held
    return ending("indicator_latest", cites=shown, notices=notices, **values)


def _over_time(turn: Turn, series: list[Indicator], asked: Period | None, missing_place: str | None) -> Reply | None:
    """A series period by period, where that is asked; `missing_place`: the place asked for, of which none is held."""
    is_asked = {OVER_TIME, BY_QUARTER} & set(turn.named.field)
    told = course(turn, series, asked) if is_asked and len({figure.breakdown for figure in series}) == 1 else None
    if told is None:
        return None
    newest = told.figures[-1]
    values: dict[str, Any] = {
        "figure": newest,
        "first": told.figures[0],
        "lowest": min(told.sure, key=lambda each: each.value, default=None),
        "highest": max(told.sure, key=lambda each: each.value, default=None),
        "differ": [same for same in told.periods if same[0] not in told.sure],
        "missing_place": missing_place,
        "chart": told.chart(turn),
        "notices": ["old_figure"] if _is_old(newest, turn) else [],
    }
    end = turn.not_held if missing_place else turn.answered
    return end("indicator_course", cites=told.figures, **values)


def _compared(turn: Turn, library: Library, code: str) -> Reply:
    """The provinces named side by side; which is higher is said only of one series and one period."""
    shown: list[Indicator] = []
    for province in turn.named.provinces:
        own = (_series(library, each, province, turn.slots.breakdown) for each in (code, *_RELATED.get(code, ())))
        if newest := latest(next((series for series in own if series), [])):
            shown.append(newest)
    missing = [
        library.provinces[province]
        for province in turn.named.provinces
        if province not in {figure.geography_code for figure in shown}
    ]
    name = library.indicator_name(code)
    if not shown:
        return _not_held(turn, library, name)
    alike = len({(figure.code, figure.period, figure.breakdown, figure.unit) for figure in shown}) == 1
    values = {
        "name": name,
        "figures": sorted(shown, key=lambda figure: -figure.value),
        "missing": missing,
        "chart": groups(turn, shown),
    }
    if alike and not missing:
        return turn.answered("indicators_compared", cites=shown, alike=True, **values)
    return turn.not_held("indicators_compared", cites=shown, alike=alike, **values)


def _not_held(turn: Turn, library: Library, name: str) -> Reply:
    """Said once and for all: no other record is an answer to it."""
    places = [library.provinces[province] for province in turn.named.provinces]
    named = turn.slots.province or ""
    place = turn.responses.listed(places) or library.provinces.get(named)
    return turn.not_held("indicator_not_held", name=name, asked_place=place, meta={"settled": True})


def _series(library: Library, code: str, geography: str, parts: Sequence[str]) -> list[Indicator]:
    """The series asked for; the total where none is named, and every part where no total is published."""
    if parts:
        return [figure for part in parts for figure in library.indicators(code, geography=geography, breakdown=part)]
    return library.indicators(code, geography=geography, breakdown=TOTAL) or library.indicators(
        code, geography=geography
    )


def _fullest(series: list[Indicator]) -> list[Indicator]:
    """The figures of those periods that tell of most groups."""
    told: dict[Period, set[str]] = {}
    for figure in series:
        told.setdefault(figure.period, set()).add(figure.breakdown)
    most = max(map(len, told.values()), default=0)
    return [figure for figure in series if len(told[figure.period]) == most]


def _at(series: list[Indicator], period: Period) -> list[Indicator]:
    """Figures of one period: one, or one a part; two sources that differ are both told."""
    return [figure for figure in series if figure.period == period]


def _is_old(figure: Indicator, turn: Turn) -> bool:
    return is_old(figure.period.end, turn.today, months=FIGURE_MONTHS)
