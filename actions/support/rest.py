"""What does not fit on a phone: a long answer is told without its lesser parts, which a button brings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.reply import Choice, Reply
from actions.support.entitlements import Entitlements
from actions.support.picture import NEAR, picture_of
from actions.support.wording import wording
from actions.turn import Turn
from knowledge.policies.decision import Decision

LONGEST = 900
"""Characters of an answer."""
_IN_FULL = 600
"""… of the items told in full where it would be longer."""
REST = "rest"
"""The field of the button."""


def within_reach_of_a_phone(turn: Turn, values: Mapping[str, Any]) -> dict[str, Any]:
    """What changes in the values of an answer so that it fits: `brief`, and which of `near` are only `named`."""
    text = turn.responses.text("policy_answered", {**turn.you, "slots": turn.slots, **values})
    lesser = values["unsure"] or values["beside"] or values["explains_base"] or len(values["near"]) > 1
    if len(text) <= LONGEST or not lesser:
        return {}
    near, named = list[Decision](values["near"]), list[Decision]()
    money = values["money"]
    while not values["due"] and len(near) > 1 and sum(len(money.brief(one)) for one in near) > _IN_FULL:
        named.insert(0, near.pop())
    return {"brief": True, "near": near, "named": named}


def rest_choice(turn: Turn) -> tuple[Choice, ...]:
    """The button that brings the rest."""
    return turn.responses.choices("policy_more", {})


def rest_of(turn: Turn, found: Entitlements) -> Reply | None:
    """What a brief answer left out; None where there is nothing more."""
    picture = picture_of(turn, found, None)
    near = [*picture.near[:NEAR], *picture.beside, *picture.unsure]
    cautions = list(dict.fromkeys(words for one in picture.due if one.version for words in one.version.cautions[:2]))[
        :NEAR
    ]
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
