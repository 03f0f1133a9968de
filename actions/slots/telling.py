"""What one message tells of the learner: facts of the support check, the parents' home, who writes and about whom."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from actions.slots.diploma import diploma_held
from actions.slots.general_part import general_part, taught_at
from actions.slots.general_school import general_school
from actions.slots.holders import holder
from actions.slots.households import applied_for
from actions.slots.injuries import injury_told
from actions.slots.parents_home import parents_home
from actions.slots.surviving import surviving_told
from knowledge.gazetteer.losses import FATHER, MOTHER
from knowledge.gazetteer.persons import WRITE_FOR_ANOTHER
from knowledge.grades import birth_year
from knowledge.life_events import months_since_service
from knowledge.models import Mention
from knowledge.text import fold

FACTS = frozenset(
    {
        "admission",
        "boarder",
        "discipline",
        "economic_hardship",
        "gender",
        "highland",
        "land_recovered",
        "living_standard",
        "loan_purpose",
        "merit_person",
        "military",
        "orphan",
        "ownership",
        "parent_work_injury",
        "received_before",
        "residence_kind",
        "school_kind",
        "social_protection",
        "study_result",
        "volunteer",
        "work_abroad",
        "work_status",
    }
)
"""Kinds of mentions that tell a fact about the learner under their own name."""
_EITHER = ("ownership", "gender")
"""Facts of which two values told at once leave open which: it is asked."""
_OF_A_TRADE = frozenset({"trade", "level", "level_nickname"})
_LEARNER, _PARENT = "learner", frozenset({"father", "mother"})
_ONLY_OF_PARENT = "of_parent"
_AGE = re.compile(r"\b([1-9]\d{0,2}) tuoi\b")
_PAPER_OF = re.compile(
    r"\bgiay (?:chung nhan )?(?:ho )?(?:can )?ngheo(?: \w+){0,3}? (?:nam )?"
    r"(?:(?P<year>20\d{2})|(?<=nam )(?:ngoai|truoc))\b"
)
"""The year that the certificate of a poor household is of: "giấy hộ nghèo là của năm 2025"."""
_DISCHARGED_FOR = re.compile(
    r"\b(?:bo doi(?: ve)?|xuat ngu|ra quan|nghia vu ve|linh ve)(?: duoc| da| moi| hon| gan)*"
    r" (?P<months>\d{1,2}) thang\b"
)
_RECENTLY = 12
"""Months: "đi bộ đội về được 5 tháng"."""
_COURSE_OF = re.compile(
    r"\b(?:hoc(?! (?:phi|bong|ky|ki|sinh)\b)(?: (?!(?:duoc|dc|bao|bn|nhieu|nhiu|roi|tu|phi|trong)\b)[a-z]+){1,5}"
    r"|(?:khoa(?: hoc)?|(?<!xong )(?<!het )(?<!nghiep )lop)"
    r"(?: (?!(?:duoc|dc|bao|bn|nhieu|nhiu|roi|tu|phi|hoc)\b)[a-z]+){0,4}) "
    r"(?P<count>[1-9]|mot|hai|ba|bon|nam|sau) thang\b(?! ?\d| (?:nua|truoc|nay|roi|dau|cuoi|vua|sap|toi|sau|may|nao)\b)"
)
_RECORD_OF = re.compile(
    r"\b(?:hoc (?:ba|luc)|hanh kiem|xep loai|kha|gioi|xuat sac)(?: (?!hoc\b|khoa\b|lop\b)[a-z]+){0,3}"
    r" (?:\d|mot|hai|ba|bon) nam\b|\b(?:\d|mot|hai|ba|bon) nam (?:lien|deu|lien tuc|cap|pho thong|hoc ba)\b"
)
_COUNTS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6}
_SHORTEST_LEVEL = 3
"""Months from which a course is no longer one "dưới 3 tháng"."""
_LEVEL_OF_A_SCHOOL = re.compile(r"\bhoc (cao dang|trung cap|so cap)\b")
_LEVELS = {"cao dang": "cao_dang", "trung cap": "trung_cap", "so cap": "so_cap"}
_NOT_LETTERS = re.compile(r"[^a-z]+")


def facts_told(mentions: Sequence[Mention], plain: str, today: date, *, settled: bool) -> tuple[tuple[str, str], ...]:
    """Facts beyond those with a slot of their own; a denied one says nothing but that it is asked again.

    `settled`: no two ethnic groups are told at once.
    """
    taught = taught_at(plain)
    # "Học văn hoá ở trung tâm công lập" says nothing of the vocational school.
    mentions = [one for one in mentions if one.kind != "ownership" or not one.surface or one.surface not in taught]
    found = {
        one.kind: one.id for one in reversed(mentions) if one.kind in FACTS and not one.negated and not one.doubtful
    }
    for kind in _EITHER:
        told = {one.id for one in mentions if one.kind == kind and not one.negated and not one.doubtful}
        found |= {kind: "|".join(sorted(told))} if len(told) > 1 else {}
    lost = {one.label for one in mentions if one.kind == "orphan" and not one.negated and not one.doubtful}
    if {FATHER, MOTHER} <= lost:
        # "Bố mất, mẹ cũng mất": each is told by itself.
        found["orphan"] = "both_parents"
    for one in mentions:
        if one.kind == "ethnic_group" and not one.negated and not one.doubtful and settled:
            found["ethnic_group"] = _NOT_LETTERS.sub("_", fold(one.label)).strip("_")
    ages = [one.id for one in mentions if one.kind == "age"]
    born = birth_year(plain, today)
    if ages:
        found["age"] = ages[0]
    elif born is not None and not _AGE.search(plain):
        found["age"] = str(today.year - born)
    if since := _DISCHARGED_FOR.search(plain):
        recent = int(since["months"]) <= _RECENTLY
        found["military"] = "discharged_within_12_months" if recent else "discharged_earlier"
    elif (since_then := months_since_service(plain, today)) is not None:
        found["military"] = _service_over(*since_then)
    found |= injury_told(plain)
    found |= surviving_told(plain)
    kinds = {one.kind for one in mentions}
    found |= {name: code for name, code in general_part(plain).items() if name not in kinds}
    if (named := _LEVEL_OF_A_SCHOOL.search(plain)) and kinds.isdisjoint(_OF_A_TRADE - {"trade"}):
        # "Học cao đẳng y": a school that is not held, and the level all the same.
        found["level"] = _LEVELS[named[1]]
    found |= general_school(plain, learns_a_trade=any(one.kind in _OF_A_TRADE for one in mentions))
    if paper := _PAPER_OF.search(plain):
        found["household_year"] = paper["year"] or str(today.year - 1)
    return (*found.items(), *diploma_held(plain), *applied_for(plain))


def _service_over(first: int, last: int) -> str:
    """Whether the service ended within the last twelve months, by the fewest and the most months since."""
    if last < _RECENTLY:
        return "discharged_within_12_months"
    return "discharged_earlier" if first > _RECENTLY else "discharged_within_12_months|discharged_earlier"


def level_of_course(plain: str) -> str | None:
    """The level of a course of so many months, below a year: "học may 3 tháng"; None where no length is told."""
    course = _COURSE_OF.search(plain)
    if course is None:
        return None
    months = _COUNTS.get(course["count"]) or int(course["count"])
    return "so_cap" if months >= _SHORTEST_LEVEL else "duoi_3_thang"


def without_records(plain: str) -> str:
    """A folded text without the years that a school record is of: "học bạ khá ba năm" tells the length of no course."""
    return _RECORD_OF.sub(" ; ", plain)


def borrowing(mentions: Sequence[Mention], found: Mapping[str, Mapping[str, None]]) -> tuple[tuple[str, str], ...]:
    """What a loan is for, where one is named and it is not to work abroad."""
    topics = found.get("policy_topic", {})
    if "loan" not in topics or "overseas" in topics or any(one.kind == "loan_purpose" for one in mentions):
        return ()
    denied = [one for one in mentions if one.negated and (one.kind, one.id) == ("policy_topic", "loan")]
    uses = dict.fromkeys(
        one.id
        for one in mentions
        # "không phải vay làm ăn": the use is denied with the loan.
        if one.kind == "loan_for" and not one.negated and not any(_overlap(one, other) for other in denied)
    )
    return (("loan_purpose", next(iter(uses))),) if len(uses) == 1 else ()


def _overlap(one: Mention, other: Mention) -> bool:
    return one.first <= other.last and other.first <= one.last


def of_merit(mentions: Sequence[Mention]) -> tuple[tuple[str, str], ...]:
    """Whether the learner, or one of the learner's parents, is a person of merit.

    Of the parents of a parent or a teacher who writes nothing is told: they are not the learner's.
    """
    writes_for_another = any(one.kind == "addressee" and one.id in WRITE_FOR_ANOTHER for one in mentions)
    of_whom = {_LEARNER} if writes_for_another else {_LEARNER, *_PARENT}
    told = any(
        one.kind == "merit_parent"
        and one.whose in (of_whom & _PARENT if one.id == _ONLY_OF_PARENT else of_whom)
        and not (one.negated or one.doubtful or one.replaced)
        for one in mentions
    )
    return (("merit_person", "self_or_family"),) if told else ()


def of_parents(mentions: Sequence[Mention], plain: str) -> tuple[tuple[str, str], ...]:
    """Where the parents live, told of them, of the house of all, or as where the learner does; whose paper is told."""
    return (*parents_home(mentions, plain).items(), *holder(mentions, plain))
