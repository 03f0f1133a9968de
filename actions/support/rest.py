"""What does not fit on a phone: a long answer is told without its lesser parts, which a button brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.reply import Choice, Reply
from actions.support.entitlements import Entitlements
from actions.support.picture import NEAR, picture_of
from actions.support.wording import distinct, wording
from actions.turn import Turn
from knowledge.policies.decision import Decision

LONGEST = 900
"""Characters of an answer."""
REST = "rest"
"""The field of the button."""


def within_reach_of_a_phone(turn: Turn, values: Mapping[str, Any]) -> dict[str, Any]:
    """What changes in the values of an answer so that it fits, least missed first; none where it fits as it is.

    `brief`: the lesser parts stand behind a button. `named`: of `near` those that are told by their title only. What is
    due, with its amount, article, papers and who decides, is never left out.
    """
    changes = dict[str, Any]()

    def fits() -> bool:
        return (
            len(turn.responses.text("policy_answered", {**turn.you, "slots": turn.slots, **values, **changes}))
            <= LONGEST
        )

    if fits():
        return {}
    changes["brief"] = True
    near, named = list[Decision](values["near"]), list[Decision]()
    while not values["due"] and len(near) > 1 and not fits():
        named.insert(0, near.pop())
        changes |= {"near": near, "named": named}
    # What surely concerns this learner stands first of the cautions; what they told themselves is missed less.
    past = values.get("past_groups", []) if not (values["due"] or near) else []
    for name, left in (("cautions", values["cautions"][:1]), ("known", []), ("cautions", []), ("past_groups", past)):
        if fits():
            return changes
        changes[name] = left
    return changes


def within_reach(turn: Turn, key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same of what is explained: as many of `concerned` as fit, the others in `left`, each behind a button."""
    told, left = list[Decision](values["concerned"]), list[Decision]()

    def fits() -> bool:
        filled = {**turn.you, "slots": turn.slots, **values, "concerned": told, "left": left}
        return len(turn.responses.text(key, filled)) <= LONGEST

    while len(told) > 1 and not fits():
        left.insert(0, told.pop())
    return {"concerned": told, "left": left}


def left_choices(turn: Turn, left: Sequence[Decision], fields: Sequence[str]) -> tuple[Choice, ...]:
    """A button for each of what was left out of an explanation, asking the same of it."""
    titles = {one.policy.id: one.policy.title for one in left}
    return turn.responses.choices("policy_left", {"records": titles, "asked": next(iter(fields), "")}) if left else ()


def rest_choice(turn: Turn) -> tuple[Choice, ...]:
    """The button that brings the rest."""
    return turn.responses.choices("policy_more", {})


def rest_of(turn: Turn, found: Entitlements) -> Reply | None:
    """What a brief answer left out; None where there is nothing more."""
    picture = picture_of(turn, found, None)
    near = [*picture.near[:NEAR], *picture.beside, *picture.unsure]
    cautions = distinct(map(found.cautions, picture.due), each=2)[:NEAR]
    if not near and not cautions:
        return None
    values = wording(turn, found) | {
        "near": picture.near[:NEAR],
        "beside": picture.beside,
        "unsure": picture.unsure,
        "cautions": cautions,
    }
    return turn.answered(
        "policy_rest",
        cites=[*near, *picture.due],
        choices=turn.responses.choices("policy_papers", {}) if picture.due else (),
        meta={"asked": turn.before.asked} if turn.before and turn.before.asked else None,
        **values,
    )
