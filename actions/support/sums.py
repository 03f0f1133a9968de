"""Sums that somebody asks for: so many days or months of what is paid by the day or the month, with the working."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from actions.reply import Reply
from actions.slots import without_records
from actions.support.entitlements import Entitlements
from actions.support.picture import NEAR, picture_of
from actions.support.span import Span
from actions.support.telling import choices, cites, next_of
from actions.support.whether import asks_how_much, is_by_the_month
from actions.support.wording import wording
from actions.turn import Turn
from knowledge.policies.amounts import Course
from knowledge.policies.benefits import Loan, MonthlyStipend, PerDay
from knowledge.policies.decision import Decision, Given, Status
from knowledge.policies.truth import Truth
from knowledge.text import fold, nfc

_NOT_BEFORE = r"(?<!duoi )(?<!tren )(?<!qua )(?<!hon )(?<!ngu )(?<!quan )(?<!duoc )(?<!thang )"
_DAYS = re.compile(_NOT_BEFORE + r"\b(?P<count>\d{1,3}) ?(?:ngay|buoi|hom)\b(?! ?\d)")
_MONTHS = re.compile(_NOT_BEFORE + r"\b(?P<count>\d{1,2}) ?thang\b(?! (?:tuoi|\d))")
_YEARS = re.compile(r"\b(?P<count>[1-5]|mot|hai|ba|bon) ?nam(?P<half> ruoi)?\b(?! (?:thu|nay|\d))")
_A_YEAR = r"\b(?:moi|mot|1|hang|tung) ?nam\b(?: (?!nam\b)[a-z]+){0,3},? (?P<months>\d{1,2}) ?thang\b"
_SO_MANY = r"\b(?P<years>[2-5]|hai|ba|bon) ?nam\b(?! (?:thu|nay|\d))"
_IN_EACH = tuple(
    re.compile(form)
    for form in (
        rf"{_SO_MANY}[^.;?!]*?{_A_YEAR}",
        rf"{_A_YEAR}[^.;?!]*?{_SO_MANY}",
        rf"\b(?P<months>\d{{1,2}}) ?thang ?(?:/|mot|moi|1|trong mot) ?nam\b[^.;?!]*?{_SO_MANY}",
    )
)
""" "3 năm mỗi năm 10 tháng": so many months in each of several years."""
_TIMES = re.compile(r"\d ?(?:ngay|thang|nam|buoi)? ?(?:x|\*|×|nhan(?: voi)?) ?\d")
_AROUND = r"(?:the|con|vay|thi|ca|khoa|hoc|trong|tron|neu|het|minh|em|a|nhi|sao|duoc|dc|tong|cong|la|u|va)"
_BARE = re.compile(
    rf"(?:{_AROUND} )*(?:\d{{1,3}}|mot|hai|ba|bon) ?(?:ngay|buoi|hom|thang|nam)(?: ruoi)?(?: {_AROUND})*"
)
""" "Cả khoá 3 năm": a time and nothing else."""
_TOTAL = re.compile(
    r"\b(?:tong|ca thay|het thay|(?:het |ca )?tat ca|het ca|cong (?:het )?(?:lai|don)|gop (?:lai|het)"
    r"|(?:ca|tron|het|suot) (?:nam|ky|hoc ky|khoang))\b"
)
_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4}
_LONGEST = 84
"""Months: no course is longer."""


@dataclass(frozen=True, slots=True)
class Count:
    """So many days, or months."""

    number: int
    unit: Literal["day", "month"]


@dataclass(frozen=True, slots=True)
class Sum:
    """What one item brings over the time; `course` holds the months, each stretch with its own amount."""

    decision: Decision
    given: Given
    total: int
    course: Course | None = None


def counted(text: str, *, goes_on: bool = False) -> Count | None:
    """ "40 ngày × 50.000 là bao nhiêu", "cả khoá 2 năm được bao nhiêu"; None where no sum over a time is asked.

    `goes_on`: in a talk about support the time alone asks for it, "cả khoá 3 năm".
    """
    plain = " ".join(fold(nfc(text)).replace("×", "x").split())
    is_bare = goes_on and _BARE.fullmatch(plain.strip(" ?.!,")) is not None
    if not asks_how_much(text) and not _TIMES.search(plain) and not is_bare:
        return None
    if days := _DAYS.search(plain):
        return Count(int(days["count"]), "day")
    if each := next(filter(None, (form.search(plain) for form in _IN_EACH)), None):
        years = _WORDS.get(each["years"]) or int(each["years"])
        number = years * int(each["months"])
        return Count(number, "month") if 0 < number <= _LONGEST else None
    if months := _MONTHS.search(plain):
        number = int(months["count"])
        # "1 tháng được mấy tiền" asks for what is given by the month.
        return Count(number, "month") if 1 < number <= _LONGEST else None
    if years := _YEARS.search(without_records(plain)):
        number = _WORDS.get(years["count"]) or int(years["count"])
        return Count(12 * number + (6 if years["half"] else 0), "month")
    return None


def days_counted(text: str) -> int | None:
    """ "80 ngày": the days that are named; None where none are."""
    days = _DAYS.search(fold(nfc(text)))
    return int(days["count"]) if days else None


def summed(turn: Turn, everything: Entitlements, found: Entitlements, *, sure: bool) -> Reply | None:
    """The sums of what is due, else of what may be; None where nothing is paid by that unit, or nothing points to it.

    `everything`: a daily sum that is named ("× 50.000") is looked for among all, whatever was told.
    `sure`: whether the talk is on support.
    """
    before = turn.before
    asked = before.asked or "" if before else ""
    goes_on = before is not None and before.topic == "ask_policy" and not asked.endswith(("_months", "age", "_year"))
    count = counted(turn.text, goes_on=goes_on)
    from_a_month = count is not None and count.unit == "month" and found.span.months == 1 and turn.named.period
    if (turn.slots.period or found.span.months > 1) and not from_a_month:
        # "2 năm từ tháng 9/2026": the months from that one on.
        count = _over_span(turn, found.span)
    if count is None:
        return None
    picture = picture_of(turn, found, None)
    sums = _sums(picture.due, everything, count) or _sums(picture.near[:NEAR], everything, count)
    if turn.named.amount is not None:
        named = _sums([*everything.due, *everything.open], everything, count)
        sums = [one for one in named if one.given.amount and one.given.amount.value == turn.named.amount] or sums
    if not sums or not (sure or turn.named.amount):
        return None
    shown = list({one.decision.policy.id: one.decision for one in sums}.values())
    question = next_of(turn, found, None)
    values = wording(turn, found) | {
        "sums": sums,
        "count": count,
        "due": any(one in picture.due for one in shown),
        "decided_by": next((one.version.decided_by for one in shown if one.version and one.version.decided_by), None),
        "unsure_from": next(
            (one.course.uncertain_from for one in sums if one.course and one.course.uncertain_from), None
        ),
        "question": question and turn.responses.question(question.id, turn.you["learner"]),
    }
    return turn.answered(
        "policy_sums",
        cites=cites(everything, shown),
        choices=choices(turn, question, settled=bool(found.due)),
        notices=["authority_decides"],
        meta={"asked": question.id} if question else None,
        **values,
    )


def _over_span(turn: Turn, span: Span) -> Count | None:
    """The months of the time that a total is asked for: "từ 1/2/2026 đến 31/8/2026 tổng cộng được bao nhiêu"."""
    plain = fold(nfc(turn.text))
    asks = _TOTAL.search(plain) if asks_how_much(turn.text) or turn.before else None
    asks = None if is_by_the_month(turn.text) else asks
    return Count(span.months, "month") if asks and 1 < span.months <= _LONGEST else None


def _sums(decisions: Sequence[Decision], found: Entitlements, count: Count) -> list[Sum]:
    """Each item of the unit; of what is due in one group the first only, as the highest is paid."""
    told: list[Sum] = []
    groups: set[str] = set()
    for one in decisions:
        if one.policy.highest_of in groups:
            continue
        mine = [made for given in one.items if given.truth is not Truth.NO and (made := _sum(one, given, found, count))]
        if mine and one.policy.highest_of and one.status is Status.DUE:
            groups.add(one.policy.highest_of)
        told += mine
    return told


def _sum(decision: Decision, given: Given, found: Entitlements, count: Count) -> Sum | None:
    amount = given.amount
    if amount is None:
        return None
    match given.item:
        case PerDay() if count.unit == "day":
            return Sum(decision, given, count.number * amount.value)
        case MonthlyStipend() if count.unit == "month":
            course = found.book.course(given, found.span.start, count.number)
            return Sum(decision, given, course.total, course) if course else None
        case Loan(max_monthly=int()) if count.unit == "month":
            return Sum(decision, given, count.number * amount.value)
        case _:
            return None
