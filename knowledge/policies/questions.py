"""The fewest questions: of what is not known yet, what decides most policies that are still open.

`questions(book, facts, on)` gives the questions worth asking, best first; none when no answer can change anything any
more. A question is a fact, or one of `facts.yaml` that settles several at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.errors import NotFound
from knowledge.models import Confidence
from knowledge.policies.book import PolicyBook
from knowledge.policies.clock import version_in_force
from knowledge.policies.conditions import Condition, Leaf
from knowledge.policies.decision import Decision, Given, Status
from knowledge.policies.facts import Facts, Learner, learned
from knowledge.policies.truth import Truth, leaf_truth, within_reach
from knowledge.policies.vocabulary import Fact, Option, Question, Value

STUDY_SUPPORT = ("tuition", "boarding", "social_allowance", "short_course", "very_small_group")
"""Topics of the check of everything: what is paid or not charged while one learns. Loans, work abroad, scholarships for
results and ways of going on are asked about where somebody asks for them."""
NONE_OF_THESE = "none_of_these"
_NONE_WEIGHT = 70


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question: its code, and for each fact the values that it leaves."""

    code: str
    tells: Mapping[str, tuple[Value, ...]]
    weight: int = 10


@dataclass(frozen=True, slots=True)
class Ask:
    """One question worth asking.

    `id`: a fact, or a question of `facts.yaml`. `facts`: what it settles of what is not known. `answers`: the buttons;
    for a number the ranges that the rules tell apart, of which each stands for one number. `several`: more than one may
    apply. `policies`: ids of the open policies it bears on. `gain`: how many of them an answer settles on average.
    """

    id: str
    facts: tuple[str, ...]
    answers: tuple[Answer, ...]
    policies: tuple[str, ...]
    gain: float
    several: bool = False


def unsettled(decisions: Sequence[Decision]) -> list[Decision]:
    """Those that a further fact could still change, or what they give: open ones, and due ones with an open item.

    Not among them: records of low confidence, which are never told as due, and policies whose group has a due one of
    the same or a higher rank.
    """
    settled: dict[str, int] = {}
    for one in decisions:
        group = one.policy.highest_of
        if one.status is Status.DUE and group:
            settled[group] = max(settled.get(group, 0), one.policy.rank)
    return [
        one
        for one in decisions
        if not one.is_settled
        and one.version is not None
        and one.version.confidence is not Confidence.LOW
        and (one.truth is Truth.YES or one.policy.rank > settled.get(one.policy.highest_of or "", -1))
        and not one.outranked_by
    ]


def questions(
    book: PolicyBook,
    facts: Facts | Learner,
    on: date,
    *,
    topics: Sequence[str] = STUDY_SUPPORT,
    declined: Collection[str] = (),
    begun: Collection[str] = (),
    thorough: bool = False,
) -> list[Ask]:
    """Questions worth asking, best first: what decides for most people before what is true of few.

    On a tie the one whose facts come first in `facts.yaml`.

    `declined`: facts or questions the person does not know or does not want to tell; a question stands for all its
    facts. `begun`: facts that the person has half told ("an orphan": of one parent or both), asked before all others.
    `thorough`: facts marked `aside` too. DataError for facts that are wrong, see `read_learner`.
    """
    learner = facts if isinstance(facts, Learner) else book.learner(facts, on)
    refused = set(declined)
    for name in refused & set(book.vocabulary.questions):
        refused |= set(book.vocabulary.questions[name].facts)
    told = {name for name, fact in book.facts.items() if fact.asked and (thorough or not fact.aside)} - refused
    # Who does not know which of several it will be ("a vocational level") may still have what hangs on one of them.
    several = {name for name in refused if len(learner.known.get(name, ())) > 1}
    reach = _Reach(book, learner, frozenset(told | several))
    still = [one for one in unsettled(book.decide(learner, on, topics)) if reach.of(one)]
    wanted = _wanted(still, told)
    half = {name: wanted[name] for name in begun if name in wanted}
    rest = {name: policies for name, policies in wanted.items() if name not in half}
    asks = [
        _weighed(book, learner, still, found, wanted)
        for found in (*_each(half, book, learner, still), *_candidates(book, learner, still, rest))
        if len(found.answers) > 1
    ]
    order = list(book.facts)
    return sorted(
        asks,
        key=lambda ask: (
            half.keys().isdisjoint(ask.facts),
            not _is_first(book, ask),
            -ask.gain,
            order.index(ask.facts[0]),
        ),
    )


def next_question(
    book: PolicyBook,
    facts: Facts | Learner,
    on: date,
    *,
    topics: Sequence[str] = STUDY_SUPPORT,
    declined: Collection[str] = (),
    begun: Collection[str] = (),
    thorough: bool = False,
) -> Ask | None:
    """The best of `questions`, None when no answer can change anything any more."""
    found = questions(book, facts, on, topics=topics, declined=declined, begun=begun, thorough=thorough)
    return next(iter(found), None)


@dataclass(frozen=True, slots=True)
class _Reach:
    """What may still become due by telling facts of `tellable`: the rest hangs on lists that nobody tells in a chat."""

    book: PolicyBook
    learner: Learner
    tellable: frozenset[str]

    def of(self, decision: Decision) -> bool:
        """Whether the policy, or an open item of one that is due, may still become due."""
        items = any(one.item.when is None or self._met(one.item.when) for one in decision.items if _is_open(one))
        if decision.truth is Truth.YES:
            return items
        return self._due(decision.policy.id) and (items or any(not _is_open(one) for one in decision.items))

    def _met(self, condition: Condition) -> bool:
        return within_reach(condition, Truth.YES, self._leaf, self._due)

    def _leaf(self, leaf: Leaf) -> Truth | None:
        possible = self.learner.known.get(leaf.fact)
        if possible is None and (assumed := self.book.facts[leaf.fact].assume) is not None:
            possible = frozenset[Value]({assumed})
        truth = leaf_truth(leaf, possible, self.learner.on)
        return None if truth is Truth.UNKNOWN and leaf.fact not in self.tellable else truth

    def _due(self, policy_id: str) -> bool:
        try:
            version = version_in_force(self.book.policy(policy_id).versions, self.learner.on)
        except NotFound:
            return False
        return version.requires is not None and self._met(version.requires)


def _is_first(book: PolicyBook, ask: Ask) -> bool:
    return any(book.facts[name].first for name in ask.facts)


def _is_open(given: Given) -> bool:
    return given.truth is Truth.UNKNOWN


def _wanted(still: Sequence[Decision], tellable: Collection[str]) -> dict[str, list[Decision]]:
    """Facts that may be asked, each with the unsettled policies that lack it."""
    found: dict[str, list[Decision]] = {}
    for one in still:
        for name in one.missing:
            if name in tellable:
                found.setdefault(name, []).append(one)
    return found


def _candidates(
    book: PolicyBook,
    learner: Learner,
    still: Sequence[Decision],
    wanted: Mapping[str, Sequence[Decision]],
) -> Iterator[Ask]:
    """Questions of several facts where two or more of them are wanted; a fact by itself where it stands in none."""
    covered: set[str] = set()
    for name, question in book.vocabulary.questions.items():
        needed = tuple(fact for fact in question.facts if fact in wanted)
        if len(needed) > 1:
            covered |= set(needed)
            several = any(option.otherwise for option in question.options)
            yield Ask(name, needed, tuple(_options(question, needed, learner)), _ids(needed, wanted), 0, several)
    alone = {name: policies for name, policies in wanted.items() if name not in covered}
    yield from _each(alone, book, learner, still)


def _each(
    wanted: Mapping[str, Sequence[Decision]], book: PolicyBook, learner: Learner, still: Sequence[Decision]
) -> Iterator[Ask]:
    """Facts by themselves."""
    for name in wanted:
        yield Ask(name, (name,), tuple(_values(name, book.facts[name], learner, still)), _ids((name,), wanted), 0)


def _ids(names: Sequence[str], wanted: Mapping[str, Sequence[Decision]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.policy.id for name in names for one in wanted[name]))


def _options(question: Question, needed: Sequence[str], learner: Learner) -> Iterator[Answer]:
    """The options that are still possible and tell something wanted, and "none of these" of a list."""
    fitting = [
        option
        for option in question.options
        if any(name in needed for name in option.tells)
        and all(learner.known.get(name, frozenset(codes)) & set(codes) for name, codes in option.tells.items())
    ]
    for option in fitting:
        yield Answer(option.code, option.tells, option.weight)
    if fitting and all(option.otherwise for option in fitting):
        yield Answer(NONE_OF_THESE, none_of(fitting), _NONE_WEIGHT)


def none_of(options: Sequence[Option]) -> dict[str, tuple[str, ...]]:
    """What "none of these" tells of a list of options that each say what is so otherwise."""
    told: dict[str, tuple[str, ...]] = {}
    for option in options:
        for name, codes in option.otherwise.items():
            told[name] = tuple(code for code in codes if code in told.get(name, codes))
    return told


def _values(name: str, fact: Fact, learner: Learner, still: Sequence[Decision]) -> Iterator[Answer]:
    """The codes that are still possible; of a number one for each range that the open rules tell apart."""
    if fact.kind == "choice":
        possible = learner.known.get(name, frozenset(fact.values))
        yield from (Answer(code, {name: (code,)}) for code in fact.values if code in possible)
    elif fact.kind == "integer":
        starts = {fact.minimum or 0}
        for leaf in _leaves_of(name, still):
            starts |= {bound for bound in (leaf.at_least,) if isinstance(bound, int)}
            starts |= {bound + 1 for bound in (leaf.at_most,) if isinstance(bound, int)}
        yield from (Answer(str(start), {name: (start,)}) for start in sorted(starts))


def _leaves_of(name: str, still: Sequence[Decision]) -> Iterator[Leaf]:
    for one in still:
        for chain in (one.reasons, *(item.reasons for item in one.items)):
            yield from (reason.leaf for reason in chain if reason.fact == name and reason.leaf)


def _weighed(
    book: PolicyBook, learner: Learner, still: Sequence[Decision], ask: Ask, wanted: Mapping[str, Sequence[Decision]]
) -> Ask:
    """The question with its gain: policies that an answer settles, and a little for every fact less to be asked."""
    touched = [one for one in still if set(one.missing) & set(ask.facts)]
    before, facts_before = len(touched), sum(name in wanted for one in touched for name in one.missing)
    gain, weights = 0.0, 0
    for answer in ask.answers:
        then = learned(learner, book.vocabulary, answer.tells)
        if then is None:
            continue
        after = book.decide_some(then, [one.policy for one in touched])
        left = [one for one in after if any(name in wanted for name in one.missing)]
        fewer = facts_before - sum(name in wanted for one in left for name in one.missing)
        gain += answer.weight * (before - len(left) + fewer / 100)
        weights += answer.weight
    return Ask(ask.id, ask.facts, ask.answers, ask.policies, gain / weights if weights else 0.0, ask.several)
