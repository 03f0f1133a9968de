"""Who looks for workers: what is held of a province or a company; of single trades nothing is, and that is said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from actions.reply import Reply
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Indicator

DEMAND = "JOB_DEMAND"
TOTAL = "Tổng số"  # a value of the column `breakdown`, not a sentence


def answer_demand(turn: Turn, library: Library) -> Reply | None:
    """What is held of the company named, or near the employer or the trade asked about; None for a plain figure."""
    figures = [figure for area in _areas(turn, library) for figure in library.indicators(DEMAND, geography=area)]
    if named := _of_companies(figures, turn, library):
        return turn.not_held("demand_of_company", cites=named, figures=named, notices=["old_figure"], figure=named[0])
    trade = library.occupations_by_id.get(turn.slots.trade or "")
    if trade is None and "employer" not in turn.named.field:
        return None
    totals = [figure for figure in figures if figure.breakdown == TOTAL]
    own = library.former_codes.get(former_named(turn, library) or "")
    near = _newest([figure for figure in totals if figure.geography_code == own] or totals)
    held = [trade] if trade is not None and trade.provenance.answers else []
    return turn.not_held(
        "demand_not_held",
        cites=[*held, *near],
        figures=near,
        trade=trade,
        employer="employer" in turn.named.field,
        province_name=library.provinces.get(turn.province or ""),
        meta={"settled": True},
    )


def former_named(turn: Turn, library: Library) -> str | None:
    """The former province that the message names."""
    return next((label for label, _ in turn.named.places if label in library.former_codes), None)


def _areas(turn: Turn, library: Library) -> list[str]:
    if former := former_named(turn, library):
        return [library.former_codes[former], *filter(None, [turn.province])]
    provinces = [turn.province] if turn.province else list(library.provinces)
    return [area for province in provinces for area in library.area_codes[province]]


def _of_companies(figures: Sequence[Indicator], turn: Turn, library: Library) -> list[Indicator]:
    """Figures of companies whose own name stands in the message, newest first."""
    said = f" {' '.join(library.words(turn.text))} "
    named = [figure for figure in figures if figure.breakdown != TOTAL and f" {_own_name(figure, library)} " in said]
    return sorted(named, key=lambda figure: figure.period, reverse=True)


def _own_name(figure: Indicator, library: Library) -> str:
    """Folded words of a company's name without what it is and where: "Công ty Lefaso Trà Vinh" → "lefaso"."""
    words = figure.breakdown.split()
    own = " ".join(word for word in words[1:] if word[:1].isupper())
    for place in (*library.provinces.values(), *library.former_provinces):
        own = own.removesuffix(f" {place}")
    return " ".join(library.words(own))


def _newest(figures: Sequence[Indicator]) -> list[Indicator]:
    """The newest figure of each area."""
    areas = groupby(sorted(figures, key=lambda figure: figure.geography), key=lambda figure: figure.geography)
    return [max(of_area, key=lambda figure: figure.period) for _, of_area in areas]
