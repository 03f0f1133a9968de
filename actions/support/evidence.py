"""Whether a message asks what is due; what another question is answered with, which the list would answer wrongly."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.phrases import Phrases
from actions.reply import Reply
from actions.slots.writers import FAMILY
from actions.support.entitlements import Entitlements
from actions.support.leads import Lead
from actions.support.meant import KINDS, NEAREST, WAYS
from actions.support.picture import picture_of
from actions.support.registered import documents_named
from actions.support.supposing import asks_of_such
from actions.support.texts import about, text
from actions.support.whether import (
    asks_by_the_month,
    asks_for_cash,
    asks_for_more,
    asks_if_nothing_is_paid,
    asks_whether,
    claims,
)
from actions.turn import Turn
from knowledge.library import Library
from knowledge.policies.schema import Information, Policy
from knowledge.text import fold, nfc

_DUE, _DUE_THEN, _ASKS = "due", "due_then", "asks"
_LED = (asks_for_cash, asks_for_more, asks_if_nothing_is_paid)
"""What is answered by what stands before the list."""
_ON_A_LIST = frozenset({"everything", "resume", "restart", "rest", "keep"})
_SHARE = re.compile(r"\b\d{2,3} ?(?:%|phan tram)")
_ANSWERS = 0.5
"""Confidence of the search from which a text answers what no kind of support is asked for."""
_RULE, _SURELY = 0.65, 0.85
"""The same for a rule that is told without a decision; the second, of a rule that is decided upon, too."""
_CLEARLY = 0.25
_OFFERED = 2


def asks_what_is_due(
    turn: Turn, library: Library, phrases: Phrases, meant: Policy | None, first: Sequence[Lead]
) -> bool:
    """Whether what, how much or whether is asked, or nothing is: facts are told, a kind of support is named.

    `first`: what is said before the list; one that decides is the answer, and the list stands below it.
    """
    named = turn.named
    if not turn.text or turn.named.policy or not _ON_A_LIST.isdisjoint(named.field):
        return True
    if asks_of_such(turn) or any(lead.decides for lead in first) or (meant and meant.id in named.policy_topic):
        return True
    kinds = {one.kind for one in phrases.find(turn.text)}
    if asks_by_the_month(turn):
        return True
    if _DUE in kinds or any(asks(turn.text) for asks in _LED) or documents_named(library.policies, turn.text):
        return True
    asks = asks_whether(turn.text) or claims(turn.text)
    if asks and (named.amount or _SHARE.search(fold(nfc(turn.text)))):
        return True
    goes_on = named.back or named.period or named.time or named.another or named.trade
    goes_on = goes_on or named.addressee not in {None, FAMILY}
    if _DUE_THEN in kinds and (goes_on or named.learner or named.cleared or named.policy_topic):
        return True
    return not (_ASKS in kinds or asks) or _is_near_a_rule(turn, library)


def _is_near_a_rule(turn: Turn, library: Library) -> bool:
    """Whether the search is sure of a rule, however it is spelt: "dc miẽn hoc phỉ ko ạk"."""
    best = next(iter(library.search(turn.text, kinds=KINDS, limit=1)), None)
    record = best and library.policies.record(best.passage.record_id)
    return bool(best and isinstance(record, Policy) and record.topic not in WAYS and best.confidence >= _SURELY)


def not_asked_for(turn: Turn, library: Library, everything: Entitlements, found: Entitlements) -> Reply:
    """The text that surely answers a question which is not for the list; else that nothing is held, and what is near.

    `found`: what the question is about.
    """
    hits = library.search(turn.text, kinds=KINDS, limit=NEAREST)
    records = [(hit.confidence, record) for hit in hits if (record := library.policies.record(hit.passage.record_id))]
    sure, best = next(iter(records), (0.0, None))
    clearly = all(sure - other >= _CLEARLY for other, _ in records[1:])
    if isinstance(best, Information) and sure >= _ANSWERS and clearly:
        return text(turn, library, best, found.span)
    if isinstance(best, Policy) and sure >= _enough(turn, best) and clearly:
        return about(turn, everything, best)
    near = {one.id: one.title for confidence, one in records if confidence >= library.thresholds.ask_above}
    shown = picture_of(turn, found, None).shown[:_OFFERED] if turn.follow_up else []
    near = near or {one.policy.id: one.policy.title for one in shown}
    asked = turn.before.asked if turn.before else None
    return turn.not_held(
        "policy_question_not_held",
        choices=turn.responses.choices("ask_record", {"records": dict(list(near.items())[:_OFFERED])}),
        titles=list(near.values())[:_OFFERED],
        meta={"unread": True, **({"asked": asked} if asked else {})},
    )


def _enough(turn: Turn, record: Policy) -> float:
    """How sure the search must be of a rule that is told as it stands; one among several of the same share more so."""
    if record.topic in WAYS:
        return _ANSWERS
    told = turn.named.learner.keys() - {"level"}
    return 1.0 if told else _SURELY if _SHARE.search(fold(nfc(turn.text))) else _RULE


def text_of_kind(turn: Turn, library: Library, found: Entitlements) -> Reply | None:
    """The text that a question goes on with where nothing of its kind is held: "chương trình mới cho gì"."""
    if not turn.follow_up or not turn.text or found.due or found.open or found.refused:
        return None
    best = next(iter(library.search(turn.text, kinds=KINDS, limit=1)), None)
    record = library.policies.record(best.passage.record_id) if best and best.confidence >= _ANSWERS else None
    return text(turn, library, record, found.span) if isinstance(record, Information) else None
