"""How things work – levels, admission, papers, going on to a higher level, signs of fraud – from documents only."""

from __future__ import annotations

import re

from actions.base import SURE, Capability, Finder
from actions.documents import ShowSection, best_section
from actions.reply import Reply
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Hit
from knowledge.policies.schema import Information, Policy

SURELY_ASKED = 0.5
"""Of the sections found for sure questions of this kind, those above half the threshold fit in 17 of 19 cases."""
EVERY_WORD = 0.99
_FEWEST = 3
"""Words of a question that a heading may say; fewer stand in many."""
CODES = "code_list"
_WAYS = frozenset({"progression"})
_BASIS = "basis"
_NAMED_DOCUMENT = re.compile(r"\d+/\d{4}/\w")
"""How laws and decrees are numbered: "124/2025/QH15", "52/2026/TT-BGDĐT"."""


class AnswerGuide(Capability):
    """The section that answers; where none does, what other passages surely say. Names alone answer nothing here."""

    def __init__(self, otherwise: Finder, texts: Capability) -> None:
        self._otherwise = otherwise
        self._texts = texts
        self._section = ShowSection()

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """A section; less confidence is enough where the classifier is sure that how things work is asked.

        Half of the usual is, or, for a section that holds every word of the question, what is enough to be offered.
        """
        hit = best_section(turn, library)
        if CODES in turn.named.field:
            return self, turn
        if _BASIS in turn.named.field and hit is not None and not _NAMED_DOCUMENT.search(hit.passage.body):
            ways = self._otherwise.ways(turn, library, by_name=False)
            way = next((way for way in ways if way[0].topic is not None), None)
            return way or self._by_law(turn, library) or (self, turn)
        if hit is not None and hit.confidence >= _enough(turn, hit, library):
            return self._section, turn
        way = next(self._otherwise.ways(turn, library, by_name=False), None)
        return way or self._by_law(turn, library) or (self, turn)

    def _by_law(self, turn: Turn, library: Library) -> tuple[Capability, Turn] | None:
        """A text of law or a way of going on, which tell how things work, too; None where none is likely enough."""
        hit = next(iter(library.search(turn.text, kinds=("policy",), limit=1)), None)
        if hit is None or turn.confidence < SURE or hit.confidence < SURELY_ASKED * library.thresholds.answer_above:
            return None
        record = library.policies.record(hit.passage.record_id)
        tells = isinstance(record, Information) or (isinstance(record, Policy) and record.topic in _WAYS)
        return (self._texts, turn) if tells else None

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Nothing surely answers: what is near is offered, or it is said that this is not held.

        Which circular or which code is asked: a section that names none is no answer, however near it is.
        """
        if {CODES, _BASIS}.intersection(turn.named.field):
            return turn.not_held("document_not_held", codes=CODES in turn.named.field, meta={"settled": True})
        return self._otherwise.answer(turn, library)


def _enough(turn: Turn, hit: Hit, library: Library) -> float:
    """The less sure the classifier is, the surer the search must be; from `SURE` on half of the usual is enough.

    A heading that says all that is asked is the question itself.
    """
    if turn.confidence >= SURE and hit.coverage >= EVERY_WORD:
        asked = set(library.words(turn.text))
        is_heading = len(asked) >= _FEWEST and asked <= set(library.words(hit.passage.title))
        return 0.0 if is_heading else library.thresholds.ask_above
    doubt = max(0.0, 1.0 - turn.confidence / SURE) if turn.intent == "ask_guide" else 1.0
    return (SURELY_ASKED + (1.0 - SURELY_ASKED) * doubt) * library.thresholds.answer_above
