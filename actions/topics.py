"""Two questions of different topics in one message: of a trade or where it is taught, of support, of a figure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.base import Capability
from actions.parts import told_in_parts
from actions.reply import Outcome, Reply
from actions.reported import earned
from actions.slots import Slots, asking, from_mentions
from actions.turn import MAX_CITATIONS, Turn
from knowledge.library import Library
from knowledge.models import Occupation
from knowledge.text import fold, nfc

_SUPPORT, _FIGURE, _TRADE, _WHERE = "ask_policy", "ask_indicator", "describe_trade", "find_programmes"
_OF_A_TRADE = ("duration", "jobs", "subjects", "curriculum")
_PLACES = frozenset({"learn_where", "place"})
_TWO = 2


class Topics:
    """Answers what a message asks of another topic than the one its reply is about, once."""

    def __init__(self, joint: re.Pattern[str], capabilities: Mapping[str, Capability]) -> None:
        """`joint`: what stands between two questions of a message, in folded text."""
        self._joint = joint
        self._able = capabilities

    def beside(self, reply: Reply, topic: str | None, turn: Turn, library: Library) -> Reply:
        """The reply with the other topic's answer; itself where all is of one, or nobody else answers."""
        asked = self._asked(turn, library)
        if topic not in asked or len(asked) < _TWO:
            return reply
        other = next(one for one in asked if one != topic)
        part, named = asked[other]
        said = frozenset[str]((reply.meta or {}).get("told", ()))
        added = self._answer(other, replace(turn, text=part, named=named), library, said)
        if added is None or (added.outcome is Outcome.CLARIFY and other != _SUPPORT):
            return reply
        # What asks something stands last.
        return _joined(added, reply, topic) if topic == _SUPPORT else _joined(reply, added, other)

    def _asked(self, turn: Turn, library: Library) -> dict[str, tuple[str, Slots]]:
        """Each topic that a part of the message asks of, with the part and what it names."""
        parts = [part for part in self._joint.split(fold(nfc(turn.text))) if part.strip()]
        found: dict[str, tuple[str, Slots]] = {}
        trade = _trade(turn, library)
        for part in parts if len(parts) >= _TWO else ():
            named = from_mentions(library.find(part), part, turn.today)
            if topic := _topic(named, of_a_trade=trade is not None):
                found.setdefault(topic, (part, named))
        return found

    def _answer(self, topic: str, turn: Turn, library: Library, said: frozenset[str]) -> Reply | None:
        """`said`: what the reply tells already."""
        trade, named = _trade(turn, library), turn.named
        if topic == _TRADE and trade is not None:
            asked = [one for one in _OF_A_TRADE if one in named.aspects]
            told = [one for one in asked if one not in said]
            if asked or "wage" in said:
                return told_in_parts(turn, library, trade, told) if told else None
            return _wage(turn, library, trade)
        values: dict[str, Any] = {"field": named.field, "aspects": named.aspects, "about": asking(named)}
        values |= {"province": named.province or turn.slots.province, "policy_topic": named.policy_topic}
        values |= {"trade": trade.id if topic == _WHERE and trade else None, "institution": None}
        values |= {"indicator": named.indicator, "breakdown": named.breakdown, "period": named.period}
        seen = replace(turn, intent=topic, slots=replace(turn.slots, **values), follow_up=False)
        able, seen = self._able[topic].resolve(seen, library)
        return able.answer(seen, library)


def _topic(named: Slots, *, of_a_trade: bool) -> str | None:
    """What a part of a message asks of; None where it asks nothing, or of something else."""
    asked = {*asking(named)}
    if named.policy_topic or "everything" in asked:
        return _SUPPORT
    if named.indicator:
        return _FIGURE
    if of_a_trade and asked.intersection((*_OF_A_TRADE, "wage")):
        return _TRADE
    return _WHERE if of_a_trade and asked & _PLACES else None


def _trade(turn: Turn, library: Library) -> Occupation | None:
    """The trade named, or the one talked about."""
    before = turn.before or Slots()
    code = turn.slots.trade or (before.trade if before.topic in {_TRADE, _WHERE, _SUPPORT} else None)
    trade = library.occupations_by_id.get(code or "")
    return trade if trade is not None and trade.provenance.answers else None


def _wage(turn: Turn, library: Library, trade: Occupation) -> Reply:
    return earned(turn, library, trade) or turn.not_held("trade_wage_not_held", cites=[trade], trade=trade)


def _joined(first: Reply, second: Reply, topic: str) -> Reply:
    """Both, the first above; the conversation goes on with the topic where the second one asks something."""
    goes_on = topic == _SUPPORT
    endings = {first.outcome, second.outcome}
    leading = second if goes_on else first
    return leading.model_copy(
        update={
            "text": "\n\n".join((first.text, second.text)),
            "cards": (*first.cards, *second.cards),
            "citations": tuple(dict.fromkeys((*first.citations[:3], *second.citations, *first.citations)))[
                :MAX_CITATIONS
            ],
            "notices": tuple(dict.fromkeys((*first.notices, *second.notices))),
            "outcome": Outcome.ANSWERED if Outcome.ANSWERED in endings else leading.outcome,
            "meta": {**(leading.meta or {}), "settled": True, **({"topic": topic} if goes_on else {})},
        }
    )
