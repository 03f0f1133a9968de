"""What is seen to first, whatever the classifier took a message for.

Somebody in danger; another language; a figure or a list of codes that is known not to be held, and that other records
would seem to answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from actions.base import Capability, Finder
from actions.documents import shown_paragraphs
from actions.guide import CODES
from actions.languages import Languages
from actions.reply import Outcome, Reply
from actions.slots.dangers import LURED, TAKEN
from actions.turn import Turn
from knowledge.errors import NotFound
from knowledge.library import Library
from knowledge.models import DocumentSection

FRAUD = "nhan-biet-tuyen-dung-lua-dao"
"""The article on fraud; the parts that are shown in any case, by what the message tells."""
_FIRST = {
    TAKEN: f"{FRAUD}:da-lo-chuyen-tien-hoac-giay-to-thi-lam-gi",
    LURED: f"{FRAUD}:dau-hieu-cua-tin-tuyen-dung-lua-dao",
}
_SHOWN = 2
_LOOKED_AT = 60


class Watch(Finder):
    """Looks at every message before anybody answers it."""

    def __init__(self, languages: Languages, *, figures: Capability, guide: Capability) -> None:
        self._languages = languages
        self._figures = figures
        self._guide = guide
        self._danger = WarnOfFraud()

    def ways(self, turn: Turn, library: Library, *, by_name: bool = True) -> Iterator[tuple[Capability, Turn]]:
        """Who must answer; nobody for nearly every message."""
        named = turn.named
        if {LURED, TAKEN}.intersection(named.signs):
            yield self._danger, turn
        elif turn.intent == "report_distress":
            if "distress" not in named.signs and _surely_fraud(turn, library):
                yield self._danger, turn
        elif self._languages.is_foreign(turn.text):
            yield self, turn
        elif named.indicator and not library.has_indicator(named.indicator):
            yield self._figures, turn
        elif CODES in named.field:
            yield self._guide, turn

    def answer(self, turn: Turn, library: Library) -> Reply:
        """In Vietnamese and in English: only Vietnamese is understood."""
        ending = Outcome.SMALLTALK if turn.intent == "greet" else Outcome.OUT_OF_SCOPE
        return turn.reply(ending, "other_language")


class WarnOfFraud(Capability):
    """Somebody is lured, kept or robbed: whom to tell, whom to call, and what our article on fraud says to it."""

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The helplines first; then the parts of the article that fit, cited. No trade, no other document."""
        taken = TAKEN in turn.named.signs
        sections = _sections(turn, library)
        return turn.reply(
            Outcome.REFUSED_UNSAFE,
            "report_fraud",
            cites=sections,
            taken=taken,
            sections=[(section, shown_paragraphs(section)[0]) for section in sections],
        )


def _surely_fraud(turn: Turn, library: Library) -> bool:
    """Whether the search is sure that a message taken for distress is about fraud ("ru iem sang mynmar lm")."""
    best = next(iter(library.search(turn.text, kinds=("document",), limit=1)), None) if turn.text else None
    if best is None or best.confidence < library.thresholds.answer_above:
        return False
    return best.passage.record_id.startswith(f"{FRAUD}:")


def _sections(turn: Turn, library: Library) -> list[DocumentSection]:
    """The part that the message asks for in any case, then those that the search finds, best first."""
    hits = library.search(turn.text, kinds=("document",), limit=_LOOKED_AT) if turn.text else []
    found = (hit.passage.record_id for hit in hits if hit.passage.record_id.startswith(f"{FRAUD}:"))
    first = (section for sign, section in _FIRST.items() if sign in turn.named.signs)
    sections: list[DocumentSection] = []
    for name in dict.fromkeys((*first, *found)):
        try:
            section = library.section(name)
        except NotFound:
            continue
        if section.provenance.answers and shown_paragraphs(section)[0]:
            sections.append(section)
    return sections[:_SHOWN]
