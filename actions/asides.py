"""What is said to a remark: fixed words, or what the records of the thing talked about say to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from actions.base import Capability
from actions.documents import best_section, shown_paragraphs
from actions.interests.reading import TOPIC
from actions.reply import Outcome, Reply
from actions.slots import Slots
from actions.support.rest import LONGEST
from actions.support.texts import told_version
from actions.turn import MAX_CITATIONS, Turn, citation
from knowledge.citations import cite_version
from knowledge.library import Library
from knowledge.models import Occupation
from knowledge.policies.schema import Information

SAID: Mapping[str, tuple[Outcome, str]] = {
    "feedback": (Outcome.SMALLTALK, "remark_feedback"),
    "wrong_record": (Outcome.SMALLTALK, "remark_wrong_record"),
    "meanwhile": (Outcome.SMALLTALK, "remark_meanwhile"),
    "where_were_we": (Outcome.SMALLTALK, "remark_where_we_are"),
    "known_up_to": (Outcome.SMALLTALK, "remark_known_up_to"),
    "keep_for_me": (Outcome.SMALLTALK, "remark_keep_for_me"),
    "privacy": (Outcome.SMALLTALK, "remark_privacy"),
    "murmur": (Outcome.SMALLTALK, "remark_murmur"),
    "of_test": (Outcome.SMALLTALK, "remark_of_test"),
    "own_sources": (Outcome.SMALLTALK, "remark_own_sources"),
    "how_sure": (Outcome.SMALLTALK, "remark_how_sure"),
    "next_year": (Outcome.NOT_HELD, "remark_next_year"),
    "achieved": (Outcome.NOT_HELD, "remark_achieved"),
    "far": (Outcome.NOT_HELD, "remark_far"),
    "lodging": (Outcome.NOT_HELD, "remark_lodging"),
    "keeps_support": (Outcome.NOT_HELD, "remark_keeps_support"),
    "source_of": (Outcome.NOT_HELD, "remark_source_of"),
    "later": (Outcome.SMALLTALK, "remark_later"),
    "school_life": (Outcome.NOT_HELD, "remark_school_life"),
    "recognised": (Outcome.NOT_HELD, "remark_recognised"),
    "civil_service": (Outcome.NOT_HELD, "remark_civil_service"),
    "both_alike": (Outcome.NOT_HELD, "remark_both_alike"),
    "not_all": (Outcome.NOT_HELD, "remark_not_all"),
    "licence_abroad": (Outcome.NOT_HELD, "remark_licence_abroad"),
    "lawful_work": (Outcome.ANSWERED, "remark_lawful_work"),
    "pay_first": (Outcome.ANSWERED, "remark_pay_first"),
    "who_reads": (Outcome.SMALLTALK, "remark_who_reads"),
    "sheets": (Outcome.NOT_HELD, "remark_sheets"),
}
"""Kinds that are answered with fixed words."""
OF_ITS_OWN = frozenset(
    {
        "keeps_support",
        "feedback",
        "wrong_record",
        "meanwhile",
        "known_up_to",
        "keep_for_me",
        "privacy",
        "own_sources",
        "where_were_we",
        "later",
        "school_life",
        "recognised",
        "civil_service",
        "licence_abroad",
        "who_reads",
        "sheets",
    }
)
"""Kinds that are meant of the talk itself, whatever the message names besides."""
FIGURES = frozenset({"ask_indicator", "ask_target"})
HAS_SOURCE = {"ask_indicator": "source", "ask_target": "source", "ask_policy": "basis"}
"""Topics whose answers tell their source, with the field that asks for it."""
_OF_LEARNING = frozenset({"describe_trade", "find_programmes", "find_institutions"})
_BESIDE: Mapping[str, Callable[[str | None], bool]] = {
    "of_test": lambda topic: topic == TOPIC,
    "how_sure": lambda topic: topic != "ask_policy",
    "next_step": lambda topic: topic in _OF_LEARNING,
}
"""Kinds that are meant so only after some topics."""
CENTRES = "centres:"
"""What stands among what was shown after job centres were told of."""


def is_of_topic(kind: str, topic: str | None) -> bool:
    """Whether a kind that is meant so only after some topics comes after one of them."""
    return kind not in _BESIDE or _BESIDE[kind](topic)


def is_said(kind: str, turn: Turn, before: Slots) -> bool:
    """Whether fixed words answer a remark of this kind, beside what the message names and the talk was about."""
    named = turn.named
    if kind == "own_sources" and "thing" in named.back and before.topic in HAS_SOURCE:
        # "Bạn lấy số liệu này từ đâu": of what was told last.
        return False
    if kind in OF_ITS_OWN:
        return not (named.trade or named.institution or named.indicator)
    if named.trade or named.indicator or named.target_topic:
        return False
    if kind == "achieved":
        return before.topic in FIGURES
    if kind == "murmur":
        return before.asked is None
    if kind == "meanwhile":  # "Cho tôi nói chuyện với cán bộ được không" asks for a person.
        return turn.intent != "meet_human"
    if kind in _BESIDE:
        return is_of_topic(kind, before.topic)
    if kind == "source_of":
        return before.topic not in HAS_SOURCE and bool(before.topic or before.section)
    if kind == "lodging":
        return before.topic != "ask_policy" and not {"tuition", "loan"} & set(named.policy_topic)
    return kind == "next_year" or bool(before.topic or before.section)


class Remark(Capability):
    """Fixed words, which may name what was talked about."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The entry of the kind; cites the trade and the school talked about where nothing is held of them."""
        outcome, key = SAID[self._kind]
        before = turn.before or Slots()
        trade = library.occupations_by_id.get(before.trade or "")
        school = library.institutions_by_id.get(turn.named.institution or before.institution or "")
        province = turn.named.province or before.province or (school.province if school else None)
        return turn.reply(
            outcome,
            key,
            trade=trade,
            school=school,
            province_name=library.provinces.get(province or ""),
            level=turn.responses.label(before.level, "level") if before.level else None,
            checked=turn.today,
            meta={"settled": True, "told": [self._kind]},
        )


class WithWords(Capability):
    """What another capability answers, and fixed words below it, or above."""

    def __init__(
        self, other: Capability, key: str, above: Outcome | None = None, trade: Occupation | None = None
    ) -> None:
        """`above`: how the turn ends where the words stand above, as the answer to what is asked; `trade`: of which."""
        self._trade = trade if trade is not None and trade.provenance.answers else None
        self._other = other
        self._key = key
        self._above = above
        self.topic = other.topic

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Both."""
        reply = self._other.answer(turn, library)
        place = library.provinces.get(turn.province or "")
        values = {**turn.you, "province_name": place, "trade": self._trade}
        texts = [reply.text, turn.responses.text(self._key, values)]
        if self._above is None:
            return reply.model_copy(update={"text": "\n\n".join(texts)})
        cited = (*([citation(self._trade, turn.responses)] if self._trade else []), *reply.citations)[:MAX_CITATIONS]
        ending: dict[str, Any] = {"outcome": self._above, "citations": cited}
        ending |= {"meta": {**(reply.meta or {}), "settled": True}}
        return reply.model_copy(update={"text": "\n\n".join(reversed(texts)), **ending})


class OneSection(Capability):
    """The section that a kind of remark is answered with, behind its fixed words where it has any."""

    shows_section = True

    def __init__(self, kind: str, section: str) -> None:
        self._kind = kind
        self._section = section

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The section as it is written."""
        section = library.section(self._section)
        paragraphs, left = shown_paragraphs(section)
        reply = turn.answered("section_shown", cites=[section], section=section, paragraphs=paragraphs, left=left)
        if self._kind not in SAID:
            return reply
        outcome, key = SAID[self._kind]
        said = turn.reply(outcome, key, cites=[section], meta={"settled": True})
        return said.model_copy(update={"text": f"{said.text}\n\n{reply.text}", "citations": reply.citations})


class TextOfLaw(Capability):
    """A text of law, and the section of a document that says it in plain words."""

    topic = "ask_policy"

    def __init__(self, policies: Capability, topic: str = "ask_policy", culture: str | None = None) -> None:
        """`culture`: the text that tells of the school subjects, where they are asked about with it."""
        self._policies = policies
        self._culture = culture
        self.topic = topic

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The text; a section is named only where the search is sure of it."""
        reply = self._with_culture(self._policies.answer(turn, library), turn, library)
        hit = best_section(turn, library)
        if hit is None or hit.confidence < library.thresholds.ask_above or reply.outcome is not Outcome.ANSWERED:
            return reply
        section = library.section(hit.passage.record_id)
        surely = hit.confidence >= library.thresholds.answer_above
        told = shown_paragraphs(section)[0] if surely else []
        more = turn.reply(Outcome.ANSWERED, "remark_read_more", cites=[section], section=section, told=told)
        if len(reply.text) + len(more.text) > LONGEST:
            more = turn.reply(Outcome.ANSWERED, "remark_read_more", cites=[section], section=section, told=[])
        text = "\n\n".join((reply.text, more.text))
        return reply.model_copy(update={"text": text, "citations": (*reply.citations, *more.citations)})

    def _with_culture(self, reply: Reply, turn: Turn, library: Library) -> Reply:
        record = library.policies.record(self._culture) if self._culture else None
        if not isinstance(record, Information) or reply.outcome is not Outcome.ANSWERED:
            return reply
        version = told_version(record, turn.today)
        if version is None:
            return reply
        more = turn.answered("remark_of_culture", cites=[cite_version(record, version)], version=version)
        text = "\n\n".join((more.text, reply.text))
        return reply.model_copy(update={"text": text, "citations": (*reply.citations, *more.citations)})


class JobCentres(Capability):
    """Job centres, and that the next messages may ask of them."""

    topic = "find_institutions"

    def __init__(self, schools: Capability) -> None:
        self._schools = schools

    def answer(self, turn: Turn, library: Library) -> Reply:
        """As they are told of elsewhere."""
        reply = self._schools.answer(turn, library)
        return reply.model_copy(update={"meta": {**(reply.meta or {}), "shown": [CENTRES], "settled": True}})


class Similar(Capability):
    """Trades of the same family, a card each: which is easier is not said."""

    topic = "describe_trade"

    def __init__(self, trade: Occupation, trades: list[Occupation]) -> None:
        self._trade = trade
        self._trades = trades

    def answer(self, turn: Turn, library: Library) -> Reply:
        """From the trades' own records."""
        cards = [turn.card("trade_card", trade=trade) for trade in self._trades]
        return turn.answered("trades_similar", cites=self._trades, cards=cards, trade=self._trade, trades=self._trades)


class WhyThese(Capability):
    """What speaks for the trades shown, in the words of their own records."""

    topic = "describe_trade"

    def __init__(self, trades: list[Occupation]) -> None:
        self._trades = trades

    def answer(self, turn: Turn, library: Library) -> Reply:
        """A card each."""
        cards = [turn.card("trade_card", trade=trade) for trade in self._trades]
        return turn.answered("remark_why_these", cites=self._trades, cards=cards, trades=self._trades)


class Harm(Capability):
    """What a trade may do to those who work in it, and how sure that is."""

    topic = "describe_trade"

    def __init__(self, trade: Occupation) -> None:
        self._trade = trade

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Conditions and who should think twice, from the trade's record."""
        return turn.answered("trade_harm", cites=[self._trade], trade=self._trade)
