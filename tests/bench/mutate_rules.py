"""`python -m tests.bench.mutate_rules [ID …]`: does a household notice when a rule is written down wrongly?

Every version of every rule is changed in one place at a time: a condition left out or turned around, all and any
swapped, a code left out or added, a bound, a number of months, a percent, a sum, a period moved by one. A change that
no household of tests/cases/households notices survives and is printed with its place.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from knowledge.errors import DataError, NotFound
from knowledge.policies.book import PolicyBook
from knowledge.policies.conditions import policies_named
from knowledge.policies.schema import Policy
from knowledge.policies.vocabulary import Fact
from tests.households import book, outcomes, rows

Mutant = tuple[str, Any]
"""Where and what was changed, and the changed part."""
_MONEY = ("amount", "max_monthly", "max_total", "quantity")
_COUNTS = ("percent", "times", "months_per_year", "term_months", "rate_percent")


def conditions(condition: Any, facts: Mapping[str, Fact]) -> Iterator[Mutant]:
    """Every condition that differs in one place."""
    if "fact" in condition:
        yield from _leaf(condition, facts)
    elif "due" in condition:
        yield "turned around", {"not": condition}
        if len(condition["due"]) > 1:
            yield from (
                (f"without {one}", {**condition, "due": _without(condition["due"], one)}) for one in condition["due"]
            )
    elif "not" in condition:
        yield "not left out", condition["not"]
        yield from ((where, {"not": part}) for where, part in conditions(condition["not"], facts))
    else:
        kind, other = ("all", "any") if "all" in condition else ("any", "all")
        parts = condition[kind]
        if len(parts) > 1:
            yield f"{kind} → {other}", {other: parts}
            for place, part in enumerate(parts):
                yield f"without {_name(part)}", {kind: [*parts[:place], *parts[place + 1 :]]}
        for place, part in enumerate(parts):
            for where, changed in conditions(part, facts):
                yield where, {kind: [*parts[:place], changed, *parts[place + 1 :]]}


def _leaf(leaf: dict[str, Any], facts: Mapping[str, Fact]) -> Iterator[Mutant]:
    name = leaf["fact"]
    yield f"{name} turned around", {"not": leaf}
    among = leaf.get("among") or ()
    if len(among) > 1:
        yield from ((f"{name} without {code}", {**leaf, "among": _without(among, code)}) for code in among)
    others = [code for code in facts[name].values if code not in among] if among else []
    if name != "ethnic_group" and len(others) > 1:
        yield from ((f"{name} with {code}", {**leaf, "among": [*among, code]}) for code in others)
    for bound in ("at_least", "at_most", "within_months"):
        if isinstance(leaf.get(bound), int):
            yield from ((f"{name} {bound} {by:+}", {**leaf, bound: leaf[bound] + by}) for by in (-1, 1))


def _without(codes: Sequence[str], code: str) -> list[str]:
    return [one for one in codes if one != code]


def _name(part: Mapping[str, Any]) -> str:
    return str(part.get("fact") or next(iter(part)))


def versions(version: dict[str, Any], facts: Mapping[str, Fact]) -> Iterator[Mutant]:
    """Every version that differs in one place."""
    valid = version["valid"]
    for edge in ("start", "end"):
        if valid[edge]:
            for days in (-1, 1):
                moved = date.fromisoformat(valid[edge]) + timedelta(days)
                yield f"{edge} {days:+} day", {**version, "valid": {**valid, edge: moved}}
    if version["requires"] is None:
        return
    for where, changed in conditions(version["requires"], facts):
        yield where, {**version, "requires": changed}
    for place, item in enumerate(version["benefit"]):
        for where, changed in _items(item, facts):
            items = [*version["benefit"][:place], changed, *version["benefit"][place + 1 :]]
            yield f"benefit {item.get('code') or item['kind']}: {where}", {**version, "benefit": items}
    if len(version["benefit"]) > 1:
        yield "pick", {**version, "pick": "all" if version["pick"] == "highest" else "highest"}


def _items(item: dict[str, Any], facts: Mapping[str, Fact]) -> Iterator[Mutant]:
    for key in (*_MONEY, *_COUNTS):
        if item.get(key) is not None:
            by = 1000 if key in _MONEY and item[key] >= 1000 else 1
            yield f"{key} -{by}", {**item, key: item[key] - by}
    if item.get("when"):
        yield "when left out", {**item, "when": None}
        for where, changed in conditions(item["when"], facts):
            yield where, {**item, "when": changed}


def policies(policy: Policy, facts: Mapping[str, Fact]) -> Iterator[tuple[str, Policy]]:
    """Every policy that differs in one place and is still well formed."""
    plain = policy.model_dump(mode="json")
    changed: list[tuple[str, dict[str, Any]]] = []
    for place, version in enumerate(plain["versions"]):
        for where, mutant in versions(version, facts):
            whole = deepcopy(plain)
            whole["versions"][place] = mutant
            changed.append((f"{version['valid']['start']}: {where}", whole))
    for where, whole in changed:
        try:
            yield where, Policy.model_validate(whole)
        except ValidationError:
            continue


def family(law: PolicyBook, policy: Policy) -> list[Policy]:
    """The policy, those of its group, those it hangs on, and theirs."""
    found = {policy.id: policy}
    waiting = [policy]
    while waiting:
        one = waiting.pop()
        named = {
            name
            for version in one.versions
            for condition in (version.requires, *(item.when for item in version.benefit))
            for name in policies_named(condition)
        }
        group = {other.id for other in law.policies if one.highest_of and other.highest_of == one.highest_of}
        for name in named | group:
            if name not in found:
                found[name] = law.policy(name)
                waiting.append(found[name])
    return list(found.values())


def notices(law: PolicyBook, row: Mapping[str, Any]) -> bool:
    """Whether a row expects something else than comes out."""
    try:
        return any(expected != found for _, _, expected, found in outcomes(law, row))
    except (DataError, NotFound):
        return True


def main(names: Sequence[str]) -> int:
    """Print how many changes were made and noticed, and every one that survived."""
    law, households = book(), rows()
    made, survived = Counter[str](), 0
    for policy in law.policies:
        if names and policy.id not in names:
            continue
        related = family(law, policy)
        of_it = [
            {**row, "expect": {policy.id: row["expect"][policy.id]}} for row in households if policy.id in row["expect"]
        ]
        hanging = [
            other.id
            for other in law.policies
            if any(policy.id in policies_named(version.requires) for version in other.versions)
        ]
        for name in hanging:
            of_it += [{**row, "expect": {name: row["expect"][name]}} for row in households if name in row["expect"]]
            related += [one for one in family(law, law.policy(name)) if one not in related]
        for where, mutant in policies(policy, law.facts):
            changed = tuple(mutant if one.id == policy.id else one for one in related)
            small = replace(law, policies=changed, information=())
            made[policy.id] += 1
            if not any(notices(small, row) for row in of_it):
                survived += 1
                print(f"survived  {policy.id}  {where}")
    total = made.total()
    print(f"{total} changes of {len(made)} rules; {total - survived} noticed, {survived} survived")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
