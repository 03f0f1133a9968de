"""What departments and schools report: who filled the places of a year, who looks for workers, what graduates earn.

Sourced reports answer; where only fictional samples are held it is said that nothing is, and they stand below.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.base import Capability
from actions.demand import DEMAND
from actions.reply import Outcome as Ending
from actions.reply import Reply
from actions.slots import INTAKE, Slots
from actions.turn import MAX_CITATIONS, Turn
from knowledge.library import Library
from knowledge.models import Occupation
from knowledge.period import Period
from knowledge.reported import Enrolment, MarketFigure, Outcome, Vacancy

_MOST = 6
_TOTAL = "Tổng số"  # a value of the column `breakdown`, not a sentence


class TellIntake(Capability):
    """How many were taken in for each trade beside the year's quota, of a school, a province, or all."""

    topic = INTAKE

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The latest period reported; the least filled first where that is asked."""
        school = library.institutions_by_id.get(turn.slots.institution or "")
        if turn.slots.outside and not turn.province:
            return turn.not_held("place_outside", places=turn.slots.outside)
        told = library.reported.enrolments(province=turn.province, institution=school.id if school else None)
        if school and not told:
            cites = [school] if school.provenance.answers else []
            return turn.not_held("school_figure_not_held", cites=cites, school=school, meta={"settled": True})
        trade = library.occupations_by_id.get(turn.named.trade or "")
        if trade is not None:
            told = [one for one in told if one.trade_code in trade.trade_codes or one.trade_name == trade.name]
        least = "filled_least" in turn.slots.about
        told = sorted(told, key=lambda one: one.share if one.share is not None else 1000.0, reverse=not least)
        place = library.provinces.get(turn.province or "")
        if not told:
            return turn.not_held("intake_not_held", place=place, trade=trade, meta={"settled": True})
        return _told(turn, "intake_reported", told, place=place, least=least, asked=_asked(turn), settled=True)


def asks_whom(turn: Turn, code: str | None) -> bool:
    """Whether it is asked which workers are wanted, or for what pay: of a place, not of one employer or one trade."""
    asked = {"choose", "wage"} & {*turn.slots.field, *turn.slots.about}
    return bool(asked) and code == DEMAND and not (turn.slots.trade or "employer" in turn.named.field)


def wanted_workers(turn: Turn, library: Library) -> Reply | None:
    """Whom employers look for in a province, most wanted first; None where nobody reported that."""
    told = library.reported.vacancies(province=turn.province)
    if not told:
        return None
    wage = "wage" in (*turn.slots.field, *turn.slots.about)
    place = library.provinces.get(turn.province or "")
    return _told(turn, "vacancies_reported", told, place=place, wage=wage, asked=_asked(turn), settled=True)


def below(reply: Reply, added: Reply) -> Reply:
    """A reply and another one under it; what is answered is answered, whatever else is not held."""
    answered = Ending.ANSWERED in {reply.outcome, added.outcome}
    return reply.model_copy(
        update={
            "text": "\n\n".join((reply.text, added.text)),
            "cards": (*reply.cards, *added.cards),
            "citations": tuple(dict.fromkeys((*added.citations, *reply.citations)))[:MAX_CITATIONS],
            "notices": tuple(dict.fromkeys((*reply.notices, *added.notices))),
            "choices": reply.choices or added.choices,
            "outcome": Ending.ANSWERED if answered else reply.outcome,
            "meta": {**(added.meta or {}), **(reply.meta or {}), "settled": True},
        }
    )


def earned(turn: Turn, library: Library, trade: Occupation) -> Reply | None:
    """What graduates of a trade said they earn; None where no report tells."""
    outcomes = library.reported.outcomes(names=[trade.name], codes=trade.trade_codes, province=turn.province)
    told = [one for one in outcomes if one.income_min]
    return _told(turn, "income_of_graduates", told, cites=[trade], trade=trade) if told else None


def department_figure(library: Library, code: str, slots: Slots) -> MarketFigure | None:
    """A department's own figure of a series in the province asked about, the newest; None where it reported none."""
    part = slots.breakdown[0] if slots.breakdown else _TOTAL
    told = library.reported.figures(code, province=slots.province or "", breakdown=part)
    return told[0] if told else None


def told_by_department(turn: Turn, told: MarketFigure) -> Reply:
    """A department's own figure; a fictional one with the caution."""
    sample = told.figure.provenance.is_sample
    ending = turn.not_held if sample else turn.answered
    notices = ["sample"] if sample else []
    return ending("department_figure", cites=[told.figure], notices=notices, told=told, sample=sample)


def _asked(turn: Turn) -> Period | None:
    return Period.parse(turn.slots.period) if turn.slots.period else None


def _told(
    turn: Turn,
    key: str,
    told: Sequence[Enrolment] | Sequence[Vacancy] | Sequence[Outcome],
    *,
    cites: Sequence[Any] = (),
    settled: bool = False,
    **values: Any,
) -> Reply:
    sample = told[0].provenance.is_sample
    shown = told[:_MOST]
    return (turn.not_held if sample else turn.answered)(
        key,
        cites=[*cites, *shown],
        notices=["sample"] if sample else [],
        told=shown,
        sample=sample,
        more=len(told) - len(shown),
        meta={"settled": True} if settled else None,
        **values,
    )
