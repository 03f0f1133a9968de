"""What somebody in danger is told: fixed words, the helplines, and of fraud what our article says to it."""

from __future__ import annotations

from actions.base import Capability
from actions.documents import shown_paragraphs
from actions.reply import Outcome, Reply
from actions.slots.dangers import LURED, TAKEN
from actions.staying import ALERT
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
_REPLIES = {
    "self_harm": "danger_self_harm",
    "trafficking": "danger_trafficking",
    "sexual": "danger_sexual",
    "forced_marriage": "danger_forced_marriage",
    "child_labour": "danger_child_labour",
    "abuse_home": "danger_abuse_home",
    "bullying": "danger_bullying",
    "violence": "danger_violence",
    "scammed": "danger_scammed",
    "extortion": "danger_extortion",
    "distress": "report_distress",
}


class HelpInDanger(Capability):
    """Fixed words for one kind of danger: what to do now, whom to tell, whom to call. Cites and offers nothing."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The words of the kind, and the alert."""
        return turn.reply(Outcome.REFUSED_UNSAFE, _REPLIES[self._kind], meta={ALERT: self._kind})


class WarnOfFraud(Capability):
    """Somebody is lured, kept or robbed: whom to tell, whom to call, and what our article on fraud says to it."""

    def __init__(self, kind: str | None = None) -> None:
        self._kind = kind

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The helplines first; then the parts of the article that fit, cited. No trade, no other document."""
        taken = TAKEN in turn.named.signs or self._kind == "scammed"
        sections = _sections(turn, library, taken=taken)
        return turn.reply(
            Outcome.REFUSED_UNSAFE,
            _REPLIES[self._kind] if self._kind else "report_fraud",
            cites=sections,
            taken=taken,
            sections=[(section, shown_paragraphs(section)[0]) for section in sections],
            meta={ALERT: self._kind or ("scammed" if taken else "trafficking")},
        )


def _sections(turn: Turn, library: Library, *, taken: bool) -> list[DocumentSection]:
    """The part that the message asks for in any case, then those that the search finds, best first."""
    hits = library.search(turn.text, kinds=("document",), limit=_LOOKED_AT) if turn.text else []
    found = (hit.passage.record_id for hit in hits if hit.passage.record_id.startswith(f"{FRAUD}:"))
    first = (section for sign, section in _FIRST.items() if sign in turn.named.signs or (taken and sign == TAKEN))
    sections: list[DocumentSection] = []
    for name in dict.fromkeys((*first, *found)):
        try:
            section = library.section(name)
        except NotFound:
            continue
        if section.provenance.answers and shown_paragraphs(section)[0]:
            sections.append(section)
    return sections[:_SHOWN]
