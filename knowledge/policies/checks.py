"""What the schema cannot see: names that must exist, periods that must not overlap, rules that go in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from knowledge.errors import Problem
from knowledge.policies.amounts import needs_parameter
from knowledge.policies.conditions import Condition, Leaf, leaves, policies_named
from knowledge.policies.reading import Source
from knowledge.policies.schema import (
    Document,
    Information,
    Parameter,
    ParameterVersion,
    Policy,
    Record,
    RuleVersion,
    TextVersion,
)
from knowledge.policies.vocabulary import Fact, Vocabulary

Place = tuple[str | int, ...]
Located = tuple[Source, Record]


@dataclass(frozen=True, slots=True)
class Held:
    """What records may refer to."""

    vocabulary: Vocabulary
    records: Sequence[Located]
    documents: Mapping[str, Document]

    @property
    def parameters(self) -> dict[str, Parameter]:
        """By id."""
        return {one.id: one for _, one in self.records if isinstance(one, Parameter)}

    @property
    def policies(self) -> dict[str, Policy]:
        """By id."""
        return {one.id: one for _, one in self.records if isinstance(one, Policy)}


def faults(held: Held) -> list[Problem]:
    """Every fault of the records among themselves, located."""
    found: list[Problem] = []
    seen: set[str] = set()
    for source, record in held.records:

        def tell(code: str, place: Place, value: object, source: Source = source, record: Record = record) -> None:
            found.append(source.problem(code, place, value, column=record.id))

        if record.id in seen:
            tell("record_id_twice", ("id",), record.id)
        seen.add(record.id)
        for code, place, value in (*_periods(record), *_names(record, held), *_bases(record, held.documents)):
            tell(code, place, value)
    return found + _circles(held)


def _periods(record: Record) -> Iterator[tuple[str, Place, object]]:
    numbered = [(number, version.valid) for number, version in enumerate(record.versions) if version.valid.start]
    numbered.sort(key=lambda one: one[1].start or date.min)
    for (_, earlier), (number, later) in pairwise(numbered):
        if earlier.end is None or (later.start is not None and later.start <= earlier.end):
            yield "versions_overlap", ("versions", number, "valid"), later.start
    for number, valid in numbered:
        if valid.end is not None and valid.start is not None and valid.end < valid.start:
            yield "version_ends_before_start", ("versions", number, "valid"), valid.end


def _names(record: Record, held: Held) -> Iterator[tuple[str, Place, object]]:
    known = {one.id for _, one in held.records}
    if isinstance(record, Parameter):
        return
    referred = {"follows": record.follows}
    if isinstance(record, Information):
        referred["about"] = record.about
    else:
        referred["not_with"] = record.not_with
    for field, ids in referred.items():
        for name in ids:
            if name not in known:
                yield "unknown_policy", (field,), name
    if isinstance(record, Information):
        return
    for number, version in enumerate(record.versions):
        for code, place, value in _version_names(version, held):
            yield code, ("versions", number, *place), value


def _version_names(version: RuleVersion, held: Held) -> Iterator[tuple[str, Place, object]]:
    conditions: list[tuple[Place, Condition | None]] = [(("requires",), version.requires)]
    conditions += [(("benefit", number, "when"), item.when) for number, item in enumerate(version.benefit)]
    for place, condition in conditions:
        for leaf in leaves(condition):
            yield from ((code, place, value) for code, value in leaf_faults(leaf, held.vocabulary.facts))
        for name in policies_named(condition):
            if name not in held.policies:
                yield "unknown_policy", place, name
    for number, item in enumerate(version.benefit):
        of = needs_parameter(item)
        if of is not None and of not in held.parameters:
            yield "unknown_parameter", ("benefit", number, "of"), of


def leaf_faults(leaf: Leaf, facts: Mapping[str, Fact]) -> Iterator[tuple[str, object]]:
    """(code, value) for a fact that does not exist, and for a comparison that its kind does not allow."""
    fact = facts.get(leaf.fact)
    if fact is None:
        yield "unknown_fact", leaf.fact
        return
    compared = "among" if leaf.among else "within_months" if leaf.within_months else "bounds"
    allowed = {"choice": {"among"}, "code": {"among"}, "integer": {"bounds"}, "date": {"bounds", "within_months"}}
    if compared not in allowed[fact.kind]:
        yield "comparison_of_wrong_kind", leaf.fact
    if fact.kind == "choice":
        yield from (
            ("unknown_fact_value", value)
            for value in leaf.among
            if value not in fact.values and value not in fact.groups
        )
    for bound in (leaf.at_least, leaf.at_most):
        if bound is not None and isinstance(bound, date) != (fact.kind == "date"):
            yield "comparison_of_wrong_kind", leaf.fact


def vocabulary_faults(source: Source, vocabulary: Vocabulary) -> list[Problem]:
    """Faults of `facts.yaml` in itself: implications, questions and what is impossible name facts that exist."""
    facts = vocabulary.facts
    found: list[Problem] = []
    conditions: list[tuple[Place, Condition]] = [
        *((("implies", number), one.when) for number, one in enumerate(vocabulary.implies)),
        *((("impossible", number), one) for number, one in enumerate(vocabulary.impossible)),
    ]
    for place, condition in conditions:
        for leaf in leaves(condition):
            found += [source.problem(code, place, value) for code, value in leaf_faults(leaf, facts)]
            if leaf.fact in facts and facts[leaf.fact].assume:
                found.append(source.problem("assumed_fact_implies", place, leaf.fact))
    told = [
        *((("implies", number), one.then) for number, one in enumerate(vocabulary.implies)),
        *(
            (("questions", name), told)
            for name, asked in vocabulary.questions.items()
            for one in asked.options
            for told in (one.tells, one.otherwise)
        ),
    ]
    for place, values in told:
        for name, codes in values.items():
            if name not in facts:
                found.append(source.problem("unknown_fact", place, name))
                continue
            found += [
                source.problem("unknown_fact_value", place, code)
                for code in codes
                if code not in facts[name].values and code not in facts[name].groups
            ]
    for name, fact in facts.items():
        if fact.dated_by and (fact.dated_by not in facts or facts[fact.dated_by].kind != "integer"):
            found.append(source.problem("unknown_fact", ("facts", name, "dated_by"), fact.dated_by))
    return found


def _bases(record: Record, documents: Mapping[str, Document]) -> Iterator[tuple[str, Place, object]]:
    """Documents that the register does not hold, and versions that outlive their first document."""
    for number, version in enumerate(record.versions):
        for place, basis in enumerate(version.basis):
            here = ("versions", number, "basis", place)
            registered = documents.get(basis.document)
            if registered is None and documents:
                yield "unknown_document", here, basis.document
            elif not basis.issuer:
                yield "issuer_missing", here, basis.document
            elif place == 0 and registered and isinstance(record, Policy) and not _outlived(version, registered):
                yield "basis_ended", here, basis.document


def _outlived(version: RuleVersion | TextVersion | ParameterVersion, document: Document) -> bool:
    ended = document.valid.end
    return ended is None or (version.valid.end is not None and version.valid.end <= ended)


def _circles(held: Held) -> list[Problem]:
    """Policies that wait for each other."""
    policies = held.policies
    needs = {
        name: {
            other
            for version in policy.versions
            for condition in (version.requires, *(item.when for item in version.benefit))
            for other in policies_named(condition)
            if other in policies
        }
        for name, policy in policies.items()
    }
    return [
        source.problem("policy_circular", ("versions",), record.id, column=record.id)
        for source, record in held.records
        if record.id in needs and _reaches(record.id, record.id, needs, set())
    ]


def _reaches(name: str, goal: str, needs: Mapping[str, set[str]], seen: set[str]) -> bool:
    for other in needs.get(name, ()):
        if other == goal:
            return True
        if other not in seen:
            seen.add(other)
            if _reaches(other, goal, needs, seen):
                return True
    return False
