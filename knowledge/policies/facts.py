"""What is known of one learner on one day: facts read strictly, completed by what follows, contradictions named.

A fact is known as the set of values that are still possible: one when it was told, several when only that much was
told ("not poor"). A fact that is absent is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from knowledge.errors import DataError, Problem
from knowledge.policies.conditions import leaves
from knowledge.policies.truth import Truth, compared
from knowledge.policies.vocabulary import Fact, Value, Vocabulary

Facts = Mapping[str, Any]
"""Facts as given: code, list of codes, integer, or day; the names are those of `facts.yaml`."""


@dataclass(frozen=True, slots=True)
class Learner:
    """Facts of one learner on the day `on`.

    `known`: possible values of each fact that is not wholly unknown, told or following. `told`: names as given.
    `outdated`: facts whose paper is of another year than the day's, and which therefore stay unknown.
    """

    on: date
    known: Mapping[str, frozenset[Value]]
    told: frozenset[str] = frozenset()
    outdated: tuple[str, ...] = field(default=())

    def one(self, name: str) -> Value | None:
        """The value of a fact when exactly one is possible."""
        values = self.known.get(name, ())
        return next(iter(values)) if len(values) == 1 else None


def read_learner(facts: Facts, vocabulary: Vocabulary, on: date, *, source: str = "facts") -> Learner:
    """Facts as given, checked and completed for a day.

    DataError lists every fault: a fact or a code that does not exist, a number out of range, a day in the future, and
    facts that cannot be true together. `source` is the file that the faults name.
    """
    problems: list[Problem] = []
    known: dict[str, frozenset[Value]] = {}
    for name, given in facts.items():
        fact = vocabulary.facts.get(name)
        if fact is None:
            problems.append(Problem(source, "fact_not_known", column=name, value=str(given)))
        elif given is not None:
            values, faults = _values(fact, given, on)
            known[name] = frozenset(values)
            problems += [
                Problem(source, code, column=name, value=str(value), expected=_expected(fact)) for code, value in faults
            ]
    if problems:
        raise DataError(problems)
    outdated = _outdated(known, vocabulary, on)
    for name in outdated:
        known.pop(name)
    _complete(known, vocabulary, on, source)
    return Learner(on, known, frozenset(facts), outdated)


def learned(learner: Learner, vocabulary: Vocabulary, tells: Mapping[str, Iterable[Value]]) -> Learner | None:
    """The learner with more known: of each fact only these values are left. None when that cannot be."""
    known = dict(learner.known)
    for name, values in tells.items():
        known[name] = frozenset(values) & known.get(name, frozenset(values))
        if not known[name]:
            return None
    try:
        _complete(known, vocabulary, learner.on, "")
    except DataError:
        return None
    return Learner(learner.on, known, learner.told | set(tells), learner.outdated)


def _values(fact: Fact, given: Any, on: date) -> tuple[list[Value], list[tuple[str, object]]]:
    """Possible values, and (code, value) of every fault."""
    listed = isinstance(given, list | tuple | set | frozenset)
    many = list(cast("Iterable[Any]", given)) if listed else [given]
    found: list[Value] = []
    faults: list[tuple[str, object]] = [] if many else [("fact_value_not_known", "")]
    for value in many:
        match fact.kind:
            case "choice" if isinstance(value, str) and (value in fact.values or value in fact.groups):
                found += fact.codes([value])
            case "code" if isinstance(value, str) and fact.pattern and re.fullmatch(fact.pattern, value):
                found.append(value)
            case "integer" if (number := _integer(value)) is not None:
                found.append(number)
                if not (fact.minimum or 0) <= number <= (fact.maximum or 0):
                    faults.append(("fact_out_of_range", number))
            case "date" if (day := _day(value)) is not None:
                found.append(day)
                if day > on:
                    faults.append(("fact_in_the_future", day))
            case _:
                faults.append(("fact_value_not_known", value))
    return found, faults


def _integer(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    return value if isinstance(value, int) else None


def _day(value: Any) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _expected(fact: Fact) -> str:
    match fact.kind:
        case "choice":
            return ", ".join(fact.values)
        case "integer":
            return f"{fact.minimum}–{fact.maximum}"
        case "date":
            return "YYYY-MM-DD"
        case "code":
            return fact.pattern or ""


def _outdated(known: Mapping[str, frozenset[Value]], vocabulary: Vocabulary, on: date) -> tuple[str, ...]:
    return tuple(
        name
        for name in known
        if (year := vocabulary.facts[name].dated_by) and year in known and known[year] != frozenset({on.year})
    )


def _complete(known: dict[str, frozenset[Value]], vocabulary: Vocabulary, on: date, source: str) -> None:
    """Add what follows until nothing more does; DataError when nothing is possible any more."""
    changed = True
    while changed:
        changed = False
        for implication in vocabulary.implies:
            if compared(implication.when, known, vocabulary.facts, on) is not Truth.YES:
                continue
            for name, codes in implication.then.items():
                before = known.get(name, frozenset[Value](vocabulary.facts[name].values))
                after = before & frozenset(codes)
                if not after:
                    grounds = dict.fromkeys(leaf.fact for leaf in leaves(implication.when))
                    raise DataError([_contradiction(source, name, grounds, known)])
                if after != known.get(name):
                    known[name], changed = after, True
    for condition in vocabulary.impossible:
        if compared(condition, known, vocabulary.facts, on) is Truth.YES:
            first, *others = dict.fromkeys(leaf.fact for leaf in leaves(condition))
            raise DataError([_contradiction(source, first, others, known)])


def _contradiction(source: str, name: str, others: Iterable[str], known: Mapping[str, frozenset[Value]]) -> Problem:
    def told(one: str) -> str:
        return f"{one}: {', '.join(sorted(map(str, known[one])))}" if one in known else one

    return Problem(source, "facts_contradict", column=name, value=told(name), expected="; ".join(map(told, others)))
