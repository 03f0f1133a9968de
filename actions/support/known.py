"""What the conversation knows of the learner, as the rules read it."""

from __future__ import annotations

import re
from typing import Any

from actions.slots.years import YEAR, of_year
from actions.support.span import Span
from actions.turn import Turn
from knowledge.policies.book import PolicyBook
from knowledge.text import fold, nfc

_A_TRADE = re.compile(r"\b(?:hoc|truong|lop) (?:nghe|so cap|trung cap|cao dang)\b")
_VOCATIONAL = ("duoi_3_thang", "so_cap", "trung_hoc_nghe", "trung_cap", "cao_dang")
"""What is studied where somebody speaks of learning a trade and names no level."""
_GENERAL = ("pho_thong",)
"""… at a general boarding school of a border commune,"""
_BEFORE_GRADE_NINE = ("duoi_3_thang", "so_cap")
"""… and what is open to those who have not finished grade 9."""


def is_beyond_bounds(book: PolicyBook, name: str, value: str) -> bool:
    """Whether a number lies outside what `data/policies/facts.yaml` says that the fact may be."""
    fact = book.facts.get(name)
    if fact is None or fact.kind != "integer" or not value.removeprefix("-").isdigit():
        return False
    return not (fact.minimum or 0) <= int(value) <= (fact.maximum or 0)


def learns_a_trade(turn: Turn) -> bool:
    """Whether the message says of who was at a general school that it is a trade that is learnt."""
    return "school_kind" not in turn.named.learner and _A_TRADE.search(fold(nfc(turn.text))) is not None


def told_facts(turn: Turn, book: PolicyBook) -> dict[str, Any]:
    """What the conversation knows of the learner, as the rules read it; "a|b" is one of the two.

    A number that cannot be, said once more after it was asked back, is taken for nothing told. Of a past year what
    was told of that year counts.
    """
    told = {
        name: value.split("|") if "|" in value else value
        for name, value in turn.slots.learner.items()
        if not is_beyond_bounds(book, name, value)
    }
    if then := of_year(turn.slots.facts, Span.of(turn).on.year):
        told["household"] = then
        told.pop(YEAR, None)
    if told.get("school_kind") == "border_boarding" and learns_a_trade(turn):
        del told["school_kind"]
    if told.get("school_kind") == "border_boarding":
        return {"level": _GENERAL, **told}
    return {"level": _BEFORE_GRADE_NINE if told.get("schooling") == "below_thcs" else _VOCATIONAL, **told}
