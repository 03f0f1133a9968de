"""What a policy gives, as data: one item a thing given. Amounts are whole đồng; a share is of a dated parameter."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from knowledge.policies.conditions import Condition, Strict

Dong = Annotated[int, Field(gt=0)]
Percent = Annotated[int, Field(ge=1, le=100)]


class _Item(Strict):
    """Common to all. `code` tells the items of one policy apart, `name` says in Vietnamese what it is.

    `when` narrows an item to some of those who get the policy. `verified` is False where the figure rests on no source
    and must be confirmed where one files.
    """

    code: str | None = Field(default=None, pattern=r"^[a-z0-9_]+$")
    name: str | None = None
    when: Condition | None = None
    verified: bool = True
    note: str | None = None


class Tuition(_Item):
    """So much of the tuition is not paid."""

    kind: Literal["tuition"]
    percent: Percent


class MonthlyStipend(_Item):
    """Money every month: `percent` of the parameter `of`, or a fixed `amount`; for `months_per_year` of twelve."""

    kind: Literal["monthly_stipend"]
    percent: Percent | None = None
    of: str | None = None
    amount: Dong | None = None
    months_per_year: int = Field(default=12, ge=1, le=12)

    @model_validator(mode="after")
    def _share_or_amount(self) -> Self:
        if (self.percent is None) != (self.of is None) or (self.of is None) == (self.amount is None):
            raise ValueError("a monthly_stipend has percent and of (the parameter it is a share of), or an amount")
        return self


class OneOff(_Item):
    """Money once in a course or a year, or each time the occasion comes."""

    kind: Literal["one_off"]
    amount: Dong
    per: Literal["course", "year", "occasion"]


class PerDay(_Item):
    """Money for each day of training."""

    kind: Literal["per_day"]
    amount: Dong


class InKind(_Item):
    """Goods, for example 15 kg of rice a month."""

    kind: Literal["in_kind"]
    quantity: int = Field(gt=0)
    unit: str
    per: Literal["month", "year", "course"]
    months_per_year: int = Field(default=12, ge=1, le=12)


class Ceiling(_Item):
    """Costs are met up to here; nobody is handed the money. `times` a parameter `of`, or a fixed `amount`."""

    kind: Literal["ceiling"]
    amount: Dong | None = None
    times: int | None = Field(default=None, ge=1)
    of: str | None = None
    per: Literal["course", "month", "year", "person"] = "course"

    @model_validator(mode="after")
    def _multiple_or_amount(self) -> Self:
        if (self.times is None) != (self.of is None) or (self.of is None) == (self.amount is None):
            raise ValueError("a ceiling has times and of (the parameter it is a multiple of), or an amount")
        return self


class Loan(_Item):
    """Money lent. `rate_percent` a year; a limit or a rate that is no number is told in `limit_text`, `rate_text`."""

    kind: Literal["loan"]
    max_monthly: Dong | None = None
    max_total: Dong | None = None
    limit_text: str | None = None
    rate_percent: float | None = Field(default=None, gt=0, lt=100)
    rate_text: str | None = None
    term_months: int | None = Field(default=None, ge=1)
    term_text: str | None = None
    collateral: str | None = None
    borrower: str | None = None

    @model_validator(mode="after")
    def _has_a_limit(self) -> Self:
        if self.max_monthly is None and self.max_total is None and self.limit_text is None:
            raise ValueError("a loan has max_monthly, max_total or limit_text")
        return self


class Right(_Item):
    """No money: a way on, an admission, a discount that others set, a scholarship that the school sets."""

    kind: Literal["right"]
    text: str


Benefit = Annotated[
    Tuition | MonthlyStipend | OneOff | PerDay | InKind | Ceiling | Loan | Right, Field(discriminator="kind")
]
