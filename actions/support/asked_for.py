"""Which kinds of support a message asks about: all of them, what is handed out, what a sum that is named belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.slots.general_school import GENERAL
from actions.support.fees import of_a_fee
from actions.support.leads import Lead
from actions.support.loans import of_a_loan, of_a_rate
from actions.support.scope import OF_WHOM
from actions.support.whether import asks_besides, asks_by_the_month
from actions.turn import Turn
from knowledge.policies.benefits import Loan, MonthlyStipend
from knowledge.policies.decision import Decision
from knowledge.text import fold, nfc

_TUITION, _BOARDING = "tuition", "boarding"


def asks_for_all(turn: Turn) -> bool:
    """Whether this very message asks what there is of every kind; what was asked of one kind stays with that kind."""
    # A loan that is wished for leaves nothing else out: "muốn vay tiền, được gì".
    asked = {*turn.named.policy_topic}
    if asks_besides(turn.text):
        return True
    return "everything" in turn.named.field and (not asked or ("loan" in asked and asked <= {"loan", *OF_WHOM}))


def leaves_its_kind(turn: Turn) -> bool:
    """Whether the message is about more than the kind talked about: of a fee nothing is handed out by the month.

    Nor does a word for who is talked about, "mồ côi" beside the fee, leave out what is.
    """
    return asks_for_all(turn) or (asks_by_the_month(turn) and {*turn.slots.policy_topic} <= {_TUITION, *OF_WHOM})


def of_its_kinds(turn: Turn) -> tuple[Turn, bool]:
    """The turn about the kinds that it asks about, and whether only a sum that it names points to them."""
    if leaves_its_kind(turn):
        turn = replace(turn, slots=replace(turn.slots, policy_topic=()))
    rated = of_a_rate(turn)
    of_sum = of_a_fee(of_a_loan(rated))
    return of_sum, of_sum is not rated


def of_pupils(turn: Turn, topics: Sequence[str]) -> tuple[str, ...]:
    """The topics, where "tiền trọ" of a pupil of a general school is asked about; "nội trú" is what it is called."""
    if turn.slots.learner.get("level") not in GENERAL or _BOARDING not in topics or "noi tru" in fold(nfc(turn.text)):
        return tuple(topics)
    return ("general_pupil", *(one for one in topics if one != _BOARDING))


def monthly_lead(turn: Turn, shown: Sequence[Decision]) -> list[Lead]:
    """That nothing of what is told is handed out by the month, where that is asked."""
    items = [given.item for one in shown for given in one.items]
    paid = any(isinstance(one, MonthlyStipend) or (isinstance(one, Loan) and one.max_monthly) for one in items)
    return [] if paid or not shown or not asks_by_the_month(turn) else [Lead("lead_no_monthly", {})]
