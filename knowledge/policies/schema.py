"""The shape of `data/policies/*.yaml`: one entry a policy, a text or a parameter, one version a period of law.

Unknown keys are refused. Facts are in `vocabulary.py`, conditions in `conditions.py`, what is given in `benefits.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from knowledge.models import Confidence
from knowledge.policies.benefits import Benefit
from knowledge.policies.conditions import Condition, Strict

Id = Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
Evidence = Literal["web", "plan_and_web", "mixed"]
Status = Literal["in_force", "uncertain", "replaced"]
Topic = Literal[
    "tuition",
    "boarding",
    "social_allowance",
    "merit",
    "short_course",
    "very_small_group",
    "general_pupil",
    "loan",
    "overseas",
    "disability",
    "orphan",
    "soldier",
    "women",
    "progression",
    "programme",
    "local",
    "organisation",
    "target",
]


class Valid(Strict):
    """First and last day in force; an unknown start is null and never selected by itself."""

    start: date | None
    end: date | None = None

    def covers(self, day: date) -> bool:
        """True when `day` lies within; False when the start is unknown."""
        return self.start is not None and self.start <= day and (self.end is None or day <= self.end)


class Basis(Strict):
    """A legal document and the place in it (null: the whole of it). `issuer` comes from the register where absent."""

    document: str
    article: str | None = None
    issuer: str = ""
    url: str | None = None


class Document(Strict):
    """A document of the register `documents.yaml`: how long it is in force, and what took its place.

    `number` is what people write ("81/2021"); a register entry without `valid.start` was not verified.
    """

    document: str
    issuer: str
    number: str | None = None
    issued: date | None = None
    valid: Valid = Valid(start=None)
    replaced_by: str | None = None
    note: str | None = None


class _Version(Strict):
    """What every version has, whatever it is a version of. `unverified`: what of it rests on no source."""

    valid: Valid
    confidence: Confidence
    checked_on: date
    basis: tuple[Basis, ...] = Field(min_length=1)
    check_by: date | None = None
    status: Status = "in_force"
    evidence: Evidence
    unverified: tuple[str, ...] = ()


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


class RuleVersion(_Version):
    """One policy as it stood during `valid`. `text_only`: the conditions of that time are not recorded.

    `limits`: what a caution is only for, by its sentence; in the file it stands beside it ("says", "when").
    `pick`: whether all items of the benefit are given, or the largest one of those whose `when` is met. `paid_when`,
    `papers` and the like are Vietnamese text for the reader.
    """

    summary: str
    text_only: bool = False
    requires: Condition | None = None
    benefit: Annotated[tuple[Benefit, ...], BeforeValidator(_as_list)] = ()
    pick: Literal["all", "highest"] = "all"
    papers: tuple[str, ...] = ()
    file_at: str | None = None
    deadline: str | None = None
    decided_by: str | None = None
    paid_when: str | None = None
    cautions: tuple[str, ...] = ()
    limits: Mapping[str, Condition] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _with_limits(cls, told: dict[str, Any]) -> dict[str, Any]:
        """Cautions that stand in the file with what they are only for, as sentences and `limits`."""
        cautions: list[str | dict[str, Any]] = list(told.get("cautions") or ())
        limited = {one["says"]: one["when"] for one in cautions if isinstance(one, dict)}
        if not limited:
            return told
        sentences = [one["says"] if isinstance(one, dict) else one for one in cautions]
        return {**told, "cautions": sentences, "limits": {**told.get("limits", {}), **limited}}

    @model_validator(mode="after")
    def _complete_or_text_only(self) -> Self:
        if self.text_only == bool(self.requires is not None and self.benefit):
            raise ValueError("a version has conditions (requires) and a benefit, or is text_only")
        codes = [item.code for item in self.benefit]
        if len(codes) > 1 and (None in codes or len(set(codes)) < len(codes)):
            raise ValueError("of several items each has a code of its own")
        return self


class _Record(Strict):
    """`variants`: how people ask for it. `follows`: ids of the records whose place it took.

    `provinces`: their codes, where it is not for the whole country.
    """

    id: Id
    title: str
    topic: Topic
    variants: tuple[str, ...] = ()
    follows: tuple[Id, ...] = ()
    provinces: tuple[str, ...] = ()


class Policy(_Record):
    """A support policy that can be decided. Of one group `highest_of` only the highest `rank` is paid.

    `called`: what it is in plain words, behind the sum that it brings: "tiền ăn ở nội trú".
    `not_with`: ids of policies of other groups that may not be combined with it. `on_top_of` is no field: support that
    needs another policy says so by a condition `due`.
    """

    kind: Literal["rule"] = "rule"
    called: str | None = None
    highest_of: str | None = None
    rank: int = Field(default=0, ge=0)
    not_with: tuple[Id, ...] = ()
    versions: tuple[RuleVersion, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ranked_in_a_group(self) -> Self:
        if (self.highest_of is None) != (self.rank == 0):
            raise ValueError("highest_of and rank go together")
        return self


class TextVersion(_Version):
    """A text without a decision as it stood during `valid`: what it says, what to do, where to ask.

    `gone`: bodies that are no more since then, as people call them; nobody files anything there.
    """

    summary: str
    gone: tuple[str, ...] = ()
    details: Mapping[str, str] = Field(default_factory=dict)
    papers: tuple[str, ...] = ()
    file_at: str | None = None
    deadline: str | None = None
    cautions: tuple[str, ...] = ()


class Information(_Record):
    """A rule text without a decision: a change of organisation, a repealed text, a target, a way of going on.

    `audience`: staff where only those who run the bot need it. `about`: ids of the policies it speaks of.
    """

    kind: Literal["information"]
    audience: Literal["learner", "staff"] = "learner"
    about: tuple[Id, ...] = ()
    versions: tuple[TextVersion, ...] = Field(min_length=1)


class ParameterVersion(_Version):
    """A parameter during `valid`: one `value`, several `values` by code, or a `summary` where no figure is verified."""

    value: int | None = Field(default=None, gt=0)
    values: Mapping[str, int] = Field(default_factory=dict)
    summary: str | None = None

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        if self.value is None and not self.values and self.summary is None:
            raise ValueError("a parameter has a value, values, or a summary")
        if self.value is not None and self.values:
            raise ValueError("a parameter has a value or values, not both")
        return self


class Parameter(Strict):
    """A dated figure that benefits are shares of, for example base pay, or a dated list that rules refer to."""

    kind: Literal["parameter"]
    id: Id
    title: str
    unit: str
    variants: tuple[str, ...] = ()
    versions: tuple[ParameterVersion, ...] = Field(min_length=1)

    @property
    def topic(self) -> str:
        """What rows of the diff and the export call it."""
        return "parameter"


Record = Policy | Information | Parameter
