"""Every policy of some kinds decided for a learner, sorted by what is said of it: due, perhaps due, not due, past."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from actions.support.lacks import lacks_of
from actions.support.span import Span
from knowledge.models import Confidence
from knowledge.policies.amounts import needs_parameter
from knowledge.policies.book import PolicyBook
from knowledge.policies.conditions import Leaf, leaves
from knowledge.policies.decide import Deciding, evaluate
from knowledge.policies.decision import Decision, Status
from knowledge.policies.facts import Facts, Learner, learned
from knowledge.policies.questions import STUDY_SUPPORT
from knowledge.policies.schema import Policy
from knowledge.policies.truth import Truth, leaf_truth, within_reach
from knowledge.policies.vocabulary import Value

_SURE_OF_ITSELF = frozenset({"level", "schooling", "training_form", "age", "gender", "residence_kind"})
"""Facts that nearly everybody tells: meeting them alone says nothing of a policy being for this learner."""

_ADMISSION = "admitted_on"

_OF_PUPILS = "general_pupil"
"""What is for the pupils of general schools alone: few who ask are any."""

_OF_EVERYBODY = frozenset(
    {"level", "schooling", "training_form", "ethnicity", "household", "residence_area", "ownership"}
)
"""Facts that decide for most people; the others are true of few."""

_OF_MANY = _OF_EVERYBODY.union({"parent_residence_area", "age", "gender", "residence_kind", "work_status"})
"""Facts that many can tell of themselves; having one of them alone points to nothing that is rare."""


@dataclass(frozen=True)
class Entitlements:
    """What is due to one learner. A record of low confidence is never told as due."""

    book: PolicyBook
    facts: Facts
    learner: Learner
    span: Span
    decisions: tuple[Decision, ...]

    @classmethod
    def of(cls, book: PolicyBook, facts: Facts, span: Span, topics: Collection[str] = ()) -> Entitlements:
        """Decide every policy of the topics, or all. DataError for facts that cannot be true together."""
        learner = book.learner(facts, span.on)
        return cls(book, facts, learner, span, tuple(book.decide(learner, span.on, tuple(topics))))

    @property
    def included(self) -> list[Decision]:
        """Met as told, but lower than what is due of the same group: nothing comes on top."""
        best = {one.policy.id: one for one in self.due}
        return [
            one
            for one in self.decisions
            if one.status is Status.DUE
            and _tellable(one)
            and any(best[other].policy.rank > one.policy.rank for other in one.outranked_by if other in best)
        ]

    def cautions(self, decision: Decision) -> list[str]:
        """The cautions of what was decided: those that are surely for this learner first, none that is for others."""
        version = decision.version
        if version is None:
            return []
        given = Deciding(self.learner, self.book.facts, lambda _: (Truth.UNKNOWN, ()))
        holds = {words: evaluate(when, given)[0] for words, when in version.limits.items()}
        told = [words for words in version.cautions if holds.get(words) is not Truth.NO]
        return sorted(told, key=lambda words: holds.get(words) is not Truth.YES)

    def with_best(self, everything: Entitlements) -> Entitlements:
        """The same, and what is due of the groups of these: where a lower share is spoken of, the best is told."""
        groups = {one.policy.highest_of for one in self.decisions} - {None}
        best = {one.policy.id for one in everything.due if one.policy.highest_of in groups}
        return everything.only(best.union(one.policy.id for one in self.decisions))

    def only(self, ids: Collection[str]) -> Entitlements:
        """The same for some of the policies."""
        chosen = tuple(one for one in self.decisions if one.policy.id in ids)
        return Entitlements(self.book, self.facts, self.learner, self.span, chosen)

    @property
    def due(self) -> list[Decision]:
        """Conditions met as told, and not outdone by another of the same group."""
        return [
            one
            for one in self.decisions
            if one.status is Status.DUE
            and not one.outranked_by
            and _tellable(one)
            # What comes on top of another is told only where that one is.
            and all(self._tellable_ids.intersection(reason.due) for reason in one.reasons if reason.due)
        ]

    @property
    def unrecorded(self) -> list[Decision]:
        """Conditions met as told, but the amount of the time asked about is not recorded."""
        return [one for one in self.decisions if one.status is Status.DUE and one.items and not _has_amount(one)]

    @cached_property
    def _tellable_ids(self) -> frozenset[str]:
        return frozenset(one.policy.id for one in self.decisions if one.status is Status.DUE and _tellable(one))

    @property
    def open(self) -> list[Decision]:
        """Undecided ones that could still change what is paid, those first that most is known to be met of."""
        highest: dict[str | None, int] = {}
        for one in self.due:
            if one.policy.highest_of:
                highest[one.policy.highest_of] = max(highest.get(one.policy.highest_of, 0), one.policy.rank)
        undecided = [
            one
            for one in self.decisions
            if one.status is Status.OPEN
            and _tellable(one)
            and one.missing
            and (one.policy.highest_of is None or one.policy.rank > highest.get(one.policy.highest_of, 0))
        ]
        return sorted(undecided, key=lambda one: (-self.nearness(one), _rarity(one)))

    @property
    def refused(self) -> list[Decision]:
        """Some condition is not met."""
        return [one for one in self.decisions if one.status is Status.NOT_DUE]

    @property
    def past(self) -> list[Decision]:
        """The conditions of that time are not recorded."""
        return [one for one in self.decisions if one.status is Status.TEXT_ONLY]

    @property
    def unheld(self) -> list[Decision]:
        """Those of which nothing is recorded for that time, where something told points to them."""
        return [one for one in self.decisions if one.status is Status.NOT_HELD and self._points_to(one.policy)]

    def _points_to(self, policy: Policy) -> bool:
        """Whether a rare fact that was told is what the first recorded version asks for."""
        asked = (leaf for version in policy.versions[:1] for leaf in leaves(version.requires))
        rare = (leaf for leaf in asked if leaf.fact in self.learner.told - _OF_MANY)
        return any(leaf_truth(leaf, self.learner.known.get(leaf.fact), self.learner.on) is Truth.YES for leaf in rare)

    def nearness(self, decision: Decision) -> int:
        """How many conditions beyond level and schooling are known to be met by what the person told."""
        return sum(
            reason.truth is Truth.YES and not reason.assumed and reason.fact not in _SURE_OF_ITSELF
            for reason in decision.reasons
        )

    def speaks_for(self, decision: Decision) -> bool:
        """Whether something told points to it.

        That is a rare fact; common ones, where such are all it needs; or any, where the rest is asked of nobody.
        """
        met = [one.fact for one in decision.reasons if one.truth is Truth.YES and one.fact and not one.assumed]
        if any(name not in _OF_MANY for name in met) or (decision.policy.topic == _OF_PUPILS and "level" in met):
            return True
        studies = decision.policy.topic in STUDY_SUPPORT
        if met and studies and all(self.book.facts[name].aside for name in decision.missing):
            return True
        return bool(self.nearness(decision)) and self.is_common(decision)

    def is_common(self, decision: Decision) -> bool:
        """Whether it may become due by facts alone that many people have."""
        requires = decision.version and decision.version.requires
        return requires is not None and within_reach(requires, Truth.YES, self._common_leaf, lambda _: False)

    def turning_on(self, decision: Decision) -> tuple[str | None, tuple[str, ...]]:
        """The one fact that an open decision hangs on, and its codes by which it is due; None where there are more.

        Facts that nobody is asked for are left out of the count where a code of the other settles it without them; one
        of them counts where nothing else is missing.
        """
        asked = [name for name in decision.missing if self.book.facts[name].asked] or list(decision.missing)
        if decision.status is not Status.OPEN or len(asked) != 1 or self.book.facts[asked[0]].kind != "choice":
            return None, ()
        (name,) = asked
        possible = self.learner.known.get(name) or self.book.facts[name].values
        codes = [
            code for code in self.book.facts[name].values if code in possible and self._is_due_by(decision, name, code)
        ]
        return (name, tuple(codes)) if codes else (None, ())

    def _is_due_by(self, decision: Decision, name: str, code: str) -> bool:
        then = learned(self.learner, self.book.vocabulary, {name: (code,)})
        return then is not None and self.book.decide_some(then, [decision.policy])[0].status is Status.DUE

    def is_a_step_off(self, decision: Decision) -> bool:
        """Whether it hangs on nothing but what everybody knows of themselves, or the schooling it admits by."""
        return self.turning_on(decision)[0] in _SURE_OF_ITSELF | {_ADMISSION} and any(
            one.truth is Truth.YES and one.fact == "level" for one in decision.reasons
        )

    def hangs_on_the_level(self, decision: Decision) -> bool:
        """Whether the schooling told admits to it, and nothing but the level to be chosen keeps from it."""
        admits = any(one.truth is Truth.YES and one.fact == "schooling" for one in decision.reasons)
        return admits and "schooling" in self.learner.told and self.turning_on(decision)[0] == "level"

    def almost(self, decision: Decision) -> bool:
        """Whether one told fact alone keeps the learner from it, and another that points to it is met."""
        requires = decision.version and decision.version.requires
        if decision.status is not Status.NOT_DUE or requires is None or len(lacks_of(decision)) != 1:
            return False
        told = [leaf for leaf in leaves(requires) if leaf.fact in self.learner.told - _SURE_OF_ITSELF]
        met = {leaf_truth(leaf, self.learner.known.get(leaf.fact), self.learner.on) for leaf in told}
        return Truth.YES in met

    def _common_leaf(self, leaf: Leaf) -> Truth | None:
        possible = self.learner.known.get(leaf.fact)
        if possible is None and (assumed := self.book.facts[leaf.fact].assume) is not None:
            possible = frozenset[Value]({assumed})
        truth = leaf_truth(leaf, possible, self.learner.on)
        return None if truth is Truth.UNKNOWN and leaf.fact not in _OF_MANY else truth

    def likely(self) -> list[Decision]:
        """Open ones that something told speaks for."""
        return [one for one in self.open if self.nearness(one)]

    def stretches(self, decision: Decision) -> Sequence[tuple[date, date, Decision]]:
        """The decision over the time asked about: one part for each law and amount."""
        if self.span.start == self.span.end:
            return [(self.span.start, self.span.end, decision)]
        return self.book.over(self.facts, self.span.start, self.span.end, decision.policy.id)


def _rarity(decision: Decision) -> float:
    """Share of the lacking facts that few people can answer with yes."""
    missing = decision.missing
    return sum(name not in _OF_EVERYBODY for name in missing) / len(missing)


def _tellable(decision: Decision) -> bool:
    """Not of low confidence, and not without any amount because that of the time asked about is not recorded."""
    if decision.version is None or decision.version.confidence is Confidence.LOW:
        return False
    return not decision.items or _has_amount(decision)


def _has_amount(decision: Decision) -> bool:
    return any(one.amount or needs_parameter(one.item) is None for one in decision.items)
