"""What of the policies concerned is told, in which place: leading, perhaps, or only named beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.support.entitlements import Entitlements
from actions.support.lacks import lacks_of
from actions.support.loans import is_loan, is_meant_loan, too_young
from actions.support.topics import SHORT_LEVELS, is_beside, is_no_money, is_on_top, is_way
from actions.support.whether import asks_by_the_month, asks_how_much, asks_whether, is_by_the_month
from actions.turn import Turn
from knowledge.policies.decision import Decision, Status
from knowledge.policies.schema import Policy

SHOWN, NEAR = 4, 3
USUAL = frozenset({"tuition", "boarding"})
"""Topics of what most people who learn ask about."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Decisions by what is said of them. `near` holds all that may still come, most likely first.

    `unsure`: due on top of another, with no figure that rests on a source. `not_due`: what was asked about by name, or
    what the learner is too young for.
    """

    due: Sequence[Decision]
    near: Sequence[Decision]
    beside: Sequence[Decision]
    unsure: Sequence[Decision]
    not_due: Sequence[Decision]
    mine: Decision | None
    undecided: bool
    """Whether anything may still become due, be it something nobody is told of before they say more."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is due and nothing may become so."""
        return not self.due and not self.undecided

    @property
    def shown(self) -> list[Decision]:
        """What is told with what it gives."""
        return [*self.due, *self.near[:NEAR]]


def picture_of(turn: Turn, found: Entitlements, meant: Policy | None) -> Picture:
    """Sort what was found for a question about everything, about some kinds, or about one policy."""
    mine = next((one for one in found.decisions if meant and one.policy.id == meant.id), None)
    due, undecided = found.due, found.open
    asks_loan = "loan" in turn.slots.policy_topic
    beside: list[Decision] = []
    unsure = [one for one in due if is_on_top(one) and one is not mine]
    due = [one for one in due if one not in unsure]
    named = {one.policy.id for one in undecided if is_meant_loan(one, turn.slots)}
    if not asks_loan and "overseas" in turn.slots.policy_topic:
        # Help that need not be paid back is not hidden behind the loan for the same.
        named |= {one.policy.id for one in undecided if one.policy.topic == "overseas"}
    likely = [one for one in undecided if found.nearness(one) or one.policy.id in named] or undecided
    next_to = [
        one
        for one in undecided
        if one.policy.topic in USUAL and (found.is_a_step_off(one) or found.hangs_on_the_level(one))
    ]
    # "Nếu học xong lớp 9" is said to everybody whom nothing but that keeps from it.
    likely = [*next_to, *(one for one in likely if one not in next_to)]
    if not turn.slots.policy_topic:
        # Ways of going on are no support; what nothing told speaks for is not named to everybody.
        spoken_for = [one for one in undecided if one is mine or (not is_beside(one) and found.speaks_for(one))]
        likely = [*next_to, *(one for one in spoken_for if one not in next_to)]
        if turn.slots.level in SHORT_LEVELS:
            usual = _usual(undecided, found, turn.slots.level)
            likely = [*usual, *(one for one in likely if one not in usual)]
        leading = [one for one in due if one is mine or not is_beside(one)]
        without_money = all(is_no_money(one.policy) or is_loan(one.policy) for one in spoken_for)
        if not leading and without_money and (mine is None or not spoken_for):
            usual = _usual(undecided, found, turn.slots.level)
            likely += [one for one in usual if one not in likely]
        beside = [one for one in due if one not in leading and not is_way(one)]
        offered = [one for one in undecided if is_beside(one) and not is_way(one) and one.policy.topic != "overseas"]
        beside += [one for one in offered if found.speaks_for(one)]
        due = leading or ([] if undecided else due)
        beside = [one for one in beside if one not in due and one not in likely]
    whether = asks_whether(turn.text)
    refused = [mine] if mine and mine.status is Status.NOT_DUE and lacks_of(mine) else []
    if mine and not whether and any(_is_instead(one, mine) for one in due):
        refused = []
    if mine and not turn.slots.policy and any(_is_instead(one, mine) for one in next_to):
        refused = []

    if whether and turn.slots.policy_topic and not due and not refused and not next_to:
        # "Thế miễn học phí không": by which condition it is not this one.
        refused = [one for one in found.refused if found.almost(one)][:1]
    # What nobody told or asked about, as that somebody is of no very small group, is no reason for a "no".
    refused = [one for one in refused if turn.slots.policy or _lacks_of_what_was_said(turn, one)]

    def is_last(one: Decision) -> bool:
        """What gives no money, unless that is what is asked about."""
        if is_loan(one.policy):
            return not asks_loan
        return is_beside(one) and not whether

    def is_later(one: Decision) -> bool:
        """What comes on top of others is told after them, unless it is asked about by its name."""
        return _is_added(one) and one.policy.id not in turn.named.policy_topic

    for_parents = (turn.slots.addressee or "").startswith(("parent", "grandparent", "guardian"))
    by_month = is_by_the_month(turn.text) and asks_how_much(turn.text) and not turn.slots.policy_topic
    money_first = (for_parents or asks_by_the_month(turn)) and not turn.slots.policy_topic
    return Picture(
        due=sorted(due, key=lambda one: (_rank(one, money=money_first, loan=asks_loan), is_last(one), one is not mine)),
        near=_highest_first(
            found,
            sorted(
                likely,
                key=lambda one: (
                    asks_loan != is_loan(one.policy),
                    by_month and not one.amount,
                    one is not mine or is_later(one),
                ),
            ),
        ),
        beside=beside[:SHOWN],
        unsure=unsure,
        not_due=list({one.policy.id: one for one in (*refused, *too_young(found, turn.slots.learner))}.values()),
        mine=mine,
        undecided=bool(undecided),
    )


def _highest_first(found: Entitlements, decisions: Sequence[Decision]) -> list[Decision]:
    """The same, of what is told to point to in each group the higher one before the lower, in the places they have."""
    groups: dict[str, list[Decision]] = {}
    for one in decisions:
        groups.setdefault(_group(found, one), []).append(one)
    ranked = {name: iter(sorted(some, key=lambda one: -one.policy.rank)) for name, some in groups.items()}
    return [next(ranked[_group(found, one)]) for one in decisions]


def _group(found: Entitlements, decision: Decision) -> str:
    return (found.nearness(decision) and decision.policy.highest_of) or decision.policy.id


def _lacks_of_what_was_said(turn: Turn, refused: Decision) -> bool:
    """Whether a fact that it lacks was told, or is named by the kind of support that is asked about."""
    said = {*turn.slots.learner, *turn.slots.policy_topic, *(name for name, _ in turn.named.doubtful)}
    return any(lack.reason.fact in said for lack in lacks_of(refused))


def _is_instead(due: Decision, refused: Decision) -> bool:
    """Whether one of the same group is due: nobody is told which lower share is not theirs."""
    return due.policy.highest_of is not None and due.policy.highest_of == refused.policy.highest_of


def _is_added(decision: Decision) -> bool:
    """Whether it only comes on top of another, which is told first."""
    return any(reason.due for reason in decision.reasons)


def _rank(decision: Decision, *, money: bool, loan: bool) -> bool:
    """What a parent asks for first, and who asks for a loan, stands before the rest."""
    return (money and not decision.amount) or (loan and not is_loan(decision.policy))


def _usual(undecided: Sequence[Decision], found: Entitlements, level: str | None) -> list[Decision]:
    """What most people who learn may have, where nothing points to anything yet."""
    common = [one for one in undecided if not is_beside(one) and found.is_common(one)]
    topics = {"short_course"} if level in SHORT_LEVELS else USUAL
    return [one for one in common if one.policy.topic in topics] or common
