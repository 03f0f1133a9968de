"""What the parts of one rule come to together: "cộng cả học phí với đi lại thì tối đa bao nhiêu"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.reply import Reply
from actions.support.entitlements import Entitlements
from actions.support.picture import NEAR, picture_of
from actions.support.sums import days_counted
from actions.support.telling import choices, cites, next_of
from actions.support.whether import asks_how_much
from actions.support.wording import wording
from actions.turn import Turn
from knowledge.policies.benefits import Ceiling, MonthlyStipend, OneOff, PerDay
from knowledge.policies.decision import Decision, Given
from knowledge.policies.truth import Truth
from knowledge.text import fold, nfc

_TOGETHER = re.compile(
    r"\b(?:tong(?: cong)?|ca thay|het thay|tat ca|het ca|gop(?: lai| het)?"
    r"|cong (?:ca|het|lai|don|vao|cac|tat ca|chung|hoc phi|tien))\b"
)
_SEVERAL = 2


def total(turn: Turn, everything: Entitlements, found: Entitlements, *, sure: bool) -> Reply | None:
    """The fixed parts of the first rule added up, and what comes by the day or the month beside them.

    None where it is not asked, or the rule has one part only, or gives the highest of its parts alone.
    """
    if not sure or not asks_how_much(turn.text) or not _TOGETHER.search(fold(nfc(turn.text))):
        return None
    picture = picture_of(turn, found, None)
    first = next(iter([*picture.due, *picture.near[:NEAR]]), None)
    if first is None or first.version is None or first.version.pick == "highest":
        return None
    given = [one for one in first.items if one.amount and one.truth is not Truth.NO and one.item.verified]
    fixed = [one for one in given if isinstance(one.item, Ceiling | OneOff)]
    running = [one for one in given if isinstance(one.item, PerDay | MonthlyStipend)]
    if not fixed or len(fixed) + len(running) < _SEVERAL:
        return None
    question, days = next_of(turn, found, None), days_counted(turn.text)
    by_day = [(one, days * _worth(one)) for one in running if days and isinstance(one.item, PerDay)]
    values = wording(turn, found) | {
        "decision": first,
        "fixed": fixed,
        "by_day": by_day,
        "days": days,
        "running": [one for one in running if one not in [given for given, _ in by_day]],
        "sum": sum(map(_worth, fixed)) + sum(worth for _, worth in by_day),
        "ceiling": any(isinstance(one.item, Ceiling) for one in fixed),
        "question": question and turn.responses.question(question.id, turn.you["learner"]),
    }
    shown: Sequence[Decision] = [first]
    return turn.answered(
        "policy_total",
        cites=cites(everything, shown),
        choices=choices(turn, question, settled=bool(found.due)),
        notices=["authority_decides"],
        meta={"asked": question.id} if question else None,
        **values,
    )


def _worth(given: Given) -> int:
    return given.amount.value if given.amount else 0
