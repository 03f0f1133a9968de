"""Fixed sentences, and the way back from a message that no intent fits: search what is held, or say what is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from actions.base import SURE, Capability, Finder
from actions.documents import ShowSection, best_section
from actions.reply import Choice, Outcome, Payload, Reply
from actions.slots import Slots, asking
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Hit

MINIMUM_WORDS = 3
"""A shorter message covers too little to be answered by what it happens to share with a passage."""

_EVERY_WORD = 0.99
_NEARLY = 0.9

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

    def __init__(self, outcomes: Mapping[str, Outcome], otherwise: Search) -> None:
        self._outcomes = outcomes
        self._otherwise = otherwise

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """Itself, unless the classifier was in doubt and what the message says points elsewhere.

        Words of distress need a sign of it or a sure classifier: "em không muốn nói" is none.
        """
        if turn.intent == "report_distress" and "distress" not in turn.named.signs and turn.confidence < SURE:
            return self._otherwise.resolve(turn, library)
        learns_outside = turn.named.outside and _LEARNING.intersection((*turn.named.field, *turn.named.aspects))
        if turn.intent == "out_of_scope" and (turn.confidence < SURE or learns_outside):
            return next(self._otherwise.ways(turn, library), (self, turn))
        if turn.intent == "out_of_scope" and turn.confidence < _BEYOND_DOUBT:
            return self._otherwise.surely(turn, library) or (self, turn)
        return self, turn

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The entry called like the intent; where it tells of danger, with the alert for a counsellor."""
        ending = self._outcomes.get(turn.intent, Outcome.SMALLTALK)
        alert = {"alert": "distress"} if ending is Outcome.REFUSED_UNSAFE else None
        return turn.reply(ending, turn.intent, meta=alert)


class Search(Finder):
    """Names first, then passages; between two thresholds it asks, below them it says that it does not hold this."""

    def __init__(self, capabilities: Mapping[str, Capability]) -> None:
        self._capabilities = capabilities
        self._document = ShowSection()

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """The capability that the names or the best passage point to; itself when neither does."""
        return next(self.ways(turn, library), (self, turn))

    def ways(self, turn: Turn, library: Library, *, by_name: bool = True) -> Iterator[tuple[Capability, Turn]]:
        """Names, then the record, then the document whose passage surely answers.

        A document answers only what no record does: its words cover many a question by chance.
        """
        if by_name and (named := _named(turn)):
            yield self._capabilities[named], turn
        if len(turn.text.split()) < MINIMUM_WORDS:
            return
        answer_above = library.thresholds.answer_above
        best = max(_hits(turn, library), key=lambda hit: hit.confidence, default=None)
        section = best_section(turn, library)
        if best is not None and best.confidence >= answer_above:
            yield (
                self._capabilities[_CAPABILITY_OF_KIND[best.passage.record_kind]],
                replace(turn, slots=_about(turn, best)),
            )
        if section is None or not _is_enough(section, answer_above):
            return
        if section.confidence >= _VERY_SURELY or not _surely_about_support(turn):
            yield self._document, turn

    def surely(self, turn: Turn, library: Library) -> tuple[Capability, Turn] | None:
        """The section that says it beyond doubt, for a message that the classifier takes for nobody's."""
        section = best_section(turn, library) if len(turn.text.split()) >= MINIMUM_WORDS else None
        return (self._document, turn) if section is not None and section.confidence >= _VERY_SURELY else None

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Ask back when something is near, else say that it is not held."""
        enough = len(turn.text.split()) >= MINIMUM_WORDS
        related = (
            [hit for hit in _hits(turn, library) if hit.confidence >= library.thresholds.ask_above] if enough else []
        )
        section = best_section(turn, library) if enough and turn.intent in _OF_SECTIONS else None
        if related or (section and section.confidence >= _LIKELY * library.thresholds.answer_above):
            return turn.clarify("did_you_mean", choices=[_suggestion(hit) for hit in related[:3]])
        surely = turn.intent in _HELD and turn.confidence >= SURE
        return turn.not_held("not_held_surely" if surely else "not_understood")


_HELD = frozenset({"ask_guide", "ask_policy", "find_programmes", "find_institutions", "describe_trade"})
"""Intents of questions that are understood, where nothing that is held answers them."""
_OF_SECTIONS = frozenset({"ask_guide", "nlu_fallback"})
"""Intents of messages that a section near enough is shown to, where nothing surely answers."""
_LIKELY = 0.5
_BEYOND_DOUBT = 0.9
"""Confidence from which a message is nobody's, whatever a section says."""
_LEARNING = frozenset({"entry", "learn_where", "schools", "fee"})
_VERY_SURELY = 0.94
"""Confidence from which a section answers even what is surely asked about support."""
_NOBODY = frozenset({"out_of_scope", "nlu_fallback"})
"""Intents of messages that are for nobody here."""


def _is_enough(section: Hit, answer_above: float) -> bool:
    """A little less is enough for a section that holds every word of the question: "liên thông nghĩa là gì"."""
    return section.confidence >= (_NEARLY if section.coverage >= _EVERY_WORD else 1.0) * answer_above


def _surely_about_support(turn: Turn) -> bool:
    """Who surely asks what support there is: of six such questions no document answered one, but those on papers."""
    papers = {"papers", "where"}.intersection(turn.named.field)
    return turn.intent == "ask_policy" and turn.confidence >= SURE and not papers


def _hits(turn: Turn, library: Library) -> list[Hit]:
    return library.search(turn.text, kinds=_CAPABILITY_OF_KIND, province=turn.province) if turn.text else []


def _named(turn: Turn) -> str | None:
    """The capability that names alone decide, strongest sign first."""
    slots = turn.named
    if slots.indicator:
        return "ask_indicator"
    if slots.other_schools:
        return "find_institutions"
    if slots.policy_topic == ("tuition",) and "fee" in slots.field and turn.intent in _NOBODY and not slots.learner:
        return None  # What a school charges, asked of one that nobody here knows.
    if slots.policy_topic or slots.household or slots.disability or "everything" in slots.field:
        return "ask_policy"
    if slots.trade:
        return "find_programmes" if slots.province or slots.level else "describe_trade"
    if slots.interests and not (slots.institution or slots.wishes or asking(slots)):
        # "Gần cửa khẩu, học gì để làm ở đó".
        return "describe_trade"
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
