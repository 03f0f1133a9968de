"""What is over for somebody, is given once only, is yet to come, or is for others to say: told before the list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.slots.general_school import GENERAL, PUPIL
from actions.slots.households import APPLIED
from actions.slots.years import years_before
from actions.support.entitlements import Entitlements
from actions.support.few_words import RECEIVED
from actions.support.known import told_facts
from actions.support.leads import Lead
from actions.support.supposing import supposed
from actions.support.topics import is_beside, is_on_top, topics_of
from actions.support.whether import asks_for_cash, asks_if_less, asks_once_more, asks_whether
from actions.turn import Turn
from knowledge.citations import cite_version
from knowledge.policies.amounts import amount_of
from knowledge.policies.benefits import Ceiling
from knowledge.policies.conditions import Leaf, leaves
from knowledge.policies.decision import Decision, Status
from knowledge.policies.questions import STUDY_SUPPORT
from knowledge.policies.schema import Policy
from knowledge.text import fold, nfc

_OTHER_SCHOOL = "lead_other_school"
_OF_PUPILS = "general_pupil"
"""What is for general schools and continuing education."""
_COUNTS_AS = re.compile(
    r"\b(?:tinh|coi|xem|ke|xep|cong nhan) (?:la|vao|nhu)\b[^.?!]*\b(?:khong|ko|k|hong|hok|ha|a|chua)\W*$"
)


_SURELY = re.compile(
    r"\b(?:chac chan|chac an|dam bao|bao dam|cam ket|chac)\b[^.!;]*\b(?:duoc|dc|nhan|mien|giam)\b(?:[^.!;]|\.\d)*"
    r"\b(?:chu|khong|ko|k|a|ha|nhe|nha|dung khong|phai khong)\W*$"
)
"""A promise is wanted."""


def lasting_leads(turn: Turn, everything: Entitlements, found: Entitlements) -> list[Lead]:
    """All of it, most decisive first. `found`: what the question is about."""
    return [
        *_counting(turn, found),
        *_promised(turn, found),
        *_not_on_that_ground(turn, everything),
        *([Lead("lead_beside", {})] if RECEIVED in turn.named.signs else []),
        *_applied(turn),
        *_left(turn, everything),
        *_gone_then(turn, everything),
        *_lessened(turn, everything, found),
        *_passed(turn, everything),
        *_once_only(turn, found),
        *_of_other_school(turn, everything),
        *_to_come(turn, found),
    ]


def former_lead(turn: Turn, meant: Policy | None, everything: Entitlements, *, sure: bool) -> list[Lead]:
    """That what is asked about by name is over, what it was and came to at last, and what took its place."""
    on, book = everything.span.on, everything.book
    if meant is None or not sure or any(one.valid.covers(on) for one in meant.versions):
        return []
    over = [one for one in meant.versions if one.valid.end and one.valid.end < on]
    if not over:
        return []
    last = max(over, key=lambda one: one.valid.end or on)
    ceilings = [one for one in last.benefit if isinstance(one, Ceiling) and one.times]
    sums = [found for one in ceilings if (found := amount_of(one, book.parameter, last.valid.end or on))]
    cash = asks_for_cash(turn.text)
    values = {"policy": meant, "version": last, "sums": sums}
    return [Lead("lead_former", values, (cite_version(meant, last),), decides=not cash, after=cash)]


def _applied(turn: Turn) -> list[Lead]:
    """That who has only applied to be a poor household is none yet."""
    wanted = dict(turn.named.facts).get(APPLIED)
    return [Lead("lead_applied", {"wanted": wanted})] if wanted else []


def _left(turn: Turn, everything: Entitlements) -> list[Lead]:
    """What was due while the household was on a list that it has left since, where the message tells that."""
    year = everything.span.on.year
    before = years_before(turn.named.facts, year) if turn.named.household else {}
    if not before:
        return []
    then = Entitlements.of(everything.book, {**everything.facts, "household": before[max(before)]}, everything.span)
    due = {one.policy.id for one in everything.due}
    best = {one.policy.highest_of for one in everything.due} - {None}
    lost = [one for one in then.due if one.policy.id not in due and one.policy.highest_of not in best]
    now = {one.policy.id: one for one in everything.decisions}
    told = [one for one in lost if not is_beside(one) and not is_on_top(one)]
    perhaps = any(now[one.policy.id].status is Status.OPEN for one in told)
    return [Lead("lead_left", {"told": told, "perhaps": perhaps}, tuple(told))] if told else []


def _lessened(turn: Turn, everything: Entitlements, found: Entitlements) -> list[Lead]:
    """ "Giờ chỉ còn cận nghèo thì có bị giảm không": whether what was due before is due still.

    `found`: what the question is about.
    """
    if turn.before is None or turn.before.topic != "ask_policy" or not asks_if_less(turn.text):
        return []
    facts = told_facts(replace(turn, slots=turn.before), everything.book)
    before = Entitlements.of(everything.book, facts, everything.span)
    now = {one.policy.id: one for one in everything.due}
    best = {one.policy.highest_of: one.policy.rank for one in everything.due}
    was = [one for one in before.due if not is_beside(one) and not is_on_top(one)]
    about = {one.policy.id for one in found.decisions}
    topics = {one.policy.topic for one in found.decisions if one in found.due} or {one.policy.topic for one in was}
    was = [one for one in was if one.policy.id in about or one.policy.topic in topics]
    lost = [
        one
        for one in was
        if one.policy.id not in now
        and best.get(one.policy.highest_of, 0) < (one.policy.rank if one.policy.highest_of else 1)
    ]
    if lost:
        return [Lead("lead_less", {"told": lost}, tuple(lost))]
    return [Lead("lead_not_less", {"told": [one for one in was if one.policy.id in now]})] if was else []


def _gone_then(turn: Turn, everything: Entitlements) -> list[Lead]:
    """What is due by what was told, and would not be by what is only supposed: "nếu chuyển ra thành phố"."""
    if turn.before is None or not supposed(turn):
        return []
    facts = told_facts(replace(turn, slots=turn.before), everything.book)
    now = Entitlements.of(everything.book, facts, everything.span)
    then = {one.policy.id for one in everything.due}
    groups = {one.policy.highest_of for one in everything.due} - {None}
    over = {one.policy.id for one in everything.refused}
    lost = [one for one in now.due if one.policy.id in over - then and one.policy.highest_of not in groups]
    told = [one for one in lost if not is_beside(one) and not is_on_top(one)]
    return [Lead("lead_gone_then", {"told": told}, tuple(told))] if told else []


def _passed(turn: Turn, everything: Entitlements) -> list[Lead]:
    """What was for the level that the learner has got already, of who goes on to another one."""
    held, level = turn.slots.level_held, turn.slots.level
    topics = topics_of(turn.slots.policy_topic, level)
    if held is None or level is None or held == level or not topics:
        return []
    then = Entitlements.of(everything.book, {**everything.facts, "level": held}, everything.span)
    was = {one.policy.id for one in (*then.due, *then.open) if one in then.due or then.is_a_step_off(one)}
    over = [one for one in everything.refused if one.policy.id in was and one.policy.topic in topics]
    values = {"over": over, "held": held, "level": level}
    return [Lead("lead_passed", values, tuple(over), decides=False)] if over else []


def without_over(everything: Entitlements, found: Entitlements, first: Sequence[Lead]) -> Entitlements:
    """What else there is, where it was said first that what is asked about is for general schools only."""
    over = {one.policy.id for lead in first if lead.key == _OTHER_SCHOOL for one in lead.cites}
    if not over:
        return found
    return everything.only({one.policy.id for one in everything.decisions if one.policy.topic in STUDY_SUPPORT} - over)


def _of_other_school(turn: Turn, everything: Entitlements) -> list[Lead]:
    """What is for general schools only, of who asks for the same while learning a trade."""
    was = turn.before.learner if turn.before else {}
    boards = "school_kind" in was and "school_kind" not in everything.learner.told
    turned = was.get("level") in GENERAL and turn.slots.level not in {None, *GENERAL}
    if not (boards or turned):
        return []
    kind = {"school_kind": was["school_kind"], "level": PUPIL} if boards else {"level": was["level"]}
    then = Entitlements.of(everything.book, {**everything.facts, **kind}, everything.span)
    now = {one.policy.id for one in everything.due}
    over = [one for one in (*then.due, *then.likely()) if one.policy.topic == _OF_PUPILS and one.policy.id not in now]
    return [Lead(_OTHER_SCHOOL, {"over": over}, tuple(over))] if over else []


def _to_come(turn: Turn, found: Entitlements) -> list[Lead]:
    """That what is told of a time to come is today's law, and when that was checked."""
    if found.span.start <= turn.today or not found.due + found.open:
        return []
    checked = max(one.version.checked_on for one in found.due + found.open if one.version)
    return [Lead("lead_future", {"checked_on": checked, "period": found.span.period}, decides=False)]


def _counting(turn: Turn, found: Entitlements) -> list[Lead]:
    """ "Có tính là không nơi nương tựa không": that nobody here decides who counts as what, and who does."""
    if not _COUNTS_AS.search(fold(nfc(turn.text))):
        return []
    deciding = next((one.version.decided_by for one in found.due + found.open if one.version), None)
    return [Lead("lead_counts", {"decided_by": deciding})]


def _promised(turn: Turn, found: Entitlements) -> list[Lead]:
    """ "Chắc chắn được chứ": that only the school and the commune decide."""
    asks = turn.before and turn.before.topic == "ask_policy" and _SURELY.search(fold(nfc(turn.text)))
    if not asks or not found.due + found.open:
        return []
    deciding = next((one.version.decided_by for one in found.due + found.open if one.version), None)
    return [Lead("lead_not_certain", {"decided_by": deciding})]


def _not_on_that_ground(turn: Turn, everything: Entitlements) -> list[Lead]:
    """ "Được tiền mồ côi không" of who lost one parent: what the kinds named by that want instead."""
    before = turn.before.learner if turn.before else {}
    if not asks_whether(turn.text):
        return []
    for name in turn.named.policy_topic:
        told = before.get(name) if name in everything.book.facts else None
        kinds = topics_of((name,), turn.slots.level)
        asked = [
            (one, leaf)
            for one in everything.decisions
            if told and one.version and one.policy.topic in kinds
            for leaf in leaves(one.version.requires)
            if leaf.fact == name
        ]
        if asked and not any(told in leaf.among for _, leaf in asked):
            values = {
                "fact": name,
                "among": asked[0][1].among,
                "told": list({one.policy.id: one for one, _ in asked}.values()),
            }
            return [Lead("lead_ground", values, tuple(values["told"]))]
    return []


def _once_only(turn: Turn, found: Entitlements) -> list[Lead]:
    """ "Có được nhận lần nữa không": of what is given once only, by what its rule asks for."""
    if not asks_once_more(turn.text):
        return []
    once = [one for one in found.decisions if one.status in {Status.DUE, Status.OPEN} and _of_once(one)]
    article = next((leaf.article for one in once for leaf in _of_once(one) if leaf.article), None)
    values = {"article": article, "basis": once[0].version and once[0].version.basis[0]} if once else {}
    return [Lead("lead_once", values, tuple(once[:1]))] if once else []


def _of_once(decision: Decision) -> list[Leaf]:
    requires = decision.version and decision.version.requires
    return [leaf for leaf in leaves(requires) if leaf.fact == "received_before"] if requires else []
