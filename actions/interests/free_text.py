"""Free text about oneself as a conversation: what was understood, trades near to it with reasons, what was left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from actions.base import SURE, Capability
from actions.interests.book import InterestBook
from actions.interests.near import Found, Near, Nearness
from actions.interests.reading import MORE, TOPIC, with_way_back
from actions.interests.telling import Told
from actions.reply import Reply
from actions.slots import Slots, asking
from actions.turn import Turn
from actions.weighing import WANTS
from knowledge.library import Library
from knowledge.text import fold, nfc

MOST = 3
"""Trades shown at once."""
_MAY_ASK = frozenset({"suited", "gender", "subjects", "choose", "skill", "jobs", "place"})
"""What a message about oneself may ask, or seem to ask, of no trade in particular."""
_OF_ONESELF = frozenset(
    {"describe_trade", "narrow_topic", "nlu_fallback", "out_of_scope", "find_programmes", "ask_guide", "greet"}
)
"""Intents that such a message is surely taken for; less surely it may have any."""
_SEVERAL = 2
_FEW = 2
"""Words beside what is told: "mà em", "à"."""


class TellOfOneself(Capability):
    """Trades near to what somebody tells of themselves; nothing is decided by it."""

    topic = TOPIC

    def __init__(self, book: InterestBook, nearness: Nearness) -> None:
        self._book = book
        self._nearness = nearness
        self._telling = nearness.telling

    def takes(self, turn: Turn, library: Library) -> bool:
        """Whether a message tells of oneself and asks about nothing that is held under a name."""
        named = turn.named
        if not turn.text or named.interest_form or named.interest_answer:
            return False
        told, goes_on = self._telling.read(turn.text), self._goes_on(turn)
        if len(named.trades) == 1 and turn.intent == "find_programmes" and WANTS.search(fold(nfc(turn.text))):
            # "Tôi làm ruộng, muốn học lái máy xúc": of that trade.
            return False
        if goes_on and told.phrases and told.besides <= _FEW:
            # "Em so do cao": nothing but what is told, whatever else its words may name.
            return True
        # "Máy móc thì sao": nothing but what is told, and nothing of ours.
        alone = "same" in named.back and bool(told.liked) and told.besides <= _FEW
        alone = alone and not (named.trade or named.province)
        if _names_something(named) or (turn.intent not in _OF_ONESELF and turn.confidence >= SURE and not alone):
            return False
        if not (told.tells_of_oneself or (told.phrases and goes_on) or alone):
            return False
        held = [one for one in library.occupations if one.id in told.pointed and one.provenance.answers]
        if told.pointed and not held and len(told.phrases) < _SEVERAL:
            # The one trade that is meant is not held: nothing else is told in its place.
            return False
        if named.trade:
            # "Em thích sửa xe" is of the trade; with more beside it, it is of oneself.
            is_told = named.trade in told.pointed or named.trade in {*told.good, *told.bad}
            return is_told and not asking(named) and (goes_on or len(told.phrases) >= _SEVERAL)
        return True

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Trades near to what this message and those before it tell."""
        told = self._told(turn)
        found = self._nearness.found(library, told, turn.province)
        goes_on = turn.named.interest_form == MORE and turn.before is not None
        before = turn.before.shown if goes_on and turn.before else ()
        left = [one for one in found.trades if f"trade:{one.trade.id}" not in before]
        shown = list(_shown(left))
        conditions = [self._telling.conditions[one] for one in told.conditions]
        ids = tuple(f"trade:{one.trade.id}" for one in shown)
        values: dict[str, Any] = {
            "said": [one for one in told.phrases if one not in told.turned],
            "turned": told.turned,
            "left_out": found.left_out[:MOST],
            "health": any(one.health for one in conditions),
            "unclear": any(one.asks for one in conditions),
            "hard": bool(told.bad),
            "not_held": found.not_held,
            "goes_on": goes_on,
            "chosen": bool(told.likes) and not told.liked,
            "meta": {"kept": {"interest_told": self._telling.kept(told)}, "settled": True, "shown": (*before, *ids)},
        }
        if not shown:
            return with_way_back(self._book, turn.clarify("interests_told_nothing", **values), turn)
        reply = turn.answered(
            "interests_told",
            cites=_cited(shown, found),
            cards=[turn.card("interests_near_card", near=one) for one in shown],
            trades=[one.trade for one in shown],
            more=len(left) > len(shown),
            taught=any(one.offers for one in shown),
            province_name=library.provinces.get(turn.province or ""),
            **values,
        )
        return with_way_back(self._book, reply, turn)

    def _goes_on(self, turn: Turn) -> bool:
        """Whether a message after one about oneself, or after the questionnaire, may add to it."""
        before = turn.before
        if before is None or before.topic != TOPIC:
            return False
        run = self._book.run(before.interest_run)
        return bool(before.interest_told or (run is not None and run.next is None))

    def _told(self, turn: Turn) -> Told:
        before = turn.before
        kept = before.interest_told if before is not None and before.topic == TOPIC else ()
        told = self._telling.read_on(kept, turn.text)
        run = self._book.run(turn.slots.interest_run)
        if not told.likes and run is not None and run.next is None:
            profile = run.profile
            told = replace(told, likes={letter: 2 * profile.shares[letter] for letter in profile.leading})
        return told


def _names_something(named: Slots) -> bool:
    of_ours = named.institution or named.level or named.policy_topic or named.policy or named.indicator
    return bool(of_ours or named.target_topic or named.field or named.wishes or set(asking(named)) - _MAY_ASK)


def _shown(left: list[Near]) -> Iterator[Near]:
    """The first of them, and the first further one that is taught in the province where none of those is."""
    yield from left[:MOST]
    if not any(one.offers for one in left[:MOST]):
        yield from [one for one in left[MOST:] if one.offers and not one.cautions][:1]


def _cited(shown: list[Near], found: Found) -> Iterator[Any]:
    for one in shown:
        yield one.trade
    for one in shown:
        yield from one.offers[:1]
    for trade, _ in found.left_out[:MOST]:
        yield trade
