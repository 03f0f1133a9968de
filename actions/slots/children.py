"""Several children of one family: whose a fact of one message is, and what stays known of the one not talked about.

What is known of another child stands among the facts under a name of its own: "elder.schooling". The one child that
no word tells from the others is the `FIRST`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.slots.record import LEARNER, Slots
from knowledge.gazetteer.persons import WRITE_FOR_ANOTHER
from knowledge.models import Mention

CHILDREN = frozenset({"elder", "younger"})
FIRST = "first"
_MARK = "siblings"
_PERSONAL = frozenset(
    {
        *("age", "boarding_school", "disability", "gender", "level", "military", "ownership", "received_before"),
        *("schooling", "study_result", "training_form", "work_status"),
    }
)
"""Kinds of mentions that two children of one family may differ in."""
_OF_THE_FAMILY = frozenset({"household", "household_year", "residence_area", "residence_kind", "parent_residence_area"})
_OF_CHILDREN = frozenset({"ethnicity", "ethnic_group"})
"""Of children of one family the ethnic group stays, too."""


def by_child(mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
    """What one message tells of each child but the learner: from the word for it up to the next; none for one child.

    "Con tôi xong lớp 9, chị nó xong lớp 12": what stands behind "chị nó" is the elder's.
    """
    marks = sorted((one for one in mentions if one.kind == _MARK and one.id in CHILDREN), key=lambda one: one.first)
    learner = [one.first for one in mentions if one.kind == "addressee" and one.id in WRITE_FOR_ANOTHER]
    before = [one for one in mentions if marks and one.kind in _PERSONAL and one.first < marks[0].first]
    is_another = bool(marks and before and learner and min(learner) < marks[0].first)
    if len({one.id for one in marks}) < len(CHILDREN) and not is_another:
        return {}
    told: dict[str, list[Mention]] = {one.id: [] for one in marks}
    for one in mentions:
        whose = [mark.id for mark in marks if mark.first < one.first]
        if whose and one.kind in _PERSONAL:
            told[whose[-1]].append(replace(one, of_other=False, whose="learner"))
    return told


def of_one_child(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, where one child is named by what it is to another: "còn chị nó xong lớp 12" tells of that child."""
    marks = [one for one in mentions if one.kind == _MARK and one.id in CHILDREN]
    # "con em nó" is no "con em".
    heard = [one for one in mentions if one.kind != "addressee" or not any(_holds(mark, one) for mark in marks)]
    if len(marks) != 1:
        return heard
    return [
        replace(one, of_other=False, whose="learner") if one.first > marks[0].last and one.of_other else one
        for one in heard
    ]


def _holds(mark: Mention, one: Mention) -> bool:
    return mark.first <= one.first and one.last <= mark.last


def aside(told: Mapping[str, Mapping[str, str]]) -> tuple[tuple[str, str], ...]:
    """Facts of other children, as they stand among the learner's."""
    return tuple((f"{child}.{name}", value) for child, facts in told.items() for name, value in facts.items())


def turned_to(stored: Slots, learner: str | None) -> Slots:
    """What is known when the talk turns to another learner; what was known of the one before is laid aside.

    Where the family lives and how poor it is stays, of children the ethnic group, too.
    """
    among_children = learner in CHILDREN or stored.another in CHILDREN
    shared = _OF_THE_FAMILY | (_OF_CHILDREN if among_children else frozenset())
    left = stored.another or FIRST
    own = {name: value for name, value in stored.learner.items() if name not in shared}
    others = [pair for pair in stored.facts if "." in pair[0] and not pair[0].startswith(f"{left}.")]
    others += aside({left: own})
    now = learner or FIRST
    known = _of(others, now)
    if not known and learner in CHILDREN and (left in CHILDREN or _of(others, *(CHILDREN - {learner}))):
        # The one who was spoken of first, now told from the other.
        now, known = FIRST, _of(others, FIRST)
    kept = [pair for pair in stored.facts if pair[0] in shared]
    kept += [pair for pair in others if not pair[0].startswith(f"{now}.")]
    gone: dict[str, None] = dict.fromkeys(LEARNER - shared - {"facts", "addressee"})
    bare = replace(stored, **gone, facts=tuple(kept), level=None, declined=())
    if not known:
        return bare
    return bare.telling(",".join(f"{name}={value}" for name, value in known.items())).with_level_told()


def _of(pairs: Sequence[tuple[str, str]], *children: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        child, _, fact = name.partition(".")
        if child in children:
            found[fact] = value
    return found
