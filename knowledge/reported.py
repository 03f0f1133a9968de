"""What departments and schools report by period: enrolment, vacancies, graduates, and their own figures of the market.

Rows of a snapshot become records here; `Reported` finds them, sourced ones before fictional samples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from knowledge import records
from knowledge.models import Indicator, Provenance
from knowledge.period import Period

Row = Mapping[str, Any]
TABLES = (
    "enrolment_by_period",
    "vacancies_by_period",
    "graduate_outcomes_by_period",
    "labour_market_indicators_by_period",
)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """How many a school took in for a trade in a period, `in_year` since the year began, `quota` of the whole year."""

    id: str
    period: Period
    institution_id: str | None
    institution_name: str
    province: str | None
    trade_code: str | None
    trade_name: str
    level: str
    provenance: Provenance
    quota: int | None = None
    enrolled: int | None = None
    in_year: int | None = None

    @property
    def share(self) -> float | None:
        """Taken in so far of the year's quota, in percent; None where either is not reported."""
        taken = self.enrolled if self.in_year is None else self.in_year
        return 100 * taken / self.quota if self.quota and taken is not None else None


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An employer's wish for workers in a period; pay in đồng a `salary_unit`."""

    id: str
    period: Period
    province: str | None
    employer: str
    position: str
    provenance: Provenance
    quantity: int | None = None
    major: str | None = None
    salary_min: int | None = None
    salary_max: int | None = None
    salary_unit: str | None = None
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a year's graduates, by their own answers: `employed` of `responded`; income in đồng a month."""

    id: str
    year: int
    institution_id: str | None
    institution_name: str
    province: str | None
    trade_code: str | None
    trade_name: str
    level: str
    provenance: Provenance
    months_after: int | None = None
    responded: int | None = None
    employed: int | None = None
    income_min: int | None = None
    income_max: int | None = None


@dataclass(frozen=True, slots=True)
class MarketFigure:
    """A figure that a department reports of its province, beside the one of the period before."""

    figure: Indicator
    period_before: Period | None = None
    value_before: float | None = None


Record = TypeVar("Record", Enrolment, Vacancy, Outcome)
_Dated = TypeVar("_Dated", Enrolment, Vacancy)


class Reported:
    """Every reported record that may answer."""

    def __init__(self, rows: Callable[[str], list[dict[str, Any]]]) -> None:
        """`rows`: the rows of a table of the snapshot."""
        enrolments, vacancies, outcomes, market = (rows(name) for name in TABLES)
        self._enrolments = _answering(map(_enrolment, enrolments))
        self._vacancies = _answering(map(_vacancy, vacancies))
        self._outcomes = _answering(_outcome(row) for row in outcomes if row["usable_in_answer"])
        self._market = [one for one in map(_market_figure, filter(_has_value, market)) if one.figure.provenance.answers]

    def enrolments(self, *, province: str | None = None, institution: str | None = None) -> list[Enrolment]:
        """Of the latest period that is reported, by school."""
        return _latest(
            one
            for one in self._enrolments
            if province in {None, one.province} and institution in {None, one.institution_id}
        )

    def vacancies(self, *, province: str | None = None) -> list[Vacancy]:
        """Of the latest period that is reported, most wanted first."""
        found = _latest(one for one in self._vacancies if province in {None, one.province})
        return sorted(found, key=lambda one: -(one.quantity or 0))

    def outcomes(self, *, names: Iterable[str], codes: Iterable[str], province: str | None = None) -> list[Outcome]:
        """Of graduates of a trade, by its codes or by its very names; the newest year first."""
        wanted, called = frozenset(codes), frozenset(name.casefold() for name in names)
        found = [
            one
            for one in self._outcomes
            if province in {None, one.province} and (one.trade_code in wanted or one.trade_name.casefold() in called)
        ]
        return sorted(_sourced_first(found), key=lambda one: -one.year)

    def figures(self, code: str, *, province: str, breakdown: str) -> list[MarketFigure]:
        """A department's figures of one series and area, the newest period first."""
        found = [
            one
            for one in self._market
            if (one.figure.code, one.figure.geography_code, one.figure.breakdown) == (code, province, breakdown)
        ]
        return sorted(found, key=lambda one: one.figure.period, reverse=True)


def _answering(found: Iterable[Record]) -> list[Record]:
    return [one for one in found if one.provenance.answers]


def _sourced_first(found: Sequence[Record]) -> list[Record]:
    """The sourced ones; only where there is none the fictional ones."""
    return [one for one in found if not one.provenance.is_sample] or list(found)


def _latest(found: Iterable[_Dated]) -> list[_Dated]:
    sourced = _sourced_first(list(found))
    newest = max((one.period for one in sourced), default=None)
    return [one for one in sourced if one.period == newest]


def _has_value(row: Row) -> bool:
    return row["value"] is not None and bool(row["indicator_code"])


def _enrolment(row: Row) -> Enrolment:
    return Enrolment(
        id=row["enrolment_id"],
        period=Period.parse(row["period"]),
        institution_id=row["institution_id"],
        institution_name=row["institution_name"],
        province=row["province"],
        trade_code=row["trade_code"],
        trade_name=row["trade_name"],
        level=row["level"],
        provenance=records.provenance(row),
        quota=row["quota_year"],
        enrolled=row["enrolled"],
        in_year=row["enrolled_cum"],
    )


def _vacancy(row: Row) -> Vacancy:
    return Vacancy(
        id=row["vacancy_id"],
        period=Period.parse(row["period"]),
        province=row["province"],
        employer=row["employer"],
        position=row["position"],
        provenance=records.provenance(row),
        quantity=row["quantity"],
        major=row["major"],
        salary_min=row["salary_min"],
        salary_max=row["salary_max"],
        salary_unit=row["salary_unit"],
        deadline=row["deadline"],
    )


def _outcome(row: Row) -> Outcome:
    return Outcome(
        id=row["outcome_id"],
        year=row["graduation_year"],
        institution_id=row["institution_id"],
        institution_name=row["institution_name"],
        province=row["province"],
        trade_code=row["trade_code"],
        trade_name=row["trade_name"],
        level=row["level"],
        provenance=records.provenance(row),
        months_after=row["months_after"],
        responded=row["responded"],
        employed=row["employed"],
        income_min=row["avg_income_min"],
        income_max=row["avg_income_max"],
    )


def _market_figure(row: Row) -> MarketFigure:
    before = row["period_prev"]
    return MarketFigure(
        figure=Indicator(
            id=row["market_id"],
            code=row["indicator_code"],
            name=row["indicator_name"],
            geography=row["geography"] or "",
            geography_code=row["province"] or "",
            period=Period.parse(row["period"]),
            breakdown=row["breakdown"] or "",
            value=row["value"],
            unit=row["unit"],
            kind=row["kind"] or "actual",
            provenance=records.provenance(row),
            note=row["note"],
        ),
        period_before=Period.parse(before) if before else None,
        value_before=row["value_prev"],
    )
