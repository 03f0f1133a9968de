"""How things work – levels, admission, papers, going on to a higher level, signs of fraud – from documents only."""

from __future__ import annotations

from actions.base import Capability
from actions.documents import ShowSection, best_section
from actions.reply import Reply
from actions.turn import Turn
from knowledge.library import Library


class AnswerGuide(Capability):
    """The section that answers; where none surely does, whatever the names and the other records say."""

    def __init__(self, otherwise: Capability) -> None:
        self._otherwise = otherwise
        self._section = ShowSection()

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """A section sure enough to answer; else the way of a message that no intent fits."""
        if turn.text and (hit := best_section(turn, library)) and hit.confidence >= library.thresholds.answer_above:
            return self._section, turn
        return self._otherwise.resolve(turn, library)

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Which part of the guide is meant; only a pressed choice comes here without words."""
        return self._otherwise.answer(turn, library)
