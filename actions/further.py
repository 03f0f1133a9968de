"""What else is held on a question: passages beside the one that answered, or where nothing did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from actions.paragraphs import shown_paragraphs
from actions.reply import Card, Citation, Outcome, Reply
from actions.support.texts import told_version
from actions.turn import Turn, citation
from knowledge.citations import cite_parameter, cite_version
from knowledge.errors import NotFound
from knowledge.library import Library
from knowledge.models import Confidence, Hit
from knowledge.policies.clock import version_in_force
from knowledge.policies.schema import Information, Parameter, Policy

MOST = 2
"""Passages shown beside an answer."""
_FEWEST_WORDS = 4
"""Shorter messages fit too much by chance."""
_LINES = 2
_LONGEST = 260
_KINDS = ("document", "policy", "parameter")
_ENDINGS = frozenset({Outcome.ANSWERED, Outcome.NOT_HELD, Outcome.CLARIFY})
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")


@dataclass(frozen=True, slots=True)
class _Passage:
    """One passage as it is shown: a heading, the first lines, and what is cited for it."""

    title: str
    lines: tuple[str, ...]
    source: Any


def with_further(reply: Reply, turn: Turn, library: Library, *, of_passages: bool) -> Reply:
    """The reply with what else the search found: near passages beside a passage, else only what surely answers.

    Where it is asked back which of several things was meant, the nearest are shown with the question. Whether somebody
    is entitled is decided by the rules alone: a rule is shown beside a passage, never beside a decision.
    """
    if reply.outcome not in _ENDINGS or len(turn.text.split()) < _FEWEST_WORDS or turn.named.is_beyond:
        return reply
    if (reply.meta or {}).get("settled"):
        return reply
    asks_back = reply.outcome is Outcome.CLARIFY and not reply.citations
    near = asks_back or (of_passages and reply.outcome is Outcome.ANSWERED)
    bar = library.thresholds.ask_above if near else library.thresholds.answer_above
    cited = {one.record_id for one in reply.citations}
    hits = library.search(turn.text, kinds=_KINDS, province=turn.province)
    found = [
        shown
        for hit in hits
        if hit.confidence >= bar
        and hit.passage.record_id not in cited
        and (shown := _shown(hit, turn, library, rules=of_passages or asks_back))
    ][:MOST]
    if not found:
        return reply
    cards = tuple(turn.card("further", title=one.title, told=one.lines) for one in found)
    sources = tuple(citation(one.source, turn.responses) for one in found)
    return _joined(reply, cards, sources)


def tells_text(reply: Reply, library: Library) -> bool:
    """Whether a reply only tells what texts say, and decides nothing about anybody."""
    records = [library.policies.record(one.record_id) for one in reply.citations]
    return any(isinstance(one, Information) for one in records) and not any(isinstance(one, Policy) for one in records)


def _joined(reply: Reply, cards: tuple[Card, ...], sources: tuple[Citation, ...]) -> Reply:
    citations = tuple(dict.fromkeys((*reply.citations, *sources)))
    return reply.model_copy(update={"cards": (*reply.cards, *cards), "citations": citations})


def _shown(hit: Hit, turn: Turn, library: Library, *, rules: bool) -> _Passage | None:
    """How the passage of a hit is shown; None where it may not answer."""
    name = hit.passage.record_id
    if hit.passage.record_kind == "document":
        return _section(name, library)
    record = library.policies.record(name)
    if isinstance(record, Information):
        version = told_version(record, turn.today)
        if version is None or version.confidence is Confidence.LOW:
            return None
        return _Passage(record.title, tuple(_brief(version.summary)), cite_version(record, version))
    if isinstance(record, Parameter):
        return _parameter(record, turn)
    return _rule(record, turn) if rules and isinstance(record, Policy) else None


def _section(name: str, library: Library) -> _Passage | None:
    try:
        section = library.section(name)
    except NotFound:
        return None
    if not section.provenance.answers:
        return None
    paragraphs, _ = shown_paragraphs(section)
    told = [line for paragraph in paragraphs[:_LINES] for line in _brief(paragraph.removeprefix("- "))]
    return _Passage(section.heading or section.title, tuple(told), section)


def _parameter(record: Parameter, turn: Turn) -> _Passage | None:
    try:
        version = version_in_force(record.versions, turn.today)
    except NotFound:
        return None
    if version.confidence is Confidence.LOW or not version.summary:
        return None
    return _Passage(record.title, tuple(_brief(version.summary)), cite_parameter(record.id, record.title, version))


def _rule(record: Policy, turn: Turn) -> _Passage | None:
    try:
        version = version_in_force(record.versions, turn.today)
    except NotFound:
        return None
    if version.confidence is Confidence.LOW or version.text_only or not version.summary:
        return None
    return _Passage(record.title, tuple(_brief(version.summary)), cite_version(record, version))


def _brief(text: str) -> Iterator[str]:
    """The first sentences of a paragraph, as many as fit; always the first one."""
    kept = ""
    for sentence in _SENTENCE.split(text.strip()):
        if kept and len(kept) + len(sentence) > _LONGEST:
            break
        kept = f"{kept} {sentence}".strip()
    if kept:
        yield kept
