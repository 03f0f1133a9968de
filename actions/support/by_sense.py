"""What a message asks of support by what it resembles, whatever it was taken for."""

from __future__ import annotations

from actions.slots import Slots
from actions.support.meant import KINDS
from knowledge.library import Library

_BORROWER = "loan_borrower"


def surely_of_support(intent: str, text: str, named: Slots, library: Library) -> bool:
    """Whether the search is sure of a rule where no trade is named that the message would ask about, or papers are.

    "Dân tộc Hoa có thuộc nhóm rất ít người không" asks what no trade is, "không đỗ tốt nghiệp, học điện lạnh cần giấy
    gì" for no place to learn.
    """
    thing = named.trade or named.institution or named.learner.keys() - {"ethnic_group", "ethnicity"}
    nothing = intent in {"describe_trade", "out_of_scope"} and not thing
    of_papers = intent == "find_programmes" and "papers" in {*named.field, *named.aspects} and not named.institution
    if not (nothing or of_papers):
        return False
    best = next(iter(library.search(text, limit=1)), None)
    if best is None or best.passage.record_kind not in KINDS:
        return False
    return best.confidence >= library.thresholds.answer_above


def asks_who_borrows(intent: str, text: str, named: Slots, library: Library) -> bool:
    """ "Tôi là bà ngoại, đứng tên vay cho cháu được không": of a loan, and of no papers to begin school with."""
    if intent not in {"ask_guide", "ask_policy"} or "loan" not in named.policy_topic or named.trade:
        return False
    if {*named.field} - {"papers", "fee"}:
        return False
    question = library.asked(text)
    return question is not None and question.field == _BORROWER and question.is_clear
