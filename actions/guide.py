"""How things work – levels, admission, papers, going on to a higher level, signs of fraud – from documents only."""

from __future__ import annotations

from actions.answers import SURE
from actions.base import Capability, Finder
from actions.documents import ShowSection, best_section
from actions.reply import Reply
from actions.turn import Turn
from knowledge.library import Library


class AnswerGuide(Capability):
    """The section that answers; where none does, what other passages surely say. Names alone answer nothing here."""

    def __init__(self, otherwise: Finder) -> None:
        self._otherwise = otherwise
        self._section = ShowSection()

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """A section; where the classifier is sure that how things work is asked, the nearest one will do."""
        thresholds = library.thresholds
        enough = thresholds.ask_above if turn.confidence >= SURE else thresholds.answer_above
        if (hit := best_section(turn, library)) is not None and hit.confidence >= enough:
            return self._section, turn
        return next(self._otherwise.ways(turn, library, by_name=False), (self, turn))

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Nothing surely answers: what is near is offered, or it is said that this is not held."""
        return self._otherwise.answer(turn, library)
