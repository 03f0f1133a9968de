"""Whom a message must not pass by, whatever the classifier took it for: somebody in danger, and another language."""

from __future__ import annotations

from collections.abc import Iterator

from actions.base import Capability, Finder
from actions.documents import shown_paragraphs
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

    def __init__(self, languages: Languages) -> None:
        self._languages = languages
        self._danger = WarnOfFraud()

    def ways(self, turn: Turn, library: Library, *, by_name: bool = True) -> Iterator[tuple[Capability, Turn]]:
        """Who must answer; nobody for nearly every message."""
        if {LURED, TAKEN}.intersection(turn.named.signs):
            yield self._danger, turn
        elif turn.intent != "report_distress" and self._languages.is_foreign(turn.text):
            yield self, turn

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
