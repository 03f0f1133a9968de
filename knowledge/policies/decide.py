"""Three-valued decision of a rule for a learner: yes, no, or not yet known; never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from knowledge.policies.schema import AllOf, AnyOf, Condition, Fact, Leaf

Facts = Mapping[str, str]


class Truth(StrEnum):
    """Kleene's three values."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition as it was checked: the fact, what the rule wants, what is known of the learner."""

    fact: str
    among: tuple[str, ...]
    known: str | None
    truth: Truth
    assumed: bool = False


def evaluate(condition: Condition, facts: Facts, vocabulary: Mapping[str, Fact]) -> tuple[Truth, tuple[Reason, ...]]:
    """The truth of a condition and the chain of reasons, in the rule's order."""
    match condition:
        case Leaf(fact=name, among=among):
            known, assumed = facts.get(name), False
            if known is None:
                known = vocabulary[name].assume
                assumed = known is not None
            truth = Truth.UNKNOWN if known is None else Truth.YES if known in among else Truth.NO
            return truth, (Reason(name, among, known, truth, assumed),)
        case AllOf(all=parts):
            return _combine(parts, facts, vocabulary, decisive=Truth.NO, neutral=Truth.YES)
        case AnyOf(any=parts):
            return _combine(parts, facts, vocabulary, decisive=Truth.YES, neutral=Truth.NO)


def _combine(
    parts: tuple[Condition, ...], facts: Facts, vocabulary: Mapping[str, Fact], *, decisive: Truth, neutral: Truth
) -> tuple[Truth, tuple[Reason, ...]]:
    results = [evaluate(part, facts, vocabulary) for part in parts]
    truths = [truth for truth, _ in results]
    if decisive in truths:
        # Only the parts that settle it are reasons; an unknown beside them changes nothing.
        settled = tuple(reason for truth, reasons in results if truth is decisive for reason in reasons)
        return decisive, settled
    every = tuple(reason for _, reasons in results for reason in reasons)
    return (Truth.UNKNOWN if Truth.UNKNOWN in truths else neutral), every
