"""Three-valued decision of a rule for a learner with the chain of reasons: yes, no, or not yet known; never a guess."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from knowledge.policies.conditions import AllOf, AnyOf, Condition, Due, Leaf, Not
from knowledge.policies.facts import Learner
from knowledge.policies.truth import NEGATED, Truth, every, leaf_truth, some
from knowledge.policies.vocabulary import Fact, Value


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition as it was checked: the fact, what the rule wants, what is known of the learner.

    `known` is the value where one is known, `possible` the codes that are left where several are. `negated`: the rule
    wants the opposite of `leaf`; `truth` is the condition's as the rule wants it. A reason without `fact` is one that
    hangs on other policies, `due`.
    """

    fact: str
    truth: Truth
    leaf: Leaf | None = None
    known: Value | None = None
    possible: tuple[str, ...] = ()
    assumed: bool = False
    negated: bool = False
    article: str | None = None
    due: tuple[str, ...] = ()

    @property
    def among(self) -> tuple[str, ...]:
        """The codes that the condition names; empty for a comparison of numbers or days."""
        return self.leaf.among if self.leaf else ()


@dataclass(frozen=True, slots=True)
class Deciding:
    """What a condition is decided with. `other` gives the decision of another policy on the same day."""

    learner: Learner
    facts: Mapping[str, Fact]
    other: Callable[[str], tuple[Truth, tuple[Reason, ...]]]


def evaluate(condition: Condition, given: Deciding) -> tuple[Truth, tuple[Reason, ...]]:
    """The truth of a condition and the chain of reasons, in the rule's order."""
    match condition:
        case Leaf():
            return _leaf(condition, given)
        case Due(due=ids):
            return _due(condition, [given.other(name) for name in ids])
        case AllOf(all=parts):
            return _combine([evaluate(part, given) for part in parts], every, decisive=Truth.NO)
        case AnyOf(any=parts):
            return _combine([evaluate(part, given) for part in parts], some, decisive=Truth.YES)
        case Not(not_=part):
            truth, reasons = evaluate(part, given)
            return NEGATED[truth], tuple(
                replace(one, truth=NEGATED[one.truth], negated=not one.negated) for one in reasons
            )


def _leaf(leaf: Leaf, given: Deciding) -> tuple[Truth, tuple[Reason, ...]]:
    possible, assumed = given.learner.known.get(leaf.fact), False
    if possible is None and (value := given.facts[leaf.fact].assume) is not None:
        possible, assumed = frozenset[Value]({value}), True
    truth = leaf_truth(leaf, possible, given.learner.on)
    known: Value | None = None
    several: tuple[str, ...] = ()
    if possible is not None:
        if len(possible) == 1:
            (known,) = possible
        else:
            several = tuple(sorted(map(str, possible)))
    return truth, (Reason(leaf.fact, truth, leaf, known, several, assumed, article=leaf.article),)


def _due(condition: Due, others: list[tuple[Truth, tuple[Reason, ...]]]) -> tuple[Truth, tuple[Reason, ...]]:
    truth = some(one for one, _ in others)
    itself = Reason("", truth, article=condition.article, due=condition.due)
    if truth is not Truth.UNKNOWN:
        return truth, (itself,)
    # What would settle one of the others settles this one.
    lacking = (reason for one, reasons in others if one is Truth.UNKNOWN for reason in reasons)
    return truth, (itself, *(reason for reason in lacking if reason.truth is Truth.UNKNOWN and reason.fact))


def _combine(
    results: list[tuple[Truth, tuple[Reason, ...]]], join: Callable[..., Truth], *, decisive: Truth
) -> tuple[Truth, tuple[Reason, ...]]:
    truth = join(one for one, _ in results)
    # Where a part settles it, only such parts are reasons; an unknown beside them changes nothing.
    kept = [reasons for one, reasons in results if truth is not decisive or one is decisive]
    return truth, tuple(reason for reasons in kept for reason in reasons)
