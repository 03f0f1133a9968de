"""Kleene's three truth values, and a condition compared with what is known; no reasons, see `decide.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum

from knowledge.policies.conditions import AllOf, AnyOf, Condition, Due, Leaf, Not
from knowledge.policies.vocabulary import Fact, Value

Known = Mapping[str, frozenset[Value]]


class Truth(StrEnum):
    """Kleene's three values."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


NEGATED = {Truth.YES: Truth.NO, Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN}


def every(truths: Iterable[Truth]) -> Truth:
    """Of parts that must all be met."""
    found = list(truths)
    return Truth.NO if Truth.NO in found else Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.YES


def some(truths: Iterable[Truth]) -> Truth:
    """Of parts of which one must be met."""
    found = list(truths)
    return Truth.YES if Truth.YES in found else Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.NO


def leaf_truth(leaf: Leaf, possible: frozenset[Value] | None, on: date) -> Truth:
    """Yes when every possible value meets the comparison, no when none does; unknown for None or a mixture."""
    if not possible:
        return Truth.UNKNOWN
    met = [_meets(leaf, value, on) for value in possible]
    return Truth.YES if all(met) else Truth.UNKNOWN if any(met) else Truth.NO


def _meets(leaf: Leaf, value: Value, on: date) -> bool:
    if leaf.among:
        return value in leaf.among
    if leaf.within_months is not None:
        return isinstance(value, date) and months_before(on, leaf.within_months) <= value <= on
    low, high = leaf.at_least, leaf.at_most
    return (low is None or low <= value) and (high is None or value <= high)  # type: ignore[operator]  # of one kind


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(day)


def within_reach(
    condition: Condition, truth: Truth, of: Callable[[Leaf], Truth | None], due: Callable[[str], bool]
) -> bool:
    """Whether a condition may still come out as `truth`, yes or no, by telling more of what can be told.

    `of` gives the truth of a leaf as things stand: UNKNOWN for one that may go either way, None for one that stays
    unknown because nobody can tell it. `due`: whether another policy may come out as due.
    """
    match condition:
        case Leaf():
            return of(condition) in {truth, Truth.UNKNOWN}
        case Due(due=ids):
            return truth is Truth.NO or any(map(due, ids))
        case AllOf(all=parts) | AnyOf(any=parts):
            joined = all if isinstance(condition, AllOf) == (truth is Truth.YES) else any
            return joined(within_reach(part, truth, of, due) for part in parts)
        case Not(not_=part):
            return within_reach(part, NEGATED[truth], of, due)


def compared(
    condition: Condition,
    known: Known,
    facts: Mapping[str, Fact],
    on: date,
    due: Callable[[str], Truth] = lambda _: Truth.UNKNOWN,
) -> Truth:
    """The truth of a condition; assumed values count like known ones. `due` tells the truth of another policy."""
    match condition:
        case Leaf(fact=name):
            possible = known.get(name)
            if possible is None and (assumed := facts[name].assume) is not None:
                possible = frozenset({assumed})
            return leaf_truth(condition, possible, on)
        case Due(due=ids):
            return some(map(due, ids))
        case AllOf(all=parts):
            return every(compared(part, known, facts, on, due) for part in parts)
        case AnyOf(any=parts):
            return some(compared(part, known, facts, on, due) for part in parts)
        case Not(not_=part):
            return NEGATED[compared(part, known, facts, on, due)]
