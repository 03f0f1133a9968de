"""What is asked for and known not to be held: a trade, a school, a kind of class; named, with what is nearest."""

from __future__ import annotations

from actions.reply import Reply
from actions.things import called
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Occupation

MAX_OFFERS = 3
KINDS_OF_CLASS = ("evening", "online", "language", "reform_school", "rehab")
"""Wishes that no list of schools or offers can meet."""


def beyond(turn: Turn, library: Library) -> Reply | None:
    """The reply to a message that names what is not held; None where everything it names may be held."""
    named = turn.named
    if named.other_schools:
        name, province = named.other_schools[0]
        return turn.not_held(
            "school_unknown", name=name, province=province, province_name=library.provinces.get(province)
        )
    if wishes := [wish for wish in named.wishes if wish in KINDS_OF_CLASS]:
        trade = library.occupations_by_id.get(turn.slots.trade or "")
        return turn.not_held("class_not_held", wishes=wishes, trade=trade, cites=[trade] if trade else [])
    if named.other_trades and not turn.slots.trade:
        name, nearest = named.other_trades[0]
        return trade_unknown(turn, library, name, library.occupations_by_id.get(nearest))
    return None


def asked_trade(turn: Turn, library: Library) -> Reply | None:
    """The reply where something is to be learnt that no name covers; None where nothing of the kind stands there."""
    name = None if turn.slots.trade or turn.slots.institution else library.asked_trade(turn.text)
    if name is None:
        return None
    hits = library.search(name, kinds=("occupation",), limit=1)
    near = hits[0].passage.record_id if hits and hits[0].confidence >= library.thresholds.ask_above else ""
    return trade_unknown(turn, library, name, library.occupations_by_id.get(near))


def trade_unknown(turn: Turn, library: Library, name: str, nearest: Occupation | None) -> Reply:
    """That a trade is not held, with the nearest one that is, and where that one is taught."""
    if nearest is None or not nearest.provenance.answers:
        return turn.not_held("trade_unknown", name=name, nearest=None, offers=[])
    offers = [one for one in library.programmes(occupation=nearest.id) if not one.provenance.is_sample][:MAX_OFFERS]
    return turn.not_held(
        "trade_unknown",
        cites=[nearest, *offers],
        cards=[turn.card("trade_card", trade=nearest)],
        name=name,
        nearest=nearest,
        offers=offers,
        # "Học mấy năm" goes on with the trade that was told of; it names that one.
        meta={"kept": {"trade": nearest.id}, "shown": [called(one) for one in offers]},
    )
