"""What must hold of every rule for every learner: no yes from ignorance, no harm from poverty, no weight on order."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowledge.errors import DataError
from knowledge.policies.book import PolicyBook, load_book
from knowledge.policies.conditions import leaves
from knowledge.policies.decision import Decision, Status
from knowledge.policies.truth import Truth

DAYS = st.dates(date(2015, 1, 1), date(2027, 12, 31))
_BETTER = {Truth.NO: 0, Truth.UNKNOWN: 1, Truth.YES: 2}


@cache
def book() -> PolicyBook:
    return load_book(Path("data/policies"))


# The year of a paper takes its fact away where it is another year than the day's; that is tested by the households.
TOLD = {
    name: fact for name, fact in book().facts.items() if name not in {other.dated_by for other in book().facts.values()}
}


@cache
def _value(name: str) -> st.SearchStrategy[Any]:
    fact = TOLD[name]
    match fact.kind:
        case "choice":
            return st.sampled_from(fact.values)
        case "integer":
            return st.integers(fact.minimum, fact.maximum)
        case "date":
            return st.dates(date(2014, 1, 1), date(2015, 1, 1)).map(date.isoformat)
        case "code":
            return st.sampled_from(["04", "20", "86"])


@st.composite
def learners(draw: st.DrawFn) -> dict[str, Any]:
    """Facts that meet most conditions of one policy, so that much is due, and a few at random."""
    policy = draw(st.sampled_from(book().policies))
    version = draw(st.sampled_from(policy.versions))
    facts: dict[str, Any] = {}
    for leaf in leaves(version.requires):
        if leaf.fact in TOLD and draw(st.integers(0, 9)):
            facts[leaf.fact] = draw(st.sampled_from(leaf.among) if leaf.among else _value(leaf.fact))
    for name in draw(st.lists(st.sampled_from(sorted(TOLD)), max_size=8, unique=True)):
        facts[name] = draw(_value(name))
    return facts


LEARNERS = learners()


def decide(facts: dict[str, Any], on: date) -> dict[str, Decision]:
    """Decisions by policy; facts that contradict each other are no learner."""
    try:
        return {one.policy.id: one for one in book().decide(facts, on)}
    except DataError:
        assume(False)
        raise


@given(LEARNERS, DAYS, st.data())
@settings(max_examples=50)
def test_a_fact_that_is_not_told_never_turns_a_decision_around(
    facts: dict[str, Any], on: date, data: st.DataObject
) -> None:
    """What is decided of a part of the facts stays decided with all of them: an unknown fact never yields yes or no."""
    assumed = {name for name, fact in book().facts.items() if fact.assume}
    kept = data.draw(st.sets(st.sampled_from(sorted(facts)))) if facts else set[str]()
    late = decide(facts, on)
    early = decide({name: value for name, value in facts.items() if name in kept | assumed}, on)
    for name, one in early.items():
        assert one.truth in {Truth.UNKNOWN, late[name].truth}, name


def test_nothing_is_due_to_somebody_of_whom_nothing_is_known() -> None:
    for on in (date(2019, 7, 1), date(2024, 6, 30), date(2025, 9, 3), date(2026, 7, 1), date(2026, 11, 22)):
        assert [name for name, one in decide({}, on).items() if one.status is Status.DUE] == []


@given(LEARNERS, DAYS)
@settings(max_examples=50)
def test_every_yes_names_what_is_known_or_assumed(facts: dict[str, Any], on: date) -> None:
    for name, one in decide(facts, on).items():
        if one.status is Status.DUE:
            grounds = [reason for reason in one.reasons if reason.truth is Truth.YES]
            assert grounds, name
            assert all(reason.due or reason.assumed or reason.known or reason.possible for reason in grounds), name


@given(LEARNERS, DAYS, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_of_answers_changes_nothing(facts: dict[str, Any], on: date, random: Any) -> None:
    shuffled = list(facts.items())
    random.shuffle(shuffled)
    assert decide(facts, on) == decide(dict(shuffled), on)


@given(LEARNERS, DAYS)
@settings(max_examples=50)
def test_more_poverty_never_lowers_support(facts: dict[str, Any], on: date) -> None:
    """The same learner with a certificate of near-poverty, then of poverty: no policy is lost and no sum is smaller."""
    poorer = [decide({**facts, "household": household}, on) for household in ("neither", "near_poor", "poor")]
    for less, more in pairwise(poorer):
        for name, one in less.items():
            assert _BETTER[one.truth] <= _BETTER[more[name].truth], name
            if one.status is Status.DUE:
                assert _sum(one) <= _sum(more[name]), name


def _sum(decision: Decision) -> int:
    return sum(one.amount.value for one in decision.items if one.amount and one.truth is Truth.YES)


@given(LEARNERS, DAYS)
@settings(max_examples=50)
def test_of_a_group_only_the_highest_share_is_left(facts: dict[str, Any], on: date) -> None:
    decisions = decide(facts, on)
    for one in decisions.values():
        for other in one.outranked_by:
            assert decisions[other].status is Status.DUE
            assert decisions[other].policy.highest_of == one.policy.highest_of
            assert decisions[other].policy.rank > one.policy.rank
        left = {
            other.policy.rank
            for other in decisions.values()
            if other.status is Status.DUE
            and other.policy.highest_of == one.policy.highest_of
            and not other.outranked_by
        }
        assert one.policy.highest_of is None or len(left) <= 1


@given(LEARNERS, DAYS)
@settings(max_examples=50)
def test_money_is_the_share_of_base_pay_of_that_day(facts: dict[str, Any], on: date) -> None:
    held = {v.value for v in book().parameter("ts-luong-co-so").versions if v.valid.covers(on)}
    for name, one in decide(facts, on).items():
        for item in one.items:
            if getattr(item.item, "of", None) and item.amount:
                share = getattr(item.item, "percent", None) or 100 * getattr(item.item, "times", 0)
                assert {item.amount.value} == {base * share // 100 for base in held if base}, name
