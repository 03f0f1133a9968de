"""The policy book: every record loaded, and the decisions for one learner on one day or over a period."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from knowledge.errors import DataError, NotFound, Problem
from knowledge.policies.amounts import Amount, Course, amount_of, course_of, needs_parameter
from knowledge.policies.checks import Held, Located, faults, vocabulary_faults
from knowledge.policies.clock import changes, overlaps, stretches
from knowledge.policies.conditions import leaves, policies_named
from knowledge.policies.day import Day, side_by_side
from knowledge.policies.decision import Decision, Given
from knowledge.policies.facts import Facts, Learner, read_learner
from knowledge.policies.reading import checked, read
from knowledge.policies.schema import Document, Information, Parameter, Policy, Record, RuleVersion, Valid
from knowledge.policies.spelling import spelled_out
from knowledge.policies.vocabulary import Fact, Vocabulary

_NOT_RECORDS = frozenset({"facts.yaml", "documents.yaml"})


@dataclass(frozen=True)
class PolicyBook:
    """All policies, texts and parameters of a snapshot. Deciding is a function of the book, the facts and the day."""

    vocabulary: Vocabulary
    policies: tuple[Policy, ...]
    parameters: tuple[Parameter, ...]
    information: tuple[Information, ...] = ()
    documents: tuple[Document, ...] = ()

    @property
    def facts(self) -> Mapping[str, Fact]:
        """What a rule may ask, in the order of asking."""
        return self.vocabulary.facts

    @cached_property
    def _by_id(self) -> Mapping[str, Record]:
        return {one.id: one for one in (*self.policies, *self.information, *self.parameters)}

    def policy(self, policy_id: str) -> Policy:
        """NotFound when no policy has the id."""
        found = self._by_id.get(policy_id)
        if not isinstance(found, Policy):
            raise NotFound(f"no policy {policy_id}")
        return found

    def text(self, record_id: str) -> Information:
        """A rule text without a decision. NotFound when none has the id."""
        found = self._by_id.get(record_id)
        if not isinstance(found, Information):
            raise NotFound(f"no text {record_id}")
        return found

    def parameter(self, parameter_id: str) -> Parameter:
        """NotFound when no parameter has the id."""
        found = self._by_id.get(parameter_id)
        if not isinstance(found, Parameter):
            raise NotFound(f"no parameter {parameter_id}")
        return found

    def record(self, record_id: str) -> Record | None:
        """Whatever has the id, None when nothing has."""
        return self._by_id.get(record_id)

    def asks(self, policy_id: str) -> set[str]:
        """Every fact that a version of a policy, or a policy it hangs on, asks for."""
        found: set[str] = set()
        for version in self.policy(policy_id).versions:
            for condition in (version.requires, *(item.when for item in version.benefit)):
                found |= {leaf.fact for leaf in leaves(condition)}
                found |= {name for other in policies_named(condition) for name in self.asks(other)}
        return found

    def learner(self, facts: Facts, on: date) -> Learner:
        """Facts read and completed for a day; DataError names every one that is wrong, see `read_learner`."""
        return read_learner(facts, self.vocabulary, on)

    def decide(self, facts: Facts | Learner, on: date, topics: Sequence[str] = ()) -> list[Decision]:
        """Every policy of the topics (all when empty) decided for a learner, in the book's order."""
        learner = facts if isinstance(facts, Learner) else self.learner(facts, on)
        deciding = self._day(learner)
        chosen = [policy for policy in self.policies if not topics or policy.topic in topics]
        return side_by_side([deciding.decision(policy) for policy in chosen])

    def decide_some(self, learner: Learner, policies: Sequence[Policy]) -> list[Decision]:
        """Some policies, without what stands between them and others."""
        deciding = self._day(learner)
        return [deciding.decision(policy) for policy in policies]

    def over(self, facts: Facts, start: date, end: date, policy_id: str) -> list[tuple[date, date, Decision]]:
        """One policy over a period: (first day, last day, decision) for each stretch with a law and amounts of its own.

        A stretch begins where a version of the policy or of a policy or a parameter it hangs on begins or ends, and on
        1 January where the year of a paper was told.
        """
        policy = self.policy(policy_id)
        days = changes(self._periods(policy), start, end)
        if any(fact.dated_by in facts for fact in self.facts.values() if fact.dated_by):
            days += [date(year, 1, 1) for year in range(start.year + 1, end.year + 1)]
        found: list[tuple[date, date, Decision]] = []
        for first, last in stretches(days, start, end):
            decision = self._day(self.learner(facts, first)).decision(policy)
            found.append((first, last, decision))
        return found

    def _day(self, learner: Learner) -> Day:
        return Day(learner, self.facts, self.policy, self.parameter, self._is_unrecorded)

    def _is_unrecorded(self, policy: Policy, on: date) -> bool:
        """Whether a day lies before everything recorded of a policy while a document before its own was in force.

        Not where it took another record's place, which says what held then.
        """
        first = min(
            (one for one in policy.versions if one.valid.start), key=lambda one: one.valid.start or on, default=None
        )
        if first is None or first.valid.start is None or on >= first.valid.start or policy.follows:
            return False
        return any(one.valid.covers(on) for one in self._replaced_by(first.basis[0].document))

    def _replaced_by(self, name: str) -> Iterable[Document]:
        """The documents that one took the place of, theirs, and so on."""
        wanted, found = {name}, list[Document]()
        while more := [one for one in self.documents if one.replaced_by in wanted and one not in found]:
            found += more
            wanted |= {one.document for one in more}
        return found

    def _periods(self, policy: Policy) -> Iterable[Valid]:
        from_rules = [version.valid for version in policy.versions]
        items = [item for version in policy.versions for item in version.benefit]
        for name in {needs_parameter(item) for item in items} - {None}:
            from_rules += [version.valid for version in self.parameter(str(name)).versions]
        for version in policy.versions:
            for other in _named(version):
                from_rules += self._periods(self.policy(other))
        return from_rules

    def amounts(self, decision: Decision, start: date, end: date) -> list[Amount]:
        """The monthly amounts of a decided policy over a period, one for each value of its parameter, in order."""
        if decision.amount is None or decision.amount.parameter is None:
            return []
        item = next(one.item for one in decision.items if one.amount is decision.amount)
        parameter = self.parameter(decision.amount.parameter_id)
        starts = [max(start, v.valid.start) for v in parameter.versions if v.valid.start and v.valid.start <= end]
        found = [amount_of(item, self.parameter, day) for day in dict.fromkeys(starts)]
        return [
            amount
            for amount in dict.fromkeys(found)
            if amount and amount.parameter and overlaps(amount.parameter.valid, start, end)
        ]

    def course(self, given: Given, start: date, months: int) -> Course | None:
        """What an item brings over the months of a course, see `course_of`."""
        return course_of(given.item, self.parameter, start, months)

    def successors(self, record_id: str) -> list[str]:
        """Ids of the records that took the place of one."""
        return [one.id for one in (*self.policies, *self.information) if record_id in one.follows]

    def successor(self, number: str) -> tuple[Document, Document | None] | None:
        """A registered document by what people write of it ("81/2021"), and the one that took its place, if any.

        None when the register does not hold the number.
        """
        for document in self.documents:
            if number == document.number:
                return document, next((one for one in self.documents if one.document == document.replaced_by), None)
        return None


def _named(version: RuleVersion) -> set[str]:
    from_conditions = (version.requires, *(item.when for item in version.benefit))
    return {name for condition in from_conditions for name in policies_named(condition)}


def load_book(folder: Path) -> PolicyBook:
    """Read and check `facts.yaml`, `documents.yaml` and every other YAML file of the folder.

    DataError lists every fault with its file and line.
    """
    problems: list[Problem] = []
    source = read(folder / "facts.yaml")
    vocabulary = checked(source, Vocabulary, problems)
    if vocabulary is None:
        raise DataError(problems)
    problems += vocabulary_faults(source, vocabulary)
    documents = _documents(folder / "documents.yaml", problems)
    located: list[Located] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name in _NOT_RECORDS:
            continue
        try:
            parts = read(path).parts()
        except DataError as error:
            problems += error.problems
            continue
        for part in parts:
            kind, name = part.text("kind", "rule"), part.text("id")
            shape = _SHAPES.get(kind)
            if shape is None:
                problems.append(part.problem("policy_kind_unknown", ("kind",), kind, column=name))
            elif record := checked(part, shape, problems, name):
                located.append((part, _with_issuers(record, documents)))
    problems += faults(Held(vocabulary, located, documents))
    if problems:
        raise DataError(problems)
    records = [record for _, record in located]
    return PolicyBook(
        vocabulary,
        tuple(spelled_out(one, vocabulary.facts) for one in records if isinstance(one, Policy)),
        tuple(one for one in records if isinstance(one, Parameter)),
        tuple(one for one in records if isinstance(one, Information)),
        tuple(documents.values()),
    )


_SHAPES: Mapping[str, type[Record]] = {"rule": Policy, "information": Information, "parameter": Parameter}


def _documents(path: Path, problems: list[Problem]) -> dict[str, Document]:
    """The register by name; empty where there is none."""
    if not path.exists():
        return {}
    found: dict[str, Document] = {}
    parts = read(path).parts()
    for part in parts:
        document = checked(part, Document, problems)
        if document is None:
            continue
        if document.document in found:
            problems.append(part.problem("record_id_twice", ("document",), document.document))
        found[document.document] = document
    for part in parts:
        replaced_by = part.text("replaced_by")
        if replaced_by and replaced_by not in found:
            problems.append(part.problem("unknown_document", ("replaced_by",), replaced_by))
    return found


def _with_issuers(record: Record, documents: Mapping[str, Document]) -> Record:
    def filled(version: Any) -> Any:
        bases = tuple(
            one if one.issuer or one.document not in documents
            else one.model_copy(update={"issuer": documents[one.document].issuer})
            for one in version.basis
        )  # fmt: skip
        return version.model_copy(update={"basis": bases})

    return record.model_copy(update={"versions": tuple(map(filled, record.versions))})


def book_to_json(book: PolicyBook) -> dict[str, Any]:
    """The book as it stands in a snapshot; `book_from_json` reads it back."""
    return {
        "vocabulary": {
            "facts": [{"name": name, **fact.model_dump(mode="json")} for name, fact in book.facts.items()],
            **book.vocabulary.model_dump(mode="json", exclude={"facts"}),
        },
        "policies": [one.model_dump(mode="json") for one in book.policies],
        "parameters": [one.model_dump(mode="json") for one in book.parameters],
        "information": [one.model_dump(mode="json") for one in book.information],
        "documents": [one.model_dump(mode="json") for one in book.documents],
    }


def read_book(path: Path) -> PolicyBook:
    """The book of a snapshot. DataError when the rules were written down in another shape than this code reads."""
    try:
        return book_from_json(json.loads(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError) as error:
        raise DataError([Problem(str(path), "snapshot_of_other_format")]) from error


def book_from_json(loaded: Mapping[str, Any]) -> PolicyBook:
    """The book of a snapshot; it was checked when the snapshot was built."""
    told = loaded["vocabulary"]
    facts = {one["name"]: {key: value for key, value in one.items() if key != "name"} for one in told["facts"]}
    return PolicyBook(
        Vocabulary.model_validate({**told, "facts": facts}),
        tuple(Policy.model_validate(entry) for entry in loaded["policies"]),
        tuple(Parameter.model_validate(entry) for entry in loaded["parameters"]),
        tuple(Information.model_validate(entry) for entry in loaded["information"]),
        tuple(Document.model_validate(entry) for entry in loaded["documents"]),
    )
