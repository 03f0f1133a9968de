"""Who says no more than who they are, and where: said back, with what can be asked next."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.base import Capability
from actions.reply import Outcome, Reply
from actions.slots import Slots, asking
from actions.turn import Turn
from knowledge.library import Library
from knowledge.text import fold, nfc

_NOTHING_ASKED = frozenset({"greet", "narrow_topic", "nlu_fallback", "out_of_scope", "find_institutions"})
_ALSO_TOLD = frozenset({"schooling", "level"})
_ASKS = re.compile(r"\?|\b(?:nen|hay|gi|nao|sao|khong|ko|k|dau|may|bao|duoc|muon|can|co)\b")
_LONGEST = 14
"""Words."""


class SayBack(Capability):
    """What was told, which stays known, and what may be asked of it."""

    topic = "find_institutions"

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Asks back, once, what is wanted; a place and a schooling are not asked again."""
        place = library.provinces.get(turn.named.province or "")
        schooling = turn.named.schooling
        return turn.reply(
            Outcome.CLARIFY,
            "introduced",
            schooling=schooling,
            place=place,
            place_note=turn.place_note,
            meta={"settled": True},
        )


def introduces(turn: Turn) -> bool:
    """Whether a first message tells the schooling or the place of who writes, and asks nothing."""
    named, before = turn.named, turn.before or Slots()
    if not turn.text or before.topic or before.asked or len(turn.text.split()) > _LONGEST:
        return False
    if turn.intent not in _NOTHING_ASKED or not named.schooling or _ASKS.search(fold(nfc(turn.text))):
        return False
    if not (named.addressee or turn.intent == "greet"):
        return False
    told = set(named.learner) - _ALSO_TOLD
    other = replace(named, addressee=None, schooling=None, province=None, provinces=(), places=(), facts=(), back=())
    other = replace(other, level=None, levels=(), doubtful=(), signs=tuple(set(named.signs) - {"agree", "deny"}))
    return not told and not asking(named) and other == Slots()
