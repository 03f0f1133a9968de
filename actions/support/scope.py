"""What a question about support is about: the kinds that it names, the policy that is meant, else those of studying."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from actions.slots import Slots
from actions.support.entitlements import Entitlements
from actions.support.known import told_facts
from actions.support.loans import fitting, is_meant_loan
from actions.support.picture import picture_of
from actions.support.span import Span
from actions.support.topics import SHORT_LEVELS, is_no_money, topics_of
from actions.turn import Turn
from knowledge.errors import DataError
from knowledge.policies.book import PolicyBook
from knowledge.policies.decision import Status
from knowledge.policies.questions import STUDY_SUPPORT
from knowledge.policies.schema import Information, Policy

OF_WHOM = frozenset({"very_small_group", "orphan", "disability", "soldier", "women", "local", "hazardous"})
"""Kinds of support that are named by who gets them: such a word tells of the learner, and leaves out nothing else."""


def concerned(
    turn: Turn, everything: Entitlements, topics: Sequence[str], meant: Policy | None, *, alone: bool = False
) -> Entitlements:
    """What the question is about, and what is paid or not charged while learning by the facts told, be it not named.

    Only who asks for a kind of support ("học phí"), or for no money at all, hears of that alone. `alone`: the message
    points at the policy itself, so nothing else that may be is told beside it.
    """
    if alone and meant is not None:
        due = {one.policy.id for one in everything.due if one.policy.topic in STUDY_SUPPORT}
        mine = next(one for one in everything.decisions if one.policy is meant)
        hangs_on = {name for reason in mine.reasons for name in reason.due}
        return everything.only({meant.id} | hangs_on | (due if turn.named.learner else set()))
    found = _asked_about(turn, everything, topics, meant).with_best(everything)
    tells = turn.named.learner.keys() - {"level", "training_form"}
    if not OF_WHOM.issuperset(turn.slots.policy_topic) or (meant and is_no_money(meant) and not tells):
        return found
    due = {one.policy.id for one in everything.due if one.policy.topic in STUDY_SUPPORT}
    return everything.only(due.union(one.policy.id for one in found.decisions))


def is_told_alone(pointed: Policy | Information | None, on: date) -> bool:
    """Whether a policy that a message points at has conditions of its own on a day, so that it is the answer."""
    versions = pointed.versions if isinstance(pointed, Policy) else ()
    return any(one.valid.covers(on) and not one.text_only for one in versions)


def _asked_about(turn: Turn, everything: Entitlements, topics: Sequence[str], meant: Policy | None) -> Entitlements:
    """The policies that the question is about: those of the topics named, of the one meant, else those of studying."""
    if meant is not None and meant.topic not in topics and is_no_money(meant):
        # "giảm giá vé": what words of another kind of support stand beside is not asked about.
        return everything.only({meant.id})
    if meant is not None and turn.follow_up and not turn.slots.policy:
        return everything.only({meant.id})
    if topics:
        wanted = {one.policy.id for one in everything.decisions if one.policy.topic in topics}
        if near := {one.policy.id for one in everything.open if one.policy.id in wanted and everything.nearness(one)}:
            # "xuất ngũ": of the kinds named those that something told speaks for, and what is settled, or by the level.
            near |= {one.policy.id for one in everything.open if everything.hangs_on_the_level(one)}
            settled = {one.policy.id for one in everything.decisions if one.status is not Status.OPEN}
            loans = {one.policy.id for one in everything.open if is_meant_loan(one, turn.slots)}
            wanted &= near | settled | loans
        some = everything.only(wanted | ({meant.id} if meant else set()))
        return fitting(some, turn.slots, keep=meant and meant.id) if "loan" in topics or "overseas" in topics else some
    if meant is not None:
        mine = next(one for one in everything.decisions if one.policy is meant)
        if mine.status is not Status.DUE and mine.status is not Status.OPEN:
            kinds = {meant.topic} | ({"short_course"} if turn.slots.level in SHORT_LEVELS else set())
            return everything.only({one.policy.id for one in everything.decisions if one.policy.topic in kinds})
    likely = {one.policy.id for one in everything.decisions if everything.nearness(one) or one.status is Status.DUE}
    always = {one.policy.id for one in everything.decisions if one.policy.topic in STUDY_SUPPORT}
    return everything.only(likely | always | ({meant.id} if meant else set()))


def shown_before(turn: Turn, book: PolicyBook, span: Span) -> bool:
    """Whether the talk is on support and a share of the base pay was told by what was known before this message."""
    before = turn.before
    if before is None or before.topic != "ask_policy":
        return False
    then = replace(turn, slots=before, named=Slots(), text="")
    try:
        everything = Entitlements.of(book, told_facts(then, book), span)
    except DataError:
        return False
    found = concerned(then, everything, topics_of(before.policy_topic, before.level), None)
    return any(one.is_of_base_pay for one in picture_of(then, found, None).shown)
