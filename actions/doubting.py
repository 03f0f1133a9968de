"""A reply that would be given to a question like those that nothing held answers: what is near is then no answer."""

from __future__ import annotations

import re

from actions.reply import Outcome, Reply
from actions.slots import asking
from actions.turn import Turn
from actions.understood import SURE
from knowledge.library import Library
from knowledge.text import fold, nfc

_ENDINGS_OF_THEIR_OWN = frozenset({"ask_policy", "describe_trade", "ask_indicator", "ask_target", "report_distress"})
"""Intents whose capabilities know what they do not hold, where the classifier is sure of them."""
_ALWAYS = frozenset({"meet_human", "forget_me", "greet", "say_thanks", "say_goodbye", "ask_identity"})
_WORD = re.compile(r"\w+")
_FEWEST = 4
"""Words; a shorter message resembles too much."""
_SAYS_LITTLE = frozenset({"level", "ownership"})
"""Facts that a question about any school names, too."""
_OF_ANY_SCHOOL = frozenset({"tuition"})
"""The topic of support that a school's own fee is read as."""
_OF_PRICES = frozenset({"waiver"})
_FILLERS = frozenset(
    {
        "ma", "thoi", "thi", "vay", "the", "a", "o", "oi", "da", "cho", "de", "em", "e", "minh", "toi", "con", "chau",
        "hoi", "ve", "muon", "mun", "thich", "dinh", "tinh", "nghe", "nganh", "hoc", "di", "nha", "nhe", "ban", "bot",
        "xin", "luon", "gio", "quay", "lai", "sang", "qua", "roi", "uh", "u", "cai", "mon", "khoa", "lop", "la",
    }
)  # fmt: skip
"""Words that ask nothing, folded."""


def doubted(reply: Reply, turn: Turn, library: Library) -> Reply:
    """The reply, or that this is not held; only for a first question whose names and intent do not vouch for it."""
    if reply.outcome not in {Outcome.ANSWERED, Outcome.CLARIFY} or _is_vouched_for(turn) or _only_names(turn, library):
        return reply
    if not library.is_doubtful(turn.text, answered=reply.outcome is Outcome.ANSWERED):
        return reply
    return turn.not_held("not_held_surely")


def _only_names(turn: Turn, library: Library) -> bool:
    """Whether a message says the name of one trade and nothing else that is asked: "mà thôi cho em hỏi học hàn đi"."""
    if len(turn.named.trades) != 1:
        return False
    names = [mention for mention in library.find(turn.text) if mention.kind == "trade"]
    said = {word for name in names for word in fold(nfc(name.surface)).split()}
    return _FILLERS.union(said).issuperset(_WORD.findall(fold(nfc(turn.text))))


def _is_vouched_for(turn: Turn) -> bool:
    """Whether what a message names, or the classifier, says more than what it resembles."""
    named = turn.named
    if turn.follow_up or turn.intent in _ALWAYS or len(turn.text.split()) < _FEWEST:
        return True
    if named.interest_form or named.interest_answer:
        return True
    if turn.intent in _ENDINGS_OF_THEIR_OWN and turn.confidence >= SURE:
        return True
    asks_of_a_thing = asking(named) and (named.trade or named.institution or named.province)
    support = set(named.learner) - _SAYS_LITTLE or set(named.policy_topic) - _OF_ANY_SCHOOL or named.indicator
    return bool(asks_of_a_thing or support or set(named.signs) - _OF_PRICES)
