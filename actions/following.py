"""Who answers a message that goes on with the conversation.

What is asked stays until the message asks something else, and the thing stays until it names another one. Whoever
holds what is asked of that thing answers; where nobody does it is said, with the thing: never an answer about another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.base import SURE, Capability, Finder, Follower
from actions.courses import BY_QUARTER, OVER_TIME
from actions.demand import DEMAND
from actions.documents import ShowSection, best_section, is_later
from actions.listing import items
from actions.market import figure_name
from actions.openings import OPEN
from actions.parts import PARTS
from actions.picking import BEYOND
from actions.reply import Reply
from actions.slots import CONTACT, FILLED, INTAKE, Slots, asking
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Hit

Way = tuple[Capability, Turn]

_OF_A_TRADE = frozenset({"describe", "wage", *PARTS})
"""What a trade's description tells; of wages it tells that none are held."""
_OF_OFFERS = frozenset({"learn_where", "schools", "place", "fee", "cost"})
_OF_A_SCHOOL = CONTACT | {"merger"}
_OF_SCHOOLS = frozenset({"schools", "place"})
# fmt: off
_OF_SUPPORT = frozenset({
    "everything", "papers", "where", "place", "deadline", "basis", "source", "fee", "cost", "validity",
    "duration", "age", "payback", "why", "paid_when", "paid_for", "decided_by", "combined", "keep", "resume",
    "restart", "loan_rate", "loan_term", "collateral", "grades", "spending", "losing", "default", "lodging",
    "times", "paper_from", "loan_borrower", "since", "until", "part", "sends", "repeats",
})
# fmt: on
_OF_A_FIGURE = frozenset({OVER_TIME, BY_QUARTER, "source", "basis", "validity", "intake"})
_OF_DEMAND = frozenset({"wage", "choose"})
_OF_INTAKE = frozenset({"source", "validity", "intake"})
_IN_DOCUMENTS = frozenset({"papers", "where", "exam", "culture", "certificate", "describe", "entry"})
_IN_PASSING = frozenset({"intake", "deadline", "validity"})
_FOR_EACH_SCHOOL = frozenset({"best", "age", "dormitory", "intake", "mode", "distance", "certificate", "wage"})
"""Held of nothing here, or only in general: another thing does not change that."""
_OF_LEARNING = frozenset({"describe_trade", "find_institutions", "find_programmes"})
_NEVER_HELD = frozenset({"facilities", "people"})
"""What is wished for in a school, of which no record tells."""
_LEVELS = ("duoi_3_thang", "so_cap", "trung_hoc_nghe", "trung_cap", "cao_dang")
_SCHOOL = "institution:"
_FIGURES = frozenset({"ask_indicator", "ask_target"})
_ENOUGH = 0.5
"""Share of the usual confidence that is enough for a section where it is known what is asked; see `guide.py`."""
_MUST_COVER = 0.4
"""Share of the message that a section of the document shown before must hold to answer it, too."""


class NotHeldOfIt(Capability):
    """Says that what is asked is not held of the thing talked about, and what of it is."""

    def __init__(self, topic: str | None) -> None:
        self.topic = topic

    def answer(self, turn: Turn, library: Library) -> Reply:
        """`not_held`, citing the trade or the school it was asked of."""
        trade = library.occupations_by_id.get(turn.slots.trade or "")
        school = library.institutions_by_id.get(turn.slots.institution or "")
        held = [one for one in (school, trade) if one is not None and one.provenance.answers]
        if BEYOND in turn.named.back:
            return turn.clarify(
                "list_is_shorter",
                cites=held,
                count=max(1, len(items(turn.slots.shown))),
                trade=trade,
                school=school,
                meta={"settled": True},
            )
        wished = tuple(one for one in turn.named.wishes if one in _NEVER_HELD)
        figure = turn.slots.indicator if self.topic == "ask_indicator" else None
        return turn.not_held(
            "not_held_of_it",
            cites=held,
            trade=trade,
            school=school,
            figure=figure_name(turn, library, figure) if figure else None,
            of_trade=self.topic in _FIGURES and trade is not None,
            province_name=library.provinces.get(turn.slots.province or ""),
            asked=asking(turn.named) or (turn.slots.about if _names(turn.named) and not wished else ()),
            wished=wished,
            surely=turn.intent in _OF_LEARNING | {"ask_policy", "ask_guide"} and turn.confidence >= SURE,
            meta={"settled": True},
        )


class Following(Follower):
    """Finds who holds what a message asks of the thing that the conversation is about."""

    def __init__(self, capabilities: Mapping[str, Capability], otherwise: Finder) -> None:
        self._capabilities = capabilities
        self._otherwise = otherwise
        self._document = ShowSection()

    def who(self, turn: Turn, library: Library, *, topic: str | None, section: str | None) -> Way | None:
        """The capability that answers, and the turn as it is to see it; None: whoever the message itself asks."""
        nobody = NotHeldOfIt(topic)
        if section and (found := self._goes_on_in(section, turn, library)):
            return found
        if topic is None:
            by_itself = turn.intent == "ask_guide" or (turn.intent == "ask_policy" and turn.confidence >= SURE)
            return None if by_itself else next(self._otherwise.ways(turn, library), (nobody, turn))
        asked = asking(turn.named)
        if topic in _FIGURES and turn.named.trade:
            return nobody, turn
        if topic in _OF_LEARNING and not _NEVER_HELD.isdisjoint(turn.named.wishes) and not turn.slots.institution:
            # "Trường đó có xe đưa đón không" after a list: the list again is no answer.
            return nobody, turn
        if turn.named.is_beyond and not asked and not turn.named.policy_topic:
            return self._capabilities["find_institutions" if topic == "find_institutions" else "find_programmes"], turn
        if asked:
            return self._holder(asked, turn, library, topic) or (nobody, turn)
        if _names(turn.named):
            return self._with_another_thing(turn, library, topic) or (nobody, turn)
        if topic in _OF_LEARNING and any(slot == "trade" for slot, _ in turn.named.doubtful):
            # "Dạy điện không": which of the trades that the word may mean is asked, of the place talked about.
            return self._capabilities["find_programmes"], turn
        same = self._capabilities[topic], turn
        if turn.slots.asked or "more" in turn.named.back or (topic == "ask_policy" and "mistake" in turn.named.back):
            return same
        otherwise = same if topic == "ask_policy" else (nobody, turn)
        return next(self._otherwise.ways(turn, library, by_name=False), otherwise)

    def _holder(self, asked: tuple[str, ...], turn: Turn, library: Library, topic: str) -> Way | None:
        """Who holds the first of what is asked that anybody does."""
        if "nearest" in turn.named.wishes and topic in _OF_LEARNING and (turn.slots.trade or turn.slots.province):
            near = "find_programmes" if turn.slots.trade else "find_institutions"
            return self._capabilities[near], _as_asked(turn, "schools")
        if {"best", "age"} & set(asked) and topic != "ask_policy":
            return None
        if {"where", "papers"} & set(asked):
            # "Nộp ở đâu" does not ask where the school is.
            asked = tuple(one for one in asked if one != "place")
        shown = tuple(one.removeprefix(_SCHOOL) for one in turn.slots.shown if one.startswith(_SCHOOL))
        if CONTACT.intersection(asked) and shown and not (turn.slots.institution or turn.slots.trade):
            # "Cho số điện thoại": of each school shown.
            named, one = replace(turn.named, institutions=shown), shown[0] if len(shown) == 1 else None
            return self._capabilities["find_institutions"], replace(
                turn, named=named, slots=replace(turn.slots, institution=one)
            )
        document = _in_document(asked, turn, library)
        if document and turn.intent == "ask_guide":
            return self._document, turn
        for one in sorted(asked, key=lambda each: each not in FILLED):
            if name := _held_by(one, turn.slots, topic):
                return self._capabilities[name], _as_asked(turn, one)
        if not document and "where" in asked and turn.slots.trade and topic in _OF_LEARNING:
            return self._capabilities["find_programmes"], turn
        return (self._document, turn) if document else None

    def _with_another_thing(self, turn: Turn, library: Library, topic: str) -> Way | None:
        """The same question of what is named now."""
        named, asked = turn.named, turn.slots.about
        if (
            asked
            and _FOR_EACH_SCHOOL.issuperset(asked)
            and "wage" not in asked
            and topic not in _FIGURES | {"ask_policy"}
        ):
            # "Chỉ tiêu" is the intake of a school, and of a plan the target itself.
            return None
        if topic == "ask_policy" and tuple(asked) == ("choose",) and named.trade:
            # "Ngồi xe lăn học nghề gì được", "tin học thì sao": of the trade, whatever support was told of.
            return self._capabilities["describe_trade"], turn
        if "wage" in asked and topic in _OF_LEARNING:
            return (self._capabilities["describe_trade"], turn) if turn.slots.trade else None
        if topic in _OF_LEARNING and "beside" in named.back and len(named.trades) > 1:
            return self._capabilities["describe_trade"], turn
        if topic in _OF_LEARNING:
            place = named.province or named.outside or named.level or named.institution
            had = turn.before is None or turn.before.trade
            if named.trade and not place and (topic == "describe_trade" or (had and _OF_A_TRADE.intersection(asked))):
                return self._capabilities["describe_trade"], turn
            if turn.slots.trade and (place or named.trade):
                return self._capabilities["find_programmes"], turn
            if named.province and not turn.slots.trade and not {"fee", OPEN}.intersection(asked):
                return self._capabilities["find_institutions"], turn
        return self._capabilities[topic].resolve(turn, library)

    def _goes_on_in(self, section: str, turn: Turn, library: Library) -> Way | None:
        """The document that was shown last, where it holds what is asked now, too."""
        named, asked = turn.named, asking(turn.named)
        elsewhere = named.trade or named.province or named.institution or named.policy_topic or named.indicator
        if not turn.text or elsewhere or (asked and not _IN_DOCUMENTS.intersection(asked)):
            return None
        if turn.intent == "ask_guide" and _is_sure(best_section(turn, library), library):
            return None
        heading = library.section(section).heading or ""
        if named.level:
            return self._document, replace(turn, text=_of_level(heading, named.level, turn))
        together = replace(turn, text=f"{heading} {turn.text}")
        if not asked and not _is_enough(best_section(together, library), library):
            return None
        chosen = _covering(turn.text, section, library)
        if chosen is None or is_later(library.section(chosen), turn.text):
            return None
        return self._document, replace(turn, text=library.section(chosen).heading or together.text)


def _covering(text: str, section: str, library: Library) -> str | None:
    """The section of the same document that holds a message: the one shown before, else the one that holds most."""
    document, _, _ = section.partition(":")
    covered: dict[str, float] = {}
    for hit in library.search(text, kinds=("document",), limit=20):
        if hit.passage.record_id.startswith(f"{document}:"):
            covered[hit.passage.record_id] = max(covered.get(hit.passage.record_id, 0.0), hit.coverage)
    enough = {one: share for one, share in covered.items() if share >= _MUST_COVER}
    return section if section in enough else max(enough, key=enough.__getitem__, default=None)


def _of_level(heading: str, level: str, turn: Turn) -> str:
    """The question of a heading, asked of another level."""
    new = turn.responses.label(level, "level")
    old = (turn.responses.label(one, "level") for one in _LEVELS)
    return next((heading.replace(one, new) for one in old if one in heading), f"{new} {heading}")


def _held_by(asked: str, slots: Slots, topic: str) -> str | None:
    """The capability that holds this of the thing talked about; None where none does."""
    if asked in FILLED or (topic == INTAKE and asked in _OF_INTAKE):
        return INTAKE
    if topic == "ask_policy":
        return topic if asked in _OF_SUPPORT else None
    if topic in _FIGURES:
        of_demand = slots.indicator == DEMAND and asked in _OF_DEMAND
        return topic if asked in _OF_A_FIGURE or of_demand else None
    if slots.trade:
        if asked in _OF_A_TRADE:
            return "describe_trade"
        if asked in _OF_OFFERS:
            return "find_programmes"
    if asked in _OF_SCHOOLS or (slots.institution and asked in _OF_A_SCHOOL):
        return "find_institutions"
    somewhere = slots.institution or slots.province or slots.level
    if (asked in {"fee", "cost"} and (slots.trade or somewhere)) or (asked == "choose" and somewhere):
        return "find_programmes"
    return None


def _names(named: Slots) -> bool:
    """Whether a message names something that changes the answer."""
    silent: dict[str, Any] = dict.fromkeys(("back", "signs", "doubtful", "denied"), ())
    return replace(named, addressee=None, target_topic=None, amount=None, amount_unit=None, **silent) != Slots()


def _as_asked(turn: Turn, asked: str) -> Turn:
    """What is paid is a fee; "còn nghề nào" is about no trade in particular."""
    slots = turn.slots
    if asked == "cost":
        slots = replace(slots, field=(*slots.field, "fee"))
    if asked == "choose" and not turn.named.trade:
        slots = replace(slots, trade=None)
    if asked in {"schools", "learn_where"} and slots.trade and not turn.named.institution:
        # "Vậy trường nào dạy": not the one that was asked about.
        slots = replace(slots, institution=None)
    return replace(turn, slots=slots)


def _in_document(asked: tuple[str, ...], turn: Turn, library: Library) -> bool:
    """Whether a section answers: what documents tell needs less confidence than what they tell in passing."""
    hit = best_section(turn, library)
    in_passing = _is_sure(hit, library) and not _IN_PASSING.isdisjoint(asked)
    return in_passing or (_is_enough(hit, library) and not _IN_DOCUMENTS.isdisjoint(asked))


def _is_enough(hit: Hit | None, library: Library) -> bool:
    return hit is not None and hit.confidence >= _ENOUGH * library.thresholds.answer_above


def _is_sure(hit: Hit | None, library: Library) -> bool:
    return hit is not None and hit.confidence >= library.thresholds.answer_above
