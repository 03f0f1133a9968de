"""The second of two questions in one message, answered below the first: "mấy năm với lương bao nhiêu"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from actions.asides import Remark
from actions.base import Addition, Capability
from actions.documents import ShowSection, best_section
from actions.parts import PARTS, parts_asked
from actions.reply import Outcome, Reply
from actions.reported import below, earned
from actions.slots import asking, from_mentions
from actions.topics import Topics
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Occupation
from knowledge.text import fold, nfc

_OF_A_TRADE = frozenset(PARTS) - {"duration"} | {"describe"}
_LEARNING = frozenset({"find_programmes", "describe_trade", "find_institutions", None})
"""Topics whose answers leave a second question open."""
_LODGING = "dormitory"
_MOST = 2
_LONGEST = 30
"""Words of a message whose parts are looked at."""


class Second(Addition):
    """Splits a message at words that join two questions, and answers what the reply says nothing of."""

    def __init__(self, joints: Sequence[str], capabilities: Mapping[str, Capability]) -> None:
        """`joints`: words between two questions, as typed with their marks; `capabilities`: who answers, by topic."""
        words = "|".join(re.escape(fold(nfc(one))) for one in joints)
        self._joint = re.compile(rf"[,;?.\n]|\b(?:{words})\b")
        self._topics = Topics(self._joint, capabilities)
        self._section = ShowSection()
        self._ways: Mapping[str, Callable[[Turn, Library], Reply | None]] = {
            "wage": self._wage,
            "duration": self._duration,
            "papers": self._papers,
            _LODGING: self._lodging,
        }

    def beside(self, reply: Reply, capability: Capability, turn: Turn, library: Library) -> Reply:
        """The reply with answers to what else is asked; itself where one thing is, or where it is of another topic."""
        if not turn.text or len(turn.text.split()) > _LONGEST:
            return reply
        told = self._of_this_topic(reply, capability, turn, library)
        ended = told.outcome in {Outcome.ANSWERED, Outcome.NOT_HELD} or capability.topic == "ask_policy"
        return self._topics.beside(told, capability.topic, turn, library) if ended else told

    def _of_this_topic(self, reply: Reply, capability: Capability, turn: Turn, library: Library) -> Reply:
        ended = reply.outcome in {Outcome.ANSWERED, Outcome.NOT_HELD}
        if not ended or capability.topic not in _LEARNING:
            return reply
        parts = self._parts(turn, library)
        told: Sequence[str] = (reply.meta or {}).get("told", ())
        if len({*map(_kind, parts), *(_kind(_LODGING) for one in told if one == "lodging")}) < _MOST:
            return reply
        for asked, part in parts.items():
            way = self._ways.get(asked)
            if way is None or _says(reply, asked, capability, turn):
                continue
            added = way(replace(turn, text=part), library)
            if added:
                reply = below(reply, added)
                told = (*(reply.meta or {}).get("told", ()), asked)
                reply = reply.model_copy(update={"meta": {**(reply.meta or {}), "told": [*told]}})
        return reply

    def _parts(self, turn: Turn, library: Library) -> dict[str, str]:
        """What is asked, with the part of the message that asks it; what was asked before, of a thing named now."""
        parts = [part for part in self._joint.split(fold(nfc(turn.text))) if part.strip()]
        found = {one: part for part in parts for one in asking(from_mentions(library.find(part), part, turn.today))}
        if not found and turn.follow_up and turn.named.trade:
            return dict.fromkeys(turn.slots.about, turn.text)
        return found if len(parts) > 1 else {}

    def _wage(self, turn: Turn, library: Library) -> Reply | None:
        trade = _trade(turn, library)
        if trade is None:
            return None
        return earned(turn, library, trade) or turn.not_held("trade_wage_not_held", cites=[trade], trade=trade)

    def _duration(self, turn: Turn, library: Library) -> Reply | None:
        trade = _trade(turn, library)
        if trade is None or not trade.levels_and_duration:
            return None
        return turn.answered("trade_duration", cites=[trade], trade=trade)

    def _papers(self, turn: Turn, library: Library) -> Reply | None:
        hit = best_section(turn, library)
        if hit is None or hit.confidence < library.thresholds.ask_above:
            return None
        return self._section.answer(turn, library)

    def _lodging(self, turn: Turn, library: Library) -> Reply | None:
        return Remark("lodging").answer(turn, library)


def _trade(turn: Turn, library: Library) -> Occupation | None:
    trade = library.occupations_by_id.get(turn.slots.trade or "")
    return trade if trade is not None and trade.provenance.answers else None


def _kind(asked: str) -> str:
    """What is asked of a trade is one question, however many words ask it."""
    return "trade" if asked in _OF_A_TRADE else asked


def _says(reply: Reply, asked: str, capability: Capability, turn: Turn) -> bool:
    """Whether the reply tells it already."""
    if asked in (reply.meta or {}).get("told", ()):
        return True
    if asked == _LODGING:
        return "lodging" in (reply.meta or {}).get("told", ())
    if capability.topic == "describe_trade":
        parts = parts_asked(turn)
        whole = not parts and "wage" not in turn.slots.field
        return "wage" in turn.slots.field if asked == "wage" else whole or asked in parts
    return capability.shows_section and asked == "papers"
