"""The shape of `data/policies/*.yaml`: one entry a policy, one version a period of law. Unknown keys are refused."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge.models import Confidence


class Strict(BaseModel):
    """No unknown key, nothing changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(Strict):
    """One thing a rule may ask: its values, and the one taken for granted until told otherwise."""

    values: tuple[str, ...]
    assume: str | None = None


class Valid(Strict):
    """First and last day in force; an unknown start is null and never selected by itself."""

    start: date | None
    end: date | None = None

    def covers(self, day: date) -> bool:
        """True when `day` lies within; False when the start is unknown."""
        return self.start is not None and self.start <= day and (self.end is None or day <= self.end)


class Basis(Strict):
    """A legal document and the place in it."""

    document: str
    article: str
    issuer: str
    url: str | None = None


class Leaf(Strict):
    """True when the learner's value of `fact` is among the listed ones."""

    fact: str
    among: tuple[str, ...]


class AllOf(Strict):
    """True when every part is."""

    all: tuple[Condition, ...]


class AnyOf(Strict):
    """True when one part is."""

    any: tuple[Condition, ...]


Condition = Leaf | AllOf | AnyOf


class Benefit(Strict):
    """What is given: `percent` of tuition, or of the parameter named by `of`, each month."""

    kind: Literal["tuition_exemption", "monthly_stipend"]
    percent: int = Field(ge=1, le=100)
    of: str | None = None

    @model_validator(mode="after")
    def _stipend_names_its_base(self) -> Self:
        if (self.kind == "monthly_stipend") != (self.of is not None):
            raise ValueError("a monthly_stipend, and only it, names the parameter it is a share of")
        return self


class RuleVersion(Strict):
    """One policy as it stood during `valid`. `text_only`: the conditions of that time are not recorded."""

    valid: Valid
    confidence: Confidence
    checked_on: date
    basis: tuple[Basis, ...] = Field(min_length=1)
    summary: str
    check_by: date | None = None
    text_only: bool = False
    requires: Condition | None = None
    benefit: Benefit | None = None
    papers: tuple[str, ...] = ()
    file_at: str | None = None
    deadline: str | None = None
    decided_by: str | None = None
    cautions: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _complete_or_text_only(self) -> Self:
        if self.text_only == (self.requires is not None and self.benefit is not None):
            raise ValueError("a version has conditions and a benefit, or is text_only")
        return self


class Policy(Strict):
    """A support policy. Of one topic only the highest `rank` is paid."""

    id: str = Field(pattern=r"[a-z0-9-]+")
    title: str
    topic: Literal["tuition", "boarding"]
    rank: int
    variants: tuple[str, ...] = ()
    versions: tuple[RuleVersion, ...] = Field(min_length=1)


class ParameterVersion(Strict):
    """The value of a parameter during `valid`."""

    valid: Valid
    value: int = Field(gt=0)
    confidence: Confidence
    checked_on: date
    basis: tuple[Basis, ...] = Field(min_length=1)
    check_by: date | None = None


class Parameter(Strict):
    """A dated figure that benefits are shares of, for example base pay."""

    id: str = Field(pattern=r"[a-z0-9-]+")
    title: str
    topic: Literal["parameter"]
    unit: str
    versions: tuple[ParameterVersion, ...] = Field(min_length=1)
