"""Money of a benefit on a day, and over the months of a course, each with the figures it was made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.errors import NotFound
from knowledge.policies.benefits import Benefit, Ceiling, InKind, Loan, MonthlyStipend, OneOff, PerDay, Tuition
from knowledge.policies.clock import version_in_force
from knowledge.policies.schema import Parameter, ParameterVersion

Per = Literal["month", "day", "course", "year", "occasion", "person"]


@dataclass(frozen=True, slots=True)
class Amount:
    """Whole đồng for each month, day, course …: a fixed sum, or `percent` or `times` of `base`.

    `base` is the value of the parameter version it was taken from. `ceiling`: costs are met up to here, nobody is
    handed it; `lent`: it is to be paid back.
    """

    value: int
    per: Per
    percent: int | None = None
    times: int | None = None
    base: int | None = None
    parameter_id: str = ""
    parameter_title: str = ""
    parameter: ParameterVersion | None = None
    ceiling: bool = False
    lent: bool = False

    @property
    def monthly(self) -> int:
        """The value, for callers that know it is by the month."""
        return self.value

    @property
    def formula(self) -> str:
        """Figures only, as "60 % × 2.530.000 = 1.518.000"; the sum alone where it is fixed."""
        if self.base is None:
            return _figure(self.value)
        share = f"{self.percent} % × " if self.percent else f"{self.times} × "
        return f"{share}{_figure(self.base)} = {_figure(self.value)}"


@dataclass(frozen=True, slots=True)
class Months:
    """So many months of a course at one amount, from the first of `start`."""

    start: date
    count: int
    amount: Amount


@dataclass(frozen=True, slots=True)
class Course:
    """What a course brings, month by month of entitlement.

    `uncertain_from`: from this day on the parameter is past its `check_by`: the figure of then may be another.
    """

    months: tuple[Months, ...]
    uncertain_from: date | None = None

    @property
    def total(self) -> int:
        """Whole đồng."""
        return sum(one.count * one.amount.value for one in self.months)

    @property
    def formula(self) -> str:
        """Figures only: "5 × 2.340.000 + 7 × 2.530.000 = 29.410.000"."""
        told = " + ".join(f"{one.count} × {_figure(one.amount.value)}" for one in self.months)
        return f"{told} = {_figure(self.total)}"


def _figure(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def amount_of(item: Benefit, parameter: Callable[[str], Parameter], on: date) -> Amount | None:
    """The amount of one item on a day; None where it is no money, or the parameter of that day is not recorded."""
    match item:
        case MonthlyStipend(of=str() as of, percent=int() as percent):
            return _share(parameter(of), on, "month", percent=percent)
        case MonthlyStipend(amount=int() as value):
            return Amount(value, "month")
        case Ceiling(of=str() as of, times=int() as times):
            return _share(parameter(of), on, item.per, times=times)
        case Ceiling(amount=int() as value):
            return Amount(value, item.per, ceiling=True)
        case OneOff(amount=value):
            return Amount(value, item.per)
        case PerDay(amount=value):
            return Amount(value, "day")
        case Loan(max_monthly=int() as value):
            return Amount(value, "month", lent=True)
        case Loan(max_total=int() as value):
            return Amount(value, "person", lent=True)
        case _:
            return None


def needs_parameter(item: Benefit) -> str | None:
    """The parameter that the item is a share or a multiple of."""
    return item.of if isinstance(item, MonthlyStipend | Ceiling) else None


def size(item: Benefit, amount: Amount | None) -> int:
    """What items of one policy are compared by where only the highest is given: đồng, percent, or units."""
    if amount is not None:
        return amount.value
    return item.percent if isinstance(item, Tuition) else item.quantity if isinstance(item, InKind) else 0


def _share(parameter: Parameter, on: date, per: Per, *, percent: int = 0, times: int = 0) -> Amount | None:
    try:
        current = version_in_force(parameter.versions, on)
    except NotFound:
        return None
    if current.value is None:
        return None
    value = current.value * percent // 100 if percent else current.value * times
    return Amount(
        value,
        per,
        percent=percent or None,
        times=times or None,
        base=current.value,
        parameter_id=parameter.id,
        parameter_title=parameter.title,
        parameter=current,
        ceiling=bool(times),
    )


def course_of(item: Benefit, parameter: Callable[[str], Parameter], start: date, months: int) -> Course | None:
    """A monthly item over so many calendar months from the month of `start`; None for other items.

    Each month has the amount of its first day, the first month that of `start`. Where an item is paid for fewer than
    twelve months a year, the months beyond, counted in each twelve from the start, bring nothing. None too when the
    parameter of a month is not recorded.
    """
    if not isinstance(item, MonthlyStipend):
        return None
    found: list[Months] = []
    uncertain: date | None = None
    for number in range(months):
        if number % 12 >= item.months_per_year:
            continue
        day = _later(start, number) if number else start
        amount = amount_of(item, parameter, day)
        if amount is None:
            return None
        if uncertain is None and amount.parameter and amount.parameter.check_by and day >= amount.parameter.check_by:
            uncertain = day
        if found and found[-1].amount == amount:
            found[-1] = Months(found[-1].start, found[-1].count + 1, amount)
        else:
            found.append(Months(day, 1, amount))
    return Course(tuple(found), uncertain)


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)
