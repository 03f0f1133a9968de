"""Several children of one family: whose a fact of one message is, and what stays known of the one not talked about.

What is known of another child stands among the facts under a name of its own: "elder.schooling". The one child that
no word tells from the others is the `FIRST`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.slots.record import LEARNER, Slots
from actions.slots.siblings import BY_AGE, BY_SEX, CHILDREN, PERSONAL, apart
from knowledge.gazetteer.persons import WRITE_FOR_ANOTHER
from knowledge.models import Mention

FIRST = "first"
_MARK, _SEVERAL, _SAME = "siblings", "several", "same"
_SEX = {"daughter": "female", "son": "male"}
_CALLED = {"daughter": "gai", "son": "trai"}
_TWO = 2
_TURNS = re.compile(r"^(?:(?:the|vay|a|u|roi) )?con (?:dua |thang )?(?:con|chau|be|dua|thang) (?:con )?(?:gai|trai)\b")
""" "Còn con trai thì sao": another child than the one talked about."""
_OF_THE_FAMILY = frozenset({"household", "household_year", "residence_area", "residence_kind", "parent_residence_area"})
_OF_CHILDREN = frozenset({"ethnicity", "ethnic_group", "orphan", "surviving_parent", "parent_work_injury"})
"""Of children of one family the ethnic group stays, too, and what happened to a parent."""


def by_child(mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
    """What one message tells of each child but the learner: from the word for it up to the next; none for one child.

    "Con tôi xong lớp 9, chị nó xong lớp 12": what stands behind "chị nó" is the elder's.
    """
    marks = sorted((one for one in mentions if _tells_apart(one)), key=lambda one: one.first)
    learner = [one.first for one in mentions if one.kind == "addressee" and one.id in WRITE_FOR_ANOTHER]
    before = [one for one in mentions if marks and one.kind in PERSONAL and one.first < marks[0].first]
    is_another = bool(marks and before and learner and min(learner) < marks[0].first)
    if len({one.id for one in marks}) < _TWO and not is_another:
        return {}
    told: dict[str, list[Mention]] = {one.id: [] for one in marks}
    for one in mentions:
        before_it = [mark for mark in marks if mark.first <= one.first]
        if before_it and one.kind in PERSONAL:
            # "Cả hai" stands for each of them.
            for mark in (mark for mark in before_it if mark.first == before_it[-1].first):
                told[mark.id].append(replace(one, of_other=False, whose="learner"))
    return told


def sex_told(mentions: Sequence[Mention]) -> tuple[tuple[str, str], ...]:
    """The gender of the one child that a message names by age and sex: "con gái út"."""
    marks = [one for one in mentions if _tells_apart(one) and one.id in BY_AGE]
    found = {child for one in marks for child, word in _CALLED.items() if word in one.surface.split()}
    return (("gender", _SEX[found.pop()]),) if len(found) == 1 and len({one.id for one in marks}) == 1 else ()


def told_of(told: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The facts of each child, and of a daughter or a son that it is one."""
    sex = {child: {"gender": _SEX[child]} for child, facts in told.items() if child in _SEX and facts}
    return {child: {**sex.get(child, {}), **facts} for child, facts in told.items()}


def known_children(stored: Slots) -> frozenset[str]:
    """The children that a conversation tells apart."""
    told = {name.partition(".")[0] for name, _ in stored.facts if not name.endswith(f".{_SAME}")}
    return frozenset(told | {stored.another or _only(stored)}) & CHILDREN


def _only(stored: Slots) -> str:
    """The one child of a parent who writes, as a daughter or a son where that was told; else the first."""
    gender = dict(stored.facts).get("gender") if stored.addressee in WRITE_FOR_ANOTHER else None
    return next((child for child, sex in _SEX.items() if sex == gender), FIRST)


def sex_of(stored: Slots) -> str | None:
    """Whether the child talked about is a daughter or a son: blank where that was not told, None for no child."""
    if stored.another in BY_SEX:
        return stored.another
    is_child = stored.another in CHILDREN or (stored.another is None and stored.addressee in WRITE_FOR_ANOTHER)
    gender = dict(stored.facts).get("gender")
    return next((child for child, sex in _SEX.items() if sex == gender), "") if is_child else None


def marked(
    mentions: Sequence[Mention], known: frozenset[str], sex: str | None, plain: str, learner: str | None
) -> list[Mention]:
    """The mentions, "con gái" and "con trai" among them only where they tell one child from another.

    That is where a message tells something of both, or speaks of several, where the talk is about two children
    already, and where it is about one of the other `sex`, or "còn" turns from it. Then they ask of no trade whether it
    is for girls. `learner`: who the talk is about.
    """
    mentions = [_as_known(one, known) for one in apart(mentions, known, learner)]
    marks = [one for one in mentions if one.kind == _MARK]
    sexes = {one.id for one in marks} & BY_SEX
    told = {
        mark.id
        for mark in marks
        for one in mentions
        if one.kind in PERSONAL - {"gender"} and _last_before(marks, one) is mark
    }
    several = sexes and any(one.id == _SEVERAL for one in marks)
    is_other = (known & BY_SEX and sexes and not sexes & known) or (sex and sexes and sex not in sexes)
    is_other = is_other or (sex == "" and len(sexes) == 1 and _TURNS.search(plain))
    if not (several or told >= BY_SEX or len(known) >= _TWO or is_other):
        return [one for one in mentions if one.kind != _MARK or one.id not in BY_SEX]
    children = [one for one in marks if one.id in BY_SEX]
    return [one for one in mentions if one.kind != "aspect" or not any(_overlap(mark, one) for mark in children)]


def _as_known(one: Mention, known: frozenset[str]) -> Mention:
    """ "Con gái út" as the daughter, where the children are known as a daughter and a son."""
    if one.kind != _MARK or one.id not in BY_AGE or known != BY_SEX:
        return one
    words = one.surface.split()
    return next((replace(one, id=child) for child, word in _CALLED.items() if word in words), one)


def _last_before(marks: Sequence[Mention], one: Mention) -> Mention | None:
    return max((mark for mark in marks if mark.first <= one.first), key=lambda mark: mark.first, default=None)


def _overlap(mark: Mention, one: Mention) -> bool:
    return mark.first <= one.last and one.first <= mark.last


def _tells_apart(one: Mention) -> bool:
    return one.kind == _MARK and one.id in CHILDREN


def called(stored: Slots, child: str | None) -> str | None:
    """Under which name what is known of a child stands, once it was said which of them the younger is."""
    return dict(stored.facts).get(f"{child}.{_SAME}", child)


def unclear_child(stored: Slots, child: str | None) -> list[str]:
    """The children known, where none of them is known by the name that a message has for one; else none."""
    known = known_children(stored)
    if child not in CHILDREN or child in known or called(stored, child) != child or len(known) != _TWO:
        return []
    return sorted(known)


def named_anew(stored: Slots, child: str | None) -> Slots:
    """What is known once it was said which of two children the one asked back for is: the other is the other one."""
    asked, known = stored.asked, known_children(stored)
    if asked not in CHILDREN or child not in known or len(known) != _TWO:
        return stored
    (other_name,) = (BY_AGE if asked in BY_AGE else BY_SEX) - {asked}
    (other,) = known - {child}
    names = ((f"{asked}.{_SAME}", str(child)), (f"{other_name}.{_SAME}", other))
    return replace(stored, facts=(*stored.facts, *names))


def of_one_child(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, where one child is named by what it is to another: "còn chị nó xong lớp 12" tells of that child."""
    marks = [one for one in mentions if _tells_apart(one)]
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
    left = stored.another or (_only(stored) if learner in BY_SEX else FIRST)
    own = {name: value for name, value in stored.learner.items() if name not in shared}
    names = [pair for pair in stored.facts if pair[0].endswith(f".{_SAME}")]
    others = [
        pair for pair in stored.facts if "." in pair[0] and not pair[0].startswith(f"{left}.") and pair not in names
    ]
    others += aside({left: own})
    now = learner or FIRST
    known = _of(others, now)
    if not known and learner in CHILDREN and (left in CHILDREN or _of(others, *(CHILDREN - {learner}))):
        # The one who was spoken of first, now told from the other.
        now, known = FIRST, _of(others, FIRST)
    kept = [pair for pair in stored.facts if pair[0] in shared] + names
    kept += [pair for pair in others if not pair[0].startswith(f"{now}.")]
    gone: dict[str, None] = dict.fromkeys(LEARNER - shared - {"facts", "addressee"})
    bare = replace(stored, **gone, facts=tuple(kept), level=None, declined=())
    if not known:
        return bare
    return bare.telling(",".join(f"{name}={value}" for name, value in known.items())).with_level_told()


def of_child(stored: Slots, child: str) -> Slots:
    """What is known of one of the children, whoever the talk is about: for a look at them beside each other."""
    return stored if stored.another == child else turned_to(stored, child)


def _of(pairs: Sequence[tuple[str, str]], *children: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        child, _, fact = name.partition(".")
        if child in children:
            found[fact] = value
    return found
