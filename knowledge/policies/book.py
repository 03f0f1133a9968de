"""The policy book: every rule loaded, the version in force on a day, and the decisions for one learner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

import yaml
from pydantic import ValidationError

from knowledge.errors import DataError, NotFound, Problem
from knowledge.policies.decide import Facts, Reason, Truth, evaluate
from knowledge.policies.schema import (
    AllOf,
    AnyOf,
    Condition,
    Fact,
    Leaf,
    Parameter,
    ParameterVersion,
    Policy,
    RuleVersion,
    Valid,
)


class _Dated(Protocol):
    @property
    def valid(self) -> Valid: ...


V = TypeVar("V", bound=_Dated)


@dataclass(frozen=True, slots=True)
class Amount:
    """A monthly amount in đồng: `percent` of `base`, with the parameter version it was taken from."""

    percent: int
    base: int
    monthly: int
    parameter_id: str
    parameter_title: str
    parameter: ParameterVersion


@dataclass(frozen=True, slots=True)
class Decision:
    """One policy for one learner on one day. `version` is None when none was in force."""

    policy: Policy
    version: RuleVersion | None
    truth: Truth
    reasons: tuple[Reason, ...] = ()
    amount: Amount | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Facts that are still needed, in the rule's order."""
        return tuple(dict.fromkeys(reason.fact for reason in self.reasons if reason.truth is Truth.UNKNOWN))

    @property
    def assumed(self) -> tuple[str, ...]:
        """Facts taken for granted."""
        return tuple(reason.fact for reason in self.reasons if reason.assumed)


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """All policies and parameters of a snapshot."""

    facts: Mapping[str, Fact]
    policies: tuple[Policy, ...]
    parameters: tuple[Parameter, ...]

    def policy(self, policy_id: str) -> Policy:
        """NotFound when no policy has the id."""
        for policy in self.policies:
            if policy.id == policy_id:
                return policy
        raise NotFound(f"no policy {policy_id}")

    def parameter(self, parameter_id: str) -> Parameter:
        """NotFound when no parameter has the id."""
        for parameter in self.parameters:
            if parameter.id == parameter_id:
                return parameter
        raise NotFound(f"no parameter {parameter_id}")

    def decide(self, facts: Facts, on: date, topics: Sequence[str] = ()) -> list[Decision]:
        """Every policy of the topics (all when empty) decided for a learner, in the book's order."""
        chosen = [policy for policy in self.policies if not topics or policy.topic in topics]
        return [self._decide(policy, facts, on) for policy in chosen]

    def _decide(self, policy: Policy, facts: Facts, on: date) -> Decision:
        try:
            version = version_in_force(policy.versions, on)
        except NotFound:
            return Decision(policy, None, Truth.UNKNOWN)
        if version.requires is None or version.benefit is None:
            return Decision(policy, version, Truth.UNKNOWN)
        truth, reasons = evaluate(version.requires, facts, self.facts)
        amount = None
        if version.benefit.of is not None:
            amount = self._amount(version.benefit.percent, version.benefit.of, on)
        return Decision(policy, version, truth, reasons, amount)

    def amounts(self, decision: Decision, start: date, end: date) -> list[Amount]:
        """The monthly amounts of a decided policy over a period, one for each value of its parameter, in order."""
        version = decision.version
        if version is None or version.benefit is None or version.benefit.of is None:
            return []
        parameter = self.parameter(version.benefit.of)
        starts = [max(start, v.valid.start) for v in parameter.versions if v.valid.start and v.valid.start <= end]
        found = [self._amount(version.benefit.percent, parameter.id, day) for day in dict.fromkeys(starts)]
        return [amount for amount in dict.fromkeys(found) if amount and _overlaps(amount.parameter.valid, start, end)]

    def _amount(self, percent: int, parameter_id: str, on: date) -> Amount | None:
        """None on a day for which the parameter is not recorded."""
        parameter = self.parameter(parameter_id)
        try:
            current = version_in_force(parameter.versions, on)
        except NotFound:
            return None
        return Amount(percent, current.value, current.value * percent // 100, parameter.id, parameter.title, current)


def _overlaps(valid: Valid, start: date, end: date) -> bool:
    return valid.start is not None and valid.start <= end and (valid.end is None or start <= valid.end)


def version_in_force(versions: Sequence[V], on: date) -> V:
    """The one version valid on `on`; never the nearest one. NotFound when none is in force."""
    for version in versions:
        if version.valid.covers(on):
            return version
    raise NotFound(f"no version is in force on {on}")


def still_open(decisions: Sequence[Decision]) -> list[Decision]:
    """Undecided ones that could still change what is paid: of one topic only the highest rank counts."""
    settled: dict[str, int] = {}
    for decision in decisions:
        if decision.truth is Truth.YES:
            topic = decision.policy.topic
            settled[topic] = max(settled.get(topic, 0), decision.policy.rank)
    return [
        decision
        for decision in decisions
        if decision.truth is Truth.UNKNOWN
        and decision.missing
        and decision.policy.rank > settled.get(decision.policy.topic, 0)
    ]


def next_question(
    decisions: Sequence[Decision], vocabulary: Mapping[str, Fact], declined: Container[str] = ()
) -> str | None:
    """The fact that most still-open policies lack; on a tie the first of facts.yaml; never a declined one."""
    lacking = Counter(fact for decision in still_open(decisions) for fact in decision.missing if fact not in declined)
    if not lacking:
        return None
    order = list(vocabulary)
    return min(lacking, key=lambda fact: (-lacking[fact], order.index(fact)))


def load_book(folder: Path) -> PolicyBook:
    """Read and check `facts.yaml` and every other YAML file of the folder; DataError lists every fault."""
    problems: list[Problem] = []
    facts_path = folder / "facts.yaml"
    facts = {name: Fact.model_validate(entry) for name, entry in _read(facts_path)["facts"].items()}
    policies: list[Policy] = []
    parameters: list[Parameter] = []
    for path in sorted(folder.glob("*.yaml")):
        if path == facts_path:
            continue
        for entry in _entries(path):
            try:
                if entry.get("topic") == "parameter":
                    parameters.append(Parameter.model_validate(entry))
                else:
                    policies.append(Policy.model_validate(entry))
            except ValidationError as error:
                problems += [
                    Problem(str(path), "policy_schema", column=".".join(map(str, fault["loc"])), value=fault["msg"])
                    for fault in error.errors()
                ]
                continue
            record = (parameters if entry.get("topic") == "parameter" else policies)[-1]
            problems += [Problem(str(path), code, column=record.id, value=value) for code, value in _faults(record)]
    names = {parameter.id for parameter in parameters}
    for policy in policies:
        for version in policy.versions:
            problems += _unknown_names(policy, version, facts, names, folder)
    if problems:
        raise DataError(problems)
    return PolicyBook(facts, tuple(policies), tuple(parameters))


def _entries(path: Path) -> list[dict[str, Any]]:
    loaded = _read(path)
    return cast("list[dict[str, Any]]", loaded if isinstance(loaded, list) else [loaded])


def _read(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError([Problem(str(path), "file_missing")]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark is not None else None
        raise DataError([Problem(str(path), "not_yaml", row=row, value=getattr(error, "problem", None))]) from None


def _faults(record: Policy | Parameter) -> list[tuple[str, str]]:
    dated = sorted((v.valid for v in record.versions if v.valid.start), key=lambda valid: valid.start or date.min)
    overlapping = [
        ("versions_overlap", str(later.start))
        for earlier, later in pairwise(dated)
        if earlier.end is None or (later.start is not None and later.start <= earlier.end)
    ]
    backwards = [
        ("version_ends_before_start", str(valid.end))
        for valid in dated
        if valid.end is not None and valid.start is not None and valid.end < valid.start
    ]
    return overlapping + backwards


def _unknown_names(
    policy: Policy, version: RuleVersion, facts: Mapping[str, Fact], parameters: set[str], folder: Path
) -> list[Problem]:
    problems: list[Problem] = []
    for leaf in leaves(version.requires):
        if leaf.fact not in facts:
            problems.append(Problem(str(folder), "unknown_fact", column=policy.id, value=leaf.fact))
            continue
        unknown = [value for value in leaf.among if value not in facts[leaf.fact].values]
        problems += [Problem(str(folder), "unknown_fact_value", column=policy.id, value=value) for value in unknown]
    if version.benefit is not None and version.benefit.of is not None and version.benefit.of not in parameters:
        problems.append(Problem(str(folder), "unknown_parameter", column=policy.id, value=version.benefit.of))
    return problems


def leaves(condition: Condition | None) -> list[Leaf]:
    """Every single condition of a rule, in order."""
    match condition:
        case None:
            return []
        case Leaf():
            return [condition]
        case AllOf(all=parts) | AnyOf(any=parts):
            return [leaf for part in parts for leaf in leaves(part)]


def book_from_json(loaded: Mapping[str, Any]) -> PolicyBook:
    """The book of a snapshot; it was checked when the snapshot was built."""
    return PolicyBook(
        facts={entry["name"]: Fact(values=entry["values"], assume=entry["assume"]) for entry in loaded["facts"]},
        policies=tuple(Policy.model_validate(entry) for entry in loaded["policies"]),
        parameters=tuple(Parameter.model_validate(entry) for entry in loaded["parameters"]),
    )
