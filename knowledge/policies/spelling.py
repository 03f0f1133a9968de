"""Groups of codes spelled out, once, when the book is loaded: deciding then compares codes only."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.policies.conditions import AllOf, AnyOf, Condition, Leaf, Not
from knowledge.policies.schema import Policy, RuleVersion
from knowledge.policies.vocabulary import Fact


def spelled_out(policy: Policy, facts: Mapping[str, Fact]) -> Policy:
    """The policy with every group in its conditions replaced by the codes of the group."""
    versions = tuple(_version(version, facts) for version in policy.versions)
    return policy.model_copy(update={"versions": versions})


def _version(version: RuleVersion, facts: Mapping[str, Fact]) -> RuleVersion:
    items = tuple(
        item if item.when is None else item.model_copy(update={"when": _condition(item.when, facts)})
        for item in version.benefit
    )
    requires = None if version.requires is None else _condition(version.requires, facts)
    return version.model_copy(update={"requires": requires, "benefit": items})


def _condition(condition: Condition, facts: Mapping[str, Fact]) -> Condition:
    match condition:
        case Leaf(fact=name, among=among) if among:
            return condition.model_copy(update={"among": facts[name].codes(among)})
        case AllOf(all=parts):
            return condition.model_copy(update={"all": tuple(_condition(part, facts) for part in parts)})
        case AnyOf(any=parts):
            return condition.model_copy(update={"any": tuple(_condition(part, facts) for part in parts)})
        case Not(not_=part):
            return condition.model_copy(update={"not_": _condition(part, facts)})
        case _:
            return condition
