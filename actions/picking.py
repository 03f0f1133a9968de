"""Which of the things shown last a message points at: "cái đầu", "trường thứ hai"."""

from __future__ import annotations

from dataclasses import replace

from actions.phrases import Phrases
from actions.slots import Slots

_PLACES = {"pick_1": 0, "pick_2": 1, "pick_3": 2, "pick_last": -1}
_LONGEST = 10
"""Words of a message that points at something shown."""


def picked(remarks: Phrases, text: str, named: Slots, kept: Slots) -> Slots:
    """What the message names, with the thing it points at; `named` itself where it points at none of them."""
    if not kept.shown or named.trade or named.institution or len(text.split()) > _LONGEST:
        return named
    place = next((_PLACES[one.kind] for one in remarks.find(text) if one.kind in _PLACES), None)
    if place is None or place >= len(kept.shown):
        return named
    kind, _, what = kept.shown[place].partition(":")
    trade, _, school = what.partition("@") if kind == "offer" else (what, "", what)
    if kind == "way":
        return named
    if kind != "institution" and trade:
        named = replace(named, trade=trade, trades=(trade,))
    if kind != "trade" and school:
        named = replace(named, institution=school, institutions=(school,))
    return named
