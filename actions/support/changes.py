"""What an answer to the check's question changed: said instead of the whole list once more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from actions.reply import Reply
from actions.slots import Slots
from actions.support.asking import asked_of, narrowed
from actions.support.entitlements import Entitlements
from actions.support.money import Grounds, Money
from actions.support.picture import NEAR, Picture, picture_of
from actions.support.supposing import supposed
from actions.support.telling import choices, cites, next_of
from actions.support.whether import asks_if_less
from actions.support.wording import wording
from actions.turn import Turn
from knowledge.policies.decision import Decision, Status

_TOPIC = "ask_policy"
_SAID_BACK = frozenset({("household", "poor")})
"""What is denied and leaves open what holds."""
_FEW = 4
"""Facts that are said back one by one; "none of these" tells more."""
UNANSWERED = ("check.unanswered", "1")
"""Stands among the facts while nothing but a question back was said of what somebody asked."""


def only_answers(turn: Turn) -> Slots | None:
    """What was known before, where the message answers or corrects the check that is under way and asks nothing."""
    before, named = turn.before, turn.named
    if (
        before is None
        or before.another != turn.slots.another
        or before.topic != _TOPIC
        or before.asked == "policy_topic"
    ):
        return None
    if UNANSWERED in before.facts or asks_if_less(turn.text):
        # What was asked first was never answered; a question about the change is.
        return None
    if supposed(turn) or (before.asked is None and turn.text and "mistake" not in named.back):
        return None
    tells = bool(named.learner or named.declined or named.cleared or "decline" in named.signs)
    asks = named.field or named.aspects or named.policy_topic or named.period or "same" in named.back
    elsewhere = named.level and before.asked != "level"
    same = turn.slots.policy_topic == before.policy_topic and turn.slots.period == before.period
    return before if tells and not asks and not elsewhere and same else None


@dataclass(frozen=True, slots=True)
class _Told:
    """What was, or is to be, told: one phrase for each benefit that is due."""

    picture: Picture
    words: Mapping[str, str]

    @classmethod
    def of(cls, turn: Turn, found: Entitlements) -> _Told:
        picture, money = picture_of(turn, found, None), Money(turn.responses, found)
        return cls(picture, {one.policy.id: money.brief(one) for one in picture.due})

    @property
    def near(self) -> list[Decision]:
        return list(self.picture.near[:NEAR])


def changed(turn: Turn, earlier: Entitlements, found: Entitlements) -> Reply | None:
    """What is new, what has another amount, what is no longer due, and the state in short; None for the first list."""
    before, now = _Told.of(replace(turn, slots=turn.before or turn.slots), earlier), _Told.of(turn, found)
    due = now.picture.due
    if now.picture.is_empty or (due and not before.words):
        return None
    money = Money(turn.responses, found)
    refused = {one.policy.id for one in found.decisions if one.status is Status.NOT_DUE}
    outdone = {one.policy.id for one in found.decisions if one.outranked_by}
    gained = [one for one in due if one.policy.id not in before.words]
    altered = [
        one for one in due if before.words.get(one.policy.id, now.words[one.policy.id]) != now.words[one.policy.id]
    ]
    still = {one.policy.id for one in (*due, *now.near)}
    lost = [one for one in before.picture.due if one.policy.id not in still and one.policy.id not in outdone]
    excluded = [one for one in before.near if one.policy.id in refused]
    # Nobody is told which lower share is not theirs, but which higher one may be.
    instead = {one.policy.id: _higher(one, due, now.near, found) for one in excluded}
    excluded = [one for one in excluded if instead[one.policy.id] is None]
    was_near = {one.policy.id for one in before.picture.near}
    possible = [one for one in now.near if one.policy.id not in was_near]
    possible += [one for one in instead.values() if one and one.status is Status.OPEN and one not in possible]
    is_other = bool(gained or altered or lost or excluded or possible)
    question = narrowed(turn, next_of(turn, found, None))
    state = list(dict.fromkeys(money.short(one.decisions[0]) for one in money.grouped(due)))
    # Said again only where it is another one, where what was told before was wrong, or where nothing more is asked.
    state = state if gained or altered or lost or _corrects(turn) or not question else []
    noted = _noted(turn, found)
    values = wording(turn, found) | {
        "gained": _new(money, gained, due),
        "altered": money.grouped(altered),
        "lost": lost,
        "excluded": excluded,
        "possible": possible,
        "unsure": [
            one for one in now.picture.unsure if one.policy.id not in {x.policy.id for x in before.picture.unsure}
        ],
        "changed": is_other,
        "due_before": bool(before.words),
        "noted": noted,
        "none_of_these": len(noted) > _FEW,
        "skipped": bool(turn.named.declined),
        "state": state,
        # What may still be had is said before what may not.
        "near": [one for one in now.near if one not in possible] if not question or not (state or possible) else [],
        "question": question and asked_of(turn, question),
    }
    shown = [*due, *now.near]
    speaks = due or turn.slots.policy_topic or any(map(found.nearness, now.near))
    ending = turn.answered if shown and speaks else turn.clarify
    return ending(
        "policy_changed",
        cites=cites(found, shown),
        cards=[turn.card("policy_card", **values, decision=one) for one in (*gained, *altered, *possible)],
        choices=choices(turn, question, settled=bool(due)),
        notices=["authority_decides"],
        meta={"asked": question.id} if question else None,
        **values,
    )


def _higher(
    excluded: Decision, due: Sequence[Decision], near: Sequence[Decision], found: Entitlements
) -> Decision | None:
    """What is due in its place, or what may be and was not told yet."""
    group, rank = excluded.policy.highest_of, excluded.policy.rank
    told = {one.policy.id for one in near}
    several = [*due, *(one for one in found.open if one.policy.id not in told)]
    return next((one for one in several if group and one.policy.highest_of == group and one.policy.rank > rank), None)


def _corrects(turn: Turn) -> bool:
    """Whether the message tells another value of a fact that was told before."""
    before = turn.before.learner if turn.before else {}
    return any(name in before and before[name] != value for name, value in turn.named.learner.items())


def _noted(turn: Turn, found: Entitlements) -> list[str]:
    """What the message told, in words: said beside what it changed, so that a wrong reading is seen."""
    told = turn.named.learner
    implied = {"ethnicity"} if "ethnic_group" in told else set[str]()
    values = {name: found.learner.one(name) for name in found.book.facts if name in told and name not in implied}
    denied = [pair for pair in turn.named.denied if pair in _SAID_BACK and pair[0] not in told]
    noted = [turn.responses.fact_value(name, value) for name, value in values.items() if value is not None]
    return [
        *noted,
        *(turn.responses.text("fact_denied", {"words": turn.responses.fact_value(*pair)}) for pair in denied),
    ]


def _new(money: Money, gained: Sequence[Decision], due: Sequence[Decision]) -> list[Grounds]:
    """New benefits; a further ground of one that was due already brings nothing new."""
    ids = {one.policy.id for one in gained}
    return [one for one in money.grouped(due) if all(each.policy.id in ids for each in one.decisions)]


def answered_at_last(reply: Reply, turn: Turn) -> Reply:
    """The reply, after which nothing is left unanswered any more."""
    if turn.before is None or UNANSWERED not in turn.before.facts:
        return reply
    forget = (*(reply.meta or {}).get("forget", ()), UNANSWERED[0])
    return reply.model_copy(update={"meta": {**(reply.meta or {}), "forget": forget}})
