"""Children told apart by other words than "the elder" and "the younger": "một đứa … một đứa …", "đứa kia", "cả hai"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.models import Mention

BY_AGE, BY_SEX = frozenset({"elder", "younger"}), frozenset({"daughter", "son"})
CHILDREN = BY_AGE | BY_SEX
"""Children of one family, as they are told apart: by who is older, or where one is a girl and one a boy."""
PERSONAL = frozenset(
    {
        *("age", "boarding_school", "disability", "gender", "level", "military", "ownership", "received_before"),
        *("schooling", "study_result", "training_form", "work_status"),
    }
)
"""Kinds of mentions that two children of one family may differ in."""
_MARK, _ONE, _OTHER, _ALL, _SEVERAL = "siblings", "one", "other", "all", "several"
_LITTLE = frozenset({"chau be", "cac chau be", "be nho"})
""" "Cháu bé nhà tôi": any child, where no other is spoken of."""
_SMALL = frozenset({"con be", "thang be"})
_GRADES = ("below_thcs", "thcs", "thpt_programme", "thpt")
_TWO = 2


def apart(mentions: Sequence[Mention], known: frozenset[str], learner: str | None) -> list[Mention]:
    """The mentions with those words as the children they mean; without those that tell no child from another.

    `known`: the children that the talk tells apart; `learner`: the one it is about.
    """
    marks = _by_age(sorted((one for one in mentions if one.kind == _MARK), key=lambda one: one.first), known)
    others = [one for one in mentions if one.kind != _MARK]
    named = _by_grade([one for one in marks if one.id == _ONE], marks, others)
    several = any(one.id == _SEVERAL for one in marks)
    found = list[Mention]()
    for one in marks:
        if one.id == _OTHER:
            found += [replace(one, id=child) for child in _the_other(known, learner)]
        elif one.id == _ONE:
            found += [replace(one, id=named[one.first])] if one.first in named else []
        elif one.id in BY_AGE and one.surface in _LITTLE and not (several or known or len(marks) > 1):
            continue
        elif one.id != _ALL:
            found.append(one)
    children = {one.id for one in found} & CHILDREN or (known if len(known) == _TWO else set[str]())
    if len(children) == _TWO:
        is_told = any(one.id in CHILDREN for one in found)
        both = [one for one in marks if one.id == _ALL or (one.id == _SEVERAL and not is_told)]
        found += [replace(one, id=child) for one in both for child in sorted(children)]
    return [*others, *found]


def _by_age(marks: Sequence[Mention], known: frozenset[str]) -> list[Mention]:
    """ "Con lớn …, con bé …": beside the elder that is the younger, and no daughter."""
    if not known & BY_AGE and not any(one.id == "elder" for one in marks):
        return list(marks)
    return [replace(one, id="younger") if one.surface in _SMALL else one for one in marks]


def _the_other(known: frozenset[str], learner: str | None) -> list[str]:
    """ "Đứa kia": of two children the one that is not talked about."""
    return [*(known - {learner})] if len(known) == _TWO and learner in known else []


def _by_grade(ones: Sequence[Mention], marks: Sequence[Mention], others: Sequence[Mention]) -> dict[int, str]:
    """Who of two is the elder, by the age or the schooling told of each; nothing where that tells it of none."""
    if len(ones) != _TWO:
        return {}
    told = [_rank(one, marks, others) for one in ones]
    for first, second in zip(*told, strict=True):
        if first is not None and second is not None and first != second:
            names = ("elder", "younger") if first > second else ("younger", "elder")
            return {one.first: name for one, name in zip(ones, names, strict=True)}
    return {}


def _rank(mark: Mention, marks: Sequence[Mention], others: Sequence[Mention]) -> tuple[int | None, int | None]:
    """The age and the schooling told between a mark and the next, as numbers."""
    end = min((one.first for one in marks if one.first > mark.first), default=None)
    told = {one.kind: one.id for one in others if one.first >= mark.first and (end is None or one.first < end)}
    age, grade = told.get("age", ""), told.get("schooling", "")
    return (int(age) if age.isdigit() else None, _GRADES.index(grade) if grade in _GRADES else None)
