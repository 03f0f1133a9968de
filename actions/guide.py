"""How things work – levels, admission, papers, going on to a higher level, signs of fraud – from documents only."""

from __future__ import annotations

from actions.answers import SURE
from actions.base import Capability, Finder
from actions.documents import ShowSection, best_section
from actions.reply import Reply
from actions.turn import Turn
from knowledge.library import Library

SURELY_ASKED = 0.5
"""Of the sections found for sure questions of this kind, those above half the threshold fit in 17 of 19 cases."""


class AnswerGuide(Capability):
    """The section that answers; where none does, what other passages surely say. Names alone answer nothing here."""

    def __init__(self, otherwise: Finder) -> None:
        self._otherwise = otherwise
        self._section = ShowSection()

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """A section; half the usual confidence is enough where the classifier is sure that how things work is asked."""
        enough = library.thresholds.answer_above * (SURELY_ASKED if turn.confidence >= SURE else 1)
        if (hit := best_section(turn, library)) is not None and hit.confidence >= enough:
            return self._section, turn
        return next(self._otherwise.ways(turn, library, by_name=False), (self, turn))

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Nothing surely answers: what is near is offered, or it is said that this is not held."""
        return self._otherwise.answer(turn, library)
