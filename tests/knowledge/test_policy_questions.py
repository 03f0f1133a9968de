"""The questions of the check: they ask what is open, their answers settle it, and they stop when nothing can change."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from knowledge.errors import DataError
from knowledge.policies.book import PolicyBook, load_book
from knowledge.policies.decision import Decision, Status
from knowledge.policies.facts import Learner, learned
from knowledge.policies.questions import next_question, questions
from knowledge.policies.vocabulary import Fact

quick = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@cache
def book() -> PolicyBook:
    return load_book(Path("data/policies"))


def _values(fact: Fact) -> st.SearchStrategy[Any]:
    match fact.kind:
        case "choice":
            return st.sampled_from(fact.values)
        case "integer":
            return st.integers(fact.minimum or 0, fact.maximum or 0)
        case "date":
            return st.dates(date(2010, 1, 1), date(2025, 12, 31))
        case _:
            return st.sampled_from(["04", "20", "86"])


_LAW = load_book(Path("data/policies"))
ASSUMED = {name for name, fact in _LAW.facts.items() if fact.assume}
ASKED_BY_RULES = sorted(
    {name for policy in _LAW.policies for name in _LAW.asks(policy.id)}
    | {"ethnic_group", "discharged_on", "household_year"}
)
FACTS = st.fixed_dictionaries({}, optional={name: _values(_LAW.facts[name]) for name in ASKED_BY_RULES})
DAYS = st.dates(date(2015, 1, 1), date(2027, 12, 31))


def learner(facts: Mapping[str, Any], on: date) -> Learner:
    """The learner; a household that contradicts itself is left out."""
    try:
        return book().learner(facts, on)
    except DataError:
        assume(False)
        raise


def statuses(decisions: list[Decision]) -> dict[str, Status]:
    return {one.policy.id: one.status for one in decisions}


@given(FACTS, DAYS)
@quick
def test_a_change_of_law_is_the_only_change_between_two_days(facts: dict, on: date) -> None:
    """Where no version begins or ends and no fact counts months, the day after decides alike."""
    after = date.fromordinal(on.toordinal() + 1)
    facts = {name: value for name, value in facts.items() if name not in {"discharged_on", "household_year"}}
    starts = {v.valid.start for policy in book().policies for v in policy.versions}
    ends = {v.valid.end for policy in book().policies for v in policy.versions}
    assume(after not in starts and on not in ends)
    assert statuses(book().decide(learner(facts, on), on)) == statuses(book().decide(learner(facts, after), after))


@given(FACTS, st.dates(date(2025, 9, 3), date(2027, 6, 30)))
@settings(quick, max_examples=5)
def test_a_question_asks_what_is_open_and_its_answer_is_taken_up(facts: dict, on: date) -> None:
    known = learner(facts, on)
    asks = questions(book(), known, on)
    for ask in asks:
        assert ask.policies
        assert all(book().facts[name].asked and not book().facts[name].aside for name in ask.facts)
        assert any(len(known.known.get(name, ("several", "left"))) > 1 for name in ask.facts)
        assert len({answer.code for answer in ask.answers}) == len(ask.answers) > 1
    assert next_question(book(), known, on, declined=[name for ask in asks for name in (ask.id, *ask.facts)]) is None


@given(FACTS, st.dates(date(2025, 9, 3), date(2027, 6, 30)))
@settings(quick, max_examples=5)
def test_when_no_question_is_left_no_answer_could_make_anything_due(facts: dict, on: date) -> None:
    """The check stops only where telling any one fact that may be asked makes no further policy of the check due."""
    known = learner(facts, on)
    assume(next_question(book(), known, on) is None)
    topics = ("tuition", "boarding")
    before = {one.policy.id for one in book().decide(known, on, topics) if one.status is Status.DUE}
    highest = {p.highest_of: max((book().policy(i).rank for i in before if book().policy(i).highest_of == p.highest_of), default=0) for p in book().policies}  # fmt: skip  # noqa: E501
    for name, fact in book().facts.items():
        if not fact.asked or fact.aside or fact.kind != "choice" or name in known.known or name in ASSUMED:
            continue
        for code in fact.values:
            then = learned(known, book().vocabulary, {name: (code,)})
            if then is None:
                continue
            after = {one.policy.id for one in book().decide(then, on, topics) if one.status is Status.DUE}
            gained = {i for i in after - before if book().policy(i).rank > highest[book().policy(i).highest_of]}
            assert not {i for i in gained if book().policy(i).highest_of}
