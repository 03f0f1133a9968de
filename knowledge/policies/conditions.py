"""Conditions of a rule as data: single comparisons joined by all, any and not. Unknown keys are refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator


class Strict(BaseModel):
    """No unknown key, nothing changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Leaf(Strict):
    """One comparison of a fact.

    `among`: the fact is one of these codes. `at_least`, `at_most`: bounds of an integer or a date, both included; both
    together mean between. `within_months`: a date not later than the day of the evaluation and at most so many months
    before it. `article` names the place of law that asks for it, where it is not the version's first basis.
    """

    fact: str
    among: tuple[str, ...] = ()
    at_least: int | date | None = None
    at_most: int | date | None = None
    within_months: int | None = Field(default=None, ge=1)
    article: str | None = None

    @model_validator(mode="after")
    def _one_comparison(self) -> Self:
        bounded = self.at_least is not None or self.at_most is not None
        if sum((bool(self.among), bounded, self.within_months is not None)) != 1:
            raise ValueError("a condition has exactly one of: among; at_least and at_most; within_months")
        return self


class Due(Strict):
    """True when one of these policies is due on the same day: support that comes on top of another."""

    due: tuple[str, ...] = Field(min_length=1)
    article: str | None = None


class AllOf(Strict):
    """True when every part is."""

    all: tuple[Condition, ...] = Field(min_length=1)


class AnyOf(Strict):
    """True when one part is."""

    any: tuple[Condition, ...] = Field(min_length=1)


class Not(Strict):
    """True when the part is not; unknown stays unknown."""

    not_: Condition = Field(alias="not")

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)


_SHAPES: dict[type, str] = {Leaf: "fact", Due: "due", AllOf: "all", AnyOf: "any", Not: "not"}


def _shape(value: Any) -> str | None:
    """Which condition it is, by the key that only it has: one fault is then told once."""
    if isinstance(value, dict):
        return next((key for key in _SHAPES.values() if key in value), None)
    return next((key for shape, key in _SHAPES.items() if isinstance(value, shape)), None)


Condition = Annotated[
    Annotated[Leaf, Tag("fact")]
    | Annotated[Due, Tag("due")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(_shape),
]


def leaves(condition: Condition | None) -> Iterator[Leaf]:
    """Every single comparison, in order; those that a `Due` stands for belong to the other policies."""
    match condition:
        case Leaf():
            yield condition
        case AllOf(all=parts) | AnyOf(any=parts):
            for part in parts:
                yield from leaves(part)
        case Not(not_=part):
            yield from leaves(part)
        case _:
            return


def policies_named(condition: Condition | None) -> Iterator[str]:
    """Ids of the policies that the condition hangs on."""
    match condition:
        case Due(due=ids):
            yield from ids
        case AllOf(all=parts) | AnyOf(any=parts):
            for part in parts:
                yield from policies_named(part)
        case Not(not_=part):
            yield from policies_named(part)
        case _:
            return
