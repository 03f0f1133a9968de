"""Fixed sentences, and the way back from a message that no intent fits: search what is held, or say what is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.base import Capability
from actions.documents import ShowSection, best_section
from actions.reply import Choice, Outcome, Payload, Reply
from actions.slots import Slots
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Hit

ANSWERABLE = 0.62
"""Share of a question that a passage must cover before its record answers; set on tests/cases, see README."""
RELATED = 0.4
"""Below this nothing is suggested."""
MINIMUM_WORDS = 3
"""A shorter message covers too little to be answered by what it happens to share with a passage."""

_CAPABILITY_OF_KIND = {
    "policy": "ask_policy",
    "parameter": "ask_policy",
    "occupation": "describe_trade",
    "institution": "find_institutions",
    "indicator": "ask_indicator",
    "target": "ask_target",
}

_SLOT_OF_KIND = {"occupation": "trade", "institution": "institution", "indicator": "indicator"}


class Say(Capability):
    """A fixed sentence, chosen by intent: greeting, thanks, who is speaking, what is out of scope."""

    def __init__(self, outcomes: Mapping[str, Outcome], otherwise: Capability) -> None:
        self._outcomes = outcomes
        self._otherwise = otherwise

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """Words of distress need a sign of it beside the classifier: "em không muốn nói" is none."""
        if turn.intent == "report_distress" and "distress" not in turn.named.signs:
            return self._otherwise.resolve(turn, library)
        return self, turn

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The entry called like the intent."""
        return turn.reply(self._outcomes.get(turn.intent, Outcome.SMALLTALK), turn.intent)


class Search(Capability):
    """Names first, then passages; between two thresholds it asks, below them it says that it does not hold this."""

    def __init__(self, capabilities: Mapping[str, Capability]) -> None:
        self._capabilities = capabilities
        self._document = ShowSection()

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """The capability that the names or the best passage point to; itself when neither does.

        A document answers only what no record does: its words cover many a question by chance.
        """
        if named := _named(turn):
            return self._capabilities[named], turn
        if len(turn.text.split()) < MINIMUM_WORDS:
            return self, turn
        best = max(_hits(turn, library), key=lambda hit: hit.coverage, default=None)
        if best is None or best.coverage < ANSWERABLE:
            section = best_section(turn, library)
            return (self._document if section and section.coverage >= ANSWERABLE else self), turn
        return self._capabilities[_CAPABILITY_OF_KIND[best.passage.record_kind]], replace(
            turn, slots=_about(turn, best)
        )

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Ask back when something is near, else say that it is not held."""
        enough = len(turn.text.split()) >= MINIMUM_WORDS
        related = [hit for hit in _hits(turn, library) if hit.coverage >= RELATED] if enough else []
        if related:
            return turn.clarify("did_you_mean", choices=[_suggestion(hit) for hit in related[:3]])
        return turn.not_held("not_understood")


def _hits(turn: Turn, library: Library) -> list[Hit]:
    return library.search(turn.text, kinds=_CAPABILITY_OF_KIND, province=turn.province) if turn.text else []


def _named(turn: Turn) -> str | None:
    """The capability that names alone decide, strongest sign first."""
    slots = turn.named
    if slots.indicator:
        return "ask_indicator"
    if slots.policy_topic or slots.household or slots.disability:
        return "ask_policy"
    if slots.trade:
        return "find_programmes" if slots.province or slots.level else "describe_trade"
    if slots.institution or slots.province or slots.outside:
        return "find_institutions"
    if slots.ethnicity or slots.schooling:
        return "ask_policy"
    return None


def _about(turn: Turn, hit: Hit) -> Slots:
    slot = _SLOT_OF_KIND.get(hit.passage.record_kind)
    return replace(turn.slots, **{slot: hit.passage.record_id}) if slot else turn.slots


def _suggestion(hit: Hit) -> Choice:
    passage = hit.passage
    slot = _SLOT_OF_KIND.get(passage.record_kind)
    slots = {slot: passage.record_id} if slot else {}
    return Choice(label=passage.title, payload=Payload(intent=_CAPABILITY_OF_KIND[passage.record_kind], slots=slots))
