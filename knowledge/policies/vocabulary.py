"""What a rule may ask, from `data/policies/facts.yaml`: kinds, codes, what follows from what, and what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from knowledge.policies.conditions import Condition, Strict

Value = str | int | date
"""One value of a fact: a code, a number, or a day."""


class Fact(Strict):
    """One thing a rule may ask.

    `values`: the codes of a choice; `groups`: names for several of them. `assume`: taken for granted until told
    otherwise. `asked`: False where nobody can tell it in a chat. `first`: asked before the others, as it decides for
    most people. `aside`: asked only where one asks for the policies that need it, not in the check of everything.
    `dated_by`: the fact with the year of the paper.
    """

    kind: Literal["choice", "integer", "date", "code"] = "choice"
    values: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    assume: str | None = None
    asked: bool = True
    first: bool = False
    aside: bool = False
    dated_by: str | None = None
    about: str = ""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind == "choice") != (len(self.values) > 1) or len(set(self.values)) != len(self.values):
            raise ValueError("a choice, and only it, has two values or more, each once")
        if (self.kind == "integer") != (self.minimum is not None and self.maximum is not None):
            raise ValueError("an integer, and only it, has a minimum and a maximum")
        if (self.kind == "code") != (self.pattern is not None):
            raise ValueError("a code, and only it, has a pattern")
        if self.assume is not None and self.assume not in self.values:
            raise ValueError("what is assumed is one of the values")
        if any(value not in self.values for group in self.groups.values() for value in group):
            raise ValueError("a group holds values of the fact")
        if any(name in self.values for name in self.groups):
            raise ValueError("a group is called other than every value")
        return self

    def codes(self, names: Sequence[str]) -> tuple[str, ...]:
        """Codes with the groups among them spelled out."""
        return tuple(dict.fromkeys(code for name in names for code in self.groups.get(name, (name,))))


class Implication(Strict):
    """What follows where `when` is surely met: for each fact the codes that are left."""

    when: Condition
    then: Mapping[str, tuple[str, ...]] = Field(min_length=1)


class Option(Strict):
    """One button of a question: what pressing it tells.

    `otherwise`: what is told of these facts by somebody to whom none of the options of the question applies.
    `weight`: of how many in a hundred it holds, roughly; only for choosing the next question.
    """

    code: str
    tells: Mapping[str, tuple[str, ...]] = Field(min_length=1)
    otherwise: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    weight: int = Field(default=10, ge=1)


class Question(Strict):
    """A question that settles several facts at once; every other fact that is asked has one of its own.

    Options with `otherwise` are a list from which several may apply, or none; the others exclude one another.
    """

    options: tuple[Option, ...] = Field(min_length=2)

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that an option tells, in order."""
        return tuple(dict.fromkeys(name for option in self.options for name in option.tells))


class Vocabulary(Strict):
    """`facts.yaml` as a whole: facts in the order of asking, what follows from them, and what cannot be together."""

    facts: Mapping[str, Fact]
    implies: tuple[Implication, ...] = ()
    impossible: tuple[Condition, ...] = ()
    questions: Mapping[str, Question] = Field(default_factory=dict)
