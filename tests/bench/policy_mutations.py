"""`python -m tests.bench.policy_mutations [ID …]`: does every change of a rule make a household fail?

Each policy is changed in one place at a time (a value of a condition more, fewer or another, a bound by one, a part
left out, all for any, a figure by one, a day by one, an item left out), and the households that expect something of it
are worked out again. A change that no household notices is printed: either a household is missing, or the change says
the same as the rule. Asserts nothing.
"""

from __future__ import annotations

import copy
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from knowledge.errors import KnowledgeError
from knowledge.policies.book import PolicyBook
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


def _main(wanted: list[str]) -> None:
    law, began = book(), time.perf_counter()
    made, noticed = Counter[str](), Counter[str]()
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
            else:
                place = ".".join(map(str, change.place))
                sys.stdout.write(f"not noticed: {policy.id} {place}: {change.kind} {str(change.value)[:90]}\n")
                sys.stdout.flush()
    for kind in made:
        sys.stdout.write(f"{kind:<16} {noticed[kind]:>5} of {made[kind]:>5}\n")
    sys.stdout.write(f"{'all':<16} {noticed.total():>5} of {made.total():>5}; {time.perf_counter() - began:.0f} s\n")


if __name__ == "__main__":
    _main(sys.argv[1:])
