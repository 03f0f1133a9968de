"""`python -m tests.bench.policy_mutations [ID …]`: does every change of a rule make a household fail?

Each policy is changed in one place at a time (a value of a condition more, fewer or another, a bound by one, a part
left out, all for any, a figure by one, a day by one, an item left out), and the households that expect something of it
are worked out again. A change that no household notices is printed: a household is missing, unless the change says the
same as the rule, which is shown by working out every learner there can be, by all facts that the rule asks for. Asserts
nothing.
"""

from __future__ import annotations

import copy
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise, product
from typing import Any

from pydantic import ValidationError

from knowledge.errors import DataError, KnowledgeError
from knowledge.policies.book import PolicyBook
from knowledge.policies.conditions import Leaf, leaves, policies_named
from knowledge.policies.decision import Decision
from knowledge.policies.schema import Policy
from knowledge.policies.vocabulary import Fact
from tests.households import book, outcomes, rows

ROWS = rows()

FIGURES = ("amount", "max_monthly", "max_total", "times", "percent", "quantity", "term_months", "months_per_year")
BOUNDS = ("at_least", "at_most", "within_months")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: where in the record, what stands there instead, and of which kind it is."""

    place: tuple[str | int, ...]
    value: Any
    kind: str


def changes(node: Any, facts: Mapping[str, Fact], place: tuple[str | int, ...] = ()) -> Iterator[Change]:
    """Every change of a record as it stands in a snapshot."""
    if isinstance(node, list):
        for number, part in enumerate(node):
            yield from changes(part, facts, (*place, number))
        if place and place[-1] == "benefit" and len(node) > 1:
            yield from _without_one(node, place, "item left out")
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _of_key(node, key, value, facts, (*place, key))


def _of_key(
    node: dict[str, Any], key: str, value: Any, facts: Mapping[str, Fact], here: tuple[str | int, ...]
) -> Iterator[Change]:
    match key, value:
        case "among", [_, *_]:
            yield from _values(value, facts[node["fact"]].values, here)
        case str(), int() if key in BOUNDS:
            yield from (Change(here, new, "bound moved") for new in (value + 1, value - 1))
        case str(), int() if key in FIGURES:
            yield from (Change(here, new, "figure") for new in (value + 1, value - 1))
        case "rate_percent", float():
            yield Change(here, value + 1, "figure")
        case (("start" | "end"), str()):
            day = date.fromisoformat(value)
            yield from (Change(here, (day + timedelta(days)).isoformat(), "day moved") for days in (1, -1))
        case (("all" | "any"), [_, _, *_]):
            yield from _without_one(value, here, "part left out")
            yield Change(here, {"all": "any", "any": "all"}[key], "all for any")
            yield from changes(value, facts, here)
        case _:
            yield from changes(value, facts, here)


def _values(told: Sequence[str], every: tuple[str, ...], here: tuple[str | int, ...]) -> Iterator[Change]:
    others = [one for one in every if one not in told]
    yield from (Change(here, [*told, one], "value more") for one in others)
    if len(told) > 1:
        yield from (Change(here, [one for one in told if one != gone], "value fewer") for gone in told)
    else:
        yield from (Change(here, [one], "another value") for one in others)


def _without_one(parts: Sequence[Any], here: tuple[str | int, ...], kind: str) -> Iterator[Change]:
    yield from (Change(here, [*parts[:number], *parts[number + 1 :]], kind) for number in range(len(parts)))


def changed(policy: Policy, change: Change) -> Policy | None:
    """The policy with the change; None where the schema or the periods refuse it: no such rule can be written."""
    record = copy.deepcopy(policy.model_dump(mode="json", by_alias=True))
    node = record["versions"]
    for step in change.place[:-1]:
        node = node[step]
    last = change.place[-1]
    if change.kind == "all for any":
        node[change.value] = node.pop(last)
    else:
        node[last] = change.value
    try:
        found = Policy.model_validate(record)
    except ValidationError:
        return None
    spans = sorted((v.valid.start, v.valid.end or date.max) for v in found.versions if v.valid.start)
    overlap = any(end >= later for (_, end), (later, _) in pairwise(spans))
    return None if overlap else found


def is_noticed(law: PolicyBook, policy: Policy, rows: list[dict[str, Any]]) -> bool:
    """Whether a household expects something else of the changed policy."""
    others = replace(law, policies=tuple(policy if one.id == policy.id else one for one in law.policies))
    try:
        return any(
            expected != found
            for row in rows
            for _, _, expected, found in outcomes(others, {**row, "expect": {policy.id: row["expect"][policy.id]}})
        )
    except KnowledgeError:
        return True


def says_the_same(law: PolicyBook, policy: Policy, other: Policy, number: int) -> bool:
    """Whether a version of two policies decides alike for every learner of whom all that it asks for is told.

    False too where that cannot be shown: with days, or another policy that it hangs on.
    """
    asked = list[Leaf]()
    for version in (policy.versions[number], other.versions[number]):
        conditions = [version.requires, *(item.when for item in version.benefit)]
        for condition in filter(None, conditions):
            if any(True for _ in policies_named(condition)):
                return False
            asked += leaves(condition)
    on = policy.versions[number].valid.start
    if on is None or any(law.facts[leaf.fact].kind not in {"choice", "integer"} for leaf in asked):
        return False
    names = sorted({leaf.fact for leaf in asked})
    for values in product(*(_told_apart(law, name, asked) for name in names)):
        try:
            learner = law.learner(dict(zip(names, values, strict=True)), on)
        except DataError:
            continue  # nobody is like that
        one, two = law.decide_some(learner, [policy, other])
        if (one.status, _given(one)) != (two.status, _given(two)):
            return False
    return True


def _told_apart(law: PolicyBook, name: str, asked: Sequence[Leaf]) -> list[str | int]:
    """One value of a fact for each way in which the rule, or what follows from facts, tells its values apart."""
    fact, words = law.facts[name], law.vocabulary
    conditions = [*words.impossible, *(one.when for one in words.implies)]
    found = [leaf for leaf in (*asked, *(leaf for one in conditions for leaf in leaves(one))) if leaf.fact == name]
    if fact.kind == "integer":
        bounds = [bound for leaf in found for bound in (leaf.at_least, leaf.at_most) if isinstance(bound, int)]
        near = {bound + step for bound in bounds for step in (-1, 0, 1)}
        return sorted(one for one in near if (fact.minimum or 0) <= one <= (fact.maximum or 0))
    sets = [fact.codes(leaf.among) for leaf in found] + [one.then[name] for one in words.implies if name in one.then]
    alike = {tuple(value in codes for codes in sets): value for value in reversed(fact.values)}
    return list(alike.values())


def _given(decision: Decision) -> list[tuple[str | None, str]]:
    return [(given.item.code, given.truth) for given in decision.items]


def _main(wanted: list[str]) -> None:
    law, began = book(), time.perf_counter()
    made, noticed, same = Counter[str](), Counter[str](), Counter[str]()
    for policy in law.policies:
        if wanted and policy.id not in wanted:
            continue
        rows = [row for row in ROWS if policy.id in row["expect"]]
        for change in changes(policy.model_dump(mode="json", by_alias=True)["versions"], law.facts):
            mutant = changed(policy, change)
            if mutant is None:
                continue
            made[change.kind] += 1
            if is_noticed(law, mutant, rows):
                noticed[change.kind] += 1
            elif says_the_same(law, policy, mutant, int(change.place[0])):
                same[change.kind] += 1
            else:
                place = ".".join(map(str, change.place))
                sys.stdout.write(f"not noticed: {policy.id} {place}: {change.kind} {str(change.value)[:90]}\n")
                sys.stdout.flush()
    for kind in made:
        sys.stdout.write(f"{kind:<16} {_told(noticed[kind], same[kind], made[kind])}\n")
    seconds = time.perf_counter() - began
    sys.stdout.write(f"{'all':<16} {_told(noticed.total(), same.total(), made.total())}; {seconds:.0f} s\n")


def _told(noticed: int, same: int, made: int) -> str:
    return f"{noticed:>5} noticed, {same:>3} say the same, of {made:>5}"


if __name__ == "__main__":
    _main(sys.argv[1:])
