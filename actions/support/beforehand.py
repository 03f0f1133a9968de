"""What is said before anything is decided: what no rule speaks of, and facts that cannot both be true."""

from __future__ import annotations

from typing import Any

from actions.reply import Reply
from actions.turn import Turn
from knowledge.errors import Problem

_NOT_OF_SUPPORT = frozenset({"rehab", "reform_school"})
"""Walks of life that no rule which is held has conditions for."""


def beyond(turn: Turn) -> Reply | None:
    """What no rule that is held speaks of: paying back, learners of other walks of life, the fees of other schools."""
    wished = [one for one in turn.slots.wishes if one in _NOT_OF_SUPPORT]
    if "payback" in turn.named.aspects:
        return turn.not_held("policy_aspect_not_held", asked=["payback"], kind="asked", meta={"settled": True})
    if wished:
        return turn.not_held("policy_aspect_not_held", asked=wished, kind="wish", meta={"settled": True})
    elsewhere = turn.named.other_schools or turn.named.outside
    if elsewhere and "fee" in turn.named.field and turn.intent != "ask_policy":
        return turn.not_held("policy_aspect_not_held", asked=["fee"], kind="asked")
    return None


def contradiction(turn: Turn) -> Reply | None:
    """Asked back once where a fact that cannot change is told in two ways; a correction in words is taken as it is."""
    before, named = turn.before, turn.named
    if before is None or before.asked == "ethnicity" or "ethnicity" in named.cleared:
        return None
    groups = dict(before.facts).get("ethnic_group"), dict(named.facts).get("ethnic_group")
    told = before.ethnicity, named.ethnicity
    if None in told or (told[0] == told[1] and (None in groups or groups[0] == groups[1])):
        return None
    if "mistake" in named.back:
        return None
    choices = turn.responses.choices("ask_ethnicity", {})
    return turn.clarify("facts_contradict", choices=choices, meta={"asked": "ethnicity"})


_VOCATIONAL = ("duoi_3_thang", "so_cap", "trung_hoc_nghe", "trung_cap", "cao_dang")
"""What is studied where somebody speaks of learning a trade and names no level."""


def told_facts(turn: Turn) -> dict[str, Any]:
    """What the conversation knows of the learner, as the rules read it; "a|b" is one of the two."""
    told = {name: value.split("|") if "|" in value else value for name, value in turn.slots.learner.items()}
    return {"level": _VOCATIONAL, **told}


def facts_wrong(turn: Turn, problem: Problem) -> Reply:
    """A fact that cannot be, or not with another one: asked again, with buttons where there are any."""
    name = "ethnicity" if problem.column in {"ethnicity", "ethnic_group", "very_small_group"} else problem.column
    choices = turn.responses.choices("ask_ethnicity", {}) if name == "ethnicity" else ()
    return turn.clarify("facts_wrong", problem=problem, choices=choices, meta={"asked": name})
